// SPDX-License-Identifier: Apache-2.0
#include "render/engine/brick_map.h"

#include <algorithm>
#include <cstring>
#include <limits>

namespace iso {
namespace {

constexpr int kSide = BrickMap::kSide;

// Bounds of the parts of one row of bricks (all bricks of one bj, bk).
template <class T>
void brickRow(const Volume& volume, int bj, int bk, int bricksX, float* low, float* high) {
  const auto& n = volume.size();
  const T* voxels = reinterpret_cast<const T*>(volume.data());
  const auto parts = static_cast<std::size_t>(bricksX) * BrickMap::kParts;
  std::fill(low, low + parts, std::numeric_limits<float>::infinity());
  std::fill(high, high + parts, -std::numeric_limits<float>::infinity());
  constexpr int kHalf = kSide / 2;
  for (int k = bk * kSide; k <= std::min(bk * kSide + kSide, n[2] - 1); ++k) {
    const auto slope = static_cast<float>(volume.rescale(k).slope);
    const auto intercept = static_cast<float>(volume.rescale(k).intercept);
    for (int pj = 0; pj < 2; ++pj) {
      const int j0 = bj * kSide + pj * kHalf, j1 = std::min(j0 + kHalf, n[1] - 1);
      for (int h = 0; h < 2 * bricksX; ++h) {
        const int i0 = h * kHalf, i1 = std::min(i0 + kHalf, n[0] - 1);
        T smallest = std::numeric_limits<T>::max(), largest = std::numeric_limits<T>::lowest();
        for (int j = j0; j <= j1; ++j) {
          const T* row = voxels + (static_cast<std::size_t>(k) * static_cast<std::size_t>(n[1]) +
                                   static_cast<std::size_t>(j)) *
                                      static_cast<std::size_t>(n[0]);
          for (int i = i0; i <= i1; ++i) {  // NaN compares false and is left out
            smallest = row[i] < smallest ? row[i] : smallest;
            largest = row[i] > largest ? row[i] : largest;
          }
        }
        if (smallest > largest) continue;
        const float u = static_cast<float>(smallest) * slope + intercept;
        const float v = static_cast<float>(largest) * slope + intercept;
        // The slice in the middle of a brick belongs to both halves.
        for (int pk = 0; pk < 2; ++pk) {
          const int from = bk * kSide + pk * kHalf;
          if (k < from || k > from + kHalf) continue;
          const auto part = static_cast<std::size_t>(h / 2) * BrickMap::kParts +
                            static_cast<std::size_t>(h % 2 + 2 * pj + 4 * pk);
          low[part] = std::min({low[part], u, v});
          high[part] = std::max({high[part], u, v});
        }
      }
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
  map.partLow_.resize(bx * rows * kParts);
  map.partHigh_.resize(bx * rows * kParts);
  pool.parallelFor(rows, [&](std::size_t row) {
    const int bj = static_cast<int>(row % static_cast<std::size_t>(map.size_[1]));
    const int bk = static_cast<int>(row / static_cast<std::size_t>(map.size_[1]));
    float* low = map.partLow_.data() + row * bx * kParts;
    float* high = map.partHigh_.data() + row * bx * kParts;
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
    for (std::size_t b = 0; b < bx; ++b) {
      map.low_[row * bx + b] = *std::min_element(low + b * kParts, low + (b + 1) * kParts);
      map.high_[row * bx + b] = *std::max_element(high + b * kParts, high + (b + 1) * kParts);
    }
  });
  return map;
}

std::vector<std::uint8_t> emptinessMap(const Size3& size, const std::vector<std::uint8_t>& occupied) {
  const int nx = size[0], ny = size[1], nz = size[2];
  std::vector<std::uint8_t> d(occupied.size(), 255);
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

std::vector<std::uint16_t> skipMap(const Size3& size, const std::vector<std::uint8_t>& occupiedParts) {
  constexpr std::size_t kPadding = 2;
  const std::size_t bricks = occupiedParts.size() / BrickMap::kParts;
  std::vector<std::uint16_t> skip(bricks + kPadding, 0);
  std::vector<std::uint8_t> occupied(bricks, 0);
  for (std::size_t n = 0; n < bricks; ++n) {
    unsigned bits = 0;
    for (std::size_t p = 0; p < BrickMap::kParts; ++p)
      if (occupiedParts[n * BrickMap::kParts + p]) bits |= 1u << p;
    occupied[n] = bits != 0 ? 1 : 0;
    skip[n] = static_cast<std::uint16_t>(bits << 8);
  }
  const auto distance = emptinessMap(size, occupied);
  for (std::size_t n = 0; n < bricks; ++n) skip[n] = static_cast<std::uint16_t>(skip[n] | distance[n]);
  return skip;
}

}  // namespace iso
