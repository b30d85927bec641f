// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>
#include <numeric>
#include <vector>

#include "app/session/value_histogram.h"

using namespace iso;
using namespace iso::app;

namespace {

using Counts = std::vector<std::uint64_t>;

template <class T>
VolumePtr volumeOf(const std::vector<T>& voxels, VoxelType type, Size3 size,
                   const std::vector<Rescale>& rescales, StoredRange padding = {}) {
  auto buffer = VoxelBuffer::allocate(voxels.size() * sizeof(T));
  REQUIRE(buffer);
  std::memcpy((*buffer)->data(), voxels.data(), voxels.size() * sizeof(T));
  auto geometry = VolumeGeometry::make(size, Vector3(1.0, 1.0, 1.0).asDiagonal(), {{0, 0, 0}});
  REQUIRE(geometry);
  auto volume = Volume::make(*buffer, type, *geometry, rescales, "HU", padding);
  REQUIRE(volume);
  return *volume;
}

}  // namespace

TEST_CASE("Voxels are counted with their own slice's rescale", "[histogram]") {
  // First slice 0 2 4 6, second 10 12 14 16.
  const auto volume = volumeOf<std::int16_t>({0, 1, 2, 3, 0, 2, 4, 6}, VoxelType::Int16, {2, 2, 2},
                                             {{2.0, 0.0}, {1.0, 10.0}});
  const ValueHistogram found = countValues(*volume, 4);
  CHECK(found.low == 0.0);
  CHECK(found.high == 16.0);
  CHECK(found.binWidth() == 4.0);
  CHECK(found.counts == Counts{2, 2, 1, 3});
  CHECK(found.greatest() == 3);
}

TEST_CASE("What is no number is not counted", "[histogram]") {
  const float nan = std::numeric_limits<float>::quiet_NaN(),
              infinite = std::numeric_limits<float>::infinity();
  const auto volume = volumeOf<float>({nan, infinite, 1.0F, 2.0F, 3.0F, 5.0F, -3.0F, 2.0F},
                                      VoxelType::Float32, {2, 2, 2}, {{1.0, 0.0}});
  const ValueHistogram found = countValues(*volume, 4);
  CHECK(found.low == -3.0);
  CHECK(found.high == 5.0);
  CHECK(found.counts == Counts{1, 0, 3, 2});
  CHECK(
      countValues(*volumeOf<float>({nan, nan}, VoxelType::Float32, {2, 1, 1}, {{1.0, 0.0}})).counts.empty());
}

TEST_CASE("Every voxel type is counted, padding is not, colours are not", "[histogram]") {
  const auto bytes = volumeOf<std::uint8_t>({0, 50, 199, 200}, VoxelType::UInt8, {2, 2, 1}, {{1.0, -100.0}});
  CHECK(countValues(*bytes, 2).counts == Counts{2, 2});
  const auto words = volumeOf<std::uint16_t>({65535, 0, 10, 40000}, VoxelType::UInt16, {2, 2, 1},
                                             {{1.0, 0.0}}, StoredRange{{0.0, 9.0}});
  const ValueHistogram found = countValues(*words, 2);
  CHECK(found.low == 10.0);
  CHECK(found.high == 65535.0);
  CHECK(found.counts == Counts{1, 2});
  // A negative slope turns the order round.
  const auto turned = volumeOf<std::int16_t>({-1, 0, 1, 3}, VoxelType::Int16, {4, 1, 1}, {{-2.0, 0.0}});
  CHECK(countValues(*turned, 2).low == -6.0);
  CHECK(countValues(*turned, 2).counts == Counts{1, 3});
  const auto one = volumeOf<std::int16_t>({7, 7, 7}, VoxelType::Int16, {3, 1, 1}, {{1.0, 0.0}});
  CHECK(countValues(*one, 3).counts == Counts{3, 0, 0});
  const auto colours = volumeOf<std::uint8_t>({1, 2, 3, 4, 5, 6}, VoxelType::Rgb8, {2, 1, 1}, {{1.0, 0.0}});
  CHECK(countValues(*colours).counts.empty());
}

TEST_CASE("A whole volume's bins add up to its voxels, and a cancelled count is none", "[histogram]") {
  std::vector<std::int16_t> voxels(20 * 30 * 10);
  for (std::size_t n = 0; n < voxels.size(); ++n)
    voxels[n] = static_cast<std::int16_t>(static_cast<int>((n * 7919) % 4096) - 1024);
  const auto volume = volumeOf(voxels, VoxelType::Int16, {20, 30, 10}, {{1.0, 0.0}});
  const ValueHistogram found = countValues(*volume);
  REQUIRE(found.counts.size() == 256);
  CHECK(std::accumulate(found.counts.begin(), found.counts.end(), std::uint64_t{0}) == voxels.size());
  for (std::size_t bin : {0U, 17U, 255U}) {
    const double from = found.low + found.binWidth() * static_cast<double>(bin);
    std::uint64_t hand = 0;
    for (const auto voxel : voxels) hand += voxel >= from && (voxel < from + found.binWidth() || bin == 255);
    INFO(bin);
    CHECK(found.counts[bin] == hand);
  }
  const CancelToken cancel;
  cancel.cancel();
  CHECK(countValues(*volume, 256, cancel).counts.empty());
}
