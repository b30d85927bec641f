// SPDX-License-Identifier: Apache-2.0
// Several volumes in one ray, against double precision and against what can be said in closed form.
#include <catch2/catch.hpp>
#include <cmath>
#include <thread>

#include "render/cpu/cpu_engine.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/fused_reference.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

Engine& cpu() {
  static const std::unique_ptr<Engine> engine = makeCpuEngine(2);
  return *engine;
}

const Eigen::Affine3d kSame = Eigen::Affine3d::Identity();

VolumePtr uniform(const Vector3& low, const Size3& size, double value, double spacing = 1.0) {
  const auto g = VolumeGeometry::make(size, Matrix3::Identity() * spacing, {low}).value();
  return filledVolume(VoxelType::Int16, g, [&](int, int, int) { return value; });
}

/// One colour at one opacity for all values, unshaded.
VolumePreset even(double opacity, const std::array<double, 3>& color) {
  VolumePreset p;
  p.shading.enabled = false;
  p.transfer.points = {{0.0, opacity, color}, {1000.0, opacity, color}};
  return p;
}

/// From the front (towards +y), x to the picture's right, z up; 1 mm a pixel about the origin.
FusedView front(std::vector<VolumeLayer> layers, int side = 41) {
  FusedView v;
  v.camera.forward = Vector3::UnitY();
  v.camera.up = Vector3::UnitZ();
  v.camera.halfHeightMm = 0.5 * side;
  v.width = v.height = side;
  v.layers = std::move(layers);
  return v;
}

ColorFrame drawn(const FusedView& view) {
  const auto frame = cpu().fused(view, {});
  REQUIRE(frame);
  return *frame;
}

const Rgba8& at(const ColorFrame& frame, int x, int y) {
  return frame.pixels[static_cast<std::size_t>(y * frame.width + x)];
}

/// The middle of what is brighter than half, in pixels from the picture's centre: right, down.
Eigen::Vector2d middle(const ColorFrame& frame) {
  Eigen::Vector2d sum(0, 0);
  double taken = 0.0;
  for (int y = 0; y < frame.height; ++y)
    for (int x = 0; x < frame.width; ++x)
      if (at(frame, x, y).r > 127) {
        sum += Eigen::Vector2d(x - 0.5 * (frame.width - 1), y - 0.5 * (frame.height - 1));
        taken += 1.0;
      }
  REQUIRE(taken > 0.0);
  return sum / taken;
}

}  // namespace

TEST_CASE("CPU fused: every kind of view against double precision") {
  for (const auto& [name, view] : testFusedViews(41, 33)) {
    CAPTURE(name);
    const ColorFrame frame = drawn(view), expected = referenceFused(view);
    const ColorDifference d = difference(frame, expected);
    CAPTURE(d.mean, d.withinTwo, d.largest);
    CHECK(d.mean <= 0.5);
    // A face of a mask is a step: one sample of a ray may fall on its other side.
    CHECK(d.withinTwo >= 0.985);
    CHECK(depthsWithin(frame.depth, expected.depth, 0.05) >= 0.97);
  }
}

TEST_CASE("CPU fused: where two even cubes overlap, what passes is the product of what each lets pass") {
  // x −10 … 4 and −4 … 10, y 0 … 10: 20 half-millimetre steps each way.
  const VolumePtr a = uniform({-10, 0, -10}, {15, 11, 21}, 500), b = uniform({-4, 0, -10}, {15, 11, 21}, 500);
  FusedView view =
      front({{a, even(0.08, {1, 0, 0}), kSame, nullptr}, {b, even(0.05, {0, 0, 1}), kSame, nullptr}});
  view.stepMm = 0.5;
  const ColorFrame frame = drawn(view);
  const double passA = std::pow(0.92, 10.0), passB = std::pow(0.95, 10.0);
  const double tauA = -std::log(0.92), tauB = -std::log(0.95);
  const int row = 20;
  CHECK(std::abs(at(frame, 20 - 7, row).r - 255.0 * (1.0 - passA)) <= 1.0);
  CHECK(at(frame, 20 - 7, row).b == 0);
  CHECK(std::abs(at(frame, 20 + 7, row).b - 255.0 * (1.0 - passB)) <= 1.0);
  CHECK(at(frame, 20 + 7, row).r == 0);
  const double taken = 1.0 - passA * passB;
  CHECK(std::abs(at(frame, 20, row).r - 255.0 * taken * tauA / (tauA + tauB)) <= 1.0);
  CHECK(std::abs(at(frame, 20, row).b - 255.0 * taken * tauB / (tauA + tauB)) <= 1.0);
  CHECK(at(frame, 20 + 15, row) == view.background);
}

