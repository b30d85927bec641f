// SPDX-License-Identifier: Apache-2.0
// Path tracing against closed forms: energy, absorption, single scattering, depth of field.
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>
#include <random>

#include "render/cpu/cpu_engine.h"
#include "render/engine/path_scene.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

constexpr double kPi = std::numbers::pi;

/// One material for all values: opacity per mm, and a grey.
VolumePreset evenPreset(double opacity, double grey) {
  VolumePreset p;
  p.id = p.title = "even";
  p.transfer.points = {{0.0, opacity, {grey, grey, grey}}, {100.0, opacity, {grey, grey, grey}}};
  p.shading.enabled = false;
  return p;
}

Cinematic dark() {
  Cinematic c;
  c.sky = c.ground = {0.0, 0.0, 0.0};
  c.key = 0.0;
  return c;
}

PathFrame traced(const VolumePtr& volume, const VolumeView& view, int paths) {
  static const auto engine = makeCpuEngine(2);
  PathFrame frame;
  const auto ok = engine->trace(volume, view, paths, frame, {});
  if (!ok) FAIL(ok.error().message);
  return frame;
}

/// Mean of one sum over all paths of some pixels.
double meanOf(const PathFrame& frame, std::size_t sum, int x0, int y0, int x1, int y1) {
  double total = 0.0, paths = 0.0;
  for (int y = y0; y < y1; ++y)
    for (int x = x0; x < x1; ++x) {
      total += static_cast<double>(
          frame.sums[frame.row(y) + static_cast<std::size_t>(x) * PathFrame::kSums + sum]);
      paths += frame.passes[static_cast<std::size_t>(y)];
    }
  return total / paths;
}

double meanOf(const PathFrame& frame, std::size_t sum) {
  return meanOf(frame, sum, 0, 0, frame.width, frame.height);
}

/// mm of a parallel ray through fractional pixel (x, y) that lie between the outermost voxel centres and
/// before no clip plane, to half a millimetre; right on the average over `shift` 0…1.
double lengthInside(const VolumeGeometry& geometry, const VolumeView& view, double x, double y,
                    double shift) {
  const Camera& c = view.camera;
  const double pixel = 2.0 * c.halfHeightMm / view.height;
  Vector3 origin = c.focalPoint.mm + (x - 0.5 * (view.width - 1)) * pixel * c.right() -
                   (y - 0.5 * (view.height - 1)) * pixel * c.up;
  Vector3 way = c.forward;
  if (c.viewAngle > 0.0) {
    const Vector3 eye = c.focalPoint.mm - c.eyeDistance() * c.forward;
    way = (origin - eye).normalized();
    origin = eye;
  }
  constexpr double kStep = 0.5;
  const double far = 80.0 + c.eyeDistance();
  double length = 0.0;
  for (double t = c.viewAngle > 0.0 ? 0.0 : -far; t < far; t += kStep) {
    const Vector3 p = origin + (t + shift * kStep) * way;
    const Vector3 index = geometry.toIndex({p}).ijk;
    bool inside = true;
    for (int a = 0; a < 3; ++a)
      inside = inside && index[a] >= 0.0 && index[a] <= geometry.size()[static_cast<std::size_t>(a)] - 1;
    for (const ClipPlane& clip : view.clips) inside = inside && clip.normal.dot(p - clip.point.mm) >= 0.0;
    if (inside) length += kStep;
  }
  return length;
}

/// A camera that looks along +z at a box, its plane through the focal point at the box's first slice.
VolumeView alongZ(const VolumeGeometry& geometry, const VolumePreset& preset, double halfHeightMm) {
  VolumeView v;
  v.camera.focalPoint = geometry.center();
  v.camera.focalPoint.mm.z() = geometry.origin().mm.z();
  v.camera.forward = Vector3::UnitZ();
  v.camera.up = -Vector3::UnitY();
  v.camera.halfHeightMm = halfHeightMm;
  v.width = v.height = 16;
  v.preset = preset;
  return v;
}

VolumeGeometry box(Size3 size, double spacing = 1.0) {
  return VolumeGeometry::make(size, Vector3(spacing, spacing, spacing).asDiagonal(), {{-7.0, 12.0, 40.0}})
      .value();
}

}  // namespace

