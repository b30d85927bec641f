// SPDX-License-Identifier: Apache-2.0
// What makes a composite finer than its samples: pre-integration, jitter, weights by gradient, a fixed light.
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <numbers>

#include "render/cpu/cpu_engine.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference_check.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

void checkAgainstReference(const VolumePtr& volume, const VolumePreset& preset,
                           const std::function<void(VolumeView&)>& change, const std::string& name) {
  const auto engine = makeCpuEngine(2);
  for (VolumeView view : testVolumeViews(volume->geometry(), preset, 33, 27)) {
    change(view);
    CAPTURE(name);
    checkVolume(*engine, volume, view);
  }
}

/// Narrow: far thinner than what lies between two samples.
VolumePreset spikePreset() {
  VolumePreset p = rampPreset(90, 230);
  p.transfer.points = {
      {100, 0.0, {1, 0, 0}}, {101, 0.9, {1, 0.5, 0}}, {103, 0.9, {0, 1, 0}}, {104, 0.0, {0, 0, 1}}};
  return p;
}

}  // namespace

TEST_CASE(
    "CPU volume: pre-integration, jitter, gradient weights and a fixed light against double precision") {
  for (const auto& [name, geometry] : testGeometries()) {
    if (geometry.size()[0] < 2 || geometry.size()[1] < 2 || geometry.size()[2] < 2) continue;
    const VolumePtr volume = waveVolume(geometry);
    VolumePreset weighted = spikePreset();
    weighted.gradient.points = {{1.0, 0.0}, {6.0, 0.7}, {15.0, 2.5}};
    checkAgainstReference(
        volume, weighted,
        [](VolumeView& v) {
          v.preintegrated = v.jitter = true;
          v.light = Vector3(1.0, -2.0, 3.0);
        },
        name + ", all");
  }
  const VolumePtr volume =
      waveVolume(*VolumeGeometry::make({31, 27, 22}, Matrix3(Vector3(1, 1.2, 1.7).asDiagonal()), {}));
  const VolumePreset ramp = rampPreset(90, 230);
  VolumePreset weighted = ramp;
  weighted.gradient.points = {{1.0, 0.0}, {6.0, 0.7}, {15.0, 2.5}};
  checkAgainstReference(
      volume, spikePreset(), [](VolumeView& v) { v.preintegrated = true; }, "spike");
  checkAgainstReference(
      volume, ramp, [](VolumeView& v) { v.jitter = true; }, "jitter");
  checkAgainstReference(
      volume, ramp, [](VolumeView& v) { v.light = Vector3(-1.0, -0.3, 0.5); }, "light");
  checkAgainstReference(
      volume, weighted, [](VolumeView&) {}, "weighted");
}

TEST_CASE("CPU volume: a spike of the transfer function is integrated however long the step") {
  // The value rises by 50 a millimetre; a window of values 4 wide with thickness τ per mm holds 4 / 50 mm of
  // the material, wherever the samples fall.
  const auto g = *VolumeGeometry::make({21, 21, 41}, Matrix3::Identity(), {});
  const auto ramp = filledVolume(VoxelType::Int16, g, [](int, int, int k) { return 50.0 * k; });
  const double opacity = 1.0 - std::exp(-8.0);
  VolumeView view;
  view.preset.transfer.points = {
      {1010, 0.0, {1, 1, 1}}, {1010, opacity, {1, 1, 1}}, {1014, opacity, {1, 1, 1}}, {1014, 0.0, {1, 1, 1}}};
  // Ends of the table far away, as presets have them.
  view.preset.transfer.points.insert(view.preset.transfer.points.begin(), {0, 0.0, {1, 1, 1}});
  view.preset.transfer.points.push_back({2000, 0.0, {1, 1, 1}});
  view.preset.shading.enabled = false;
  view.preintegrated = true;
  view.width = view.height = 9;
  view.camera = fitCamera(g, 0.0, 0.5 * std::numbers::pi, 8.0, 9, 9);
  const double expected = 255.0 * (1.0 - std::exp(-8.0 * 4.0 / 50.0));
  for (const double step : {0.3, 0.5, 0.77, 1.0, 1.9}) {
    view.stepMm = step;
    for (const bool jitter : {false, true}) {
      view.jitter = jitter;
      const auto frame = makeCpuEngine(1)->volume(ramp, view, {});
      REQUIRE(frame);
      for (const Rgba8& p : frame->pixels) CHECK(p.r == Approx(expected).margin(1.6));
    }
  }
}

