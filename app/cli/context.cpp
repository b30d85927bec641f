// SPDX-License-Identifier: Apache-2.0
#include "app/cli/context.h"

#include <fmt/format.h>
#include <unistd.h>

#include <cstdio>

#include "app/cli/stderr_log.h"
#include "core/dicom/reader/reader_pool.h"

namespace iso::cli {

Context::Context(std::filesystem::path programFolder, std::size_t deviceMemory)
    : programFolder_(std::move(programFolder)), deviceMemory_(deviceMemory), log_(makeStderrLog()) {}

const std::shared_ptr<DicomReader>& Context::reader() {
  if (reader_) return reader_;
  ReaderOptions options;
  options.program = programFolder_ / "isocenter-reader";
  options.log = log_;
  reader_ = makeReader(std::move(options));
  return reader_;
}

std::filesystem::path Context::resources() const {
  return programFolder_.parent_path() / "share" / "isocenter";
}

void Context::say(std::string_view sentence) const {
  fmt::print(stderr, "{}\n", sentence);
}

int Context::give(const Error& error) const {
  say(error.message);
  return error.code == ErrorCode::Ambiguous || error.code == ErrorCode::InvalidArgument ? kUsage : kFailed;
}

Progress Context::progress(const std::string& what) const {
  if (::isatty(STDERR_FILENO) == 0) return {};
  return [what, last = -1](double fraction) mutable {
    const int percent = static_cast<int>(fraction * 100.0);
    if (percent == last) return;
    last = percent;
    fmt::print(stderr, "\r{} {} %{}", what, percent, percent >= 100 ? "\r\033[K" : "");
    std::fflush(stderr);
  };
}

}  // namespace iso::cli
