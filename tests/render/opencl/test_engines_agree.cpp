// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

#include "render/cpu/cpu_engine.h"
#include "tests/render/opencl/opencl_fixture.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/test_volumes.h"

using namespace iso;
using namespace iso::test;

namespace {

Engine& cpu() {
  static const std::unique_ptr<Engine> engine = makeCpuEngine(2);
  return *engine;
}

VolumeGeometry larger(Size3 size) {
  return VolumeGeometry::make(size, Vector3(0.7, 0.7, 1.3).asDiagonal(), {{-20.0, 30.0, -300.0}}).value();
}

void sameVolumePictures(
    const VolumePtr& volume, const VolumePreset& preset,
    const std::function<void(VolumeView&)>& change = [](VolumeView&) {}) {
  for (VolumeView view : testVolumeViews(volume->geometry(), preset, 120, 90)) {
    change(view);
    const auto a = openClEngine()->volume(volume, view, CancelToken());
    const auto b = cpu().volume(volume, view, CancelToken());
    REQUIRE(a);
    REQUIRE(b);
    const auto apart = difference(*a, *b);
    CAPTURE(apart.mean, apart.withinTwo, apart.largest);
    CHECK(apart.mean <= 0.5);
    CHECK(apart.withinTwo >= 0.999);
    CHECK(depthsWithin(a->depth, b->depth, 0.02) >= 0.98);
  }
}

}  // namespace

TEST_CASE("Both engines give the same slices") {
  if (!openClEngine()) return;
  auto geometries = testGeometries();
  geometries.push_back({"larger", larger({90, 75, 60})});
  for (const auto& [name, geometry] : geometries)
    for (VoxelType type :
         {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32, VoxelType::Rgb8}) {
      CAPTURE(name, voxelTypeName(type));
      const auto volume = randomVolume(type, geometry, 21);
      // Each engine may be 0.01 off the truth where voxels jump over all of 65536 values.
      const double tolerance = type == VoxelType::Int16 || type == VoxelType::UInt16 ? 0.02 : 0.01;
      SliceDisplay display{{0.0, 3000.0, VoiFunction::LinearExact}, colorMap("Grey"), {0, 0, 0, 255}};
      for (SliceView view : testSliceViews(geometry, 61, 53))
        for (Interpolation way : {Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic}) {
          view.interpolation = way;
          const auto a = openClEngine()->slice(volume, view, display, CancelToken());
          const auto b = cpu().slice(volume, view, display, CancelToken());
          REQUIRE(a);
          REQUIRE(b);
          const auto apart = difference(*a, *b);
          CHECK(apart.mean <= 0.5);
          CHECK(apart.withinTwo >= 0.999);
          if (type == VoxelType::Rgb8) continue;
          const auto va = openClEngine()->sliceValues(volume, view, CancelToken());
          const auto vb = cpu().sliceValues(volume, view, CancelToken());
          REQUIRE(va);
          REQUIRE(vb);
          CHECK(largestDifference(va->values, {vb->values.begin(), vb->values.end()}) <= tolerance);
        }
    }
}

TEST_CASE("Both engines give the same slabs") {
  if (!openClEngine()) return;
  for (const auto& [name, geometry] : testGeometries())
    for (VoxelType type : {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32}) {
      CAPTURE(name, voxelTypeName(type));
      const auto volume = randomVolume(type, geometry, 22);
      const double tolerance = type == VoxelType::Int16 || type == VoxelType::UInt16 ? 0.02 : 0.01;
      SliceDisplay display{{0.0, 3000.0, VoiFunction::LinearExact}, colorMap("Grey"), {9, 8, 7, 255}};
      for (SliceView view : testSliceViews(geometry, 61, 53))
        for (SlabProjection projection :
             {SlabProjection::Maximum, SlabProjection::Minimum, SlabProjection::Mean}) {
          view.slab = {6.2 * geometry.spacing().minCoeff(), 0.0, projection};
          view.interpolation = Interpolation::Nearest;  // of planes only
          const auto a = openClEngine()->slice(volume, view, display, CancelToken());
          const auto b = cpu().slice(volume, view, display, CancelToken());
          REQUIRE(a);
          REQUIRE(b);
          const auto apart = difference(*a, *b);
          CHECK(apart.mean <= 0.5);
          CHECK(apart.withinTwo >= 0.999);
          const auto va = openClEngine()->sliceValues(volume, view, CancelToken());
          const auto vb = cpu().sliceValues(volume, view, CancelToken());
          REQUIRE(va);
          REQUIRE(vb);
          CHECK(largestDifference(va->values, {vb->values.begin(), vb->values.end()}) <= tolerance);
        }
    }
  SliceView view = testSliceViews(testGeometries().front().geometry, 8, 8).front();
  view.slab = {-1.0, 0.0, SlabProjection::Maximum};
  const auto volume = randomVolume(VoxelType::Int16, testGeometries().front().geometry, 1);
  CHECK(openClEngine()->sliceValues(volume, view, CancelToken()).error().code == ErrorCode::InvalidArgument);
  view.slab.thicknessMm = 2.0;
  const auto colours = randomVolume(VoxelType::Rgb8, testGeometries().front().geometry, 1);
  CHECK(openClEngine()->slice(colours, view, {}, CancelToken()).error().code == ErrorCode::InvalidArgument);
}

