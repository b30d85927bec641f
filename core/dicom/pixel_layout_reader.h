// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

#include "core/dicom/parsed_file.h"
#include "core/study/pixel_layout.h"

namespace iso {

/// How a file's pixels are stored (PS3.3 C.7.6.3.1), checked against itself and the file's size before
/// anything is allocated for them.
/// @return BadFile or Unsupported; the reason without the file's name
Result<PixelLayout> readPixelLayout(const Fields& dataset, const std::string& transferSyntax, bool bigEndian,
                                    const ParsedFile::Pixels& pixels, std::uint64_t fileSize);

}  // namespace iso
