// SPDX-License-Identifier: Apache-2.0
#include "tests/support/test_data.h"

#include <unistd.h>

#include <atomic>
#include <cstdlib>
#include <iostream>

namespace iso::test {

std::optional<std::filesystem::path> dataFolder(const std::string& sub) {
  const char* set = std::getenv("ISOCENTER_TEST_DATA");
  std::filesystem::path folder =
      set && *set ? std::filesystem::path(set)
                  : std::filesystem::path(ISOCENTER_SOURCE_DIR).parent_path() / "shared" / "data";
  if (!sub.empty()) folder /= sub;
  std::error_code ec;
  if (std::filesystem::exists(folder, ec)) return folder;
  std::cerr << "SKIPPED: no test data at " << folder << "; set ISOCENTER_TEST_DATA\n";
  return std::nullopt;
}

TemporaryFolder::TemporaryFolder() {
  static std::atomic<int> counter{0};
  path_ = std::filesystem::temp_directory_path() /
          ("isocenter-test-" + std::to_string(::getpid()) + "-" + std::to_string(counter++));
  std::filesystem::create_directories(path_);
}

TemporaryFolder::~TemporaryFolder() {
  std::error_code ec;
  std::filesystem::remove_all(path_, ec);
}

}  // namespace iso::test
