// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "render/device/fallback_engine.h"
#include "render/engine/streaming_engine.h"
#include "tests/render/device/scripted_engine.h"
#include "tests/render/support/test_volumes.h"

using namespace iso;
using iso::test::ScriptedEngine;

namespace {

constexpr std::uint8_t kDevice = 10, kProcessor = 200;

struct Bench {
  ScriptedEngine::Script device, processor;
  std::vector<std::string> said;
  FallbackEngine engine{
      std::make_unique<ScriptedEngine>("GeForce X", kDevice, device),
      [this] { return std::make_unique<ScriptedEngine>("processor", kProcessor, processor); },
      [this](const std::string& sentence) { said.push_back(sentence); }};
  VolumePtr a = iso::test::sphereVolume(4, 1.0), b = iso::test::sphereVolume(5, 1.0),
            c = iso::test::sphereVolume(6, 1.0);

  /// Who drew; 0 = an error came back.
  int fused(const std::vector<VolumePtr>& volumes) {
    FusedView view;
    for (const VolumePtr& volume : volumes) view.layers.emplace_back().volume = volume;
    const auto frame = engine.fused(view, CancelToken());
    return frame ? frame->pixels[0].r : 0;
  }
};

}  // namespace

TEST_CASE(
    "Volumes that do not fit on a device together are fused by the processor, and only those together") {
  Bench t;
  CHECK(t.fused({t.a, t.b}) == kDevice);
  CHECK(t.said.empty());
  t.device.fusions = ErrorCode::OutOfMemory;
  t.device.only = t.c;
  CHECK(t.fused({t.a, t.c}) == kProcessor);
  REQUIRE(t.said.size() == 1);
  CHECK(t.said[0].find("fused") != std::string::npos);
  CHECK(t.said[0].find("GeForce X") != std::string::npos);
  CHECK(t.fused({t.a, t.b}) == kDevice);
  // Remembered for these volumes in this picture: the device is not asked again.
  const int asked = t.device.asked;
  CHECK(t.fused({t.a, t.c}) == kProcessor);
  CHECK(t.device.asked == asked);
  t.device.fusions.reset();
  CHECK(t.fused({t.c}) == kDevice);
  CHECK(t.said.size() == 1);
}

TEST_CASE("What a device cannot fuse is fused by the processor without a word; other answers are passed on") {
  Bench t;
  t.device.fusions = ErrorCode::Unsupported;
  CHECK(t.fused({t.a, t.b}) == kProcessor);
  CHECK(t.said.empty());
  t.device.fusions = ErrorCode::InvalidArgument;
  CHECK(t.fused({t.a, t.b}) == 0);
  t.device.fusions = ErrorCode::Cancelled;
  CHECK(t.fused({t.a, t.b}) == 0);
  t.device.fusions = ErrorCode::Device;
  CHECK(t.fused({t.a, t.b}) == kProcessor);
  CHECK(t.said.size() == 1);
  // Lost for good.
  t.device.fusions.reset();
  CHECK(t.fused({t.a, t.b}) == kProcessor);
}

TEST_CASE("Fused pictures go through an engine that streams slices") {
  ScriptedEngine::Script script;
  StreamingEngine engine(std::make_unique<ScriptedEngine>("GeForce X", kDevice, script), 10);
  FusedView view;
  view.layers.emplace_back().volume = iso::test::sphereVolume(8, 1.0);
  const auto frame = engine.fused(view, CancelToken());
  REQUIRE(frame);
  CHECK(frame->pixels[0].r == kDevice);
  CHECK(script.asked == 1);
}
