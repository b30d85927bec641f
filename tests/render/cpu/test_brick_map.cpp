// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <random>

#include "render/cpu/transfer_table.h"
#include "render/engine/brick_map.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {

TEST_CASE("Bricks bound every voxel a sample inside them can reach") {
  const auto g = *VolumeGeometry::make({37, 18, 9}, Matrix3::Identity(), {});
  ThreadPool pool(2);
  for (VoxelType type : {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32}) {
    const auto volume = randomVolume(type, g, 9, {Rescale{-0.5, 10}});
    const BrickMap bricks = BrickMap::build(*volume, pool);
    REQUIRE(bricks.size() == Size3{5, 3, 1});
    for (int bk = 0; bk < 1; ++bk)
      for (int bj = 0; bj < 3; ++bj)
        for (int bi = 0; bi < 5; ++bi) {
          double low = 1e30, high = -1e30;
          for (int k = 8 * bk; k <= std::min(8 * bk + 8, 8); ++k)
            for (int j = 8 * bj; j <= std::min(8 * bj + 8, 17); ++j)
              for (int i = 8 * bi; i <= std::min(8 * bi + 8, 36); ++i) {
                low = std::min(low, volume->valueAt(i, j, k));
                high = std::max(high, volume->valueAt(i, j, k));
              }
          const auto n = static_cast<std::size_t>((bk * 3 + bj) * 5 + bi);
          CHECK(bricks.low()[n] == Approx(low));
          CHECK(bricks.high()[n] == Approx(high));
          for (int p = 0; p < 8; ++p) {
            const int i0 = 8 * bi + 4 * (p & 1), j0 = 8 * bj + 4 * (p >> 1 & 1), k0 = 8 * bk + 4 * (p >> 2);
            double partLow = std::numeric_limits<double>::infinity(), partHigh = -partLow;
            for (int k = k0; k <= std::min(k0 + 4, 8); ++k)
              for (int j = j0; j <= std::min(j0 + 4, 17); ++j)
                for (int i = i0; i <= std::min(i0 + 4, 36); ++i) {
                  partLow = std::min(partLow, volume->valueAt(i, j, k));
                  partHigh = std::max(partHigh, volume->valueAt(i, j, k));
                }
            const auto m = n * 8 + static_cast<std::size_t>(p);
            CHECK(static_cast<double>(bricks.partLow()[m]) == Approx(partLow));
            CHECK(static_cast<double>(bricks.partHigh()[m]) == Approx(partHigh));
          }
        }
  }
}

TEST_CASE("Emptiness is the Chebyshev distance to the nearest occupied brick") {
  const Size3 size{13, 7, 9};
  std::vector<std::uint8_t> occupied(13 * 7 * 9, 0);
  std::mt19937 random(4);
  for (int n = 0; n < 6; ++n) occupied[random() % occupied.size()] = 1;
  const auto distance = emptinessMap(size, occupied);
  const auto place = [&](std::size_t n) {
    return std::array<int, 3>{static_cast<int>(n % 13), static_cast<int>(n / 13 % 7),
                              static_cast<int>(n / 91)};
  };
  for (std::size_t n = 0; n < occupied.size(); ++n) {
    int best = 255;
    for (std::size_t m = 0; m < occupied.size(); ++m) {
      if (!occupied[m]) continue;
      const auto a = place(n), b = place(m);
      best = std::min(best, std::max({std::abs(a[0] - b[0]), std::abs(a[1] - b[1]), std::abs(a[2] - b[2])}));
    }
    REQUIRE(distance[n] == best);
  }
  const std::vector<std::uint8_t> nothing(8, 0);
  CHECK(emptinessMap({2, 2, 2}, nothing)[0] == 255);
}

TEST_CASE("Bricks below the first visible value are empty, others are not") {
  const auto g = *VolumeGeometry::make({33, 9, 9}, Matrix3::Identity(), {});
  const auto volume =
      filledVolume(VoxelType::Int16, g, [](int i, int, int) { return i <= 16 ? -1000.0 : 10.0 * i; });
  ThreadPool pool(1);
  const BrickMap bricks = BrickMap::build(*volume, pool);
  VolumePreset preset = rampPreset(250, 400);
  const auto parts = TransferTable::make(preset, 1.0).occupiedParts(bricks);
  const auto skip = skipMap(bricks.size(), parts);
  // The ramp starts at 250 = column 25; bricks end at 8, 16, 24 and 32, the last one's parts at 28 and 32.
  CHECK((skip[0] & 0xff) == 3);
  CHECK((skip[1] & 0xff) == 2);
  CHECK((skip[2] & 0xff) == 1);
  CHECK(skip[3] == 0xff00);
  const auto late =
      skipMap(bricks.size(), TransferTable::make(rampPreset(285, 400), 1.0).occupiedParts(bricks));
  CHECK(late[3] == 0xaa00);  // only the parts with the upper half along i
}

}  // namespace iso::test
