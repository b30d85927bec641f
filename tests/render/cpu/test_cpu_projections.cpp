// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <numeric>

#include "render/cpu/cpu_engine.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference_check.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

VolumePreset modePreset(VolumeMode mode) {
  VolumePreset p = maximumPreset(0, 250);
  p.mode = mode;
  p.isovalue = 150.0;
  p.transfer.points.front().opacity = 0.2;
  p.transfer.points.back().color = {1.0, 0.8, 0.4};
  return p;
}

void checkAgainstReference(const VolumePtr& volume, const VolumeView& view) {
  checkVolume(*makeCpuEngine(2), volume, view, {0.99, 0.98});
}

/// What a cube shows of itself along a straight axis, half its size from the middle to the cut.
VolumeView straightView(const VolumeGeometry& g, VolumeMode mode) {
  VolumeView view;
  view.preset.mode = mode;
  view.preset.transfer.points = {{0, 1.0, {0, 0, 0}}, {255, 1.0, {1, 1, 1}}};
  view.preset.shading.enabled = false;
  view.width = view.height = 33;
  view.camera = fitCamera(g, 0, 0, 1.7, 33, 33);
  view.stepMm = 0.5;
  return view;
}

}  // namespace

TEST_CASE("CPU volume: every projection of every geometry against double precision") {
  for (const auto& [name, geometry] : testGeometries()) {
    if (geometry.size()[0] < 2 || geometry.size()[1] < 2 || geometry.size()[2] < 2) continue;
    for (const VolumeMode mode :
         {VolumeMode::MinimumIntensity, VolumeMode::MeanIntensity, VolumeMode::Isosurface}) {
      CAPTURE(name, static_cast<int>(mode));
      const auto volume = waveVolume(geometry);
      for (const VolumeView& view : testVolumeViews(geometry, modePreset(mode), 61, 47))
        checkAgainstReference(volume, view);
    }
  }
}

TEST_CASE("CPU volume: projections of every voxel type, and each slice's own rescale") {
  const auto g = *VolumeGeometry::make({31, 27, 22}, Matrix3(Vector3(1, 1.2, 1.7).asDiagonal()), {});
  std::vector<Rescale> rescales;
  for (int k = 0; k < 22; ++k) rescales.push_back({1.0 + 0.01 * k, -2.0 * k});
  for (const VolumeMode mode :
       {VolumeMode::MinimumIntensity, VolumeMode::MeanIntensity, VolumeMode::Isosurface}) {
    CAPTURE(static_cast<int>(mode));
    const VolumeView view = testVolumeViews(g, modePreset(mode), 61, 47)[1];
    for (VoxelType type : {VoxelType::UInt8, VoxelType::UInt16, VoxelType::Float32})
      checkAgainstReference(waveVolume(g, type), view);
    checkAgainstReference(waveVolume(g, VoxelType::Int16, rescales), view);
  }
}

TEST_CASE("CPU volume: the projections of a ramp along the rays are its ends and its middle") {
  // Looked at from the front, rays run along j from 0 to 40: the value is 5 j.
  const auto g = *VolumeGeometry::make({41, 41, 41}, Matrix3::Identity(), {});
  const auto volume = filledVolume(VoxelType::Int16, g, [](int, int j, int) { return 5.0 * j; });
  const auto middle = [&](VolumeMode mode) {
    const auto frame = makeCpuEngine(1)->volume(volume, straightView(g, mode), {});
    REQUIRE(frame);
    return std::pair(static_cast<double>(frame->pixels[33 * 16 + 16].r),
                     static_cast<double>(frame->depth[33 * 16 + 16]));
  };
  // Samples lie a quarter, three quarters … of a voxel inside.
  CHECK(middle(VolumeMode::MaximumIntensity).first == Approx(198.75).margin(1.0));
  CHECK(middle(VolumeMode::MinimumIntensity).first == Approx(1.25).margin(1.0));
  CHECK(middle(VolumeMode::MeanIntensity).first == Approx(100.0).margin(1.0));
  CHECK(middle(VolumeMode::MaximumIntensity).second == Approx(19.75).margin(0.01));
  CHECK(middle(VolumeMode::MinimumIntensity).second == Approx(-19.75).margin(0.01));
  CHECK(std::isinf(middle(VolumeMode::MeanIntensity).second));
}

TEST_CASE("CPU volume: an isosurface lies where the value is reached, whatever the step") {
  const double radius = 25.0;
  const auto volume = sphereVolume(80, radius);  // 1000 inside, 500 at the radius
  for (const double step : {0.25, 1.0, 2.0}) {
    VolumeView view;
    view.preset.mode = VolumeMode::Isosurface;
    view.preset.isovalue = 500.0;
    view.preset.transfer.points = {{0, 0.0, {1, 1, 1}}, {1000, 1.0, {1, 1, 1}}};
    view.preset.shading = {true, 0.0, 1.0, 0.0, 1.0};
    view.width = view.height = 101;
    view.stepMm = step;
    view.camera = fitCamera(volume->geometry(), 0.4, 0.3, 1.0, 101, 101);
    const auto frame = makeCpuEngine(2)->volume(volume, view, {});
    REQUIRE(frame);
    const double pixel = 2.0 * view.camera.halfHeightMm / 101;
    double worst = 0.0, light = 0.0;
    std::vector<double> errors;
    for (int y = 0; y < 101; ++y)
      for (int x = 0; x < 101; ++x) {
        const double r = std::hypot(x - 50, y - 50) * pixel;
        if (r > 0.8 * radius) continue;
        const auto n = static_cast<std::size_t>(y * 101 + x);
        const double height = std::sqrt(radius * radius - r * r);
        errors.push_back(static_cast<double>(frame->depth[n]) + height);
        worst = std::max(worst, std::abs(errors.back()));
        light += std::abs(frame->pixels[n].g / 255.0 - height / radius);
      }
    CAPTURE(step, worst, light);
    CHECK(worst < 0.12);  // linear interpolation between voxels 1 mm apart
    CHECK(light / static_cast<double>(errors.size()) < 0.02);
    // Wood grain: what depth varies by along the smooth sphere is a small part of the step.
    const double mean =
        std::accumulate(errors.begin(), errors.end(), 0.0) / static_cast<double>(errors.size());
    double variance = 0.0;
    for (const double e : errors) variance += (e - mean) * (e - mean) / static_cast<double>(errors.size());
    CHECK(std::sqrt(variance) < 0.05);
  }
}