TEST_CASE("Path tracing: a white material under an even sky shows exactly that sky") {
  const VolumePtr ball = sphereVolume(24, 8.0);
  for (const bool shaded : {false, true})
    for (const double opacity : {0.05, 0.9, 1.0}) {
      VolumePreset white = rampPreset(200.0, 800.0, opacity);
      for (auto& point : white.transfer.points) point.color = {1.0, 1.0, 1.0};
      white.shading.enabled = shaded;
      white.shading.specular = 1.0;
      white.shading.specularPower = 12.0;
      VolumeView view;
      view.camera = fitCamera(ball->geometry(), 0.4, 0.3, 1.6, 32, 32);
      view.width = view.height = 32;
      view.preset = white;
      view.cinematic = dark();
      view.cinematic->sky = view.cinematic->ground = {1.0, 1.0, 1.0};
      view.cinematic->bounces = 100000;
      const PathFrame frame = traced(ball, view, 4);
      double met = 0.0;
      for (std::size_t n = 0; n < frame.sums.size(); n += PathFrame::kSums) {
        met += static_cast<double>(frame.sums[n + 3]);
        for (std::size_t c = 0; c < 3; ++c) CHECK(frame.sums[n + c] == frame.sums[n + 3]);
      }
      CHECK(met > 200.0);
    }
}

TEST_CASE("Path tracing: what gets through is the exponential of what is in the way") {
  for (const auto& [name, geometry] : testGeometries()) {
    if (geometry.size()[0] < 2 || geometry.size()[1] < 2 || geometry.size()[2] < 2) continue;
    const VolumePtr volume = filledVolume(VoxelType::Int16, geometry, [](int, int, int) { return 50.0; });
    const VolumePreset preset = evenPreset(0.12, 0.0);
    for (VolumeView view : testVolumeViews(geometry, preset, 11, 9)) {
      CAPTURE(name, view.camera.viewAngle);
      view.cinematic = dark();
      view.cinematic->key = 1.0;
      view.clips = {{geometry.center(), Vector3(0.2, -1.0, 0.4)}};
      const PathFrame frame = traced(volume, view, 200);
      double expected = 0.0;
      constexpr int kSub = 3;
      std::mt19937 random(3);
      std::uniform_real_distribution<double> part(0.0, 1.0);
      for (int y = 0; y < view.height * kSub; ++y)
        for (int x = 0; x < view.width * kSub; ++x) {
          const double length = lengthInside(geometry, view, (x + part(random)) / kSub - 0.5,
                                             (y + part(random)) / kSub - 0.5, part(random));
          expected += 1.0 - std::pow(1.0 - 0.12, length);
        }
      expected /= kSub * kSub * view.width * view.height;
      CHECK(meanOf(frame, 3) == Approx(expected).margin(0.015));
      CHECK(meanOf(frame, 0) == 0.0);  // black gives nothing back
    }
  }
}

TEST_CASE("Path tracing: no path meets what is hidden, up to midway between voxels") {
  const VolumeGeometry geometry = box({41, 41, 13});
  const VolumePtr volume = filledVolume(VoxelType::Int16, geometry, [](int, int, int) { return 50.0; });
  VolumeView view = alongZ(geometry, evenPreset(0.2, 0.0), 6.0);
  view.cinematic = dark();
  ThreadPool pool(2);
  view.hidden = VoxelMask(geometry.size())
                    .edited(
                        [](int, int k, std::uint32_t* row) {
                          if (k < 5) hideRun(row, 0, 41);
                        },
                        pool)
                    .value();
  const PathFrame frame = traced(volume, view, 400);
  const double sigma = -std::log(0.8), length = 12.0 - 4.5;
  CHECK(meanOf(frame, 3) == Approx(1.0 - std::exp(-sigma * length)).margin(0.005));
  // The mean depth of the first collision behind the cut.
  CHECK(meanOf(frame, 10) / meanOf(frame, 3) ==
        Approx(4.5 + 1.0 / sigma - length / (std::exp(sigma * length) - 1.0)).epsilon(0.01));
}

