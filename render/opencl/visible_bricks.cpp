// SPDX-License-Identifier: Apache-2.0
#include "render/opencl/visible_bricks.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

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

  std::vector<std::uint8_t> out(ranges.size(), 255);
  for (std::size_t b = 0; b < ranges.size(); ++b) {
    const double low = static_cast<double>(ranges[b].s[0]), high = static_cast<double>(ranges[b].s[1]);
    if (!(low <= high)) continue;
    // A weighted sum of floats may leave the range by a rounding error.
    const double margin = 1e-5 * (high - low) + 1e-6 * std::max(std::abs(low), std::abs(high));
    const std::size_t from = place(low - margin, false), to = place(high + margin, true);
    if (visibleUpTo[to + 1] > visibleUpTo[from]) out[b] = 0;
  }

  // Two sweeps over the 13 neighbours before and the 13 behind give the exact chessboard distance.
  const std::ptrdiff_t nx = size[0], ny = size[1], nz = size[2];
  const auto relax = [&](std::ptrdiff_t x, std::ptrdiff_t y, std::ptrdiff_t z, std::ptrdiff_t sign) {
    std::uint8_t& here = out[static_cast<std::size_t>((z * ny + y) * nx + x)];
    if (here == 0) return;
    int best = here;
    for (std::ptrdiff_t n = 0; n < 13; ++n) {
      const std::ptrdiff_t i = x + sign * (n % 3 - 1), j = y + sign * (n / 3 % 3 - 1),
                           k = z + sign * (n / 9 - 1);
      if (i < 0 || j < 0 || k < 0 || i >= nx || j >= ny || k >= nz) continue;
      best = std::min(best, out[static_cast<std::size_t>((k * ny + j) * nx + i)] + 1);
    }
    here = static_cast<std::uint8_t>(std::min(best, 255));
  };
  for (std::ptrdiff_t z = 0; z < nz; ++z)
    for (std::ptrdiff_t y = 0; y < ny; ++y)
      for (std::ptrdiff_t x = 0; x < nx; ++x) relax(x, y, z, 1);
  for (std::ptrdiff_t z = nz - 1; z >= 0; --z)
    for (std::ptrdiff_t y = ny - 1; y >= 0; --y)
      for (std::ptrdiff_t x = nx - 1; x >= 0; --x) relax(x, y, z, -1);
  return out;
}

}  // namespace iso
