// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "render/cpu/cpu_engine.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference_check.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

// Smooth enough that a float position cannot move a sample across a cliff of the transfer function.
void checkAgainstReference(const VolumePtr& volume, const VolumePreset& preset, const std::string& name) {
  const auto engine = makeCpuEngine(2);
  for (const VolumeView& view : testVolumeViews(volume->geometry(), preset, 61, 47)) {
    CAPTURE(name);
    checkVolume(*engine, volume, view);
  }
}

}  // namespace

TEST_CASE("CPU volume: composite and maximum of every geometry against double precision") {
  for (const auto& [name, geometry] : testGeometries()) {
    if (geometry.size()[0] < 2 || geometry.size()[1] < 2 || geometry.size()[2] < 2) continue;
    checkAgainstReference(waveVolume(geometry), rampPreset(90, 230), name);
    checkAgainstReference(waveVolume(geometry), maximumPreset(0, 250), name + ", maximum");
  }
}

TEST_CASE("CPU volume: every voxel type, and each slice's own rescale") {
  const auto g = *VolumeGeometry::make({31, 27, 22}, Matrix3(Vector3(1, 1.2, 1.7).asDiagonal()), {});
  for (VoxelType type : {VoxelType::UInt8, VoxelType::UInt16, VoxelType::Float32})
    checkAgainstReference(waveVolume(g, type), rampPreset(90, 230), std::string(voxelTypeName(type)));
  std::vector<Rescale> rescales;
  for (int k = 0; k < 22; ++k) rescales.push_back({1.0 + 0.01 * k, -2.0 * k});
  const auto perSlice = filledVolume(
      VoxelType::Int16, g,
      [](int i, int j, int k) { return 120.0 + 60.0 * std::sin(0.31 * i) + 2.0 * j + k; }, rescales);
  checkAgainstReference(perSlice, rampPreset(90, 230), "per-slice rescale");
  checkAgainstReference(perSlice, maximumPreset(0, 250), "per-slice rescale, maximum");
}

TEST_CASE("CPU volume: a sphere has its outline, depth and light") {
  const double radius = 25.0;
  const auto volume = sphereVolume(80, radius);
  VolumePreset preset;
  preset.transfer.points = {{450, 0.0, {1, 1, 1}}, {550, 1.0, {1, 1, 1}}};
  preset.shading = {true, 0.0, 1.0, 0.0, 1.0};
  VolumeView view;
  view.preset = preset;
  view.width = view.height = 201;
  view.stepMm = 0.25;
  view.camera = fitCamera(volume->geometry(), 0.4, 0.3, 1.0, 201, 201);
  const auto frame = makeCpuEngine(2)->volume(volume, view, {});
  REQUIRE(frame);
  const double pixel = 2.0 * view.camera.halfHeightMm / 201;
  int wrong = 0;
  double worstDepth = 0.0, sumLight = 0.0;
  int inside = 0;
  for (int y = 0; y < 201; ++y)
    for (int x = 0; x < 201; ++x) {
      const double r = std::hypot(x - 100, y - 100) * pixel;
      const auto n = static_cast<std::size_t>(y * 201 + x);
      const bool lit = frame->pixels[n].r > 0 || std::isfinite(frame->depth[n]);
      if (std::abs(r - radius) > 1.0 && lit != (r < radius)) ++wrong;
      if (r < 0.8 * radius) {
        // The visible surface is the sphere's near side, at −√(R² − r²) of the plane through its centre,
        // and a headlight on a matt sphere gives the cosine √(R² − r²) / R.
        const double height = std::sqrt(radius * radius - r * r);
        worstDepth = std::max(worstDepth, std::abs(static_cast<double>(frame->depth[n]) + height));
        sumLight += std::abs(frame->pixels[n].g / 255.0 - height / radius);
        ++inside;
      }
    }
  CHECK(wrong == 0);
  CHECK(worstDepth < 0.6);
  CHECK(sumLight / inside < 0.02);  // the voxels' own staircase is worth one to two per cent
}

TEST_CASE("CPU volume: skipping empty bricks never changes the picture") {
  // The same voxels with a preset whose opacity is a hair above zero everywhere cannot skip anything.
  const auto volume = sphereVolume(72, 20.0);
  VolumePreset skipping = rampPreset(300, 800), full = skipping;
  full.transfer.points.insert(full.transfer.points.begin(), {-1000, 1e-9, {0, 0, 0}});
  full.transfer.points[1].opacity = 1e-9;
  const auto engine = makeCpuEngine(2);
  for (VolumeView view : testVolumeViews(volume->geometry(), skipping, 90, 90)) {
    const auto a = engine->volume(volume, view, {});
    view.preset = full;
    const auto b = engine->volume(volume, view, {});
    REQUIRE(a);
    REQUIRE(b);
    CHECK(difference(*a, *b).largest <= 1);
  }
}

TEST_CASE("CPU volume: opacity is the same for every step length") {
  // A slab of constant opacity 0.1 per mm, 30 mm deep: what passes is 0.9^30 whatever the step.
  const auto g = *VolumeGeometry::make({31, 31, 31}, Matrix3::Identity(), {});
  const auto volume = filledVolume(VoxelType::Int16, g, [](int, int, int) { return 100.0; });
  VolumeView view;
  view.preset.transfer.points = {{0, 0.1, {1, 1, 1}}, {200, 0.1, {1, 1, 1}}};
  view.preset.shading.enabled = false;
  view.width = view.height = 9;
  view.camera = fitCamera(g, 0, 0, 6.0, 9, 9);
  for (double step : {0.25, 0.5, 1.0, 2.0}) {
    view.stepMm = step;
    const auto frame = makeCpuEngine(1)->volume(volume, view, {});
    REQUIRE(frame);
    CHECK(frame->pixels[40].r == Approx(255.0 * (1.0 - std::pow(0.9, 30.0))).margin(1.0));
  }
}

TEST_CASE("CPU volume: refused and cancelled requests") {
  const auto g = *VolumeGeometry::make({8, 8, 8}, Matrix3::Identity(), {});
  const auto engine = makeCpuEngine(1);
  VolumeView view;
  view.width = view.height = 16;
  view.preset = rampPreset(0, 100);
  view.camera = fitCamera(g, 0, 0, 1, 16, 16);
  CHECK(engine->volume(randomVolume(VoxelType::Rgb8, g), view, {}).error().code == ErrorCode::Unsupported);
  CancelToken cancel;
  cancel.cancel();
  CHECK(engine->volume(randomVolume(VoxelType::Int16, g), view, cancel).error().code == ErrorCode::Cancelled);
  view.preset.relative = true;
  CHECK(engine->volume(randomVolume(VoxelType::Int16, g), view, {}).error().code ==
        ErrorCode::InvalidArgument);
}

}  // namespace iso::test
