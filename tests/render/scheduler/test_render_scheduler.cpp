// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <new>
#include <set>
#include <stdexcept>

#include "render/engine/render_scheduler.h"
#include "tests/render/scheduler/fake_engine.h"
#include "tests/render/scheduler/inbox.h"

using namespace iso;
using iso::test::FakeEngine;
using iso::test::Inbox;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds kAlwaysFull(1000000000), kAlwaysCoarse(0);

SliceRequest request(double tag, int size = 400) {
  SliceRequest r;
  r.view.center.mm.x() = tag;
  r.view.width = r.view.height = size;
  return r;
}

void untilIdle(const RenderScheduler& scheduler) {
  while (!scheduler.idle()) std::this_thread::yield();
}

}  // namespace

TEST_CASE("A picture within budget comes once, in full") {
  auto engine = std::make_shared<FakeEngine>(false);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysFull);
  const auto serial = scheduler.submit(3, request(7));
  const auto frames = inbox.waitFor(1);
  untilIdle(scheduler);
  REQUIRE(inbox.frames().size() == 1);
  CHECK(frames[0].view == 3);
  CHECK(frames[0].serial == serial);
  CHECK(frames[0].final);
  CHECK(frames[0].pixelScale == 1.0);
  REQUIRE(frames[0].frame);
  CHECK((*frames[0].frame)->width == 400);
  CHECK(std::get<SliceRequest>(frames[0].request).view.center.mm.x() == 7);
}

TEST_CASE("Over budget the coarse picture comes first, then the full one") {
  auto engine = std::make_shared<FakeEngine>(false);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysCoarse);
  scheduler.submit(1, request(1, 402));
  const auto frames = inbox.waitFor(2);
  CHECK_FALSE(frames[0].final);
  CHECK((*frames[0].frame)->width == 101);  // never fewer than a quarter each way
  CHECK(frames[0].pixelScale == 4.0);
  CHECK(std::get<SliceRequest>(frames[0].request).view.width == 402);
  CHECK(frames[1].final);
  CHECK((*frames[1].frame)->width == 402);
  CHECK(frames[0].serial == frames[1].serial);
}

TEST_CASE("A volume whose full picture takes long is sharp before it is fine") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door());
  VolumeRequest large;
  large.view.width = large.view.height = 3000;
  const auto serial = scheduler.submit(1, large);
  engine->waitForCalls(1);
  // A sixteenth of the pixels at half the steps: nine million would take more than two seconds, or longer.
  std::this_thread::sleep_for(milliseconds(80));
  engine->release(3);
  const auto frames = inbox.waitForSerial(serial);
  untilIdle(scheduler);
  const auto calls = engine->calls();
  REQUIRE(calls.size() == 3);
  CHECK(calls[0].width == 750);
  CHECK(calls[0].draft);
  CHECK(calls[1].width >= 1500);
  CHECK(calls[1].draft);
  CHECK(calls[2].width == 3000);
  CHECK_FALSE(calls[2].draft);
  REQUIRE(frames.size() == 3);
  CHECK_FALSE(frames[1].final);
  CHECK(frames[1].pixelScale == Approx(3000.0 / calls[1].width).epsilon(0.01));
  CHECK(frames[2].final);
}

TEST_CASE("The sharp picture of a volume gives way to a hand that moves on") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door());
  VolumeRequest large;
  large.view.width = large.view.height = 3000;
  scheduler.submit(1, large);
  engine->waitForCalls(1);
  std::this_thread::sleep_for(milliseconds(80));
  engine->release(1);
  engine->waitForCalls(2);
  large.view.camera.focalPoint.mm.x() = 5;
  const auto second = scheduler.submit(1, large);
  engine->waitForCalls(3);
  CHECK(engine->calls()[1].cancelled);
  CHECK(engine->calls()[2].tag == 5);
  CHECK(engine->calls()[2].width < engine->calls()[1].width);
  engine->release(1000);
  inbox.waitForSerial(second);
}

TEST_CASE("Only the latest request of a view counts, and what it replaces is cancelled") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysFull);
  scheduler.submit(1, request(1));
  engine->waitForCalls(1);
  scheduler.submit(1, request(2));
  engine->waitForCalls(2);  // the first has been given up without a release
  CHECK(engine->calls()[0].cancelled);
  scheduler.submit(1, request(3));
  scheduler.submit(1, request(4));
  const auto last = scheduler.submit(1, request(5));
  engine->release(1000);
  const auto frames = inbox.waitForSerial(last);
  untilIdle(scheduler);
  REQUIRE(inbox.frames().size() == frames.size());
  CHECK(frames.back().serial == last);
  for (const auto& f : frames) CHECK(f.frame);  // a cancelled picture is never delivered
  for (const auto& f : frames) CHECK(std::get<SliceRequest>(f.request).view.center.mm.x() != 1);
}

