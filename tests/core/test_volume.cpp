// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <limits>

#include "core/volume/volume.h"

namespace iso::test {
namespace {

template <class T>
VolumePtr make(VoxelType type, Size3 size, const std::vector<T>& voxels,
               const std::vector<Rescale>& rescales = {Rescale{}}) {
  auto buffer = *VoxelBuffer::allocate(voxels.size() * sizeof(T));
  std::memcpy(buffer->data(), voxels.data(), voxels.size() * sizeof(T));
  auto geometry = *VolumeGeometry::make(size, Matrix3(Vector3(1, 2, 3).asDiagonal()), {{10, 20, 30}});
  return *Volume::make(buffer, type, geometry, rescales, "HU");
}

}  // namespace

TEST_CASE("Stored voxels become modality values with their own slice's rescale") {
  const auto v = make<std::int16_t>(VoxelType::Int16, {2, 1, 2}, {-5, 7, 100, -32768}, {{2, 1}, {0.5, -3}});
  CHECK(v->valueAt(0, 0, 0) == -9);
  CHECK(v->valueAt(1, 0, 0) == 15);
  CHECK(v->valueAt(0, 0, 1) == 47);
  CHECK(v->valueAt(1, 0, 1) == -16387);
  CHECK(v->valueRange()[0] == -16387);
  CHECK(v->valueRange()[1] == 47);
}

TEST_CASE("Rescales that are all alike are one") {
  const auto v = make<std::uint8_t>(VoxelType::UInt8, {1, 1, 3}, {1, 2, 3}, {{2, 1}, {2, 1}, {2, 1}});
  CHECK(v->hasUniformRescale());
}

TEST_CASE("The nearest voxel is read, ties go to the lower index, outside is nothing") {
  const auto v = make<std::uint16_t>(VoxelType::UInt16, {3, 1, 1}, {11, 22, 33});
  CHECK(v->nearest({{10.0, 20, 30}}) == 11.0);
  CHECK(v->nearest({{10.5, 20, 30}}) == 11.0);
  CHECK(v->nearest({{10.51, 20, 30}}) == 22.0);
  CHECK(v->nearest({{12.5, 20, 30}}) == 33.0);
  CHECK(v->nearest({{12.5, 21.0, 28.5}}) == 33.0);
  CHECK_FALSE(v->nearest({{12.51, 20, 30}}));
  CHECK_FALSE(v->nearest({{12.0, 21.1, 30}}));
}

TEST_CASE("NaN voxels are left out of the range") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const auto v = make<float>(VoxelType::Float32, {2, 2, 1}, {nan, 1.5f, -2.5f, nan});
  CHECK(v->valueRange()[0] == -2.5);
  CHECK(v->valueRange()[1] == 1.5);
}

TEST_CASE("A buffer smaller than the claimed size is refused, an absurd size is a sentence") {
  auto buffer = *VoxelBuffer::allocate(100);
  auto geometry = *VolumeGeometry::make({10, 10, 2}, Matrix3::Identity(), {});
  CHECK_FALSE(Volume::make(buffer, VoxelType::UInt8, geometry, {Rescale{}}, ""));
  CHECK_FALSE(Volume::make(buffer, VoxelType::UInt8,
                           *VolumeGeometry::make({10, 10, 1}, Matrix3::Identity(), {}),
                           {Rescale{}, Rescale{}}, ""));
  const auto absurd = VoxelBuffer::allocate(std::numeric_limits<std::size_t>::max() - 10);
  REQUIRE_FALSE(absurd);
  CHECK(absurd.error().code == ErrorCode::OutOfMemory);
}

TEST_CASE("Voxel memory is aligned, zeroed and readable a little beyond its end") {
  auto buffer = *VoxelBuffer::allocate(1001);
  CHECK(reinterpret_cast<std::uintptr_t>(buffer->data()) % 64 == 0);
  for (std::size_t n = 0; n < 1001 + VoxelBuffer::kPadding; ++n) REQUIRE(buffer->data()[n] == std::byte{0});
}

}  // namespace iso::test
