// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <iterator>

#include "render/opencl/program_cache.h"
#include "tests/render/opencl/opencl_fixture.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference.h"
#include "tests/render/support/test_volumes.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::test;

namespace {

std::vector<std::filesystem::path> filesOf(const std::filesystem::path& folder) {
  std::vector<std::filesystem::path> out;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) out.push_back(entry.path());
  return out;
}

std::string contents(const std::filesystem::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), std::istreambuf_iterator<char>()};
}

void overwrite(const std::filesystem::path& file, const std::string& text) {
  std::ofstream(file, std::ios::binary | std::ios::trunc) << text;
}

/// True if an engine on this cache starts and draws what it should.
bool works(const std::filesystem::path& folder) {
  const auto engine = newOpenClEngine(folder);
  if (!engine) return false;
  const auto geometry = testGeometries()[2].geometry;
  const auto volume = randomVolume(VoxelType::Int16, geometry);
  const SliceView view = testSliceViews(geometry, 20, 20)[3];
  const auto frame = engine->sliceValues(volume, view, CancelToken());
  return frame && largestDifference(frame->values, referenceSliceValues(*volume, view)) <= 0.01;
}

}  // namespace

TEST_CASE("A saved program that was damaged in any way is noticed and built again") {
  if (!openClEngine()) return;
  const TemporaryFolder folder;
  REQUIRE(works(folder.path()));
  auto files = filesOf(folder.path());
  REQUIRE(files.size() == 1);  // one program so far, no temporary left behind
  const auto file = files[0];
  const std::string good = contents(file);
  CHECK(works(folder.path()));
  CHECK(contents(file) == good);

  std::string flipped = good;
  flipped[good.size() / 2] = static_cast<char>(flipped[good.size() / 2] ^ 0x10);
  const std::string damaged[] = {
      good.substr(0, good.size() / 2), good.substr(0, 10), std::string(), flipped, good + "x",
      std::string(good.size(), '\0')};
  for (const auto& text : damaged) {
    overwrite(file, text);
    CHECK(works(folder.path()));
    // Built and saved anew (drivers need not give the same bytes twice).
    CHECK(ProgramCache(folder.path()).load(file.stem().string()).has_value());
  }
}

TEST_CASE("A cache that cannot be written is no obstacle") {
  if (!openClEngine()) return;
  const TemporaryFolder folder;
  overwrite(folder.path() / "file", "not a folder");
  CHECK(works(folder.path() / "file" / "cache"));
}

TEST_CASE("The cache gives back what it was given, under its key only") {
  const TemporaryFolder folder;
  const ProgramCache cache(folder.path() / "made" / "on demand");
  const std::vector<unsigned char> program{0, 1, 2, 255, 0, 7};
  CHECK_FALSE(cache.load("a").has_value());
  cache.save("a", program);
  CHECK(cache.load("a") == program);
  // A file that got under another key's name is not that key's program.
  const auto made = folder.path() / "made" / "on demand";
  std::filesystem::copy_file(made / "a.clprogram", made / "b.clprogram");
  CHECK_FALSE(cache.load("b").has_value());
}
