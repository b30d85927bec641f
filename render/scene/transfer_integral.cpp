// SPDX-License-Identifier: Apache-2.0
#include "render/scene/transfer_integral.h"

#include <algorithm>
#include <array>
#include <cmath>

namespace iso {

TransferIntegral TransferIntegral::make(const TransferFunction& transfer, double stepMm) {
  TransferIntegral t;
  const auto& points = transfer.points;
  const double low = points.empty() ? 0.0 : points.front().value;
  const double high = points.empty() ? 1.0 : std::max(points.back().value, low + 1e-6);
  t.low = static_cast<float>(low);
  t.perValue = static_cast<float>(static_cast<double>(kEntries - 1) / (high - low));
  t.quantum = static_cast<float>(kMostThickness * static_cast<double>(kEntries) / 2147483000.0);
  t.here.reserve(4 * kEntries);
  t.sums.reserve(4 * kEntries);
  std::array<double, 4> sum{}, before{};
  for (const auto& s : transfer.table(low, high, kEntries)) {
    // Opacity is given per millimetre.
    const double passed = std::max(1.0 - s.opacity, 1e-300);
    const double thickness = std::min(-std::log(passed) * stepMm, kMostThickness);
    std::array<double, 4> now{thickness, 0.0, 0.0, 0.0};
    for (std::size_t c = 0; c < 3; ++c) now[c + 1] = thickness * std::clamp(s.color[c], 0.0, 1.0);
    if (t.here.empty()) before = now;
    for (std::size_t c = 0; c < 4; ++c) {
      if (!t.here.empty()) sum[c] += 0.5 * (before[c] + now[c]);
      t.sums.push_back(static_cast<std::int32_t>(std::lround(sum[c] / static_cast<double>(t.quantum))));
    }
    before = now;
    t.here.push_back(static_cast<float>(thickness));
    for (std::size_t c = 0; c < 3; ++c)
      t.here.push_back(static_cast<float>(std::clamp(s.color[c], 0.0, 1.0)));
  }
  return t;
}

GradientTable GradientTable::make(const GradientOpacity& gradient) {
  GradientTable t;
  const auto& points = gradient.points;
  if (points.empty()) return t;
  const double low = points.front().gradient;
  const double high = std::max(points.back().gradient, low + 1e-6);
  t.low = static_cast<float>(low);
  t.perUnit = static_cast<float>(static_cast<double>(kEntries - 1) / (high - low));
  for (std::size_t n = 0; n < kEntries; ++n)
    t.weight.push_back(static_cast<float>(
        gradient.at(low + (high - low) * static_cast<double>(n) / static_cast<double>(kEntries - 1))));
  return t;
}

}  // namespace iso
