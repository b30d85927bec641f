// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "render/cpu/cpu_engine.h"
#include "tests/render/opencl/opencl_fixture.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/fused_reference.h"
#include "tests/render/support/test_volumes.h"

using namespace iso;
using namespace iso::test;

TEST_CASE("Both engines give the same fused pictures") {
  if (!openClEngine()) return;
  const auto cpu = makeCpuEngine(2);
  for (const auto& [name, view] : testFusedViews(120, 90)) {
    CAPTURE(name);
    const auto a = openClEngine()->fused(view, CancelToken());
    const auto b = cpu->fused(view, CancelToken());
    if (!a) FAIL(a.error().message);
    REQUIRE(b);
    const auto apart = difference(*a, *b);
    CAPTURE(apart.mean, apart.withinTwo, apart.largest);
    CHECK(apart.mean <= 0.5);
    CHECK(apart.withinTwo >= 0.999);
    CHECK(depthsWithin(a->depth, b->depth, 0.02) >= 0.98);
  }
}

TEST_CASE("OpenCL fused pictures are those of double precision") {
  if (!openClEngine()) return;
  for (const auto& [name, view] : testFusedViews(31, 25)) {
    CAPTURE(name);
    const auto frame = openClEngine()->fused(view, CancelToken());
    REQUIRE(frame);
    const ColorFrame expected = referenceFused(view);
    const auto apart = difference(*frame, expected);
    CAPTURE(apart.mean, apart.withinTwo, apart.largest);
    CHECK(apart.mean <= 0.5);
    CHECK(apart.withinTwo >= 0.985);
    CHECK(depthsWithin(frame->depth, expected.depth, 0.05) >= 0.97);
  }
}

TEST_CASE("OpenCL: one layer is the picture of the volume alone, whichever picture came before") {
  if (!openClEngine()) return;
  const auto geometries = testGeometries();
  for (const auto& [name, geometry] : geometries) {
    CAPTURE(name);
    const VolumePtr volume = waveVolume(geometry);
    for (const VolumePreset& preset : {rampPreset(90, 230), maximumPreset(0, 250)}) {
      const VolumeView alone = testVolumeViews(geometry, preset, 61, 45)[1];
      FusedView view;
      view.camera = alone.camera;
      view.width = alone.width;
      view.height = alone.height;
      view.stepMm = alone.stepMm;
      view.layers.resize(1);
      view.layers[0].volume = volume;
      view.layers[0].preset = preset;
      const auto expected = openClEngine()->volume(volume, alone, CancelToken());
      const auto frame = openClEngine()->fused(view, CancelToken());
      REQUIRE(expected);
      REQUIRE(frame);
      CHECK(difference(*frame, *expected).largest <= 1);
    }
  }
}

TEST_CASE("OpenCL: one volume in two layers with other looks; other masks of it are not for the device") {
  if (!openClEngine()) return;
  const auto cpu = makeCpuEngine(2);
  FusedView view = testFusedViews(60, 45)[0].view;
  view.layers[1] = view.layers[0];
  view.layers[1].preset = maximumPreset(50, 300);
  view.layers[1].preset.transfer.points[1].opacity = 0.5;
  const auto a = openClEngine()->fused(view, CancelToken());
  const auto b = cpu->fused(view, CancelToken());
  REQUIRE(a);
  REQUIRE(b);
  CHECK(difference(*a, *b).withinTwo >= 0.999);
  view.layers[1].hidden = carvedMask(view.layers[1].volume->size());
  const auto refused = openClEngine()->fused(view, CancelToken());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::Unsupported);
  CHECK(cpu->fused(view, CancelToken()));
}

TEST_CASE("OpenCL: fused layers that do not fit together are refused, with a sentence") {
  if (!openClEngine()) return;
  FusedView view = testFusedViews(30, 20)[0].view;
  const auto bytes = [](const Volume& v) { return v.sliceBytes() * static_cast<std::size_t>(v.size()[2]); };
  // A device behaves as if it had so much, of which seven tenths are for volumes.
  OpenClChoice choice;
  choice.memoryLimit =
      static_cast<std::size_t>(static_cast<double>(bytes(*view.layers[0].volume)) / 0.7) + 2000;
  const auto engine = makeOpenClEngine(choice, nullptr);
  if (!engine) return;
  const auto together = (*engine)->fused(view, CancelToken());
  REQUIRE_FALSE(together);
  CHECK(together.error().code == ErrorCode::OutOfMemory);
  CHECK(together.error().message.find("together") != std::string::npos);
}

TEST_CASE("OpenCL: bad fused views are refused, cancelled ones given up") {
  if (!openClEngine()) return;
  FusedView view = testFusedViews(30, 20)[0].view;
  CancelToken token;
  token.cancel();
  CHECK(openClEngine()->fused(view, token).error().code == ErrorCode::Cancelled);
  view.layers[0].preset.relative = true;
  CHECK(openClEngine()->fused(view, CancelToken()).error().code == ErrorCode::InvalidArgument);
  view.layers.clear();
  CHECK(openClEngine()->fused(view, CancelToken()).error().code == ErrorCode::InvalidArgument);
}