TEST_CASE("CPU fused: the order of composited layers does not matter") {
  for (auto& [name, view] : testFusedViews(41, 33)) {
    CAPTURE(name);
    bool composites = true;
    for (const VolumeLayer& layer : view.layers)
      composites = composites && layer.preset.mode == VolumeMode::Composite;
    if (!composites) continue;
    const ColorFrame frame = drawn(view);
    FusedView other = view;
    std::reverse(other.layers.begin(), other.layers.end());
    CHECK(difference(frame, drawn(other)).largest <= 1);
  }
}

TEST_CASE("CPU fused: two layers of half the material are one of the whole") {
  const VolumePtr volume = waveVolume(
      VolumeGeometry::make({40, 36, 30}, Vector3(0.8, 0.9, 1.1).asDiagonal(), {{-16, -16, -16}}).value());
  // Half of the millimetres: 1 − √(1 − a) at all values between the points, too, since a is constant there.
  VolumePreset whole = rampPreset(90, 230), half = whole;
  whole.transfer.points = {{120, 0.0, {1, 0.5, 0}}, {120.001, 0.3, {1, 0.5, 0}}, {300, 0.3, {0, 0.5, 1}}};
  half.transfer.points = whole.transfer.points;
  for (auto& point : half.transfer.points) point.opacity = 1.0 - std::sqrt(1.0 - point.opacity);
  const ColorFrame one = drawn(front({{volume, whole, kSame, nullptr}}));
  const ColorFrame two = drawn(front({{volume, half, kSame, nullptr}, {volume, half, kSame, nullptr}}));
  CHECK(difference(one, two).largest <= 1);
}

TEST_CASE("CPU fused: one layer is the picture of the volume alone") {
  for (const auto& [name, geometry] : testGeometries()) {
    CAPTURE(name);
    const VolumePtr volume = waveVolume(geometry);
    VolumePreset weighed = rampPreset(90, 230);
    weighed.gradient.points = {{2.0, 0.0}, {15.0, 1.4}};
    for (const VolumePreset& preset : {rampPreset(90, 230), weighed, maximumPreset(0, 250)})
      for (VolumeView alone : testVolumeViews(geometry, preset, 41, 33)) {
        alone.hidden = geometry.size()[0] % 2 ? carvedMask(geometry.size()) : nullptr;
        alone.clips = {{geometry.center(), Vector3(0.3, -2.0, 0.1)}};
        FusedView view;
        view.camera = alone.camera;
        view.width = alone.width;
        view.height = alone.height;
        view.clips = alone.clips;
        view.stepMm = alone.stepMm;
        view.background = alone.background;
        view.layers = {{volume, preset, kSame, alone.hidden}};
        const auto expected = cpu().volume(volume, alone, {});
        REQUIRE(expected);
        const ColorFrame frame = drawn(view);
        CHECK(difference(frame, *expected).largest <= 1);
        CHECK(depthsWithin(frame.depth, expected->depth, 1e-3) >= 0.99);
      }
  }
}

