// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/base/log.h"
#include "core/base/parallel.h"
#include "core/dicom/dicom_reader.h"

namespace iso::cli {

/// The command line's exit codes.
enum Exit : int {
  kDone = 0,
  kFailed = 1,   ///< with one sentence
  kUsage = 2,    ///< wrong or ambiguous usage
  kPartial = 3,  ///< done, but some DICOM could not be read and is listed
};

/// What every command works with.
class Context {
 public:
  /// @param deviceMemory bytes an OpenCL device behaves as if it had no more than; 0 = as it is
  explicit Context(std::filesystem::path programFolder, std::size_t deviceMemory = 0);

  ThreadPool& pool() { return pool_; }
  /// Started when it is first asked for.
  const std::shared_ptr<DicomReader>& reader();
  const std::shared_ptr<LogSink>& log() const { return log_; }
  std::size_t deviceMemory() const { return deviceMemory_; }
  /// <program>/../share/isocenter
  std::filesystem::path resources() const;

  /// One line on standard error.
  void say(std::string_view sentence) const;
  /// Says it and gives the exit code that goes with it.
  int give(const Error& error) const;
  /// A line that is overwritten as work goes on; silent unless standard error is a terminal.
  Progress progress(const std::string& what) const;

 private:
  std::filesystem::path programFolder_;
  std::size_t deviceMemory_;
  std::shared_ptr<LogSink> log_;
  std::shared_ptr<DicomReader> reader_;
  ThreadPool pool_;
};

}  // namespace iso::cli
