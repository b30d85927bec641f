// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <set>

#include "render/device/render_device.h"

using namespace iso;

namespace {

RenderDevice named(const char* name) {
  RenderDevice d;
  d.kind = RenderDevice::Kind::Gpu;
  d.name = name;
  return d;
}

const std::vector<RenderDevice> kThree{RenderDevice{}, named("NVIDIA GeForce RTX 3090"),
                                       named("NVIDIA GeForce RTX 3090 #2"), named("Intel(R) Iris(R) Xe 96")};

std::string found(const char* wanted) {
  const auto device = findDevice(kThree, wanted);
  return device ? device->name : "";
}

}  // namespace

TEST_CASE("A device is found by its index, its name or a part that no other has") {
  CHECK(found("0") == "Processor");
  CHECK(found("3") == "Intel(R) Iris(R) Xe 96");
  CHECK(found("iris") == "Intel(R) Iris(R) Xe 96");
  CHECK(found("96") == "Intel(R) Iris(R) Xe 96");  // no such index: a part of a name
  CHECK(found("#2") == "NVIDIA GeForce RTX 3090 #2");
  CHECK(found("PROCESSOR") == "Processor");
  // A whole name is that device's, though the second's begins with it.
  CHECK(found("nvidia geforce rtx 3090") == "NVIDIA GeForce RTX 3090");
}

TEST_CASE("What is no device, or several, is answered with the list") {
  for (const auto& [wanted, code] :
       {std::pair("geforce", ErrorCode::Ambiguous), std::pair("radeon", ErrorCode::InvalidArgument),
        std::pair("", ErrorCode::InvalidArgument), std::pair("-1", ErrorCode::InvalidArgument),
        std::pair("99999999999999999999999", ErrorCode::InvalidArgument)}) {
    CAPTURE(wanted);
    const auto device = findDevice(kThree, wanted);
    REQUIRE_FALSE(device);
    CHECK(device.error().code == code);
    CHECK(device.error().message.find("0 Processor, 1 NVIDIA GeForce RTX 3090, 2") != std::string::npos);
  }
}

TEST_CASE("A remembered name is that device's and no other's") {
  CHECK(deviceNamed(kThree, "NVIDIA GeForce RTX 3090")->name == "NVIDIA GeForce RTX 3090");
  CHECK_FALSE(deviceNamed(kThree, "NVIDIA GeForce RTX 309"));
  CHECK_FALSE(deviceNamed(kThree, ""));
}

TEST_CASE("The processor is always listed, and first; names are unique") {
  const auto devices = listDevices();
  REQUIRE_FALSE(devices.empty());
  CHECK(devices[0].kind == RenderDevice::Kind::Processor);
  std::set<std::string> names;
  for (std::size_t n = 0; n < devices.size(); ++n) {
    const RenderDevice& d = devices[n];
    names.insert(d.name);
    CHECK_FALSE(d.name.empty());
    if (n == 0) continue;
    CHECK(d.openClIndex == n - 1);
    CHECK(d.memoryBytes > 0);
    CHECK(d.largestBytes > 0);
    CHECK(d.largestBytes <= d.memoryBytes);
    CHECK_FALSE(d.platform.empty());
  }
  CHECK(names.size() == devices.size());
}