TEST_CASE("A hand faster than the pictures still sees coarse ones, each of a request that was made") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysCoarse);
  auto last = scheduler.submit(1, request(1));
  for (int n = 2; n <= 5; ++n) {
    engine->waitForCalls(static_cast<std::size_t>(n - 1));
    last = scheduler.submit(1, request(n));  // while the picture of the one before is being made
    engine->release(1);
    const auto frames = inbox.waitFor(static_cast<std::size_t>(n - 1));
    CHECK_FALSE(frames.back().final);
    CHECK(std::get<SliceRequest>(frames.back().request).view.center.mm.x() == n - 1);
  }
  engine->release(1000);
  const auto frames = inbox.waitForSerial(last);
  untilIdle(scheduler);
  for (const auto& call : engine->calls()) CHECK_FALSE(call.cancelled);
  CHECK(frames.back().final);
  CHECK(std::get<SliceRequest>(frames.back().request).view.center.mm.x() == 5);
}

TEST_CASE("Every view gets its coarse picture before any is refined, in turn") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysCoarse);
  for (int view = 1; view <= 4; ++view) scheduler.submit(view, request(view));
  engine->release(8);
  const auto frames = inbox.waitFor(8);
  std::set<ViewId> coarse, full;
  for (std::size_t n = 0; n < 4; ++n) {
    CHECK_FALSE(frames[n].final);
    coarse.insert(frames[n].view);
  }
  for (std::size_t n = 4; n < 8; ++n) {
    CHECK(frames[n].final);
    full.insert(frames[n].view);
  }
  CHECK(coarse.size() == 4);
  CHECK(full.size() == 4);
}

TEST_CASE("A refinement gives way to another view's new request and still comes") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysCoarse);
  const auto first = scheduler.submit(1, request(1));
  engine->release();
  engine->waitForCalls(2);  // the refinement of view 1 has begun
  const auto second = scheduler.submit(2, request(2));
  engine->waitForCalls(3);
  CHECK(engine->calls()[1].cancelled);
  CHECK(engine->calls()[2].tag == 2);
  CHECK(engine->calls()[2].width == 100);
  engine->release(3);
  inbox.waitForSerial(first);
  const auto frames = inbox.waitForSerial(second);
  CHECK(frames.size() == 4);
}

TEST_CASE("A busy view does not starve the others' first pictures") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysFull);
  scheduler.submit(1, request(1));
  engine->waitForCalls(1);
  for (int view = 2; view <= 4; ++view) scheduler.submit(view, request(view));
  // View 1 asks again each time a picture is begun: between two of its pictures the others get theirs.
  scheduler.submit(1, request(10));
  for (std::size_t n = 2; n <= 4; ++n) {
    engine->waitForCalls(n);
    engine->release();
    inbox.waitFor(n - 1);
    scheduler.submit(1, request(10.0 + static_cast<double>(n)));
  }
  const auto frames = inbox.frames();
  std::set<ViewId> served;
  for (std::size_t n = 0; n < 3; ++n) served.insert(frames[n].view);
  CHECK(served == std::set<ViewId>{2, 3, 4});
  engine->release(1000);
  untilIdle(scheduler);
}

TEST_CASE("A removed view gets nothing more") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysFull);
  scheduler.submit(1, request(1));
  engine->waitForCalls(1);
  scheduler.submit(2, request(2));
  scheduler.remove(2);
  scheduler.remove(1);
  scheduler.submit(3, request(3));
  engine->release(1000);
  const auto frames = inbox.waitFor(1);
  untilIdle(scheduler);
  REQUIRE(inbox.frames().size() == 1);
  CHECK(frames[0].view == 3);
}

TEST_CASE("A failure is delivered as the final answer") {
  auto engine = std::make_shared<FakeEngine>(false);
  engine->failWith(ErrorCode::Device);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysCoarse);
  scheduler.submit(1, request(1));
  const auto frames = inbox.waitFor(1);
  untilIdle(scheduler);
  REQUIRE(inbox.frames().size() == 1);
  CHECK(frames[0].final);
  REQUIRE_FALSE(frames[0].frame);
  CHECK(frames[0].frame.error().code == ErrorCode::Device);
}

TEST_CASE("The scheduler ends while busy") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  {
    RenderScheduler scheduler(engine, inbox.door(), kAlwaysFull);
    for (int view = 1; view <= 3; ++view) scheduler.submit(view, request(view));
    engine->waitForCalls(1);
  }
  CHECK(inbox.frames().empty());
  CHECK(engine->calls()[0].cancelled);
}

