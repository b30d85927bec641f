// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "core/dicom/byte_source.h"
#include "core/dicom/dicom_reader.h"
#include "core/study/header_line.h"

namespace iso {

/// Every element of a file as a person reads it, with the items of sequences under them, private elements
/// too. What a damaged file still holds is listed as far as it goes.
/// @return what ParsedFile::read returns
Result<std::vector<HeaderLine>> headerLinesOf(ByteSource& source, const std::filesystem::path& path);

/// The planes of the groups 60xx that belong to a frame (PS3.3 C.9.2), also those in unused bits of the
/// pixels (retired).
Result<std::vector<OverlayPlane>> overlaysOf(ByteSource& source, const std::filesystem::path& path,
                                             int frame);

/// Files a DICOMDIR names (PS3.3 F.5), below the folder it lies in.
Result<std::vector<std::filesystem::path>> directoryFilesOf(ByteSource& source,
                                                            const std::filesystem::path& path);

}  // namespace iso
