// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include "core/dicom/demo/demo_study.h"
#include "tests/support/test_data.h"

using namespace iso;
namespace fs = std::filesystem;

namespace {

std::string bytes(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

TEST_CASE("the demo study has the same bytes every time, whatever the number of threads", "[long]") {
  const test::TemporaryFolder first, second;
  ThreadPool one(1), three(3);
  REQUIRE(writeDemoStudy(first.path(), one, {}, CancelToken{}));
  REQUIRE(writeDemoStudy(second.path(), three, {}, CancelToken{}));
  int files = 0;
  for (const auto& entry : fs::recursive_directory_iterator(first.path())) {
    if (!entry.is_regular_file()) continue;
    ++files;
    if (bytes(entry.path()) != bytes(second.path() / fs::relative(entry.path(), first.path())))
      FAIL_CHECK(entry.path().string());
  }
  CHECK(files == 420 + 200 + 159 + 180 + 1);
}
