// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>

#include "core/dicom/container/open_path.h"
#include "core/dicom/reader/file_services.h"

namespace iso {

/// Opens a file and looks at its first bytes: what is not DICOM goes no further.
/// @param outcome set if there is nothing to parse
std::optional<OpenedPath> openForHeader(const std::filesystem::path& path, HeaderOutcome& outcome);

HeaderOutcome outcomeOf(Result<FileHeader> header);

/// True if the slice's pixels can be read without parsing anything.
bool isPlainSlice(const SliceSource& slice, const OpenedPath& opened);
/// Reads such a slice.
Result<void> readPlainSlice(const SliceSource& slice, const OpenedPath& opened, VoxelType type,
                            std::span<std::byte> voxels);

}  // namespace iso
