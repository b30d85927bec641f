// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "render/opencl/visible_bricks.h"

using namespace iso;

TEST_CASE("A brick's distance is the chessboard distance to the nearest visible one") {
  TransferFunction transfer;
  transfer.points = {{0.0, 0.0, {1, 1, 1}}, {10.0, 0.0, {1, 1, 1}}, {20.0, 0.5, {1, 1, 1}}};
  const ClTransferTable table = transferTable(transfer);
  std::mt19937 random(5);
  for (const std::array<int, 3> size : {std::array{7, 5, 6}, std::array{1, 1, 9}, std::array{12, 3, 2}}) {
    std::vector<std::array<int, 3>> visible;
    std::vector<cl_float2> ranges;
    for (int z = 0; z < size[2]; ++z)
      for (int y = 0; y < size[1]; ++y)
        for (int x = 0; x < size[0]; ++x) {
          const bool shown = random() % 40 == 0;
          if (shown) visible.push_back({x, y, z});
          ranges.push_back(shown ? cl_float2{{-5.0f, 12.0f}} : cl_float2{{-5.0f, 9.0f}});
        }
    const auto distances = brickDistances(ranges, size, table);
    std::size_t n = 0;
    for (int z = 0; z < size[2]; ++z)
      for (int y = 0; y < size[1]; ++y)
        for (int x = 0; x < size[0]; ++x, ++n) {
          int nearest = 255;
          for (const auto& v : visible)
            nearest =
                std::min(nearest, std::max({std::abs(v[0] - x), std::abs(v[1] - y), std::abs(v[2] - z)}));
          CHECK(static_cast<int>(distances[n]) == nearest);
        }
  }
}

TEST_CASE("A brick is visible wherever its range meets any opacity, also between two transparent ends") {
  TransferFunction transfer;
  transfer.points = {{100.0, 0.0, {1, 1, 1}}, {150.0, 0.2, {1, 1, 1}}, {200.0, 0.0, {1, 1, 1}}};
  const ClTransferTable table = transferTable(transfer);
  const auto shown = [&](float low, float high) {
    return brickDistances({{{low, high}}}, {1, 1, 1}, table)[0] == 0;
  };
  CHECK(shown(0.0f, 1000.0f));
  CHECK(shown(101.0f, 101.0f));
  CHECK_FALSE(shown(0.0f, 99.0f));
  CHECK_FALSE(shown(201.0f, 999.0f));
  CHECK_FALSE(shown(INFINITY, -INFINITY));  // nothing but NaN
  transfer.points.back().opacity = 0.1;     // constant beyond the last point
  CHECK(brickDistances({{{500.0f, 600.0f}}}, {1, 1, 1}, transferTable(transfer))[0] == 0);
}
