// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace iso {

/// Compiled programs on disk. A file holds its own checksum, because a driver handed a truncated program
/// may crash; it is written under another name and renamed, so readers never see a part.
class ProgramCache {
 public:
  /// @param folder empty = the user's cache folder; nothing is kept if there is none
  explicit ProgramCache(std::filesystem::path folder);

  /// The program saved under a key (file-name safe); nullopt if absent or damaged (then it is removed).
  std::optional<std::vector<unsigned char>> load(const std::string& key) const;
  /// Failing to save is no failure: the program is built again next time.
  void save(const std::string& key, const std::vector<unsigned char>& program) const;

 private:
  std::filesystem::path file(const std::string& key) const { return folder_ / (key + ".clprogram"); }
  std::filesystem::path folder_;
};

}  // namespace iso
