// SPDX-License-Identifier: Apache-2.0
#include <charls/charls.h>
#include <fmt/format.h>

#include <algorithm>
#include <exception>

#include "core/dicom/codec/frame_codec.h"
#include "core/dicom/codec/jpeg_ls_scan.h"

namespace iso {

namespace {

/// Nothing is allocated for a size that is not the header's, or larger than kLargestFrame.
Result<DecodedFrame> emptyFrame(const PixelLayout& claimed, std::uint64_t columns, std::uint64_t rows,
                                std::uint64_t samples, int precision) {
  if (auto ok = checkSize(claimed, columns, rows, samples); !ok) return tl::make_unexpected(ok.error());
  DecodedFrame frame{claimed, {}};
  PixelLayout& p = frame.layout;
  p.bitsAllocated = precision <= 8 ? 8 : 16;
  p.bitsStored = std::min(claimed.bitsStored, p.bitsAllocated);
  if (p.highBit >= p.bitsAllocated) p.highBit = p.bitsStored - 1;
  p.byPlane = false;
  if (p.frameBytes() > kLargestFrame)
    return fail(ErrorCode::Unsupported, "its picture is larger than the memory allowed for it");
  frame.bytes.resize(static_cast<std::size_t>(p.frameBytes()));
  return frame;
}

}  // namespace

Result<DecodedFrame> decodeJpegLs(std::span<const std::byte> stream, const PixelLayout& claimed) try {
  if (const auto scan = JpegLsScan::read(stream)) {
    auto frame = emptyFrame(claimed, static_cast<std::uint64_t>(scan->columns),
                            static_cast<std::uint64_t>(scan->rows), 1, scan->precision);
    if (!frame) return frame;
    if (auto ok = scan->decode(frame->bytes); !ok) return tl::make_unexpected(ok.error());
    return frame;
  }
  if (stream.empty()) return fail(ErrorCode::BadFile, "it has no JPEG-LS data");
  charls::jpegls_decoder decoder;
  decoder.source(stream.data(), stream.size());
  decoder.read_header();
  const charls::frame_info info = decoder.frame_info();
  const auto samples = static_cast<std::uint64_t>(info.component_count);
  auto empty = emptyFrame(claimed, info.width, info.height, samples, info.bits_per_sample);
  if (!empty) return empty;
  DecodedFrame frame = std::move(*empty);
  if (decoder.destination_size() > frame.bytes.size())
    return fail(ErrorCode::BadFile, "its compressed picture is not what its header claims");
  decoder.decode(frame.bytes.data(), frame.bytes.size());
  if (samples > 1 && decoder.interleave_mode() == charls::interleave_mode::none) {
    // Scan by scan: brought together pixel by pixel, as the other two modes come.
    const auto size = static_cast<std::size_t>(frame.layout.bitsAllocated / 8),
               channels = static_cast<std::size_t>(samples);
    const std::size_t count = frame.bytes.size() / size / channels;
    std::vector<std::byte> together(frame.bytes.size());
    for (std::size_t c = 0; c < channels; ++c)
      for (std::size_t n = 0; n < count; ++n)
        std::copy_n(frame.bytes.data() + (c * count + n) * size, size,
                    together.data() + (n * channels + c) * size);
    frame.bytes = std::move(together);
  }
  return frame;
} catch (const std::exception& e) {
  return fail(ErrorCode::BadFile, fmt::format("its JPEG-LS data is damaged ({})", e.what()));
}

}  // namespace iso
