// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/dicom/dicom_reader.h"
#include "core/dicom/reader/request.h"
#include "core/dicom/slice_reader.h"

namespace iso {

/// What can be asked about an open file; the part of loading that meets its bytes. Keeps what the next
/// question about the same file can use. Not thread-safe; no exception leaves it.
class FileServices {
 public:
  /// An open file, or an entry of an open archive.
  struct File {
    int descriptor = -1;
    std::uint64_t size = 0;
    std::filesystem::path name;
    std::string entry;
  };

  Result<FileHeader> header(const File& file);
  Result<void> slice(const File& file, const SliceSource& slice, VoxelType type, std::span<std::byte> voxels);
  FileDigest digest(const File& file);
  Result<std::vector<HeaderLine>> lines(const File& file);
  Result<std::vector<OverlayPlane>> overlays(const File& file, int frame);
  Result<std::vector<std::filesystem::path>> archiveEntries(const File& file);
  Result<std::vector<std::filesystem::path>> directoryFiles(const File& file);

 private:
  Result<ByteSource*> source(const File& file);

  SliceReader reader_;
  std::unique_ptr<ByteSource> source_;
  std::string entryKey_;  ///< of the archive's entry that source_ holds, "" = none
};

/// An error about a file as a sentence that names it.
Error named(const std::filesystem::path& file, Error error);

}  // namespace iso
