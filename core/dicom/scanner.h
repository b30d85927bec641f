// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/parallel.h"
#include "core/dicom/dicom_reader.h"
#include "core/study/study.h"

namespace iso {

/// Reads the headers of all files under `paths` (files, or folders recursively) in parallel and builds
/// studies, series and volumes. No pixels are read. A file that is not DICOM costs microseconds and is
/// listed as skipped; ZIP archives are looked into; a DICOMDIR stands for the files it names, or for all of
/// its folder if some of them are not there; DICOM that cannot be read is listed with its reason and the rest
/// goes on.
/// @return NotFound / PermissionDenied naming the path if one of `paths` itself cannot be opened;
///         Cancelled. An empty folder is not an error: the result has no studies.
Result<ScanResult> scan(const std::vector<std::filesystem::path>& paths, ThreadPool& pool,
                        DicomReader& reader, const Progress& progress = {}, const CancelToken& cancel = {});

}  // namespace iso