TEST_CASE("CPU volume: clip planes cut every look against double precision") {
  for (const auto& [name, geometry] : testGeometries()) {
    if (geometry.size()[0] < 2 || geometry.size()[1] < 2 || geometry.size()[2] < 2) continue;
    const auto volume = waveVolume(geometry);
    const Vector3 half = 0.25 * (geometry.corners()[7].mm - geometry.corners()[0].mm);
    for (VolumeView view : testVolumeViews(geometry, rampPreset(90, 230), 61, 47)) {
      CAPTURE(name);
      const PatientPoint c = geometry.center();
      view.clips = {{c, Vector3(0.3, -2.0, 0.1)}, {{c.mm + 0.3 * half}, Vector3(-0.7, 0.2, 0.4)}};
      checkAgainstReference(volume, view);
      view.preset = modePreset(VolumeMode::MeanIntensity);
      checkAgainstReference(volume, view);
      const auto& n = geometry.size();
      view.clips = cropPlanes(geometry, Vector3(0.2 * n[0], 0.1 * n[1], 0.0),
                              Vector3(0.7 * n[0], n[1] - 1.0, 0.6 * (n[2] - 1)));
      view.preset = modePreset(VolumeMode::Isosurface);
      checkAgainstReference(volume, view);
    }
  }
}

TEST_CASE("CPU volume: a cut shows the surface at the plane, and a crop box nothing beyond it") {
  const auto g = *VolumeGeometry::make({41, 41, 41}, Matrix3::Identity(), {});
  const auto volume = filledVolume(VoxelType::Int16, g, [](int, int j, int) { return 5.0 * j; });
  VolumeView view = straightView(g, VolumeMode::MinimumIntensity);
  // The eye looks along +j: what lies before the plane j = 30 is gone.
  view.clips = {{{Vector3(3, 30, -7)}, Vector3(0, 2, 0)}};
  auto frame = makeCpuEngine(1)->volume(volume, view, {});
  REQUIRE(frame);
  CHECK(static_cast<double>(frame->pixels[33 * 16 + 16].r) == Approx(151.25).margin(1.0));
  CHECK(static_cast<double>(frame->depth[33 * 16 + 16]) == Approx(10.25).margin(0.01));
  view.preset.mode = VolumeMode::Isosurface;
  view.preset.isovalue = 50.0;
  frame = makeCpuEngine(1)->volume(volume, view, {});
  REQUIRE(frame);
  CHECK(static_cast<double>(frame->depth[33 * 16 + 16]) == Approx(10.25).margin(0.01));

  // i from 10 to 20 of 0…40, k whole: columns of pixels outside are empty.
  view = straightView(g, VolumeMode::MeanIntensity);
  view.clips = cropPlanes(g, {10, 0, 0}, {20, 40, 40});
  frame = makeCpuEngine(1)->volume(volume, view, {});
  REQUIRE(frame);
  const double pixel = 2.0 * view.camera.halfHeightMm / 33;
  for (int x = 0; x < 33; ++x) {
    const double i = 20.0 + (x - 16) * pixel;
    if (std::abs(i - 10.0) < 0.01 || std::abs(i - 20.0) < 0.01) continue;
    CHECK((frame->pixels[static_cast<std::size_t>(33 * 16 + x)].r > 50) == (i > 10.0 && i < 20.0));
  }
}

TEST_CASE("CPU volume: planes that cut nothing sensible are refused, an empty rest is empty") {
  const auto g = *VolumeGeometry::make({8, 8, 8}, Matrix3::Identity(), {});
  const auto volume = randomVolume(VoxelType::Int16, g);
  const auto engine = makeCpuEngine(1);
  VolumeView view = straightView(g, VolumeMode::MeanIntensity);
  view.clips = {{g.center(), Vector3::Zero()}};
  CHECK(engine->volume(volume, view, {}).error().code == ErrorCode::InvalidArgument);
  view.clips.assign(13, {g.center(), Vector3::UnitX()});
  CHECK(engine->volume(volume, view, {}).error().code == ErrorCode::InvalidArgument);
  view.clips = {{{Vector3(0, 0, 5)}, Vector3::UnitZ()}, {{Vector3(0, 0, 2)}, -Vector3::UnitZ()}};
  const auto frame = engine->volume(volume, view, {});
  REQUIRE(frame);
  for (const Rgba8& p : frame->pixels) REQUIRE(p.r == 0);
}

}  // namespace iso::test
