// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "render/cpu/cpu_engine.h"
#include "tests/render/opencl/opencl_fixture.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/test_volumes.h"
#include "tests/support/made_meshes.h"

using namespace iso;
using namespace iso::test;

TEST_CASE("Both engines end their rays at the same surfaces, in every mode") {
  if (!openClEngine()) return;
  const auto g =
      *VolumeGeometry::make({41, 37, 30}, Vector3(0.9, 1.0, 1.4).asDiagonal(), {{-20.0, 30.0, -300.0}});
  const auto volume = waveVolume(g);
  const Vector3 middle = g.center().mm;
  const std::vector<ShownSurface> surfaces = {
      {sphereMesh(middle + Vector3(4, 0, 3), 11.0), {220, 60, 40, 255}},
      {boxMesh(middle - Vector3(30, 12, 4), middle - Vector3(2, 2, -4)), {40, 160, 220, 255}}};
  VolumePreset mean = maximumPreset(0, 250), least = mean, surface = rampPreset(90, 230);
  mean.mode = VolumeMode::MeanIntensity;
  least.mode = VolumeMode::MinimumIntensity;
  surface.mode = VolumeMode::Isosurface;
  surface.isovalue = 150.0;
  const auto engine = makeCpuEngine(2);
  for (const VolumePreset& preset : {rampPreset(90, 230), maximumPreset(0, 250), mean, least, surface})
    for (const bool fine : {false, true})
      for (VolumeView view : testVolumeViews(g, preset, 90, 70)) {
        if (fine && preset.mode != VolumeMode::Composite) continue;
        view.surfaces = surfaces;
        view.preintegrated = view.jitter = fine;
        view.background = {30, 40, 50, 128};
        const auto a = openClEngine()->volume(volume, view, CancelToken());
        const auto b = engine->volume(volume, view, CancelToken());
        REQUIRE(a);
        REQUIRE(b);
        const auto apart = difference(*a, *b);
        CAPTURE(static_cast<int>(preset.mode), fine, apart.mean, apart.withinTwo, apart.largest);
        CHECK(apart.mean <= 0.5);
        CHECK(apart.withinTwo >= 0.99);
        CHECK(depthsWithin(a->depth, b->depth, 0.05) >= 0.98);
        // The surfaces are seen, or this compared nothing.
        view.surfaces.clear();
        const auto without = engine->volume(volume, view, CancelToken());
        REQUIRE(without);
        CHECK(difference(*b, *without).mean > 0.5);
      }
}
