// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "render/device/fallback_engine.h"
#include "tests/render/device/scripted_engine.h"
#include "tests/render/support/test_volumes.h"

using namespace iso;
using iso::test::ScriptedEngine;

namespace {

constexpr std::uint8_t kDevice = 10, kProcessor = 200;

struct Bench {
  ScriptedEngine::Script device, processor;
  int processorsMade = 0;
  std::vector<std::string> said;
  FallbackEngine engine{std::make_unique<ScriptedEngine>("GeForce X", kDevice, device),
                        [this] {
                          ++processorsMade;
                          return std::make_unique<ScriptedEngine>("processor", kProcessor, processor);
                        },
                        [this](const std::string& sentence) { said.push_back(sentence); }};
  VolumePtr one = iso::test::sphereVolume(4, 1.0), other = iso::test::sphereVolume(5, 1.0);

  /// Who drew; 0 = an error came back.
  int slice(const VolumePtr& volume) {
    const auto frame = engine.slice(volume, {}, {}, CancelToken());
    return frame ? frame->pixels[0].r : 0;
  }
  int values(const VolumePtr& volume) {
    const auto frame = engine.sliceValues(volume, {}, CancelToken());
    return frame ? static_cast<int>(frame->values[0]) : 0;
  }
  int picture(const VolumePtr& volume) {
    const auto frame = engine.volume(volume, {}, CancelToken());
    return frame ? frame->pixels[0].r : 0;
  }
};

bool has(const std::string& text, const char* part) {
  return text.find(part) != std::string::npos;
}

}  // namespace

TEST_CASE("A device that works draws everything, and no other engine is made") {
  Bench b;
  CHECK(b.engine.prepare(b.one, CancelToken()));
  CHECK(b.slice(b.one) == kDevice);
  CHECK(b.values(b.one) == kDevice);
  CHECK(b.picture(b.one) == kDevice);
  CHECK(b.processorsMade == 0);
  CHECK(b.said.empty());
  CHECK(b.engine.info().device == "GeForce X");
}

TEST_CASE("What a device has no memory for is drawn by the processor, the rest by the device") {
  Bench b;
  b.device.volumes = ErrorCode::OutOfMemory;
  b.device.only = b.one;
  CHECK(b.picture(b.one) == kProcessor);
  CHECK(b.engine.info().device == "processor");
  CHECK(b.engine.info().backend == "cpu");
  REQUIRE(b.said.size() == 1);
  CHECK(has(b.said[0], "GeForce X"));
  CHECK(has(b.said[0], "memory"));
  CHECK(has(b.said[0], "3D"));
  CHECK(has(b.said[0], "processor"));

  CHECK(b.slice(b.one) == kDevice);  // only its volume pictures were too much
  CHECK(b.engine.info().device == "GeForce X");
  CHECK(b.picture(b.other) == kDevice);
  // Remembered: the device is not asked again.
  const int asked = b.device.asked;
  CHECK(b.picture(b.one) == kProcessor);
  CHECK(b.device.asked == asked);
  CHECK(b.said.size() == 1);

  b.device.slices = ErrorCode::OutOfMemory;
  CHECK(b.slice(b.one) == kProcessor);
  CHECK(b.values(b.one) == kProcessor);
  CHECK(b.values(b.other) == kDevice);
  REQUIRE(b.said.size() == 2);
  CHECK(has(b.said[1], "slices"));
  CHECK(b.processorsMade == 1);
}

TEST_CASE("Light that a device has no memory to trace, or stops tracing, is traced by the processor") {
  Bench b;
  PathFrame frame;
  REQUIRE(b.engine.trace(b.one, {}, 3, frame, {}));
  CHECK(frame.sums.at(0) == 3.0f * kDevice);
  b.device.volumes = ErrorCode::OutOfMemory;
  REQUIRE(b.engine.trace(b.one, {}, 5, frame, {}));
  CHECK(frame.sums.at(0) == 5.0f * kProcessor);
  CHECK(b.said.size() == 1);
}

TEST_CASE("A second volume that is too large is not announced again") {
  Bench b;
  b.device.volumes = ErrorCode::OutOfMemory;
  CHECK(b.picture(b.one) == kProcessor);
  CHECK(b.picture(b.other) == kProcessor);
  CHECK(b.said.size() == 1);
}

TEST_CASE("After a device is lost the processor draws everything from then on") {
  Bench b;
  CHECK(b.slice(b.one) == kDevice);
  b.device.everything = ErrorCode::Device;
  CHECK(b.slice(b.one) == kProcessor);
  REQUIRE(b.said.size() == 1);
  CHECK(b.said[0] ==
        "GeForce X stopped answering (It broke); pictures are drawn by the processor from now on.");
  b.device.everything = std::nullopt;  // even if it would work again
  const int asked = b.device.asked;
  CHECK(b.picture(b.one) == kProcessor);
  CHECK(b.values(b.other) == kProcessor);
  CHECK(b.engine.prepare(b.other, CancelToken()));
  CHECK(b.device.asked == asked);
  CHECK(b.said.size() == 1);
  CHECK(b.engine.info().backend == "cpu");
}

TEST_CASE("A device that is lost while it prepares a volume leaves it to the processor") {
  Bench b;
  b.device.everything = ErrorCode::OutOfMemory;
  CHECK(b.engine.prepare(b.one, CancelToken()));  // the picture will say so
  CHECK(b.said.empty());
  b.device.everything = ErrorCode::Device;
  CHECK(b.engine.prepare(b.one, CancelToken()));
  CHECK(b.said.size() == 1);
  CHECK(b.processor.asked == 1);
}

TEST_CASE("Cancelled and meaningless requests are passed on") {
  for (const ErrorCode code : {ErrorCode::Cancelled, ErrorCode::InvalidArgument}) {
    Bench b;
    b.device.everything = code;
    const auto frame = b.engine.slice(b.one, {}, {}, CancelToken());
    REQUIRE_FALSE(frame);
    CHECK(frame.error().code == code);
    CHECK(b.picture(b.one) == 0);
    CHECK(b.said.empty());
    CHECK(b.processorsMade == 0);
    b.device.everything = std::nullopt;
    CHECK(b.picture(b.one) == kDevice);
  }
}

TEST_CASE("An error of the processor's is the answer") {
  Bench b;
  b.device.everything = ErrorCode::Device;
  b.processor.everything = ErrorCode::Cancelled;
  const auto frame = b.engine.slice(b.one, {}, {}, CancelToken());
  REQUIRE_FALSE(frame);
  CHECK(frame.error().code == ErrorCode::Cancelled);
}

TEST_CASE("Paths of a device that broke on the way are not counted") {
  Bench b;
  PathFrame frame;
  REQUIRE(b.engine.trace(b.one, {}, 4, frame, CancelToken()));
  REQUIRE(b.engine.trace(b.one, {}, 8, frame, CancelToken()));
  CHECK_FALSE(b.device.tracedAnew);
  b.device.everything = ErrorCode::Device;
  REQUIRE(b.engine.trace(b.one, {}, 12, frame, CancelToken()));
  CHECK(b.processor.tracedAnew);
  REQUIRE(b.engine.trace(b.one, {}, 16, frame, CancelToken()));
  CHECK_FALSE(b.processor.tracedAnew);
}