TEST_CASE("Path tracing: a steep transfer function is integrated exactly, whatever the voxels' distance") {
  // A ramp of 40 a millimetre over a spike a tenth of a millimetre wide.
  const VolumeGeometry geometry = box({9, 9, 26});
  const VolumePtr ramp = filledVolume(VoxelType::Int16, geometry, [](int, int, int k) { return 40.0 * k; });
  VolumePreset preset = evenPreset(0.0, 0.0);
  preset.transfer.points = {
      {400, 0.0, {0, 0, 0}}, {402, 0.999, {0, 0, 0}}, {404, 0.0, {0, 0, 0}}, {700, 0.02, {0, 0, 0}}};
  VolumeView view = alongZ(geometry, preset, 3.0);
  view.cinematic = dark();
  double depth = 0.0;
  constexpr int kSteps = 1000000;
  for (int n = 0; n < kSteps; ++n) {
    const double z = 25.0 * (n + 0.5) / kSteps;
    const double sigma = -std::log(1.0 - preset.transfer.at(40.0 * z).opacity);
    depth += std::min(sigma, 6.0) * 25.0 / kSteps;
  }
  const PathFrame frame = traced(ramp, view, 400);
  CHECK(meanOf(frame, 3) == Approx(1.0 - std::exp(-depth)).margin(0.006));
}

TEST_CASE("Path tracing: light scattered once in a slab, in closed form") {
  const VolumeGeometry geometry = box({121, 121, 9});
  const VolumePtr volume = filledVolume(VoxelType::Int16, geometry, [](int, int, int) { return 50.0; });
  const double opacity = 0.3, sigma = -std::log(1.0 - opacity), thickness = 8.0;
  for (const double tilt : {0.0, 0.9}) {
    VolumeView view = alongZ(geometry, evenPreset(opacity, 1.0), 4.0);
    view.cinematic = dark();
    view.cinematic->key = 2.0;
    view.cinematic->keyAngle = 0.002;
    view.cinematic->bounces = 1;
    view.light = Vector3(std::sin(tilt), 0.0, -std::cos(tilt));
    const double slant = 1.0 + 1.0 / std::cos(tilt);
    // Irradiance π · key; an even phase function; albedo 1.
    const double expected = 2.0 * kPi / (4.0 * kPi) / slant * (1.0 - std::exp(-sigma * thickness * slant));
    const PathFrame frame = traced(volume, view, 1000);
    CHECK(meanOf(frame, 0) == Approx(expected).epsilon(0.01));
    CHECK(meanOf(frame, 10) / meanOf(frame, 3) ==
          Approx(1.0 / sigma - thickness / (std::exp(sigma * thickness) - 1.0)).epsilon(0.01));
  }
}

TEST_CASE("Path tracing: an opaque wall shows about its colour to the light, and nothing behind it") {
  const VolumeGeometry geometry = box({81, 81, 31});
  const VolumePtr wall =
      filledVolume(VoxelType::Int16, geometry, [](int, int, int k) { return k < 5 ? 0.0 : 1000.0; });
  for (const double grey : {0.35, 0.7}) {
    VolumePreset preset = evenPreset(0.0, grey);
    preset.transfer.points = {{300, 0.0, {grey, grey, grey}}, {600, 1.0, {grey, grey, grey}}};
    preset.shading.enabled = true;
    preset.shading.specular = 0.0;
    VolumeView view = alongZ(geometry, preset, 5.0);
    view.cinematic = dark();
    view.cinematic->key = 1.0;
    view.light = -Vector3::UnitZ();
    const PathFrame front = traced(wall, view, 200);
    const double light = std::pow((grey + 0.055) / 1.055, 2.4);
    CHECK(meanOf(front, 3) == Approx(1.0).margin(1e-3));
    CHECK(meanOf(front, 0) == Approx(light).epsilon(0.2));
    // Its normal points at the viewer.
    CHECK(meanOf(front, 9) == Approx(-1.0).margin(0.01));
    view.light = Vector3::UnitZ();
    CHECK(meanOf(traced(wall, view, 50), 0) < 1e-3);
  }
}

