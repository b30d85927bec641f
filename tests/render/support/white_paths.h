// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <algorithm>

#include "render/engine/path_scene.h"

namespace iso::test {

/// What engines that only play one answer for Engine::trace: every path met a white surface in a light of 1.
inline void whitePaths(const VolumeView& view, int until, PathFrame& frame) {
  fitPathFrame(frame, view);
  const auto paths = static_cast<float>(until);
  for (std::size_t n = 0; n < frame.sums.size(); n += PathFrame::kSums)
    for (const std::size_t s : {0, 1, 2, 3, 4, 5, 6, 11}) frame.sums[n + s] = paths;
  std::fill(frame.passes.begin(), frame.passes.end(), until);
}

}  // namespace iso::test
