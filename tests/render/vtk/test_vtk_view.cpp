// SPDX-License-Identifier: Apache-2.0
#include <vtkDataArray.h>
#include <vtkImageData.h>
#include <vtkPointData.h>

#include <Eigen/Geometry>
#include <catch2/catch.hpp>
#include <cstring>
#include <memory>

#include "render/vtk/vtk_view.h"

using namespace iso;

namespace {

VolumePtr makeVolume(VoxelType type, const Matrix3& axes) {
  const Size3 size{5, 4, 3};
  auto buffer = VoxelBuffer::allocate(60 * bytesPerVoxel(type));
  REQUIRE(buffer);
  if (type == VoxelType::Int16)
    for (int n = 0; n < 60; ++n) {
      const auto value = static_cast<std::int16_t>(n * 37 - 900);
      std::memcpy((*buffer)->data() + 2 * n, &value, 2);
    }
  auto geometry = VolumeGeometry::make(size, axes, {{-10, 5, 42}});
  REQUIRE(geometry);
  auto volume = Volume::make(*buffer, type, *geometry, {{1.0, 0.0}}, "HU");
  REQUIRE(volume);
  return *volume;
}

}  // namespace

TEST_CASE("VTK sees the volume's own memory, and the volume lives while VTK looks") {
  for (const auto type :
       {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32, VoxelType::Rgb8}) {
    auto volume = makeVolume(type, Vector3(0.5, 0.7, 2.0).asDiagonal());
    const void* memory = volume->data();
    const std::weak_ptr<const Volume> watch = volume;
    auto image = vtkView(volume);
    CHECK(image->GetScalarPointer() == memory);
    CHECK(image->GetNumberOfScalarComponents() == (type == VoxelType::Rgb8 ? 3 : 1));
    volume.reset();
    CHECK_FALSE(watch.expired());
    image = nullptr;
    CHECK(watch.expired());
  }
}

TEST_CASE("Values and positions are those of the volume, oblique and sheared too") {
  Matrix3 axes = Eigen::AngleAxisd(0.4, Vector3(1, 2, 3).normalized()).toRotationMatrix() *
                 Matrix3(Vector3(0.5, 0.7, 2.0).asDiagonal());
  axes.col(2) += 0.3 * axes.col(1);
  const auto volume = makeVolume(VoxelType::Int16, axes);
  const auto image = vtkView(volume);
  for (int k = 0; k < 3; ++k)
    for (int j = 0; j < 4; ++j)
      for (int i = 0; i < 5; ++i) {
        CHECK(image->GetScalarComponentAsDouble(i, j, k, 0) == volume->storedAt(i, j, k));
        const double index[3] = {double(i), double(j), double(k)};
        double point[3];
        image->TransformContinuousIndexToPhysicalPoint(index, point);
        const Vector3 own = volume->geometry().toPatient({{double(i), double(j), double(k)}}).mm;
        CHECK((Vector3(point[0], point[1], point[2]) - own).norm() < 1e-9);
      }
}
