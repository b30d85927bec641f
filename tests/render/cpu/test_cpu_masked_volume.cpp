// SPDX-License-Identifier: Apache-2.0
// Hidden voxels: as Engine says, in every mode and geometry.
#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/parallel.h"
#include "render/cpu/cpu_engine.h"
#include "render/engine/light_volume.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference_check.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

void checkAgainstReference(
    const VolumePtr& volume, const VolumePreset& preset, const std::string& name,
    const std::function<void(VolumeView&)>& change = [](VolumeView&) {}) {
  const auto engine = makeCpuEngine(2);
  const auto mask = carvedMask(volume->size());
  for (VolumeView view : testVolumeViews(volume->geometry(), preset, 41, 33)) {
    view.hidden = mask;
    change(view);
    CAPTURE(name);
    // A face of the cut is a step: one sample of a ray may fall on its other side.
    checkVolume(*engine, volume, view, {0.985, 0.97});
  }
}

bool sameBits(const ColorFrame& a, const ColorFrame& b) {
  bool same = a.pixels.size() == b.pixels.size() && a.depth.size() == b.depth.size();
  for (std::size_t n = 0; same && n < a.pixels.size(); ++n)
    same = a.pixels[n] == b.pixels[n] &&
           (a.depth[n] == b.depth[n] || (std::isnan(a.depth[n]) && std::isnan(b.depth[n])));
  return same;
}

/// Every way of making a picture.
std::vector<VolumeView> everyWay(const VolumeGeometry& geometry) {
  std::vector<VolumeView> all;
  for (const VolumeMode mode :
       {VolumeMode::Composite, VolumeMode::MaximumIntensity, VolumeMode::MinimumIntensity,
        VolumeMode::MeanIntensity, VolumeMode::Isosurface}) {
    VolumePreset preset = mode == VolumeMode::Composite ? rampPreset(90, 230) : maximumPreset(0, 250);
    preset.mode = mode;
    preset.isovalue = 140.0;
    for (const VolumeView& view : testVolumeViews(geometry, preset, 41, 33)) all.push_back(view);
  }
  const std::vector<VolumeView> plain = testVolumeViews(geometry, rampPreset(90, 230), 41, 33);
  for (VolumeView view : plain) {
    view.preintegrated = view.jitter = true;
    all.push_back(view);
  }
  return all;
}

}  // namespace

TEST_CASE("CPU volume: hidden voxels of every geometry and mode against double precision") {
  for (const auto& [name, geometry] : testGeometries()) {
    if (geometry.size()[0] < 2 || geometry.size()[1] < 2 || geometry.size()[2] < 2) continue;
    const VolumePtr volume = waveVolume(geometry);
    checkAgainstReference(volume, rampPreset(90, 230), name);
    checkAgainstReference(volume, rampPreset(90, 230), name + ", fine", [](VolumeView& v) {
      v.preintegrated = v.jitter = true;
      v.light = Vector3(1.0, -2.0, 3.0);
    });
    VolumePreset projected = maximumPreset(0, 250);
    projected.isovalue = 140.0;
    for (const VolumeMode mode : {VolumeMode::MaximumIntensity, VolumeMode::MinimumIntensity,
                                  VolumeMode::MeanIntensity, VolumeMode::Isosurface}) {
      projected.mode = mode;
      checkAgainstReference(volume, projected, name + ", mode " + std::to_string(static_cast<int>(mode)));
    }
  }
  const auto g = *VolumeGeometry::make({71, 37, 42}, Matrix3(Vector3(1, 1.2, 1.7).asDiagonal()), {});
  for (const VoxelType type : {VoxelType::UInt8, VoxelType::UInt16, VoxelType::Float32})
    checkAgainstReference(waveVolume(g, type), rampPreset(90, 230), std::string(voxelTypeName(type)));
}

TEST_CASE("CPU volume: a mask that hides nothing changes nothing, one that hides all leaves nothing") {
  const auto engine = makeCpuEngine(2);
  for (const auto& [name, geometry] : testGeometries()) {
    CAPTURE(name);
    const VolumePtr volume = waveVolume(geometry);
    const auto none = std::make_shared<const VoxelMask>(geometry.size());
    const auto all = maskWhere(geometry.size(), [](int, int, int) { return true; });
    for (VolumeView view : everyWay(geometry)) {
      const auto before = engine->volume(volume, view, {});
      view.hidden = all;
      const auto nothing = engine->volume(volume, view, {});
      view.hidden = none;
      const auto after = engine->volume(volume, view, {});
      REQUIRE(before);
      REQUIRE(nothing);
      REQUIRE(after);
      CHECK(sameBits(*before, *after));
      for (const Rgba8& p : nothing->pixels) REQUIRE(p == view.background);
      for (const float depth : nothing->depth) REQUIRE(std::isinf(depth));
    }
  }
}