TEST_CASE("Requests from many threads: the last of each view always comes") {
  auto engine = std::make_shared<FakeEngine>(false);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysCoarse);
  std::vector<std::uint64_t> last(4);
  std::vector<std::thread> hands;
  for (int view = 0; view < 4; ++view)
    hands.emplace_back([&, view] {
      for (int n = 0; n < 200; ++n) last[static_cast<std::size_t>(view)] = scheduler.submit(view, request(n));
    });
  for (auto& h : hands) h.join();
  for (auto serial : last) inbox.waitForSerial(serial);
  untilIdle(scheduler);
  // Per view, serials never go back.
  std::map<ViewId, std::uint64_t> seen;
  for (const auto& f : inbox.frames()) {
    CHECK(f.serial >= seen[f.view]);
    seen[f.view] = f.serial;
  }
}

TEST_CASE("What an engine throws arrives as an error") {
  class Throwing : public FakeEngine {
   public:
    using FakeEngine::FakeEngine;
    Result<ColorFrame> slice(const VolumePtr&, const SliceView& view, const SliceDisplay&,
                             const CancelToken&) override {
      if (view.center.mm.x() == 1) throw std::bad_alloc();
      throw std::runtime_error("no kernel");
    }
  };
  Inbox inbox;
  RenderScheduler scheduler(std::make_shared<Throwing>(false), inbox.door(), kAlwaysFull);
  scheduler.submit(1, request(1));
  scheduler.submit(2, request(2));
  for (const RenderedFrame& frame : inbox.waitFor(2)) {
    REQUIRE_FALSE(frame.frame);
    CHECK(frame.frame.error().code == (frame.view == 1 ? ErrorCode::OutOfMemory : ErrorCode::Device));
  }
}

namespace {

VolumeRequest cinematic(double tag, int passes) {
  VolumeRequest r;
  r.view.camera.focalPoint.mm.x() = tag;
  r.view.width = r.view.height = 8;
  r.view.cinematic.emplace().passes = passes;
  return r;
}

}  // namespace

TEST_CASE("A cinematic view is shown at once, and again each time its paths have doubled") {
  auto engine = std::make_shared<FakeEngine>(false);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysFull);
  const auto serial = scheduler.submit(1, cinematic(1, 40));
  const auto frames = inbox.waitForSerial(serial);
  untilIdle(scheduler);
  REQUIRE(frames.size() >= 2);
  CHECK(frames[0].paths == 0);
  for (std::size_t n = 0; n < frames.size(); ++n) {
    REQUIRE(frames[n].frame);
    REQUIRE(*frames[n].frame);
    CHECK(frames[n].final == (n + 1 == frames.size()));
    if (n > 0) CHECK((frames[n].paths >= std::max(4, 2 * frames[n - 1].paths) || frames[n].paths == 40));
  }
  CHECK(frames.back().paths == 40);
  // Every traced path was a white surface in a light of 1.
  CHECK((*frames.back().frame)->pixels.at(0).r > 200);
  int before = 0;
  for (const auto& call : engine->calls()) {
    CHECK(call.had == before);
    before = call.until;
  }
  CHECK(before == 40);
  // A projection cannot be traced, and is done when it is drawn.
  auto projection = cinematic(2, 40);
  projection.view.preset.mode = VolumeMode::MaximumIntensity;
  const auto plain = scheduler.submit(1, projection);
  CHECK(inbox.waitForSerial(plain).back().paths == 0);
}

TEST_CASE("Tracing gives way to other views and goes on with the paths it has; a new request starts anew") {
  auto engine = std::make_shared<FakeEngine>(true);
  Inbox inbox;
  RenderScheduler scheduler(engine, inbox.door(), kAlwaysFull);
  scheduler.submit(1, cinematic(1, 1000));
  engine->release(2);  // the picture, and one path
  engine->waitForCalls(3);
  REQUIRE(engine->calls()[2].until > engine->calls()[1].until);
  scheduler.submit(2, request(7));
  engine->waitForCalls(4);
  CHECK(engine->calls()[2].cancelled);
  CHECK(engine->calls()[3].tag == 7);
  engine->release(1);
  engine->waitForCalls(5);
  CHECK(engine->calls()[4].had == engine->calls()[1].until);
  scheduler.submit(1, cinematic(3, 1000));
  engine->waitForCalls(6);
  CHECK(engine->calls()[4].cancelled);
  CHECK(engine->calls()[5].until == 0);
  engine->release(1);
  engine->waitForCalls(7);
  CHECK(engine->calls()[6].had == 0);
  scheduler.remove(1);
  untilIdle(scheduler);
}
