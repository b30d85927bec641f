// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstring>

#include "app/session/thumbnail.h"

using namespace iso;
using namespace iso::app;

TEST_CASE("A thumbnail is the mean of the voxels under each pixel, square in mm", "[thumbnail]") {
  // 64 × 32 voxels of 1 × 1 mm into a side of 16: 4 × 4 voxels a pixel, 16 × 8 pixels.
  auto buffer = VoxelBuffer::allocate(64 * 32 * 2);
  REQUIRE(buffer);
  auto* values = reinterpret_cast<std::int16_t*>((*buffer)->data());
  for (int j = 0; j < 32; ++j)
    for (int i = 0; i < 64; ++i) values[j * 64 + i] = static_cast<std::int16_t>(i * 4);
  const auto geometry = VolumeGeometry::make({64, 32, 1}, Matrix3::Identity(), {});
  const auto volume = Volume::make(*buffer, VoxelType::Int16, *geometry, {Rescale{}}, "");
  REQUIRE(volume);
  const WindowLevel window{127.5, 255.0};
  const QImage image = thumbnail(**volume, window, false, 16);
  REQUIRE(image.size() == QSize(16, 8));
  const QImage inverse = thumbnail(**volume, window, true, 16);
  for (int x = 0; x < 16; ++x) {
    const double mean = (4.0 * x + 1.5) * 4.0;  // of columns 4x … 4x+3
    CHECK(std::abs(qRed(image.pixel(x, 3)) - mean) <= 0.51);
    CHECK(std::abs(qRed(inverse.pixel(x, 3)) - (255.0 - mean)) <= 0.51);
  }
}

TEST_CASE("The middle slice is one file in its own place", "[thumbnail]") {
  VolumeDescription whole;
  Matrix3 axes = Matrix3::Identity();
  axes.col(2) = Vector3(0, 0, 2.5);
  whole.geometry = *VolumeGeometry::make({8, 8, 5}, axes, PatientPoint{Vector3(1, 2, 3)});
  for (const char* name : {"f0", "f1", "f2", "f3", "f4"}) whole.slices.emplace_back().path = name;
  const VolumeDescription one = middleSlice(whole);
  REQUIRE(one.slices.size() == 1);
  CHECK(one.slices.front().path == "f2");
  CHECK(one.geometry.size() == Size3{8, 8, 1});
  CHECK(one.geometry.origin().mm.isApprox(Vector3(1, 2, 8)));
}
