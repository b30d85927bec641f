// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "render/cpu/cpu_engine.h"
#include "render/scene/padding.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

// 0.01 of a unit for 16-bit data; 8-bit and ±1000 float data have smaller ranges, so the same bound holds.
constexpr double kTolerance = 0.01;

// 64 voxels that jump over all of 65536 values are summed: a float's last place is 1/128 of a unit there.
constexpr double kCubicTolerance = 0.02;

double toleranceOf(Interpolation interpolation) {
  return interpolation == Interpolation::Cubic ? kCubicTolerance : kTolerance;
}

const VoxelType kScalarTypes[] = {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32};

VolumeGeometry plainGeometry(Size3 size, const Vector3& spacing, const Vector3& origin = Vector3::Zero()) {
  return *VolumeGeometry::make(size, Matrix3(spacing.asDiagonal()), {origin});
}

}  // namespace

TEST_CASE("CPU slices: a linear ramp is exact at every orientation") {
  // f = 3x − 2y + 5z at the voxel centres: linear interpolation reproduces it everywhere inside.
  const VolumeGeometry g = plainGeometry({61, 47, 39}, {0.7, 1.1, 2.3}, {-12, 30, 5});
  const auto f = [&](const Vector3& p) { return 3.0 * p[0] - 2.0 * p[1] + 5.0 * p[2]; };
  const auto volume = filledVolume(
      VoxelType::Float32, g, [&](int i, int j, int k) { return f(g.toPatient({Vector3(i, j, k)}).mm); });
  const auto engine = makeCpuEngine(2);
  for (const SliceView& view : testSliceViews(g, 97, 83)) {
    const auto frame = engine->sliceValues(volume, view, {});
    REQUIRE(frame);
    for (int y = 0; y < view.height; ++y)
      for (int x = 0; x < view.width; ++x) {
        const PatientPoint p = view.pixelToPatient(x, y);
        const Vector3 index = g.toIndex(p).ijk;
        const bool strictlyInside = (index.array() >= 1e-6).all() && index[0] <= g.size()[0] - 1 - 1e-6 &&
                                    index[1] <= g.size()[1] - 1 - 1e-6 && index[2] <= g.size()[2] - 1 - 1e-6;
        const float value = frame->values[static_cast<std::size_t>(y * view.width + x)];
        if (strictlyInside && !(std::abs(static_cast<double>(value) - f(p.mm)) < 1e-3)) {
          CAPTURE(x, y, value, f(p.mm));
          FAIL("not the ramp");
        }
      }
  }
}

TEST_CASE("CPU slices: random voxels of every type and geometry against double precision") {
  const auto engine = makeCpuEngine(2);
  for (const auto& [name, geometry] : testGeometries())
    for (VoxelType type : kScalarTypes) {
      const auto volume = randomVolume(type, geometry, 7);
      for (SliceView view : testSliceViews(geometry, 71, 53))
        for (Interpolation interpolation :
             {Interpolation::Linear, Interpolation::Nearest, Interpolation::Cubic}) {
          view.interpolation = interpolation;
          const auto frame = engine->sliceValues(volume, view, {});
          REQUIRE(frame);
          CAPTURE(name, voxelTypeName(type), static_cast<int>(interpolation));
          CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <
                toleranceOf(interpolation));
        }
    }
}

TEST_CASE("CPU slices: a large volume keeps its precision far from the origin and when reduced") {
  const VolumeGeometry g = plainGeometry({700, 640, 33}, {0.45, 0.45, 0.8}, {-500, -480, 1200});
  const auto volume = randomVolume(VoxelType::UInt16, g, 11);
  const auto engine = makeCpuEngine(2);
  for (double pixel : {0.11, 0.45, 1.7, 5.3}) {
    SliceView view;
    view.center = {g.center().mm + Vector3(40, 35, 0.3)};
    view.right = Vector3(0.8, 0.36, 0.48);
    view.down = Vector3(-0.6, 0.48, 0.64);
    view.pixelMm = pixel;
    view.width = 211;
    view.height = 119;
    for (Interpolation interpolation : {Interpolation::Linear, Interpolation::Cubic}) {
      view.interpolation = interpolation;
      const auto frame = engine->sliceValues(volume, view, {});
      REQUIRE(frame);
      CAPTURE(pixel, static_cast<int>(interpolation));
      CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <
            toleranceOf(interpolation));
    }
  }
}

