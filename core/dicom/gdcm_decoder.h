// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <vector>

#include "core/base/error.h"
#include "core/study/pixel_layout.h"

namespace iso {

/// All frames of a file, uncompressed, in this machine's byte order.
struct DecodedPixels {
  PixelLayout layout;  ///< of `bytes`: what the decoder made of the header's claims
  std::vector<std::byte> bytes;
};

/// Decodes a file of any transfer syntax that GDCM knows.
/// @return BadFile with what GDCM could not do, OutOfMemory
Result<DecodedPixels> decodeWithGdcm(const std::filesystem::path& path);

}  // namespace iso
