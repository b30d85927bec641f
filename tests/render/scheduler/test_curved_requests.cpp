// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "render/engine/render_scheduler.h"
#include "tests/render/scheduler/fake_engine.h"
#include "tests/render/scheduler/inbox.h"

using namespace iso;
using iso::test::FakeEngine;
using iso::test::Inbox;
using std::chrono::milliseconds;

namespace {

CurvedRequest line(double tag) {
  const auto curve = Curve::through({{{tag, 0, 0}}, {{tag, 0, 50}}});
  CurvedRequest r;
  r.view.surface = CurvedSurface::straightened(std::make_shared<const Curve>(*curve), 0.0);
  r.view.along = 25.0;
  r.view.width = 40;
  r.view.height = 80;  // 1 mm a pixel: the path's 50 mm and 15 mm beyond each end
  r.display.outside = {1, 2, 3, 255};
  return r;
}

}  // namespace

TEST_CASE("A curved picture comes coarse first where it is over budget, of its own size each time") {
  auto engine = std::make_shared<FakeEngine>(false);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), milliseconds(0));
  scheduler.submit(1, line(7));
  const auto frames = inbox.waitFor(2);
  REQUIRE(frames[0].frame);
  REQUIRE(frames[1].frame);
  CHECK_FALSE(frames[0].final);
  const double scale = frames[0].pixelScale;
  CHECK(scale > 1.4);
  CHECK((*frames[0].frame)->width == static_cast<int>(std::ceil(40 / scale)));
  CHECK((*frames[0].frame)->height == static_cast<int>(std::ceil(80 / scale)));
  CHECK(frames[1].final);
  CHECK((*frames[1].frame)->width == 40);
  CHECK((*frames[1].frame)->height == 80);
  // Beyond the path's ends (0 and 50 mm, rows 14.5 and 64.5) is the outside colour.
  const auto& pixels = (*frames[1].frame)->pixels;
  const Rgba8 outside{1, 2, 3, 255};
  CHECK(pixels[14 * 40] == outside);
  CHECK(pixels[65 * 40] == outside);
  // Only the path's lines were asked for: 50 of the full picture, fewer of the coarse one.
  const auto calls = engine->calls();
  const auto coarse = static_cast<double>(calls.size()) - 50.0;
  CHECK(std::abs(coarse - 50.0 / scale) <= 1.0);
  for (const auto& call : calls) CHECK(call.height == 1);
}

TEST_CASE("A newer request stops a curved picture between two of its lines") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), milliseconds(1000000000));
  scheduler.submit(1, line(1));
  engine->waitForCalls(1);
  const auto serial = scheduler.submit(1, line(2));
  engine->release(1000);
  const auto frames = inbox.waitFor(1);
  CHECK(frames[0].serial == serial);
  int ofFirst = 0;
  for (const auto& call : engine->calls()) ofFirst += call.tag == 1.0 ? 1 : 0;
  CHECK(ofFirst == 1);
}

TEST_CASE("A curved picture without a surface is an error, not a crash") {
  auto engine = std::make_shared<FakeEngine>(false);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), milliseconds(1000000000));
  CurvedRequest nothing;
  nothing.view.width = nothing.view.height = 10;
  scheduler.submit(1, nothing);
  const auto frames = inbox.waitFor(1);
  REQUIRE_FALSE(frames[0].frame);
  CHECK(frames[0].frame.error().code == ErrorCode::InvalidArgument);
}
