// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

namespace iso::test {

/// The folder of real scanner data: ISOCENTER_TEST_DATA, else ../shared/data beside the project.
/// nullopt (after a printed line that says so) if it, or `sub` inside it, is absent.
std::optional<std::filesystem::path> dataFolder(const std::string& sub = {});

/// An empty folder of its own under the system's temporary folder, removed on destruction.
class TemporaryFolder {
 public:
  TemporaryFolder();
  ~TemporaryFolder();
  TemporaryFolder(const TemporaryFolder&) = delete;
  TemporaryFolder& operator=(const TemporaryFolder&) = delete;
  const std::filesystem::path& path() const { return path_; }

 private:
  std::filesystem::path path_;
};

}  // namespace iso::test