TEST_CASE("CPU fused: a layer lands where its transform takes it, right on the right") {
  // A ball of 4 mm in the layer's own space at (5, 0, 0).
  const auto g = VolumeGeometry::make({41, 41, 41}, Matrix3::Identity() * 0.5, {{-5, -10, -10}}).value();
  const VolumePtr ball = filledVolume(VoxelType::Int16, g, [&](int i, int j, int k) {
    return (g.toPatient({Vector3(i, j, k)}).mm - Vector3(5, 0, 0)).norm() < 4.0 ? 1000.0 : 0.0;
  });
  const VolumePtr air = uniform({-20, -20, -20}, {21, 21, 21}, 0, 2.0);
  VolumePreset solid = even(0.9, {1, 1, 1});
  solid.transfer.points = {{400, 0.0, {1, 1, 1}}, {600, 0.9, {1, 1, 1}}};
  FusedView view = front({{air, solid, kSame, nullptr}, {ball, solid, kSame, nullptr}}, 61);
  // From the front the patient's left (+x) is on the picture's right.
  CHECK(middle(drawn(view)).x() == Approx(5.0).margin(0.3));
  CHECK(middle(drawn(view)).y() == Approx(0.0).margin(0.3));
  view.camera.forward = -Vector3::UnitY();
  CHECK(middle(drawn(view)).x() == Approx(-5.0).margin(0.3));
  view.camera.forward = Vector3::UnitY();

  // Turned by 90° about y, +x goes to −z: (5, 0, 0) → (0, 0, −5), then moved by (−12, 3, 9): x −12, z 4.
  view.layers[1].toBase.linear() =
      Eigen::AngleAxisd(0.5 * 3.14159265358979, Vector3::UnitY()).toRotationMatrix();
  view.layers[1].toBase.translation() = Vector3(-12, 3, 9);
  const ColorFrame turned = drawn(view);
  CHECK(middle(turned).x() == Approx(-12.0).margin(0.3));
  CHECK(middle(turned).y() == Approx(-4.0).margin(0.3));
  // The outermost voxels lie 3.5 mm before the middle at y = 3: the value is half of theirs at −0.75, and
  // half of the light is gone 0.3 mm behind.
  CHECK(turned.depth[static_cast<std::size_t>((30 - 4) * 61 + 30 - 12)] == Approx(-0.45).margin(0.3));

  // A mirrored layer is mirrored, not silently put right.
  view.layers[1].toBase = Eigen::Affine3d(Eigen::Scaling(Vector3(-1, 1, 1)));
  CHECK(middle(drawn(view)).x() == Approx(-5.0).margin(0.3));
}

TEST_CASE("CPU fused: a projection lies over what is composited, and sees behind it") {
  const VolumePtr wall = uniform({-15, -5, -15}, {31, 5, 31}, 500);
  const VolumePtr spot = uniform({-3, 5, -3}, {7, 7, 7}, 800);
  VolumePreset maximum = maximumPreset(0, 1000);
  maximum.transfer.points = {{0, 0.5, {0, 0, 1}}, {1000, 0.5, {0, 0, 1}}};
  FusedView view = front({{wall, even(1.0, {1, 0, 0}), kSame, nullptr}, {spot, maximum, kSame, nullptr}});
  view.stepMm = 0.25;
  const ColorFrame frame = drawn(view);
  CHECK(at(frame, 20, 20) == Rgba8{128, 0, 128, 255});
  CHECK(at(frame, 20 + 8, 20) == Rgba8{255, 0, 0, 255});
  // The wall's depth, not that of what is behind it.
  CHECK(frame.depth[20 * 41 + 20] == Approx(-4.875).margin(0.01));
  // Without the wall the projection has the only depth.
  view.layers[0].preset = even(0.0, {1, 0, 0});
  const ColorFrame alone = drawn(view);
  CHECK(at(alone, 20, 20) == Rgba8{0, 0, 128, 255});
  CHECK(alone.depth[20 * 41 + 20] == Approx(5.0).margin(0.3));
  CHECK(std::isinf(alone.depth[20 * 41 + 28]));
  // Of two projections the later one is on top.
  VolumePreset opaque = maximum;
  for (auto& point : opaque.transfer.points) point = {point.value, 1.0, {0, 1, 0}};
  view.layers = {{spot, maximum, kSame, nullptr}, {spot, opaque, kSame, nullptr}};
  CHECK(at(drawn(view), 20, 20) == Rgba8{0, 255, 0, 255});
  std::swap(view.layers[0], view.layers[1]);
  CHECK(at(drawn(view), 20, 20) == Rgba8{0, 128, 128, 255});
}

