// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/dicom/cli/program.h"
#include "tests/dicom/support/slice_file.h"
#include "tests/support/test_data.h"

using namespace iso::test;

namespace {

void writeStack(const std::filesystem::path& folder) {
  for (int k = 0; k < 3; ++k) {
    SliceFile s;
    s.series = "1.2.9.1";
    s.instance = k + 1;
    s.position = {0, 0, 2.0 * k};
    s.fill(k);
    write(s, folder / std::to_string(k));
  }
}

}  // namespace

TEST_CASE("The devices are listed with their index, the processor first", "[cli]") {
  const auto answer = runCli({"devices", "--json"});
  REQUIRE(answer.code == 0);
  const auto devices = answer.json();
  REQUIRE(!devices.empty());
  CHECK(devices[0]["index"] == 0);
  CHECK(devices[0]["name"] == "Processor");
  CHECK(devices[0]["kind"] == "processor");
  CHECK(devices[0]["backend"] == "cpu");
  CHECK(devices[0]["memory_bytes"].is_null());
  for (std::size_t n = 1; n < devices.size(); ++n) {
    CHECK(devices[n]["index"] == n);
    CHECK(devices[n]["backend"] == "opencl");
    CHECK(devices[n]["memory_bytes"] > 0);
  }
  const auto table = runCli({"devices"});
  CHECK(table.code == 0);
  CHECK(table.out.find("0  Processor") == 0);
}

TEST_CASE("A picture is drawn by the device that is asked for", "[cli]") {
  const TemporaryFolder folder;
  writeStack(folder.path());
  const auto render = [&](std::vector<std::string> more) {
    std::vector<std::string> all{"render",
                                 "slice",
                                 folder.path().string(),
                                 "--size",
                                 "32x32",
                                 "--json",
                                 "-o",
                                 (folder.path() / "out.png").string()};
    all.insert(all.end(), more.begin(), more.end());
    return runCli(all);
  };
  const auto first = render({"--device", "0"});
  REQUIRE(first.code == 0);
  CHECK(first.json()["backend"] == "cpu");
  CHECK(render({"--device", "PROCESS", "--backend", "cpu"}).code == 0);

  const auto unknown = render({"--device", "abacus"});
  CHECK(unknown.code == 2);
  CHECK(unknown.err.find("abacus") != std::string::npos);
  CHECK(unknown.err.find("0 Processor") != std::string::npos);
  CHECK(render({"--device", "processor", "--backend", "opencl"}).code == 2);

  const auto devices = runCli({"devices", "--json"}).json();
  if (devices.size() < 2) return;
  const auto second = render({"--device", "1"});
  REQUIRE(second.code == 0);
  CHECK(second.json()["backend"] == "opencl");
  CHECK(second.json()["device"] == devices[1]["name"]);
  CHECK(render({"--device", devices[1]["name"].get<std::string>(), "--backend", "opencl"}).code == 0);
}
