// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <mutex>
#include <vector>

#include "core/dicom/dicom_reader.h"

namespace iso::test {

/// Answers from what the test put in; everything else is unsupported.
class FakeReader : public DicomReader {
 public:
  std::vector<HeaderLine> lines;
  std::vector<OverlayPlane> planes;
  std::string error;  ///< the sentence headerLines fails with

  std::vector<std::filesystem::path> headersAsked() const {
    const std::lock_guard lock(mutex_);
    return asked_;
  }
  std::vector<HeaderOutcome> readHeaders(std::span<const std::filesystem::path>,
                                         const CancelToken&) override {
    return {};
  }
  Result<void> readSlice(const SliceSource&, VoxelType, VoxelBuffer&, std::size_t, std::size_t,
                         const CancelToken&) override {
    return fail(ErrorCode::Unsupported, "No.");
  }
  Result<FileDigest> digest(const std::filesystem::path&, const CancelToken&) override {
    return fail(ErrorCode::Unsupported, "No.");
  }
  Result<std::vector<HeaderLine>> headerLines(const std::filesystem::path& file,
                                              const CancelToken&) override {
    const std::lock_guard lock(mutex_);
    asked_.push_back(file);
    if (!error.empty()) return fail(ErrorCode::BadFile, error);
    return lines;
  }
  Result<std::vector<OverlayPlane>> overlays(const SliceSource&, const CancelToken&) override {
    return planes;
  }
  Result<std::vector<std::filesystem::path>> archiveEntries(const std::filesystem::path&,
                                                            const CancelToken&) override {
    return fail(ErrorCode::Unsupported, "No.");
  }
  Result<std::vector<std::filesystem::path>> directoryFiles(const std::filesystem::path&,
                                                            const CancelToken&) override {
    return fail(ErrorCode::Unsupported, "No.");
  }

 private:
  mutable std::mutex mutex_;
  std::vector<std::filesystem::path> asked_;
};

}  // namespace iso::test
