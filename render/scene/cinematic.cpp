// SPDX-License-Identifier: Apache-2.0
#include "render/scene/cinematic.h"

#include <algorithm>
#include <cmath>
#include <numeric>

#include "render/scene/path_frame.h"

namespace iso {

Result<void> checkCinematic(const Cinematic& c) {
  const auto light = [](double v) { return std::isfinite(v) && v >= 0.0 && v <= 1e4; };
  const auto refuse = [](const char* why) { return fail(ErrorCode::InvalidArgument, why); };
  if (c.passes < 1 || c.passes > 65536) return refuse("A cinematic picture takes 1 to 65536 paths a pixel.");
  if (c.bounces < 1 || c.bounces > 100000) return refuse("A path of light takes 1 to 100000 bounces.");
  if (!std::all_of(c.sky.begin(), c.sky.end(), light) ||
      !std::all_of(c.ground.begin(), c.ground.end(), light) || !light(c.key) || !light(c.exposure))
    return refuse("Lights and exposure are numbers from 0 to 10000.");
  if (!(c.keyAngle >= 1e-3 && c.keyAngle <= 1.5))
    return refuse("The key light's half angle is 0.001 to 1.5 radians.");
  if (!(c.aperture >= 0.0 && c.aperture <= 1.0)) return refuse("The aperture is a number from 0 to 1.");
  if (!std::isfinite(c.focusMm) || std::abs(c.focusMm) > 5e3)
    return refuse("The plane in focus is too far away.");
  return {};
}

double PathFrame::mean() const {
  if (passes.empty()) return 0.0;
  return std::accumulate(passes.begin(), passes.end(), 0.0) / static_cast<double>(passes.size());
}

int PathFrame::complete() const {
  return passes.empty() ? 0 : *std::min_element(passes.begin(), passes.end());
}

}  // namespace iso
