// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "core/dicom/byte_source.h"
#include "core/dicom/headers.h"

namespace iso {

/// Reads everything before the pixels of one file (which `sniff` has not ruled out). Pixels are not read.
/// Safe to call from several threads with sources of their own.
/// @param path names the file in sentences and in the header
/// @return NotDicom if a file without preamble turns out not to be a data set; BadFile with the reason for
///         a damaged header; Io. An image that is whole but cannot be shown is no error: see `unsupported`.
Result<FileHeader> readHeader(ByteSource& source, const std::filesystem::path& path);

}  // namespace iso