TEST_CASE("CPU volume: a hidden half is what a clip plane midway between the voxels leaves") {
  // The plane cuts where the mask is 1/2. Both pictures take samples at the same places only if a ray starts
  // where it would have started: the eye looks along the plane.
  const auto g = *VolumeGeometry::make({40, 30, 26}, Matrix3(Vector3(1, 0.9, 1.3).asDiagonal()), {});
  const VolumePtr volume = waveVolume(g);
  const auto engine = makeCpuEngine(2);
  for (VolumeView view : everyWay(g)) {
    if (view.camera.viewAngle > 0.0) continue;
    view.camera.forward = Vector3(0.0, 1.0, 0.0);
    view.camera.up = Vector3(0.0, 0.0, 1.0);
    view.camera.focalPoint.mm.x() += 0.0371;  // no ray lies in the plane
    VolumeView cut = view;
    view.hidden = maskWhere(g.size(), [](int i, int, int) { return i >= 17; });
    cut.clips = {{g.toPatient({Vector3(16.5, 0.0, 0.0)}), Vector3(-1.0, 0.0, 0.0)}};
    const auto masked = engine->volume(volume, view, {});
    const auto clipped = engine->volume(volume, cut, {});
    REQUIRE(masked);
    REQUIRE(clipped);
    const ColorDifference d = difference(*masked, *clipped);
    CAPTURE(static_cast<int>(view.preset.mode), d.mean, d.largest);
    CHECK(d.largest == 0);
  }
}

TEST_CASE("CPU volume: leaping over hidden bricks does not change the picture") {
  // One visible voxel in each part of a brick keeps every brick from being wholly hidden; so far from the
  // transfer function that it shows nothing.
  const auto g = *VolumeGeometry::make({64, 48, 56}, Matrix3(Vector3(1, 0.9, 1.1).asDiagonal()), {});
  const auto inBall = [](int i, int j, int k) { return std::hypot(i - 30.3, j - 20.2, k - 29.1) < 19.0; };
  const auto dot = [](int i, int j, int k) {
    // Deep enough that no sample beside one takes part in what lies outside the ball.
    return i % 4 == 2 && j % 4 == 2 && k % 4 == 2 && std::hypot(i - 30.3, j - 20.2, k - 29.1) < 17.0;
  };
  const VolumePtr volume = filledVolume(VoxelType::Int16, g, [&](int i, int j, int k) {
    const bool inside = inBall(i, j, k);
    return inside ? 0.0 : 120.0 + 60.0 * std::sin(0.31 * i) + 40.0 * std::cos(0.23 * j + 0.1 * k);
  });
  const auto whole = maskWhere(g.size(), inBall);
  const auto holed =
      maskWhere(g.size(), [&](int i, int j, int k) { return inBall(i, j, k) && !dot(i, j, k); });
  const auto engine = makeCpuEngine(2);
  for (VolumeView view : everyWay(g)) {
    // Shown dots would be the least value, and part of the mean.
    if (view.preset.mode == VolumeMode::MinimumIntensity || view.preset.mode == VolumeMode::MeanIntensity)
      continue;
    view.hidden = whole;
    const auto leaping = engine->volume(volume, view, {});
    view.hidden = holed;
    const auto walking = engine->volume(volume, view, {});
    REQUIRE(leaping);
    REQUIRE(walking);
    const ColorDifference d = difference(*leaping, *walking);
    CAPTURE(static_cast<int>(view.preset.mode), d.mean, d.largest);
    CHECK(d.withinTwo >= 0.999);
  }
}

TEST_CASE("CPU volume: a mask of another size is refused with a sentence") {
  const auto g = *VolumeGeometry::make({10, 11, 12}, Matrix3::Identity(), {});
  VolumeView view = everyWay(g).front();
  view.hidden = std::make_shared<const VoxelMask>(Size3{10, 12, 11});
  const auto frame = makeCpuEngine(1)->volume(waveVolume(g), view, {});
  REQUIRE_FALSE(frame);
  CHECK(frame.error().code == ErrorCode::InvalidArgument);
  CHECK(frame.error().message.find("10 x 12 x 11") != std::string::npos);
}

TEST_CASE("Light volume: what is hidden throws no shadow") {
  const auto g = *VolumeGeometry::make({64, 64, 64}, Matrix3::Identity(), {});
  const VolumePtr volume = filledVolume(
      VoxelType::Int16, g, [](int, int, int k) { return k < 4 || (k >= 40 && k < 46) ? 1000.0 : 0.0; });
  const VolumePtr floor =
      filledVolume(VoxelType::Int16, g, [](int, int, int k) { return k < 4 ? 1000.0 : 0.0; });
  VolumeView view;
  view.preset.transfer.points = {{499, 0.0, {1, 1, 1}}, {501, 0.8, {1, 1, 1}}};
  view.shadows = true;
  view.occlusion = 1.0;
  view.light = Vector3(0, 0, 1);
  ThreadPool pool(2);
  LightCache cache(pool), other(pool);
  const auto shadowed = cache.get(volume, view, {});
  view.hidden = maskWhere(g.size(), [](int, int, int k) { return k >= 30; });
  const auto open = cache.get(volume, view, {});
  view.hidden.reset();
  const auto alone = other.get(floor, view, {});
  REQUIRE(shadowed);
  REQUIRE(open);
  REQUIRE(alone);
  CHECK(shadowed->cells != alone->cells);
  CHECK(open->cells == alone->cells);
}

}  // namespace iso::test
