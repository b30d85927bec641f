// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/dicom/byte_source.h"
#include "core/dicom/dicom_reader.h"

namespace iso {

/// MD5 over the little-endian pixels of all frames, with colour space, planes, subsampling and bit packing as
/// stored (no palette, no rescale, no padding byte). Files of any kind that hold pixels, also those that are
/// not shown as images.
FileDigest digestOf(ByteSource& source, const std::filesystem::path& path);

}  // namespace iso
