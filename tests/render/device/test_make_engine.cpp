// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "render/device/make_engine.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference.h"
#include "tests/render/support/test_volumes.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::test;

namespace {

/// The first OpenCL device; none where the machine has none.
std::optional<RenderDevice> openClDevice() {
  const auto devices = listDevices();
  return devices.size() > 1 ? std::optional(devices[1]) : std::nullopt;
}

}  // namespace

TEST_CASE("A backend leaves its own devices to choose") {
  RenderDevice processor, gpu;
  gpu.kind = RenderDevice::Kind::Gpu;
  CHECK(offers(Backend::Auto, processor));
  CHECK(offers(Backend::Auto, gpu));
  CHECK(offers(Backend::Cpu, processor));
  CHECK_FALSE(offers(Backend::Cpu, gpu));
  CHECK_FALSE(offers(Backend::OpenCl, processor));
  CHECK(offers(Backend::OpenCl, gpu));
}

TEST_CASE("A chosen device is the one that draws") {
  EngineChoice choice;
  choice.threads = 2;
  choice.device = RenderDevice{};
  auto engine = makeEngine(choice, silentLog());
  REQUIRE(engine);
  CHECK((*engine)->info().backend == "cpu");
  const auto device = openClDevice();
  if (!device) return;
  choice.device = *device;
  engine = makeEngine(choice, silentLog());
  REQUIRE(engine);
  CHECK((*engine)->info().backend == "opencl");
  CHECK((*engine)->info().device == device->name);
}

TEST_CASE("A chosen device that is gone is an error, not another device") {
  EngineChoice choice;
  choice.device = RenderDevice{};
  choice.device->kind = RenderDevice::Kind::Gpu;
  choice.device->openClIndex = 1000;
  const auto engine = makeEngine(choice, silentLog());
  REQUIRE_FALSE(engine);
  CHECK(engine.error().code == ErrorCode::Device);
}

TEST_CASE("On a device too small for a volume its slices stay on the device, 3D goes to the processor") {
  const auto device = openClDevice();
  if (!device) return;
  std::vector<std::string> said;
  EngineChoice choice;
  choice.device = *device;
  choice.threads = 2;
  choice.deviceMemory = std::size_t{256} << 10;
  choice.onFallback = [&](const std::string& sentence) { said.push_back(sentence); };
  const auto engine = makeEngine(choice, silentLog());
  REQUIRE(engine);
  const auto large = sphereVolume(80, 30.0);  // 1 MB of int16
  const auto small = sphereVolume(20, 8.0);
  REQUIRE((*engine)->prepare(large, CancelToken()));
  const SliceView slice = testSliceViews(large->geometry(), 60, 50)[3];
  const auto values = (*engine)->sliceValues(large, slice, CancelToken());
  REQUIRE(values);
  CHECK(largestDifference(values->values, referenceSliceValues(*large, slice)) <= 0.01);
  CHECK((*engine)->info().backend == "opencl");
  CHECK(said.empty());

  const VolumePreset preset = rampPreset(200.0, 900.0);
  const VolumeView view = testVolumeViews(large->geometry(), preset, 40, 30)[0];
  const auto picture = (*engine)->volume(large, view, CancelToken());
  REQUIRE(picture);
  CHECK(difference(*picture, referenceVolume(*large, view)).mean <= 0.5);
  CHECK((*engine)->info().backend == "cpu");
  REQUIRE(said.size() == 1);
  CHECK(said[0].find(device->name) == 0);

  const VolumeView of = testVolumeViews(small->geometry(), preset, 40, 30)[0];
  const auto fits = (*engine)->volume(small, of, CancelToken());
  REQUIRE(fits);
  CHECK((*engine)->info().backend == "opencl");
  CHECK(difference(*fits, referenceVolume(*small, of)).mean <= 0.5);
  CHECK(said.size() == 1);
}

TEST_CASE("The artificial memory is a whole number of MB") {
  CHECK(*parseDeviceMemory(nullptr) == 0);
  CHECK(*parseDeviceMemory("") == 0);
  CHECK(*parseDeviceMemory("4096") == std::size_t{4} << 30);
  for (const char* wrong : {"0", "-1", "4 GB", "1e3", "99999999999999999999", "nan"}) {
    const auto parsed = parseDeviceMemory(wrong);
    REQUIRE_FALSE(parsed);
    CHECK(parsed.error().message.find(wrong) != std::string::npos);
  }
}
