// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

namespace iso::test {

/// One instance as another library reads it.
struct ReadInstance {
  std::map<std::string, std::string> tags;  ///< by "gggg,eeee", also inside sequences (the last one wins)
  std::vector<double> values;               ///< after slope and intercept, row by row
  int columns = 0, rows = 0;
  std::array<double, 3> position{}, row{}, column{};
  std::array<double, 2> spacing{};  ///< between columns, between rows
  std::string transferSyntax;

  double number(const std::string& tag) const;
  /// Patient point of a pixel, by PS3.3 C.7.6.2.1.1.
  std::array<double, 3> point(int i, int j) const;
};

ReadInstance readBack(const std::filesystem::path& file);

}  // namespace iso::test
