// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "tests/render/opencl/opencl_fixture.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference.h"
#include "tests/render/support/test_volumes.h"

using namespace iso;
using namespace iso::test;

namespace {

constexpr double kTolerance = 0.01;

void compareValues(const VolumePtr& volume, int width, int height) {
  for (SliceView view : testSliceViews(volume->geometry(), width, height))
    for (Interpolation way : {Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic}) {
      view.interpolation = way;
      const auto frame = openClEngine()->sliceValues(volume, view, CancelToken());
      REQUIRE(frame);
      // 64 voxels that jump over all of 65536 values: a float's last place is 1/128 of a unit there.
      CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <=
            (way == Interpolation::Cubic ? 2 * kTolerance : kTolerance));
    }
}

}  // namespace

TEST_CASE("OpenCL slices of random voxels equal the double-precision reference") {
  if (!openClEngine()) return;
  for (const auto& [name, geometry] : testGeometries())
    for (VoxelType type : {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32}) {
      CAPTURE(name, voxelTypeName(type));
      compareValues(randomVolume(type, geometry, 7), 33, 29);
      std::vector<Rescale> rescales;
      for (int k = 0; k < geometry.size()[2]; ++k)
        rescales.push_back({0.5 + 0.125 * (k % 4), -300.0 + 50.0 * k});
      compareValues(randomVolume(type, geometry, 8, rescales), 17, 40);
    }
}

TEST_CASE("OpenCL slices of a linear ramp are exact") {
  if (!openClEngine()) return;
  for (const NamedGeometry& named : testGeometries()) {
    CAPTURE(named.name);
    const VolumeGeometry& geometry = named.geometry;
    // A plane through patient space: the value of a point is known without any interpolation.
    const Vector3 slope(3.0, -2.0, 5.0);
    const auto at = [&](double i, double j, double k) {
      return 100.0 + slope.dot(geometry.toPatient({Vector3(i, j, k)}).mm);
    };
    const auto volume =
        filledVolume(VoxelType::Float32, geometry, [&](int i, int j, int k) { return at(i, j, k); });
    for (const SliceView& view : testSliceViews(geometry, 30, 31)) {
      const auto frame = openClEngine()->sliceValues(volume, view, CancelToken());
      REQUIRE(frame);
      double most = 0.0;
      for (int y = 0; y < view.height; ++y)
        for (int x = 0; x < view.width; ++x) {
          const PatientPoint p = view.pixelToPatient(x, y);
          const Vector3 index = geometry.toIndex(p).ijk;
          bool inner = true;
          for (int a = 0; a < 3; ++a)
            inner =
                inner && index[a] >= 0.0 && index[a] <= geometry.size()[static_cast<std::size_t>(a)] - 1.0;
          const double value =
              static_cast<double>(frame->values[static_cast<std::size_t>(y * view.width + x)]);
          if (inner) most = std::max(most, std::abs(value - (100.0 + slope.dot(p.mm))));
        }
      CHECK(most <= 0.002);
    }
  }
}

TEST_CASE("OpenCL slices keep their precision far from the picture's corner and on large pictures") {
  if (!openClEngine()) return;
  const auto geometry =
      VolumeGeometry::make({64, 64, 20}, Vector3(0.3, 0.3, 1.1).asDiagonal(), {{-800.0, 640.0, 1200.0}})
          .value();
  const auto volume = randomVolume(VoxelType::UInt16, geometry, 3);
  SliceView view = testSliceViews(geometry, 700, 500)[3];
  const auto frame = openClEngine()->sliceValues(volume, view, CancelToken());
  REQUIRE(frame);
  CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <= kTolerance);
}

TEST_CASE("OpenCL slices take the nearest voxel, ties to the lower index, and keep the half-voxel rim") {
  if (!openClEngine()) return;
  const auto geometry = VolumeGeometry::make({4, 4, 4}, Matrix3::Identity(), {}).value();
  const auto volume =
      filledVolume(VoxelType::Int16, geometry, [](int i, int j, int k) { return i + 10 * j + 100 * k; });
  SliceView view;
  view.center = {{1.5, 1.5, 1.5}};
  view.pixelMm = 0.5;
  view.width = view.height = 11;
  view.interpolation = Interpolation::Nearest;
  const auto frame = openClEngine()->sliceValues(volume, view, CancelToken());
  REQUIRE(frame);
  // x = −1, −0.5, 0, 0.5 … 4: outside, 0, 0, 0 (tie), 1, 1 (tie), 2, 2 (tie), 3, 3 (rim), outside
  const int expected[11] = {-1, 0, 0, 0, 1, 1, 2, 2, 3, 3, -1};
  for (int y = 0; y < 11; ++y)
    for (int x = 0; x < 11; ++x) {
      const float value = frame->values[static_cast<std::size_t>(11 * y + x)];
      if (expected[x] < 0 || expected[y] < 0)
        CHECK(std::isnan(value));
      else
        CHECK(static_cast<double>(value) == expected[x] + 10 * expected[y] + 100);
    }
}