TEST_CASE("CPU slices: however many voxels and rows lie side by side under a vector's pixels") {
  // From sixteen pixels inside one voxel to each in a row of its own, in both directions, up to the last
  // voxels.
  const VolumeGeometry g = plainGeometry({97, 61, 43}, {1, 1, 1});
  const auto engine = makeCpuEngine(2);
  for (VoxelType type : kScalarTypes) {
    const auto volume = randomVolume(type, g, 13);
    for (const Vector3& along : {Vector3(1, 0, 0), Vector3(0.96, 0.28, 0), Vector3(0.8, 0.36, 0.48),
                                 Vector3(0.36, -0.48, 0.8), Vector3(0, 0.6, 0.8)})
      for (double sign : {1.0, -1.0})
        for (double pixel : {0.04, 0.3, 0.85, 0.93, 1.0, 1.9, 2.1, 3.0}) {
          SliceView view;
          view.right = sign * along;
          view.down = view.right.cross(Vector3(0.6, 0, 0.8)).normalized();
          view.center = {g.center().mm + Vector3(0.21, 0.13, 0.4)};
          view.pixelMm = pixel;
          view.width = 131;
          view.height = 37;
          for (Interpolation interpolation : {Interpolation::Linear, Interpolation::Cubic}) {
            view.interpolation = interpolation;
            const auto frame = engine->sliceValues(volume, view, {});
            REQUIRE(frame);
            CAPTURE(voxelTypeName(type), view.right, pixel, static_cast<int>(interpolation));
            CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <
                  toleranceOf(interpolation));
          }
        }
  }
}

TEST_CASE("CPU slices: cubic interpolation follows a parabola where linear cuts its corners") {
  // Catmull-Rom reproduces polynomials of degree 2. A paraboloid's slice through voxel rows is monotone away
  // from its vertex, so that no value leaves its neighbours' range and nothing is clamped.
  const VolumeGeometry g = plainGeometry({40, 36, 32}, {1.5, 1.5, 2.0}, {10, 20, 30});
  const auto f = [&](const Vector3& p) { return 0.5 * p[0] * p[0] + 0.25 * p[1] * p[1] + 3.0 * p[2]; };
  const auto volume = filledVolume(
      VoxelType::Float32, g, [&](int i, int j, int k) { return f(g.toPatient({Vector3(i, j, k)}).mm); });
  SliceView view;
  view.center = g.center();
  view.right = Vector3(0.8, 0.36, 0.48);
  view.down = Vector3(-0.6, 0.48, 0.64);
  view.pixelMm = 0.13;
  view.width = 150;
  view.height = 130;
  const auto engine = makeCpuEngine(2);
  double worst[2] = {0.0, 0.0};
  for (const bool cubic : {false, true}) {
    view.interpolation = cubic ? Interpolation::Cubic : Interpolation::Linear;
    const auto frame = engine->sliceValues(volume, view, {});
    REQUIRE(frame);
    for (int y = 0; y < view.height; ++y)
      for (int x = 0; x < view.width; ++x) {
        const float value = frame->values[static_cast<std::size_t>(y * view.width + x)];
        worst[cubic] =
            std::max(worst[cubic], std::abs(static_cast<double>(value) - f(view.pixelToPatient(x, y).mm)));
      }
  }
  CHECK(worst[1] < 0.005);
  CHECK(worst[0] > 0.1);
}

TEST_CASE("CPU slices: cubic interpolation never leaves its neighbours' range, nor loses a NaN") {
  const VolumeGeometry g = plainGeometry({30, 30, 30}, {1, 1, 1});
  const auto step = filledVolume(VoxelType::Float32, g, [&](int i, int, int) { return i < 15 ? -7.0 : 9.0; });
  const auto holed = filledVolume(VoxelType::Float32, g, [&](int i, int j, int k) {
    return i == 15 && j == 15 && k == 15 ? std::numeric_limits<double>::quiet_NaN() : 1.0;
  });
  const auto engine = makeCpuEngine(1);
  SliceView view = fitSlice(g, planeAxes(Plane::Axial), 301, 301);
  view.center.mm += Vector3(0.02, 0.03, 0.4);
  view.interpolation = Interpolation::Cubic;
  const auto frame = engine->sliceValues(step, view, {});
  REQUIRE(frame);
  CHECK(std::none_of(frame->values.begin(), frame->values.end(),
                     [](float v) { return v < -7.0f || v > 9.0f; }));
  view.center = {g.toPatient({Vector3(15.2, 15.2, 15.2)}).mm};
  view.pixelMm = 0.01;
  const auto around = engine->sliceValues(holed, view, {});
  REQUIRE(around);
  CHECK(std::isnan(around->values[150 * 301 + 150]));
}

TEST_CASE("CPU slices: each slice's own rescale is applied before interpolation") {
  const VolumeGeometry g = plainGeometry({9, 8, 7}, {1, 1, 3});
  std::vector<Rescale> rescales;
  for (int k = 0; k < 7; ++k) rescales.push_back({0.01 * (k + 1), -3.0 * k});
  const auto volume = randomVolume(VoxelType::Int16, g, 3, rescales);
  const auto engine = makeCpuEngine(1);
  for (SliceView view : testSliceViews(g, 40, 31))
    for (Interpolation interpolation :
         {Interpolation::Linear, Interpolation::Nearest, Interpolation::Cubic}) {
      view.interpolation = interpolation;
      const auto frame = engine->sliceValues(volume, view, {});
      REQUIRE(frame);
      CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) < kTolerance);
    }
}

