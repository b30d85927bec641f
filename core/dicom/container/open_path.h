// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <utility>

#include "core/base/error.h"

namespace iso {

/// Closes a file descriptor.
class FileHandle {
 public:
  explicit FileHandle(int descriptor = -1) : descriptor_(descriptor) {}
  ~FileHandle();
  FileHandle(FileHandle&& other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}
  FileHandle& operator=(FileHandle&& other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
  }
  FileHandle(const FileHandle&) = delete;
  FileHandle& operator=(const FileHandle&) = delete;
  int get() const { return descriptor_; }

 private:
  int descriptor_;
};

/// A file opened for reading, or the archive that a path leads into.
struct OpenedPath {
  FileHandle file;
  std::uint64_t size = 0;  ///< bytes of the file (of the archive, for an entry)
  std::string entry;       ///< which entry of a ZIP archive; "" = the file itself
};

/// Opens "folder/file" or "folder/archive.zip/inner/file". Never waits for a pipe or device.
/// @return NotFound, PermissionDenied or Io, each naming the path; NotDicom for what is no regular file
Result<OpenedPath> openPath(const std::filesystem::path& path);

}  // namespace iso
