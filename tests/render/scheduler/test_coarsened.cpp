// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "render/engine/render_scheduler.h"
#include "tests/render/support/test_volumes.h"

using namespace iso;

TEST_CASE("A coarse slice has larger pixels around the same centre") {
  SliceRequest full;
  full.view.center = {{10, 20, 30}};
  full.view.pixelMm = 0.3;
  full.view.width = 1001;
  full.view.height = 777;
  for (double factor : {1.0, 1.5, 2.0, 3.7, 4.0}) {
    const auto coarse = std::get<SliceRequest>(coarsened(full, factor, 1.0));
    CHECK(coarse.view.center == full.view.center);
    CHECK(coarse.view.pixelMm == Approx(0.3 * factor));
    CHECK(coarse.view.width == static_cast<int>(std::ceil(1001 / factor)));
    CHECK(coarse.view.height == static_cast<int>(std::ceil(777 / factor)));
    // It covers the full picture, by less than one of its own pixels more.
    const double wider = coarse.view.width * coarse.view.pixelMm - 1001 * 0.3;
    CHECK(wider >= -1e-9);
    CHECK(wider < coarse.view.pixelMm);
  }
}

TEST_CASE("A coarse slice is linear where the full one is cubic") {
  SliceRequest full;
  full.view.width = full.view.height = 100;
  full.view.interpolation = Interpolation::Cubic;
  CHECK(std::get<SliceRequest>(coarsened(full, 2.0, 1.0)).view.interpolation == Interpolation::Linear);
  full.view.interpolation = Interpolation::Nearest;
  CHECK(std::get<SliceRequest>(coarsened(full, 2.0, 1.0)).view.interpolation == Interpolation::Nearest);
}

TEST_CASE("A coarse volume picture keeps its eye, its pixels' directions and its centre") {
  VolumeRequest full;
  full.volume = test::sphereVolume(9, 3.0);
  full.view.width = 333;
  full.view.height = 211;
  full.view.camera.halfHeightMm = 80.0;
  for (double angle : {0.0, 0.6}) {
    full.view.camera.viewAngle = angle;
    const auto coarse = std::get<VolumeRequest>(coarsened(full, 2.6, 1.5));
    const double before = 2.0 * 80.0 / 211,
                 after = 2.0 * coarse.view.camera.halfHeightMm / coarse.view.height;
    CHECK(after == Approx(2.6 * before));
    CHECK(coarse.view.camera.eyeDistance() == Approx(full.view.camera.eyeDistance()));
    CHECK(coarse.view.stepMm == Approx(0.75));  // half of the spacing of 1 mm, times 1.5
  }
  full.view.stepMm = 0.4;
  CHECK(std::get<VolumeRequest>(coarsened(full, 2.0, 2.0)).view.stepMm == Approx(0.8));
  CHECK(std::get<VolumeRequest>(coarsened(full, 2.0, 1.0)).view.draft);
}

TEST_CASE("Tiny pictures stay pictures") {
  SliceRequest full;
  full.view.width = 1;
  full.view.height = 3;
  const auto coarse = std::get<SliceRequest>(coarsened(full, 4.0, 1.0));
  CHECK(coarse.view.width == 1);
  CHECK(coarse.view.height == 1);
}

namespace {

/// A quarter of a circle of 24 mm about the z axis, picked every 5°.
std::shared_ptr<const Curve> arc() {
  std::vector<PatientPoint> points;
  for (int n = 0; n <= 18; ++n) {
    const double a = n * 5.0 * std::numbers::pi / 180.0;
    points.push_back({{24.0 * std::cos(a), 24.0 * std::sin(a), 0.0}});
  }
  return std::make_shared<const Curve>(*Curve::through(points));
}

}  // namespace

TEST_CASE("A coarse curved picture has larger pixels around the same centre of the same surface") {
  CurvedRequest full;
  full.view.surface = CurvedSurface::straightened(arc(), 0.0);
  full.view.along = 12.0;
  full.view.across = 3.0;
  full.view.pixelMm = 0.2;
  full.view.interpolation = Interpolation::Cubic;
  full.view.width = 301;
  full.view.height = 155;
  for (const int turns : {0, 1, 2, 3}) {
    full.view.quarterTurns = turns;
    for (double factor : {1.0, 1.5, 2.6, 4.0}) {
      const auto coarse = std::get<CurvedRequest>(coarsened(full, factor, 1.0)).view;
      CHECK(coarse.surface == full.view.surface);
      CHECK(coarse.width == static_cast<int>(std::ceil(301 / factor)));
      CHECK(coarse.height == static_cast<int>(std::ceil(155 / factor)));
      CHECK(coarse.pixelMm == Approx(0.2 * factor));
      CHECK(coarse.interpolation == Interpolation::Linear);
      CHECK(coarse.quarterTurns == turns);
      // Pixel (x, y)'s centre: so many coarse pixels from the middle, which lies at (12, 3) mm; on the arc
      // the lines stand upright at the angle along / 24.
      const int x = coarse.width - 1, y = 0;
      const double right = 0.2 * factor * 0.5 * (coarse.width - 1);
      const double down = -0.2 * factor * 0.5 * (coarse.height - 1);
      const double across = 3.0 + (turns == 0 ? right : turns == 1 ? down : turns == 2 ? -right : -down);
      const double along = 12.0 + (turns == 0 ? down : turns == 1 ? -right : turns == 2 ? -down : right);
      const auto place = coarse.pixelToSurface(x, y);
      CHECK(place.across == Approx(across));
      CHECK(place.along == Approx(along));
      if (!coarse.onPath(place)) continue;
      const Vector3 there(24.0 * std::cos(along / 24.0), 24.0 * std::sin(along / 24.0), across);
      CHECK((coarse.toPatient(place).mm - there).norm() < 1e-3);
    }
  }
}