TEST_CASE("CPU volume: pre-integration leaves no bands where the samples alone do") {
  // A steep transfer function over a smooth field: neighbouring pixels see the surface at almost the same
  // depth, so opacity must change smoothly from pixel to pixel. Bands are jumps.
  const auto g = *VolumeGeometry::make({48, 48, 48}, Matrix3::Identity(), {});
  const auto ball = filledVolume(VoxelType::Int16, g, [](int i, int j, int k) {
    return 2000.0 - 60.0 * std::hypot(i - 23.5, j - 23.5, k - 23.5);
  });
  VolumeView view;
  view.preset.transfer.points = {{1000, 0.0, {1, 1, 1}},
                                 {1010, 0.5, {1, 1, 1}},
                                 {1030, 0.5, {1, 1, 1}},
                                 {1040, 0.0, {1, 1, 1}},
                                 {2100, 0.0, {1, 1, 1}}};
  view.preset.shading.enabled = false;
  view.width = view.height = 160;
  view.stepMm = 1.0;
  view.camera = fitCamera(g, 0.3, 0.2, 1.0, 160, 160);
  const auto roughness = [&](bool preintegrated) {
    view.preintegrated = preintegrated;
    const auto frame = makeCpuEngine(2)->volume(ball, view, {});
    REQUIRE(frame);
    double sum = 0.0;
    int count = 0;
    for (int y = 60; y < 100; ++y)
      for (int x = 61; x < 99; ++x) {
        const auto at = [&](int dx) {
          return static_cast<double>(frame->pixels[static_cast<std::size_t>(y * 160 + x + dx)].r);
        };
        sum += std::abs(at(-1) - 2.0 * at(0) + at(1));
        ++count;
      }
    return sum / count;
  };
  const double smooth = roughness(true), banded = roughness(false);
  CAPTURE(smooth, banded);
  CHECK(smooth < 2.0);  // of 255: rounding to bytes alone gives up to 1.3, the voxels' own facets the rest
  CHECK(banded > 4.0 * smooth);
}

TEST_CASE("CPU volume: a gradient's weight hides what is even and does not depend on the step") {
  const auto g = *VolumeGeometry::make({31, 31, 31}, Matrix3::Identity(), {});
  const auto even = filledVolume(VoxelType::Int16, g, [](int, int, int) { return 100.0; });
  const auto ramp = filledVolume(VoxelType::Int16, g, [](int, int, int k) { return 10.0 * k; });
  VolumeView view;
  view.preset.transfer.points = {{-1000, 0.1, {1, 1, 1}}, {1000, 0.1, {1, 1, 1}}};
  view.preset.gradient.points = {{0.0, 0.0}, {20.0, 1.0}};
  view.preset.shading.enabled = false;
  view.width = view.height = 9;
  view.camera = fitCamera(g, 0, 0, 6.0, 9, 9);
  for (const double step : {0.25, 0.5, 1.0, 2.0}) {
    view.stepMm = step;
    const auto engine = makeCpuEngine(1);
    CHECK(engine->volume(even, view, {})->pixels[40].r == 0);
    // A gradient of 10 weighs a half: 30 mm stand for 15.
    CHECK(engine->volume(ramp, view, {})->pixels[40].r ==
          Approx(255.0 * (1.0 - std::pow(0.9, 15.0))).margin(1.0));
  }
}

TEST_CASE("CPU volume: a fixed light lights a sphere from its side") {
  const double radius = 25.0;
  const auto volume = sphereVolume(80, radius);
  VolumeView view;
  view.preset.transfer.points = {{450, 0.0, {1, 1, 1}}, {550, 1.0, {1, 1, 1}}};
  view.preset.shading = {true, 0.0, 1.0, 0.0, 1.0};
  view.width = view.height = 201;
  view.stepMm = 0.25;
  view.camera = fitCamera(volume->geometry(), 0.0, 0.0, 1.0, 201, 201);
  view.light =
      Vector3(1.0, 0.0, 0.0);  // from the patient's left, which is on the right of a picture from the front
  const auto frame = makeCpuEngine(2)->volume(volume, view, {});
  REQUIRE(frame);
  const double pixel = 2.0 * view.camera.halfHeightMm / 201;
  double worst = 0.0, sum = 0.0;
  int count = 0;
  for (int y = 0; y < 201; ++y)
    for (int x = 0; x < 201; ++x) {
      const double dx = (x - 100) * pixel, r = std::hypot(dx, (y - 100) * pixel);
      if (r > 0.85 * radius) continue;
      const double expected = std::max(dx / radius, 0.0);
      const double got = frame->pixels[static_cast<std::size_t>(y * 201 + x)].g / 255.0;
      sum += std::abs(got - expected);
      worst = std::max(worst, std::abs(got - expected));
      ++count;
    }
  CAPTURE(worst);
  CHECK(sum / count < 0.02);
}

TEST_CASE("CPU volume: a light without a direction is refused") {
  const auto volume = sphereVolume(20, 5.0);
  VolumeView view;
  view.preset = rampPreset(0, 1000);
  view.width = view.height = 8;
  view.camera = fitCamera(volume->geometry(), 0, 0, 1, 8, 8);
  for (const Vector3& light : {Vector3(0, 0, 0), Vector3(0, std::numeric_limits<double>::quiet_NaN(), 1)}) {
    view.light = light;
    CHECK(makeCpuEngine(1)->volume(volume, view, {}).error().code == ErrorCode::InvalidArgument);
  }
}

}  // namespace iso::test
