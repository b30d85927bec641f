// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/brick_map.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace iso {
namespace {

constexpr int kSide = BrickMap::kSide;

// Bounds of one row of bricks (all bricks of one bk, bj), read row by row as the voxels lie in memory.
template <class T>
void brickRow(const Volume& volume, int bj, int bk, int bricksX, float* low, float* high) {
  const auto& n = volume.size();
  const T* voxels = reinterpret_cast<const T*>(volume.data());
  std::fill(low, low + bricksX, std::numeric_limits<float>::infinity());
  std::fill(high, high + bricksX, -std::numeric_limits<float>::infinity());
  for (int k = bk * kSide; k <= std::min(bk * kSide + kSide, n[2] - 1); ++k) {
    const auto slope = static_cast<float>(volume.rescale(k).slope);
    const auto intercept = static_cast<float>(volume.rescale(k).intercept);
    for (int b = 0; b < bricksX; ++b) {
      const int i0 = b * kSide, i1 = std::min(i0 + kSide, n[0] - 1);
      T smallest = std::numeric_limits<T>::max(), largest = std::numeric_limits<T>::lowest();
      for (int j = bj * kSide; j <= std::min(bj * kSide + kSide, n[1] - 1); ++j) {
        const T* row = voxels + (static_cast<std::size_t>(k) * static_cast<std::size_t>(n[1]) +
                                 static_cast<std::size_t>(j)) *
                                    static_cast<std::size_t>(n[0]);
        for (int i = i0; i <= i1; ++i) {  // NaN compares false and is left out
          smallest = row[i] < smallest ? row[i] : smallest;
          largest = row[i] > largest ? row[i] : largest;
        }
      }
      if (smallest > largest) continue;
      const float a = static_cast<float>(smallest) * slope + intercept;
      const float c = static_cast<float>(largest) * slope + intercept;
      low[b] = std::min({low[b], a, c});
      high[b] = std::max({high[b], a, c});
    }
  }
}

}  // namespace

BrickMap BrickMap::build(const Volume& volume, ThreadPool& pool) {
  BrickMap map;
  if (volume.type() == VoxelType::Rgb8) return map;
  for (std::size_t a = 0; a < 3; ++a) map.size_[a] = (std::max(volume.size()[a] - 1, 1) + kSide - 1) / kSide;
  const auto bx = static_cast<std::size_t>(map.size_[0]);
  const auto rows = static_cast<std::size_t>(map.size_[1]) * static_cast<std::size_t>(map.size_[2]);
  map.low_.resize(bx * rows);
  map.high_.resize(bx * rows);
  pool.parallelFor(rows, [&](std::size_t row) {
    const int bj = static_cast<int>(row % static_cast<std::size_t>(map.size_[1]));
    const int bk = static_cast<int>(row / static_cast<std::size_t>(map.size_[1]));
    float* low = map.low_.data() + row * bx;
    float* high = map.high_.data() + row * bx;
    switch (volume.type()) {
      case VoxelType::UInt8:
        brickRow<std::uint8_t>(volume, bj, bk, map.size_[0], low, high);
        break;
      case VoxelType::Int16:
        brickRow<std::int16_t>(volume, bj, bk, map.size_[0], low, high);
        break;
      case VoxelType::UInt16:
        brickRow<std::uint16_t>(volume, bj, bk, map.size_[0], low, high);
        break;
      case VoxelType::Float32:
        brickRow<float>(volume, bj, bk, map.size_[0], low, high);
        break;
      case VoxelType::Rgb8:
        break;
    }
  });
  return map;
}

std::vector<std::uint8_t> emptinessMap(const Size3& size, const std::vector<std::uint8_t>& occupied) {
  constexpr std::size_t kPadding = 4;
  const int nx = size[0], ny = size[1], nz = size[2];
  std::vector<std::uint8_t> d(occupied.size() + kPadding, 255);
  for (std::size_t n = 0; n < occupied.size(); ++n)
    if (occupied[n]) d[n] = 0;
  const auto at = [&](int x, int y, int z) {
    return (static_cast<std::size_t>(z) * static_cast<std::size_t>(ny) + static_cast<std::size_t>(y)) *
               static_cast<std::size_t>(nx) +
           static_cast<std::size_t>(x);
  };
  // The two-pass chamfer with all 26 neighbours at cost 1 is exact for this metric.
  const auto relax = [&](int x, int y, int z, int direction) {
    int best = d[at(x, y, z)];
    for (int c = 0; c < 13; ++c) {  // the 13 neighbours before (x, y, z) in memory order, or after it
      const int dx = (c % 3 - 1) * direction, dy = (c / 3 % 3 - 1) * direction, dz = (c / 9 - 1) * direction;
      const int u = x + dx, v = y + dy, w = z + dz;
      if (u < 0 || v < 0 || w < 0 || u >= nx || v >= ny || w >= nz) continue;
      best = std::min(best, d[at(u, v, w)] + 1);
    }
    d[at(x, y, z)] = static_cast<std::uint8_t>(std::min(best, 255));
  };
  for (int z = 0; z < nz; ++z)
    for (int y = 0; y < ny; ++y)
      for (int x = 0; x < nx; ++x) relax(x, y, z, 1);
  for (int z = nz - 1; z >= 0; --z)
    for (int y = ny - 1; y >= 0; --y)
      for (int x = nx - 1; x >= 0; --x) relax(x, y, z, -1);
  return d;
}

}  // namespace iso
