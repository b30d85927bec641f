// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <string>

namespace iso::bench {

/// The same work by us and by a peer; both may be called again and again.
struct Pair {
  std::string name, peer;
  double target;  ///< the least ratio that counts as done; 0 = for information
  std::function<void(int run)> ours, theirs;
};

/// Reading files: loading a series, decoding compressed slices, scanning ten thousand headers. Files are made
/// from ct_skull_phantom_1mm of the test data (ISOCENTER_TEST_DATA, else ../shared/data beside the project)
/// in a temporary folder and removed again. What cannot be compared is named on standard error and left out.
/// @param wanted by a pair's name
/// @param measure is called once for each pair while its files exist, with the number of rounds
void measureLoading(const std::function<bool(const std::string&)>& wanted,
                    const std::function<void(const Pair&, int rounds)>& measure);

}  // namespace iso::bench
