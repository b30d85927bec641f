// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "tests/render/opencl/opencl_fixture.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference.h"
#include "tests/render/support/test_volumes.h"

using namespace iso;
using namespace iso::test;

namespace {

/// Smooth, so that a picture hangs on the rays' geometry and not on a single voxel's rounding.
VolumePtr waves(VoxelType type, const VolumeGeometry& geometry) {
  return filledVolume(type, geometry, [](int i, int j, int k) {
    return 120.0 + 100.0 * std::sin(0.5 * i) * std::cos(0.4 * j) * std::sin(0.9 * k + 0.4);
  });
}

void compare(const VolumePtr& volume, const VolumePreset& preset, double greyMean = 0.5) {
  for (const VolumeView& view : testVolumeViews(volume->geometry(), preset, 41, 37)) {
    const auto frame = openClEngine()->volume(volume, view, CancelToken());
    REQUIRE(frame);
    const ColorFrame expected = referenceVolume(*volume, view);
    const auto apart = difference(*frame, expected);
    CAPTURE(apart.mean, apart.withinTwo, apart.largest);
    CHECK(apart.mean <= greyMean);
    CHECK(apart.withinTwo >= 0.999);
    // A sample at the edge of "half" may fall on either side: one step apart, seldom more.
    CHECK(depthsWithin(frame->depth, expected.depth, 1e-2) >= 0.98);
  }
}

}  // namespace

TEST_CASE("OpenCL volume pictures equal the double-precision reference") {
  if (!openClEngine()) return;
  for (const auto& [name, geometry] : testGeometries())
    for (VoxelType type : {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32}) {
      CAPTURE(name, voxelTypeName(type));
      const auto volume = waves(type, geometry);
      compare(volume, rampPreset(90.0, 220.0));
      compare(volume, maximumPreset(0.0, 230.0));
    }
}

TEST_CASE("OpenCL volume pictures without shading, with a rescale for each slice, over a clear background") {
  if (!openClEngine()) return;
  for (const auto& [name, geometry] : testGeometries()) {
    CAPTURE(name);
    std::vector<Rescale> rescales;
    for (int k = 0; k < geometry.size()[2]; ++k) rescales.push_back({1.0 + 0.1 * (k % 3), -20.0 + 3.0 * k});
    const auto volume = filledVolume(
        VoxelType::Int16, geometry,
        [](int i, int j, int k) { return 120.0 + 100.0 * std::sin(0.4 * i + 0.2 * j) * std::cos(0.7 * k); },
        rescales);
    VolumePreset preset = rampPreset(60.0, 260.0, 0.1);
    compare(volume, preset);
    preset.shading.enabled = false;
    compare(volume, preset);
    VolumeView view = testVolumeViews(geometry, preset, 30, 30)[1];
    view.background = {0, 0, 0, 0};
    const auto frame = openClEngine()->volume(volume, view, CancelToken());
    REQUIRE(frame);
    CHECK(difference(*frame, referenceVolume(*volume, view)).withinTwo >= 0.99);
  }
}

TEST_CASE("OpenCL leaps over empty bricks without changing the picture") {
  if (!openClEngine()) return;
  // Many bricks, few of them filled: two small balls in 100 × 70 × 90 voxels, one across brick borders.
  const auto geometry =
      VolumeGeometry::make({100, 70, 90}, Vector3(1.0, 1.2, 0.9).asDiagonal(), {{-50.0, -40.0, -30.0}})
          .value();
  const auto volume = filledVolume(VoxelType::Int16, geometry, [](int i, int j, int k) {
    const double a = (Vector3(i, j, k) - Vector3(24.0, 16.0, 40.0)).norm();
    const double b = (Vector3(i, j, k) - Vector3(83.0, 60.0, 12.0)).norm();
    return std::max(0.0, 500.0 - 80.0 * std::min(a, b));
  });
  compare(volume, rampPreset(100.0, 400.0));
  compare(volume, maximumPreset(50.0, 500.0));
}

