// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <filesystem>
#include <memory>

#include "core/base/log.h"
#include "core/dicom/dicom_reader.h"

namespace iso {

struct ReaderOptions {
  std::filesystem::path program;  ///< isocenter-reader
  unsigned processes = 0;         ///< 0 = one per hardware thread
  /// Of address space, for each process; what a file wants beyond it is refused.
  std::size_t memory = std::size_t{4} << 30;
  std::chrono::milliseconds headerLimit{10000};  ///< per file
  std::chrono::milliseconds pixelLimit{60000};   ///< per frame, digest or archive
  std::shared_ptr<LogSink> log = silentLog();
};

/// A DicomReader in processes of their own: one that dies, hangs or wants too much memory costs the file it
/// was looking at, and is replaced. Uncompressed pixels are read by this process, straight to where they go:
/// there is nothing to parse about them.
/// @return Unsupported where the system has no such processes, Io if the program cannot be started
Result<std::shared_ptr<DicomReader>> startReaders(ReaderOptions options);

/// The program beside the one that is running ("isocenter-reader" in the same folder).
std::filesystem::path readerProgram();

/// startReaders() with the program beside this one; where that cannot be, reads in this process and says so
/// in the log.
std::shared_ptr<DicomReader> makeReader(ReaderOptions options = {});

}  // namespace iso