TEST_CASE("OpenCL colours follow window, map and outside colour") {
  if (!openClEngine()) return;
  for (const auto& [name, geometry] : testGeometries()) {
    CAPTURE(name);
    const auto volume = randomVolume(VoxelType::Int16, geometry, 5);
    for (VoiFunction function : {VoiFunction::Linear, VoiFunction::LinearExact, VoiFunction::Sigmoid})
      for (const SliceView& view : testSliceViews(geometry, 25, 26)) {
        SliceDisplay display{
            {1000.0, 20000.0, function}, colorMap(colorMapNames().back()), {10, 20, 30, 255}};
        const auto frame = openClEngine()->slice(volume, view, display, CancelToken());
        REQUIRE(frame);
        CHECK(frame->depth.empty());
        const auto apart = difference(*frame, referenceSlice(*volume, view, display));
        CHECK(apart.mean <= 0.1);
        CHECK(apart.withinTwo >= 0.98);  // a steep map may jump between two neighbouring entries
        display.map = colorMap("Grey");
        const auto grey = openClEngine()->slice(volume, view, display, CancelToken());
        REQUIRE(grey);
        CHECK(difference(*grey, referenceSlice(*volume, view, display)).largest <= 1);
      }
  }
}

TEST_CASE("OpenCL slices of colour volumes keep their colours") {
  if (!openClEngine()) return;
  for (const auto& [name, geometry] : testGeometries()) {
    CAPTURE(name);
    const auto volume = randomVolume(VoxelType::Rgb8, geometry, 11);
    for (SliceView view : testSliceViews(geometry, 21, 22))
      for (Interpolation way : {Interpolation::Nearest, Interpolation::Linear}) {
        view.interpolation = way;
        const auto frame = openClEngine()->slice(volume, view, SliceDisplay{}, CancelToken());
        REQUIRE(frame);
        CHECK(difference(*frame, referenceSlice(*volume, view, SliceDisplay{})).largest <= 1);
      }
    const auto values = openClEngine()->sliceValues(volume, testSliceViews(geometry, 4, 4)[0], CancelToken());
    REQUIRE_FALSE(values);
    CHECK(values.error().code == ErrorCode::InvalidArgument);
  }
}

TEST_CASE("OpenCL shows a NaN voxel as black inside, not as outside") {
  if (!openClEngine()) return;
  const auto geometry = VolumeGeometry::make({3, 3, 1}, Matrix3::Identity(), {}).value();
  const auto volume = filledVolume(VoxelType::Float32, geometry,
                                   [](int, int, int) { return std::numeric_limits<double>::quiet_NaN(); });
  SliceView view;
  view.center = {{1, 1, 0}};
  view.width = view.height = 1;
  SliceDisplay display;
  display.outside = {1, 2, 3, 255};
  const auto frame = openClEngine()->slice(volume, view, display, CancelToken());
  REQUIRE(frame);
  CHECK(frame->pixels[0] == display.map.entries[0]);
}

TEST_CASE("OpenCL refuses views that mean nothing, and stops when cancelled") {
  if (!openClEngine()) return;
  const auto geometry = VolumeGeometry::make({8, 8, 8}, Matrix3::Identity(), {}).value();
  const auto volume = randomVolume(VoxelType::Int16, geometry);
  SliceView view = fitSlice(geometry, planeAxes(Plane::Axial), 16, 16);
  const auto refused = [&](const SliceView& v) {
    const auto frame = openClEngine()->sliceValues(volume, v, CancelToken());
    return !frame && frame.error().code == ErrorCode::InvalidArgument;
  };
  SliceView bad = view;
  bad.width = 0;
  CHECK(refused(bad));
  bad = view;
  bad.height = 20000;
  CHECK(refused(bad));
  bad = view;
  bad.pixelMm = std::numeric_limits<double>::quiet_NaN();
  CHECK(refused(bad));
  bad = view;
  bad.center.mm.x() = std::numeric_limits<double>::infinity();
  CHECK(refused(bad));
  // Far out is not an error: there is just nothing there.
  bad = view;
  bad.center.mm.x() = 1e6;
  const auto empty = openClEngine()->sliceValues(volume, bad, CancelToken());
  REQUIRE(empty);
  for (float v : empty->values) CHECK(std::isnan(v));

  CancelToken cancel;
  cancel.cancel();
  const auto frame = openClEngine()->sliceValues(volume, view, cancel);
  REQUIRE_FALSE(frame);
  CHECK(frame.error().code == ErrorCode::Cancelled);
}