TEST_CASE("CPU fused: leaping over empty bricks does not change the picture") {
  // A floor of 1e-6 in all opacities makes every brick visible, and nothing that can be seen.
  for (auto& [name, view] : testFusedViews(61, 47)) {
    CAPTURE(name);
    FusedView walking = view;
    for (VolumeLayer& layer : walking.layers)
      if (layer.preset.mode == VolumeMode::Composite)
        for (auto& point : layer.preset.transfer.points) point.opacity = std::max(point.opacity, 1e-6);
    CHECK(difference(drawn(view), drawn(walking)).largest <= 1);
  }
  const auto g =
      VolumeGeometry::make({90, 80, 70}, Vector3(0.5, 0.6, 0.7).asDiagonal(), {{-22, -24, -24}}).value();
  const VolumePtr sparse = filledVolume(VoxelType::Int16, g, [](int i, int j, int k) {
    return (i / 9 + 2 * (j / 7) + 3 * (k / 11)) % 23 == 0 ? 700.0 : 0.0;
  });
  VolumePreset few = rampPreset(300, 700, 0.5);
  Eigen::Affine3d moved = Eigen::Affine3d::Identity();
  moved.linear() = Eigen::AngleAxisd(0.4, Vector3(1, 1, 0).normalized()).toRotationMatrix();
  moved.translation() = Vector3(3, 30, 2);
  FusedView view = front({{sparse, few, kSame, nullptr}, {sparse, few, moved, nullptr}}, 64);
  const ColorFrame leaping = drawn(view);
  for (VolumeLayer& layer : view.layers) layer.preset.transfer.points[0].opacity = 1e-6;
  CHECK(difference(leaping, drawn(view)).largest <= 1);
}

TEST_CASE("CPU fused: bad views are refused with a sentence") {
  const VolumePtr volume = uniform({0, 0, 0}, {8, 8, 8}, 1);
  const FusedView good = front({{volume, even(0.5, {1, 1, 1}), kSame, nullptr}}, 8);
  const auto refused = [&](const std::string& word, const std::function<void(FusedView&)>& spoil) {
    FusedView bad = good;
    spoil(bad);
    const auto frame = cpu().fused(bad, {});
    REQUIRE_FALSE(frame);
    CHECK(frame.error().code == ErrorCode::InvalidArgument);
    CAPTURE(word, frame.error().message);
    CHECK(frame.error().message.find(word) != std::string::npos);
    CHECK(frame.error().message.back() == '.');
  };
  REQUIRE(cpu().fused(good, {}));
  refused("pixels", [](FusedView& v) { v.width = 0; });
  refused("pixels", [](FusedView& v) { v.height = 20000; });
  refused("0", [](FusedView& v) { v.layers.clear(); });
  refused("5", [](FusedView& v) { v.layers.resize(5, v.layers[0]); });
  refused("no volume", [](FusedView& v) { v.layers[0].volume = nullptr; });
  refused("colour", [](FusedView& v) {
    v.layers[0].volume =
        filledVolume(VoxelType::Rgb8, v.layers[0].volume->geometry(), [](int, int, int) { return 1.0; });
  });
  refused("fitted", [](FusedView& v) { v.layers[0].preset.relative = true; });
  refused("surface", [](FusedView& v) { v.layers[0].preset.mode = VolumeMode::Isosurface; });
  refused("transform", [](FusedView& v) { v.layers[0].toBase.linear().setZero(); });
  refused("transform", [](FusedView& v) { v.layers[0].toBase.translation().x() = std::nan(""); });
  refused("transform",
          [](FusedView& v) { v.layers[0].toBase.linear().row(0) = v.layers[0].toBase.linear().row(1); });
  refused("mask", [](FusedView& v) {
    v.layers[0].hidden = std::make_shared<const VoxelMask>(Size3{8, 8, 9});
  });
  refused("camera", [](FusedView& v) { v.camera.halfHeightMm = std::nan(""); });
  refused("samples", [](FusedView& v) { v.stepMm = 1e-9; });
  refused("clip plane", [](FusedView& v) { v.clips.push_back({{}, Vector3::Zero()}); });
  refused("light", [](FusedView& v) { v.light = Vector3::Zero(); });
}

TEST_CASE("CPU fused: a cancelled picture is not made") {
  auto views = testFusedViews(400, 300);
  CancelToken before;
  before.cancel();
  const auto none = cpu().fused(views[1].view, before);
  REQUIRE_FALSE(none);
  CHECK(none.error().code == ErrorCode::Cancelled);
  // Many million samples that take nothing: given up on the way.
  FusedView view = views[1].view;
  view.width = view.height = 2048;
  view.stepMm = 0.02;
  CancelToken token;
  std::thread other([&] { token.cancel(); });
  const auto frame = cpu().fused(view, token);
  other.join();
  REQUIRE_FALSE(frame);
  CHECK(frame.error().code == ErrorCode::Cancelled);
}

}  // namespace iso::test
