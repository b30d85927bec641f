// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/study/pixel_layout.h"

namespace iso {

/// One frame, uncompressed, in this machine's byte order.
struct DecodedFrame {
  /// Of `bytes`. Rows, columns and samples are the header's (a codestream of another size is refused); bits,
  /// planes and colour space are what the codestream makes of them.
  PixelLayout layout;
  std::vector<std::byte> bytes;
};

/// Bytes that a decoded frame may take. Checked before anything is allocated.
inline constexpr std::uint64_t kLargestFrame = std::uint64_t{1} << 31;

/// RLE (PS3.5 annex G) of any number of bits, samples and planes.
Result<DecodedFrame> decodeRle(std::span<const std::byte> stream, const PixelLayout& claimed);
/// JPEG baseline, extended, lossless (8 to 16 bits): 8-bit DCT by libjpeg-turbo, lossless by our own decoder
/// (jpeg_lossless.h), the rest by GDCM's libjpeg.
/// Colour comes as the codestream holds it, named in layout.photometric.
Result<DecodedFrame> decodeJpeg(std::span<const std::byte> stream, const PixelLayout& claimed);
/// JPEG-LS (ISO 14495): one component by our own decoder (jpeg_ls_scan.h), colour and odd streams by CharLS.
Result<DecodedFrame> decodeJpegLs(std::span<const std::byte> stream, const PixelLayout& claimed);
/// JPEG 2000 and HTJ2K by OpenJPEG, with its component transform undone.
Result<DecodedFrame> decodeJpeg2000(std::span<const std::byte> stream, const PixelLayout& claimed);
/// Deflated image frame compression (PS3.5 A.4.13): raw deflate of the uncompressed frame.
Result<DecodedFrame> decodeDeflatedFrame(std::span<const std::byte> stream, const PixelLayout& claimed);

/// Inflates a raw deflate stream.
/// @return BadFile if it is damaged or ends early, Unsupported if it becomes more than `limit` bytes
Result<std::vector<std::byte>> inflateRaw(std::span<const std::byte> stream, std::uint64_t limit);

/// BadFile unless a codestream's size is the header's.
Result<void> checkSize(const PixelLayout& claimed, std::uint64_t columns, std::uint64_t rows,
                       std::uint64_t samples);

}  // namespace iso
