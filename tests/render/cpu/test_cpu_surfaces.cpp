// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "render/cpu/cpu_engine.h"
#include "tests/render/support/test_volumes.h"
#include "tests/support/made_meshes.h"

namespace iso::test {
namespace {

constexpr double kSide = 60.0;  ///< mm of the cube, from 0 along each axis
const Vector3 kMiddle(30, 30, 30);

VolumePtr uniformCube(double value = 100.0) {
  const auto g = *VolumeGeometry::make({61, 61, 61}, Matrix3::Identity(), {});
  return filledVolume(VoxelType::Int16, g, [value](int, int, int) { return value; });
}

/// White, so much of it a millimetre, unshaded.
VolumePreset fog(double perMm) {
  VolumePreset preset;
  preset.transfer.points = {{0, perMm, {1, 1, 1}}, {200, perMm, {1, 1, 1}}};
  preset.shading.enabled = false;
  return preset;
}

/// From the front: x, the patient's left, goes to the right of the picture and z up.
VolumeView frontView(const VolumePreset& preset, double viewAngle = 0.0) {
  VolumeView view;
  view.camera.focalPoint = {kMiddle};
  view.camera.forward = Vector3::UnitY();
  view.camera.up = Vector3::UnitZ();
  view.camera.halfHeightMm = 40.0;
  view.camera.viewAngle = viewAngle;
  view.width = 101;
  view.height = 81;
  view.preset = preset;
  view.stepMm = 0.25;
  return view;
}

ColorFrame draw(const VolumePtr& volume, const VolumeView& view) {
  auto frame = makeCpuEngine(2)->volume(volume, view, {});
  REQUIRE(frame);
  return std::move(*frame);
}

std::size_t at(const VolumeView& view, int x, int y) {
  return static_cast<std::size_t>(y * view.width + x);
}

/// Where a pixel's ray passes the plane through the focal point, patient x and z from there.
std::pair<double, double> placeOf(const VolumeView& view, int x, int y) {
  const double pixel = 2.0 * view.camera.halfHeightMm / view.height;
  return {(x - 0.5 * (view.width - 1)) * pixel, -(y - 0.5 * (view.height - 1)) * pixel};
}

}  // namespace

TEST_CASE("A sphere inside a translucent cube: what lies before it takes its share") {
  const auto cube = uniformCube();
  const double radius = 12.0, perMm = 0.02;
  for (const double angle : {0.0, 0.6}) {
    VolumeView view = frontView(fog(perMm), angle);
    const Rgba8 color{180, 90, 30, 255};
    view.surfaces = {{sphereMesh(kMiddle, radius, 128), color}};
    const ColorFrame frame = draw(cube, view);
    const double eye = view.camera.eyeDistance();
    int seen = 0;
    double worstDepth = 0.0, worstColor = 0.0;
    for (int y = 0; y < view.height; ++y)
      for (int x = 0; x < view.width; ++x) {
        const auto [px, pz] = placeOf(view, x, y);
        // Lines from the eye (0, −eye, 0), or along y from (px, 0, pz); t in mm.
        const Vector3 onPlane(px, 0, pz), from = angle > 0.0 ? Vector3(0, -eye, 0) : onPlane;
        const Vector3 way = angle > 0.0 ? Vector3((onPlane - from).normalized()) : Vector3::UnitY();
        const double b = from.dot(way), c = from.squaredNorm() - radius * radius;
        if (b * b - c < 0.15 * radius * radius) continue;  // the rim and beyond
        const double t = -b - std::sqrt(b * b - c);
        const Vector3 hit = from + t * way;
        const double enters = (-0.5 * kSide - from.y()) / way.y();  // the cube's front face
        const double passed = std::pow(1.0 - perMm, t - enters), cosine = -hit.dot(way) / radius;
        const double lit =
            std::min(255.0, color.r * (0.15 + 0.85 * cosine) + 255.0 * 0.2 * std::pow(cosine, 24.0));
        const double expected = 255.0 * (1.0 - passed) + passed * lit;
        ++seen;
        worstColor = std::max(worstColor, std::abs(frame.pixels[at(view, x, y)].r - expected));
        worstDepth =
            std::max(worstDepth, std::abs(static_cast<double>(frame.depth[at(view, x, y)]) - hit.y()));
      }
    CAPTURE(angle);
    CHECK(seen > 300);
    CHECK(worstColor < 2.0);
    CHECK(worstDepth < 0.02);
  }
}

TEST_CASE("The volume's depth counts where it is the nearer one") {
  // 1 − 0.9^d is a half 6.58 mm behind the front face, which lies 30 mm before the focal point.
  VolumeView view = frontView(fog(0.1));
  view.surfaces = {{sphereMesh(kMiddle, 12.0), {180, 90, 30, 255}}};
  const ColorFrame frame = draw(uniformCube(), view);
  CHECK(frame.depth[at(view, 50, 40)] == Approx(-30.0 + std::log(0.5) / std::log(0.9)).margin(0.3));
}

TEST_CASE("A surface hides what lies behind it, and is hidden by what is opaque before it") {
  const auto cube = uniformCube();
  VolumeView view = frontView(fog(1.0));
  const ColorFrame alone = draw(cube, view);
  view.surfaces = {{squareMesh(kMiddle, {20, 0, 0}, {0, 0, 20}), {255, 0, 0, 255}}};
  const ColorFrame within = draw(cube, view);
  CHECK(within.pixels[at(view, 50, 40)] == alone.pixels[at(view, 50, 40)]);
  CHECK(within.depth == alone.depth);
  // Before the cube.
  view.surfaces = {{squareMesh({30, -10, 30}, {20, 0, 0}, {0, 0, 20}), {100, 0, 0, 255}}};
  const ColorFrame before = draw(cube, view);
  CHECK(before.pixels[at(view, 50, 40)] == Rgba8{151, 51, 51, 255});  // 100 · 1 + 255 · 0.2
  CHECK(before.depth[at(view, 50, 40)] == Approx(-40.0));
  CHECK(before.pixels[at(view, 74, 40)] == alone.pixels[at(view, 74, 40)]);
  // Behind it, and reaching out at its sides.
  view.surfaces = {{squareMesh({30, 70, 30}, {45, 0, 0}, {0, 0, 5}), {100, 0, 0, 255}}};
  const ColorFrame behind = draw(cube, view);
  CHECK(behind.pixels[at(view, 50, 40)] == alone.pixels[at(view, 50, 40)]);
  CHECK(behind.pixels[at(view, 90, 40)] == Rgba8{151, 51, 51, 255});
  CHECK(behind.depth[at(view, 90, 40)] == Approx(40.0));
  CHECK(behind.pixels[at(view, 90, 20)] == view.background);
  CHECK(behind.depth[at(view, 90, 20)] == std::numeric_limits<float>::infinity());
}

TEST_CASE("A clip plane cuts surface and volume at the same place") {
  const auto cube = uniformCube();
  for (const double angle : {0.0, 0.5}) {
    // The square lies on the cube's front face and is wider. What lies to the right of x = 37.3 is cut away.
    VolumeView view = frontView(fog(1.0), angle);
    view.clips = {{{{37.3, 0, 0}}, {-1, 0, 0}}};
    view.surfaces = {{squareMesh({30, -0.001, 30}, {29, 0, 0}, {0, 0, 10}), {255, 0, 0, 255}}};
    const ColorFrame frame = draw(cube, view);
    const double eye = view.camera.eyeDistance();
    int shown = 0;
    for (int x = 0; x < view.width; ++x) {
      // Row 40 sees the square, row 20 the cube.
      const double scale = angle > 0.0 ? (eye - 30.0) / eye : 1.0;
      const double patientX = 30.0 + scale * placeOf(view, x, 40).first;
      if (patientX < 2.0 || patientX > 58.0 || std::abs(patientX - 37.3) < 0.02) continue;
      CAPTURE(angle, x, patientX);
      CHECK((frame.pixels[at(view, x, 40)].r > 200 && frame.pixels[at(view, x, 40)].g < 100) ==
            (patientX < 37.3));
      CHECK((frame.pixels[at(view, x, 22)].g == 255) == (patientX < 37.3));
      ++shown;
    }
    CHECK(shown > 50);
  }
}

TEST_CASE("Left, right, top and bottom of a surface are where they are in the patient") {
  const auto cube = uniformCube(0.0);
  VolumePreset nothing = fog(0.0);
  VolumeView view = frontView(nothing);
  view.surfaces = {{boxMesh({50, 28, 28}, {54, 32, 32}), {255, 0, 0, 255}},   // to the patient's left
                   {boxMesh({28, 28, 50}, {32, 32, 54}), {0, 255, 0, 255}},   // to the head
                   {boxMesh({28, 50, 28}, {32, 54, 32}), {0, 0, 255, 255}}};  // to the back
  const auto strongest = [](const Rgba8& c) {
    return c.r > c.g && c.r > c.b ? 'r' : c.g > c.b ? 'g' : c.b > 0 ? 'b' : '-';
  };
  const auto seenAt = [&](double right, double up) {
    const double pixel = 2.0 * view.camera.halfHeightMm / view.height;
    const ColorFrame frame = draw(cube, view);
    return strongest(frame.pixels[at(view, static_cast<int>(std::lround(50 + right / pixel)),
                                     static_cast<int>(std::lround(40 - up / pixel)))]);
  };
  // From the front the patient's left is on the right.
  CHECK(seenAt(22, 0) == 'r');
  CHECK(seenAt(-22, 0) == '-');
  CHECK(seenAt(0, 22) == 'g');
  CHECK(seenAt(0, -22) == '-');
  CHECK(seenAt(0, 0) == 'b');
  // From the head, the nose up: the patient's left is on the left, the back below.
  view.camera.forward = -Vector3::UnitZ();
  view.camera.up = -Vector3::UnitY();
  CHECK(seenAt(-22, 0) == 'r');
  CHECK(seenAt(0, -22) == 'b');
  CHECK(seenAt(0, 0) == 'g');
  // From the patient's left: the nose is on the left.
  view.camera.forward = -Vector3::UnitX();
  view.camera.up = Vector3::UnitZ();
  CHECK(seenAt(0, 0) == 'r');
  CHECK(seenAt(0, 22) == 'g');
  CHECK(seenAt(22, 0) == 'b');
}

TEST_CASE("Projections show what lies before a surface") {
  const auto g = *VolumeGeometry::make({61, 61, 61}, Matrix3::Identity(), {});
  const auto ramp = filledVolume(VoxelType::Int16, g, [](int, int j, int) { return 4.0 * j; });
  VolumeView view = frontView({});
  view.preset.transfer.points = {{0, 1.0, {0, 0, 0}}, {255, 1.0, {1, 1, 1}}};
  view.surfaces = {{squareMesh({30, 20, 30}, {20, 0, 0}, {0, 0, 20}), {255, 0, 0, 255}}};
  const auto shown = [&](VolumeMode mode) {
    view.preset.mode = mode;
    const ColorFrame frame = draw(ramp, view);
    return std::pair<int, int>(frame.pixels[at(view, 50, 40)].g, frame.pixels[at(view, 77, 40)].g);
  };
  const auto mean = shown(VolumeMode::MeanIntensity), most = shown(VolumeMode::MaximumIntensity),
             least = shown(VolumeMode::MinimumIntensity);
  CHECK(std::abs(mean.first - 40) <= 1);
  CHECK(std::abs(mean.second - 120) <= 1);
  CHECK(std::abs(most.first - 80) <= 1);
  CHECK(std::abs(most.second - 240) <= 1);
  CHECK(least.first <= 1);
  // An isosurface behind it is not seen, one before it is.
  view.preset.mode = VolumeMode::Isosurface;
  view.preset.isovalue = 100.0;
  ColorFrame frame = draw(ramp, view);
  CHECK(frame.depth[at(view, 50, 40)] == Approx(-10.0));
  CHECK(frame.depth[at(view, 77, 40)] == Approx(-5.0).margin(0.01));
  view.preset.isovalue = 60.0;
  frame = draw(ramp, view);
  CHECK(frame.depth[at(view, 50, 40)] == Approx(-15.0).margin(0.01));
}

TEST_CASE("Views of surfaces that mean nothing are refused") {
  const auto engine = makeCpuEngine(1);
  VolumeView view = frontView(fog(0.1));
  view.surfaces = {{nullptr, {}}};
  CHECK(engine->volume(uniformCube(), view, {}).error().code == ErrorCode::InvalidArgument);
  view.surfaces = {{sphereMesh(kMiddle, 5.0), {}}};
  PathFrame paths;
  CHECK(engine->trace(uniformCube(), view, 1, paths, {}).error().code == ErrorCode::Unsupported);
}

}  // namespace iso::test
