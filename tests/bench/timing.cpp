// SPDX-License-Identifier: Apache-2.0
#include "tests/bench/timing.h"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <cstdlib>
#include <iostream>
#include <regex>
#include <string_view>

namespace iso::bench {
namespace {
double quantile(std::vector<double> v, double q) {
  if (v.empty()) return 0.0;
  std::sort(v.begin(), v.end());
  return v[static_cast<std::size_t>(std::lround(q * static_cast<double>(v.size() - 1)))];
}
}  // namespace

double Timing::median() const {
  return quantile(runs, 0.5);
}
double Timing::spread() const {
  return 0.5 * (quantile(runs, 0.75) - quantile(runs, 0.25));
}

double timeOnce(const std::function<void()>& work) {
  const auto start = std::chrono::steady_clock::now();
  work();
  return std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count();
}

bool parseOptions(int argc, char** argv, const char* help, Options& options) {
  for (int n = 1; n < argc; ++n) {
    const std::string_view word = argv[n];
    const auto value = [&](std::string& out) {
      if (n + 1 >= argc) return false;
      out = argv[++n];
      return true;
    };
    if (word == "--help" || word == "-h") {
      std::cout << help;
      std::exit(0);
    }
    if (word == "--json") {
      options.json = true;
    } else if (!(word == "--filter" && value(options.filter)) &&
               !(word == "--backend" && value(options.backend)) &&
               !(word == "--device" && value(options.device))) {
      std::cerr << word << " is not an option of this program; see --help.\n";
      return false;
    }
  }
  try {
    const std::regex check(options.filter);
  } catch (const std::regex_error&) {
    std::cerr << options.filter << " is not a regular expression.\n";
    return false;
  }
  return true;
}

bool selected(const Options& options, const std::string& name) {
  return options.filter.empty() || std::regex_search(name, std::regex(options.filter));
}

}  // namespace iso::bench
