// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

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
