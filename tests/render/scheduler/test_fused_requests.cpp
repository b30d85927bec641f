// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <vector>

#include "render/engine/render_scheduler.h"
#include "tests/render/scheduler/fake_engine.h"
#include "tests/render/scheduler/inbox.h"
#include "tests/render/support/test_volumes.h"

using namespace iso;
using iso::test::FakeEngine;
using iso::test::Inbox;
using std::chrono::milliseconds;

namespace {

FusedRequest fusion(double tag) {
  FusedRequest r;
  r.view.width = 40;
  r.view.height = 30;
  r.view.camera.focalPoint.mm.x() = tag;
  const auto coarse = VolumeGeometry::make({8, 8, 8}, Matrix3::Identity() * 3.0, {}).value();
  const auto fine = VolumeGeometry::make({9, 9, 9}, Vector3(0.8, 1.0, 1.0).asDiagonal(), {}).value();
  r.view.layers.resize(2);
  r.view.layers[0].volume = test::waveVolume(coarse);
  r.view.layers[1].volume = test::waveVolume(fine);
  return r;
}

}  // namespace

TEST_CASE("A coarse fused picture keeps centre and projection, and steps longer than the finest layer's") {
  FusedRequest full = fusion(7);
  full.view.camera.viewAngle = 0.5;
  const auto coarse = std::get<FusedRequest>(coarsened(full, 2.0, 1.5));
  CHECK(coarse.view.width == 20);
  CHECK(coarse.view.height == 15);
  CHECK(coarse.view.camera.halfHeightMm == Approx(full.view.camera.halfHeightMm));
  CHECK(coarse.view.camera.eyeDistance() == Approx(full.view.camera.eyeDistance()));
  CHECK(coarse.view.camera.focalPoint == full.view.camera.focalPoint);
  CHECK(coarse.view.stepMm == Approx(0.5 * 0.8 * 1.5));  // half the finest layer's smallest side
  full.view.stepMm = 0.9;
  CHECK(std::get<FusedRequest>(coarsened(full, 2.0, 1.5)).view.stepMm == Approx(1.35));
  CHECK(std::get<FusedRequest>(coarsened(full, 2.0, 1.0)).view.stepMm == Approx(0.9));
}

TEST_CASE("A fused picture comes coarse first where it is over budget, then in full") {
  auto engine = std::make_shared<FakeEngine>(false);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), milliseconds(0));
  const auto serial = scheduler.submit(1, fusion(7));
  const auto frames = inbox.waitFor(2);
  CHECK(frames[0].serial == serial);
  REQUIRE(frames[0].frame);
  REQUIRE(frames[1].frame);
  CHECK_FALSE(frames[0].final);
  CHECK((*frames[0].frame)->width < 40);
  CHECK(frames[0].pixelScale > 1.0);
  CHECK(frames[1].final);
  CHECK((*frames[1].frame)->width == 40);
  CHECK(frames[1].pixelScale == 1.0);
  CHECK(std::get<FusedRequest>(frames[1].request).view.layers.size() == 2);
}

TEST_CASE("A newer request cancels the fused picture being made") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), milliseconds(1000000000));
  scheduler.submit(1, fusion(1));
  engine->waitForCalls(1);
  const auto serial = scheduler.submit(1, fusion(2));
  engine->waitForCalls(2);
  engine->release();
  const auto frames = inbox.waitFor(1);
  CHECK(frames[0].serial == serial);
  const auto calls = engine->calls();
  REQUIRE(calls.size() == 2);
  CHECK(calls[0].tag == 1.0);
  CHECK(calls[0].cancelled);
  CHECK(calls[1].tag == 2.0);
}

TEST_CASE("A fused request without layers or with an empty one is an error, not a crash") {
  auto engine = std::make_shared<FakeEngine>(false);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), milliseconds(0));
  FusedRequest nothing = fusion(1);
  nothing.view.layers.clear();
  scheduler.submit(1, nothing);
  REQUIRE_FALSE(inbox.waitFor(1)[0].frame);
  FusedRequest hollow = fusion(1);
  hollow.view.layers[1].volume = nullptr;
  scheduler.submit(1, hollow);
  const auto frames = inbox.waitFor(2);
  REQUIRE_FALSE(frames[1].frame);
  CHECK(frames[1].frame.error().code == ErrorCode::InvalidArgument);
}
