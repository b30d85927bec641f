// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/visible_bricks.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "render/engine/brick_map.h"

namespace iso {
namespace {

constexpr std::size_t kEntries = 8192;

}  // namespace

ClTransferTable transferTable(const TransferFunction& transfer) {
  ClTransferTable out;
  double low = 0.0, high = 1.0;
  if (!transfer.points.empty()) {
    low = transfer.points.front().value;
    high = transfer.points.back().value;
    // A single point or a bare step: one entry's width apart is enough to tell the sides.
    if (!(high > low)) high = low + std::max(1e-6, 1e-6 * std::abs(low));
  }
  out.low = static_cast<float>(low);
  out.scale = static_cast<float>(static_cast<double>(kEntries - 1) / (high - low));
  for (const auto& s : transfer.table(low, high, kEntries))
    out.entries.push_back(
        {{static_cast<float>(s.color[0]), static_cast<float>(s.color[1]), static_cast<float>(s.color[2]),
          static_cast<float>(std::clamp(s.opacity, 0.0, 1.0))}});
  return out;
}

std::vector<std::uint8_t> brickDistances(const std::vector<cl_float2>& ranges, const std::array<int, 3>& size,
                                         const ClTransferTable& table) {
  // visibleUpTo[n] = how many of the first n entries show anything
  const std::size_t last = table.entries.size() - 1;
  std::vector<std::uint32_t> visibleUpTo(table.entries.size() + 1, 0);
  for (std::size_t n = 0; n <= last; ++n)
    visibleUpTo[n + 1] = visibleUpTo[n] + (table.entries[n].s[3] > 0.0f ? 1u : 0u);
  const auto place = [&](double value, bool up) {
    const double at = std::clamp((value - static_cast<double>(table.low)) * static_cast<double>(table.scale),
                                 0.0, static_cast<double>(last));
    return static_cast<std::size_t>(up ? std::ceil(at) : std::floor(at));
  };

  std::vector<std::uint8_t> visible(ranges.size(), 0);
  for (std::size_t b = 0; b < ranges.size(); ++b) {
    const double low = static_cast<double>(ranges[b].s[0]), high = static_cast<double>(ranges[b].s[1]);
    if (!(low <= high)) continue;
    // A weighted sum of floats may leave the range by a rounding error.
    const double margin = 1e-5 * (high - low) + 1e-6 * std::max(std::abs(low), std::abs(high));
    const std::size_t from = place(low - margin, false), to = place(high + margin, true);
    if (visibleUpTo[to + 1] > visibleUpTo[from]) visible[b] = 1;
  }
  return emptinessMap(size, visible);
}

}  // namespace iso
