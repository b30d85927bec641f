// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>
#include <vector>

namespace iso::bench {

/// Milliseconds of each run.
struct Timing {
  std::vector<double> runs;
  double median() const;
  /// Half the distance between the quartiles.
  double spread() const;
};

/// Milliseconds that one call takes.
double timeOnce(const std::function<void()>& work);

/// --filter, --backend, --device, --json of both benchmark programs.
struct Options {
  std::string filter;
  std::string backend = "auto";
  std::string device;  ///< index, name or part of one; "" = what the backend says
  bool json = false;
};
/// @return false after a sentence on standard error; prints help and exits for --help
bool parseOptions(int argc, char** argv, const char* help, Options& options);

/// True if the regular expression is found in the name; an empty one is found everywhere.
bool selected(const Options& options, const std::string& name);

}  // namespace iso::bench