TEST_CASE("Path tracing: out of focus, a point becomes an even disc of radius distance times aperture") {
  const VolumeGeometry geometry = box({41, 41, 41});
  const VolumePtr point = filledVolume(VoxelType::Int16, geometry, [](int i, int j, int k) {
    return i == 20 && j == 20 && k == 20 ? 1000.0 : 0.0;
  });
  VolumePreset preset = evenPreset(0.0, 1.0);
  preset.transfer.points = {{200, 0.0, {1, 1, 1}}, {300, 1.0, {1, 1, 1}}};
  // Variance along one axis of where paths met the point, mm².
  const auto spread = [&](double aperture, double focusMm) {
    VolumeView view = alongZ(geometry, preset, 12.0);
    view.camera.focalPoint = geometry.center();
    view.width = view.height = 96;
    view.cinematic = dark();
    view.cinematic->aperture = aperture;
    view.cinematic->focusMm = focusMm;
    const PathFrame frame = traced(point, view, 64);
    double weight = 0.0, square = 0.0;
    for (int y = 0; y < view.height; ++y)
      for (int x = 0; x < view.width; ++x) {
        const auto met = static_cast<double>(
            frame.sums[frame.row(y) + static_cast<std::size_t>(x) * PathFrame::kSums + 3]);
        const double mm = (x - 47.5) * 24.0 / 96.0;
        weight += met;
        square += met * mm * mm;
      }
    return std::pair(weight, square / weight);
  };
  const auto sharp = spread(0.0, 0.0), focused = spread(0.3, 0.0), blurred = spread(0.3, 15.0);
  CHECK(focused.second == Approx(sharp.second).margin(0.05));
  const double radius = 0.3 * 15.0;
  CHECK(blurred.second - sharp.second == Approx(radius * radius / 4.0).epsilon(0.05));
  CHECK(blurred.first == Approx(sharp.first).epsilon(0.05));  // nothing is lost
}

TEST_CASE("Path tracing: paths add up the same however they are asked for") {
  const VolumePtr ball = sphereVolume(20, 7.0);
  VolumeView view;
  view.camera = fitCamera(ball->geometry(), 0.2, 0.1, 1.5, 20, 14);
  view.width = 20;
  view.height = 14;
  view.preset = rampPreset(200.0, 800.0, 0.6);
  view.cinematic.emplace();
  const auto engine = makeCpuEngine(2);
  PathFrame once, twice;
  REQUIRE(engine->trace(ball, view, 9, once, {}));
  CancelToken cancelled;
  cancelled.cancel();
  REQUIRE(engine->trace(ball, view, 4, twice, {}));
  CHECK(engine->trace(ball, view, 7, twice, cancelled).error().code == ErrorCode::Cancelled);
  REQUIRE(engine->trace(ball, view, 9, twice, {}));
  CHECK(once.complete() == 9);
  CHECK(once.sums == twice.sums);
}

TEST_CASE("Path tracing refuses what it cannot do, with a sentence") {
  const auto engine = makeCpuEngine(1);
  const VolumePtr ball = sphereVolume(12, 4.0);
  VolumeView good;
  good.camera = fitCamera(ball->geometry(), 0.0, 0.0, 1.0, 8, 8);
  good.width = good.height = 8;
  good.preset = rampPreset(200.0, 800.0);
  good.cinematic.emplace();
  PathFrame frame;
  const auto refused = [&](auto change) {
    VolumeView view = good;
    change(view);
    const auto answer = engine->trace(ball, view, 1, frame, {});
    return !answer && answer.error().code == ErrorCode::InvalidArgument && !answer.error().message.empty();
  };
  CHECK(engine->trace(ball, good, 1, frame, {}));
  CHECK(refused([](VolumeView& v) { v.preset.mode = VolumeMode::MaximumIntensity; }));
  CHECK(refused([](VolumeView& v) { v.preset.relative = true; }));
  CHECK(refused([](VolumeView& v) { v.width = 0; }));
  CHECK(refused([](VolumeView& v) { v.width = v.height = 16000; }));
  CHECK(refused([](VolumeView& v) { v.hidden = std::make_shared<const VoxelMask>(Size3{3, 3, 3}); }));
  CHECK(refused([](VolumeView& v) { v.cinematic->keyAngle = 0.0; }));
  CHECK(refused([](VolumeView& v) { v.cinematic->sky[1] = std::nan(""); }));
  CHECK(refused([](VolumeView& v) { v.cinematic->bounces = 0; }));
  CHECK(refused([](VolumeView& v) { v.cinematic->aperture = -1.0; }));
  CHECK(refused([](VolumeView& v) {
    v.camera.viewAngle = 0.5;
    v.cinematic->focusMm = -1e4;
  }));
}

}  // namespace iso::test