TEST_CASE("OpenCL draws a sphere round, at its depth, brightest in the middle") {
  if (!openClEngine()) return;
  const double radius = 20.0;
  const auto volume = sphereVolume(64, radius);
  VolumePreset preset;
  preset.transfer.points = {{400.0, 0.0, {1, 1, 1}}, {600.0, 1.0, {1, 1, 1}}};
  preset.shading = {true, 0.1, 0.8, 0.0, 1.0};
  VolumeView view;
  view.camera = fitCamera(volume->geometry(), 0.6, 0.3, 1.0, 201, 201);
  view.camera.halfHeightMm = 25.0;
  view.width = view.height = 201;
  view.preset = preset;
  view.stepMm = 0.25;
  const double pixel = 50.0 / 201;
  for (double angle : {0.0, 0.4}) {
    view.camera.viewAngle = angle;
    const auto frame = openClEngine()->volume(volume, view, CancelToken());
    REQUIRE(frame);
    // The outline of a sphere seen from a distance D shows at R · D / sqrt(D² − R²) in the focal plane.
    const double eye = view.camera.eyeDistance();
    const double outline = eye > 0.0 ? radius * eye / std::sqrt(eye * eye - radius * radius) : radius;
    int lit = 0;
    for (const auto& p : frame->pixels) lit += p.r > 12 ? 1 : 0;
    CHECK(std::sqrt(lit / 3.14159265358979) * pixel == Approx(outline).margin(0.5));
    const std::size_t middle = 100 * 201 + 100;
    CHECK(static_cast<double>(frame->depth[middle]) == Approx(-radius).margin(0.6));
    CHECK(std::isinf(frame->depth[0]));
    CHECK(frame->pixels[0] == Rgba8{0, 0, 0, 255});
    // Headlight: 0.1 + 0.8 · 1 in the middle, falling off with the cosine at half the radius.
    CHECK(frame->pixels[middle].r == Approx(0.9 * 255).margin(6));
    if (angle > 0.0) continue;
    const auto right = static_cast<std::size_t>(std::lround(0.5 * radius / pixel));
    CHECK(frame->pixels[middle + right].r == Approx((0.1 + 0.8 * std::sqrt(0.75)) * 255).margin(8));
    CHECK(frame->pixels[middle - 201 * right].r == Approx((0.1 + 0.8 * std::sqrt(0.75)) * 255).margin(8));
  }
}

TEST_CASE("OpenCL starts a perspective ray at the eye, also inside the volume") {
  if (!openClEngine()) return;
  const auto volume = sphereVolume(40, 15.0);
  VolumeView view = testVolumeViews(volume->geometry(), rampPreset(-100.0, 1200.0, 0.1), 31, 31)[3];
  view.camera.halfHeightMm = 5.0;  // the eye is 7 mm from the centre of the sphere
  const auto frame = openClEngine()->volume(volume, view, CancelToken());
  REQUIRE(frame);
  CHECK(difference(*frame, referenceVolume(*volume, view)).withinTwo >= 0.999);
}

TEST_CASE("OpenCL volume pictures refuse colour volumes and stop when cancelled") {
  if (!openClEngine()) return;
  const auto geometry = VolumeGeometry::make({8, 8, 8}, Matrix3::Identity(), {}).value();
  VolumeView view = testVolumeViews(geometry, rampPreset(0, 1), 16, 16)[0];
  const auto color = openClEngine()->volume(randomVolume(VoxelType::Rgb8, geometry), view, CancelToken());
  REQUIRE_FALSE(color);
  CHECK(color.error().code == ErrorCode::InvalidArgument);
  CancelToken cancel;
  cancel.cancel();
  const auto stopped = openClEngine()->volume(randomVolume(VoxelType::Int16, geometry), view, cancel);
  REQUIRE_FALSE(stopped);
  CHECK(stopped.error().code == ErrorCode::Cancelled);
  view.width = 0;
  const auto none = openClEngine()->volume(randomVolume(VoxelType::Int16, geometry), view, CancelToken());
  REQUIRE_FALSE(none);
  CHECK(none.error().code == ErrorCode::InvalidArgument);
}

TEST_CASE("OpenCL shows nothing for an empty transfer function, and changes with it") {
  if (!openClEngine()) return;
  const auto volume = sphereVolume(24, 8.0);
  VolumeView view = testVolumeViews(volume->geometry(), rampPreset(100, 900), 20, 20)[0];
  const auto shown = openClEngine()->volume(volume, view, CancelToken());
  view.preset.transfer.points.clear();
  const auto hidden = openClEngine()->volume(volume, view, CancelToken());
  REQUIRE((shown && hidden));
  CHECK(shown->pixels[10 * 20 + 10].r > 50);
  for (const auto& p : hidden->pixels) CHECK(p == view.background);
  for (float d : hidden->depth) CHECK(std::isinf(d));
}

TEST_CASE("OpenCL tells volumes apart, also when one takes a freed one's place in memory") {
  if (!openClEngine()) return;
  const auto geometry = VolumeGeometry::make({9, 9, 9}, Matrix3::Identity(), {}).value();
  const SliceView view = testSliceViews(geometry, 15, 15)[3];
  const auto kept = randomVolume(VoxelType::Int16, geometry, 99);
  for (unsigned seed = 0; seed < 30; ++seed) {
    const auto passing = randomVolume(VoxelType::Int16, geometry, seed);
    for (const auto& volume : {passing, kept}) {
      const auto frame = openClEngine()->sliceValues(volume, view, CancelToken());
      REQUIRE(frame);
      CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <= 0.01);
    }
  }
}

TEST_CASE("OpenCL prepares volumes of every type, and colour ones too") {
  if (!openClEngine()) return;
  for (VoxelType type :
       {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32, VoxelType::Rgb8})
    for (const auto& [name, geometry] : testGeometries())
      CHECK(openClEngine()->prepare(randomVolume(type, geometry), CancelToken()).has_value());
}
