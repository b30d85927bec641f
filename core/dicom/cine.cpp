// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/cine.h"

#include <algorithm>
#include <vector>

namespace iso {

double frameTimeMs(const Fields& d, int frames) {
  if (const auto time = d.number(DCM_FrameTime); time && *time > 0.0) return *time;
  for (const DcmTagKey& rate : {DCM_CineRate, DCM_RecommendedDisplayFrameRate})
    if (const auto perSecond = d.number(rate); perSecond && *perSecond > 0.0) return 1000.0 / *perSecond;
  // The first frame's time is 0: it comes after nothing.
  std::vector<double> times;
  constexpr int kEnough = 10000;  // for a median
  for (int n = 1; n < std::min(frames, kEnough); ++n) {
    const auto time = d.number(DCM_FrameTimeVector, static_cast<unsigned long>(n));
    if (!time) break;
    if (*time > 0.0) times.push_back(*time);
  }
  if (times.empty()) return 0.0;
  const auto middle = times.begin() + static_cast<std::ptrdiff_t>((times.size() - 1) / 2);
  std::nth_element(times.begin(), middle, times.end());
  return *middle;
}

}  // namespace iso
