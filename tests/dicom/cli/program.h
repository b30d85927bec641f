// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace iso::test {

/// What a run of isocenter-cli gave.
struct Answer {
  int code = -1;
  std::string out, err;
  nlohmann::json json() const { return nlohmann::json::parse(out); }
};

/// Runs the built program without a display.
Answer runCli(const std::vector<std::string>& arguments);

}  // namespace iso::test
