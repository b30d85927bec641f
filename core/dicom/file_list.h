// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/study/study.h"

namespace iso {

/// Files to look at, in a stable order, each once.
struct FileList {
  std::vector<std::filesystem::path> files;
  std::vector<FileProblem> unreadable;  ///< folders below that may not be entered
  std::vector<FileProblem> skipped;     ///< links below to folders or to nothing
};

/// All files under `paths` (files, or folders recursively; links to folders are not followed below the top).
/// @return NotFound / PermissionDenied / Io if one of `paths` itself cannot be opened; Cancelled
Result<FileList> listFiles(const std::vector<std::filesystem::path>& paths, const CancelToken& cancel);

}  // namespace iso