TEST_CASE("Both engines hide the same padding") {
  if (!openClEngine()) return;
  for (const VolumePtr& volume : paddedVolumes())
    for (const SliceDisplay& display : paddedDisplays())
      for (const SliceView& view : testSliceViews(volume->geometry(), 61, 53)) {
        const auto a = openClEngine()->slice(volume, view, display, CancelToken());
        const auto b = cpu().slice(volume, view, display, CancelToken());
        REQUIRE(a);
        REQUIRE(b);
        CHECK(difference(*a, *b).withinTwo >= 0.998);
      }
}

TEST_CASE("Both engines give the same volume pictures") {
  if (!openClEngine()) return;
  auto geometries = testGeometries();
  geometries.push_back({"larger", larger({90, 75, 60})});
  for (const auto& [name, geometry] : geometries) {
    CAPTURE(name);
    const auto volume = filledVolume(VoxelType::Int16, geometry, [](int i, int j, int k) {
      return 1000.0 * std::sin(0.2 * i) * std::cos(0.17 * j) * std::sin(0.3 * k + 0.4);
    });
    sameVolumePictures(volume, rampPreset(200.0, 900.0));
    sameVolumePictures(volume, maximumPreset(-100.0, 1000.0));
    VolumePreset other = maximumPreset(-1000.0, 1000.0);
    for (const VolumeMode mode :
         {VolumeMode::MinimumIntensity, VolumeMode::MeanIntensity, VolumeMode::Isosurface}) {
      other.mode = mode;
      other.isovalue = 300.0;
      sameVolumePictures(volume, other);
    }
    sameVolumePictures(volume, rampPreset(200.0, 900.0), [&](VolumeView& v) {
      v.clips = {{geometry.center(), Vector3(0.3, -2.0, 0.1)}, {geometry.center(), Vector3(0, 0, 1)}};
    });
    sameVolumePictures(volume, rampPreset(200.0, 900.0), [](VolumeView& v) {
      v.light = Vector3(-1.0, 0.2, 1.0);
      v.jitter = true;
    });
    const auto carve = [mask = carvedMask(geometry.size())](VolumeView& v) { v.hidden = mask; };
    sameVolumePictures(volume, rampPreset(200.0, 900.0), carve);
    for (const VolumeMode mode : {VolumeMode::MaximumIntensity, VolumeMode::MinimumIntensity,
                                  VolumeMode::MeanIntensity, VolumeMode::Isosurface}) {
      other.mode = mode;
      sameVolumePictures(volume, other, carve);
    }
    sameVolumePictures(volume, rampPreset(200.0, 900.0), [&](VolumeView& v) {
      carve(v);
      v.preintegrated = v.jitter = v.shadows = true;
      v.light = Vector3(-1.0, 0.2, 1.0);
      v.occlusion = 0.8;
    });
    VolumePreset fine = rampPreset(200.0, 900.0);
    fine.gradient.points = {{20.0, 0.0}, {150.0, 1.5}};
    sameVolumePictures(volume, fine, [](VolumeView& v) { v.preintegrated = true; });
    sameVolumePictures(volume, fine, [](VolumeView& v) {
      v.preintegrated = v.jitter = v.shadows = true;
      v.light = Vector3(-1.0, 0.2, 1.0);
      v.occlusion = 0.8;
    });
  }
}

TEST_CASE("Both engines trace the same light") {
  if (!openClEngine()) return;
  auto geometries = testGeometries();
  geometries.push_back({"larger", larger({60, 50, 40})});
  for (const auto& [name, geometry] : geometries) {
    if (geometry.size()[0] < 2 || geometry.size()[1] < 2 || geometry.size()[2] < 2) continue;
    for (VoxelType type : {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32}) {
      CAPTURE(name, voxelTypeName(type));
      const auto volume = filledVolume(type, geometry, [](int i, int j, int k) {
        return 120.0 + 100.0 * std::sin(0.4 * i) * std::cos(0.35 * j) * std::sin(0.6 * k + 0.4);
      });
      VolumePreset preset = rampPreset(100.0, 200.0, 0.7);
      if (type == VoxelType::Int16) preset.gradient.points = {{2.0, 0.0}, {30.0, 1.5}};
      VolumeView view = testVolumeViews(geometry, preset, 40, 30)[type == VoxelType::UInt8 ? 0 : 2];
      view.cinematic.emplace().aperture = 0.02;
      view.cinematic->bounces = 6;
      view.clips = {{geometry.center(), Vector3(0.3, -2.0, 0.1)}};
      if (type == VoxelType::Float32) {
        ThreadPool pool(2);
        const Size3 size = geometry.size();
        view.hidden =
            VoxelMask(size)
                .edited([&](int j, int k, std::uint32_t* row) { hideRun(row, 0, (j + k) % size[0]); }, pool)
                .value();
      }
      PathFrame a, b;
      REQUIRE(openClEngine()->trace(volume, view, 16, a, {}));
      REQUIRE(cpu().trace(volume, view, 16, b, {}));
      REQUIRE(a.complete() == 16);
      // The same paths but for those that a rounding error sends elsewhere.
      double sums[2][4] = {}, apart = 0.0;
      for (std::size_t n = 0; n < a.sums.size(); n += PathFrame::kSums)
        for (std::size_t s = 0; s < 4; ++s) {
          sums[0][s] += static_cast<double>(a.sums[n + s]);
          sums[1][s] += static_cast<double>(b.sums[n + s]);
          if (s == 3) apart += std::abs(static_cast<double>(a.sums[n + s] - b.sums[n + s]));
        }
      REQUIRE(sums[1][3] > 500.0);
      for (std::size_t s = 0; s < 4; ++s) CHECK(sums[0][s] == Approx(sums[1][s]).epsilon(0.01));
      CHECK(apart <= 0.01 * sums[1][3]);
    }
  }
}
