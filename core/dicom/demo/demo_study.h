// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/base/parallel.h"

namespace iso {

/// Writes the demo study: body CT, head CT, PET and head MR of one fictional patient, as classic DICOM in
/// Explicit VR Little Endian below DIR/DEMO, and what is exactly known about them as DIR/truth.json. The
/// same bytes every time. Existing files of the same names are replaced; each file appears whole or not at
/// all.
/// @param dir made if missing
/// @return Io, PermissionDenied (naming the file) or Cancelled
Result<void> writeDemoStudy(const std::filesystem::path& dir, ThreadPool& pool, const Progress& progress,
                            const CancelToken& cancel);

}  // namespace iso
