// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cstdlib>

#include "render/opencl/opencl_engine.h"
#include "tests/support/test_data.h"

using namespace iso;

// A program of its own: the OpenCL loader looks for drivers once in a process.
TEST_CASE("Without any OpenCL driver there is a sentence and no engine") {
  const test::TemporaryFolder empty;
  for (const char* name : {"OCL_ICD_VENDORS", "OPENCL_VENDOR_PATH"})
    REQUIRE(::setenv(name, empty.path().c_str(), 1) == 0);
  ::unsetenv("OCL_ICD_FILENAMES");
  for (auto kind : {OpenClDeviceKind::Any, OpenClDeviceKind::GpuOnly}) {
    const auto engine = makeOpenClEngine(kind, nullptr, empty.path());
    REQUIRE_FALSE(engine);
    CHECK(engine.error().code == ErrorCode::Device);
    CHECK(engine.error().message.find("OpenCL") != std::string::npos);
  }
}