TEST_CASE("CPU slices: colours follow window and map") {
  const VolumeGeometry g = plainGeometry({40, 30, 20}, {1, 1, 2});
  const auto volume = randomVolume(VoxelType::Int16, g, 5);
  const auto engine = makeCpuEngine(2);
  SliceDisplay display;
  display.map = colorMap("Hot iron");
  display.outside = {1, 2, 3, 255};
  for (VoiFunction function : {VoiFunction::Linear, VoiFunction::LinearExact, VoiFunction::Sigmoid}) {
    display.window = {100, 20000, function};
    for (const SliceView& view : testSliceViews(g, 64, 48)) {
      const auto frame = engine->slice(volume, view, display, {});
      REQUIRE(frame);
      const ColorDifference d = difference(*frame, referenceSlice(*volume, view, display));
      // An entry of the map may be one off where the value falls on the edge between two.
      CHECK(d.mean < 0.02);
      CHECK(d.largest <= 4);
    }
  }
}

TEST_CASE("CPU slices: padding is shown as if nothing were there") {
  const auto engine = makeCpuEngine(2);
  for (const VolumePtr& volume : paddedVolumes())
    for (const SliceDisplay& display : paddedDisplays())
      for (SliceView view : testSliceViews(volume->geometry(), 64, 48))
        for (Interpolation way : {Interpolation::Nearest, Interpolation::Linear}) {
          view.interpolation = way;
          const auto frame = engine->slice(volume, view, display, {});
          REQUIRE(frame);
          const ColorDifference d = difference(*frame, referenceSlice(*volume, view, display));
          // A pixel as far from two voxels may take either.
          CHECK(d.withinTwo >= 0.998);
        }
}

TEST_CASE("padding that is black anyway is not looked for") {
  const VolumePtr volume = paddedVolumes().front();
  SliceDisplay display;
  display.window = {40, 400, VoiFunction::LinearExact};
  CHECK_FALSE(paddingToHide(*volume, display));
  std::reverse(display.map.entries.begin(), display.map.entries.end());
  REQUIRE(paddingToHide(*volume, display));
  CHECK((*paddingToHide(*volume, display))[1] == -1990.0);
  display.outside = {255, 255, 255, 255};
  CHECK_FALSE(paddingToHide(*volume, display));
}

TEST_CASE("CPU slices: colour images keep their colours") {
  const VolumeGeometry g = plainGeometry({17, 13, 1}, {1, 1, 1});
  const auto volume = randomVolume(VoxelType::Rgb8, g, 5);
  const auto engine = makeCpuEngine(1);
  SliceDisplay display;
  for (const SliceView& view : testSliceViews(g, 50, 40)) {
    const auto frame = engine->slice(volume, view, display, {});
    REQUIRE(frame);
    CHECK(difference(*frame, referenceSlice(*volume, view, display)).largest <= 1);
  }
  CHECK_FALSE(engine->sliceValues(volume, testSliceViews(g, 8, 8).front(), {}));
}

TEST_CASE("CPU slices: refused and cancelled requests") {
  const VolumeGeometry g = plainGeometry({4, 4, 4}, {1, 1, 1});
  const auto volume = randomVolume(VoxelType::Int16, g);
  const auto engine = makeCpuEngine(1);
  SliceView view = fitSlice(g, planeAxes(Plane::Axial), 0, 10);
  view.pixelMm = 1;
  CHECK(engine->sliceValues(volume, view, {}).error().code == ErrorCode::InvalidArgument);
  view.width = 1 << 20;
  CHECK(engine->sliceValues(volume, view, {}).error().code == ErrorCode::InvalidArgument);
  view.width = view.height = 64;
  CancelToken cancel;
  cancel.cancel();
  CHECK(engine->sliceValues(volume, view, cancel).error().code == ErrorCode::Cancelled);
}

TEST_CASE("CPU slices: a view far away from the volume is empty") {
  const VolumeGeometry g = plainGeometry({16, 16, 16}, {1, 1, 1});
  const auto volume = randomVolume(VoxelType::Int16, g);
  const auto engine = makeCpuEngine(1);
  SliceView view = fitSlice(g, planeAxes(Plane::Coronal), 64, 64);
  view.center.mm += Vector3(1e7, -1e8, 3e6);
  const auto frame = engine->sliceValues(volume, view, {});
  REQUIRE(frame);
  for (float v : frame->values) REQUIRE(std::isnan(v));
}

}  // namespace iso::test
