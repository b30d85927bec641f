// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Geometry>
#include <catch2/catch.hpp>
#include <numbers>

#include "core/process/itk_view.h"

using namespace iso;

namespace {

VolumePtr makeVolume(const Matrix3& axes, std::vector<double> offsets = {}) {
  auto buffer = *VoxelBuffer::allocate(4 * 5 * 6 * 2);
  auto* voxels = reinterpret_cast<std::int16_t*>(buffer->data());
  for (int n = 0; n < 4 * 5 * 6; ++n) voxels[n] = static_cast<std::int16_t>(n - 50);
  auto geometry = VolumeGeometry::make({4, 5, 6}, axes, PatientPoint{Vector3(-7, 8, 9)}, std::move(offsets));
  REQUIRE(geometry);
  return *Volume::make(buffer, VoxelType::Int16, *geometry, {{2.0, -100.0}}, "HU");
}

Matrix3 obliqueAxes() {
  const Matrix3 turn = Eigen::AngleAxisd(0.6, Vector3(3, -1, 2).normalized()).toRotationMatrix();
  return turn * Vector3(0.5, 0.75, 2.0).asDiagonal();
}

}  // namespace

TEST_CASE("ITK sees the same memory at the same place", "[itk]") {
  const VolumePtr volume = makeVolume(obliqueAxes());
  const auto view = itkView<std::int16_t>(volume);
  REQUIRE(view);
  const auto& image = *view;
  CHECK(reinterpret_cast<const std::byte*>(image->GetBufferPointer()) == volume->data());
  for (const std::array<int, 3> ijk : {std::array{0, 0, 0}, std::array{3, 4, 5}, std::array{1, 3, 2}}) {
    ItkImage<std::int16_t>::IndexType index{{ijk[0], ijk[1], ijk[2]}};
    CHECK(image->GetPixel(index) == volume->storedAt(ijk[0], ijk[1], ijk[2]));
    ItkImage<std::int16_t>::PointType point;
    image->TransformIndexToPhysicalPoint(index, point);
    const Vector3 ours = volume->geometry().toPatient(IndexPoint{Vector3(ijk[0], ijk[1], ijk[2])}).mm;
    for (unsigned a = 0; a < 3; ++a) CHECK(point[a] == Approx(ours[a]).margin(1e-9));
  }
}

TEST_CASE("The view keeps the volume alive", "[itk]") {
  VolumePtr volume = makeVolume(obliqueAxes());
  const std::weak_ptr<const Volume> watched = volume;
  {
    const auto view = itkView<std::int16_t>(volume);
    REQUIRE(view);
    volume.reset();
    CHECK_FALSE(watched.expired());
  }
  CHECK(watched.expired());
}

TEST_CASE("What ITK's images cannot hold is refused", "[itk]") {
  const VolumePtr even = makeVolume(obliqueAxes());
  CHECK_FALSE(itkView<float>(even));
  Matrix3 sheared = Vector3(1, 1, 2).asDiagonal();
  sheared(1, 2) = 0.5;
  const auto tilted = itkView<std::int16_t>(makeVolume(sheared));
  REQUIRE_FALSE(tilted);
  CHECK(tilted.error().code == ErrorCode::Unsupported);
  const auto uneven = itkView<std::int16_t>(makeVolume(Vector3(1, 1, 2).asDiagonal(), {0, 2, 4, 6, 8, 13}));
  REQUIRE_FALSE(uneven);
  CHECK(uneven.error().message.find("unevenly") != std::string::npos);
}
