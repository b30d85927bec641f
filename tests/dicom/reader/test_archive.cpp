// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <zip.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <sstream>

#include "core/dicom/scanner.h"
#include "core/dicom/volume_load.h"
#include "tests/dicom/support/slice_file.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::test;
namespace fs = std::filesystem;

namespace {

std::string contents(const fs::path& path) {
  std::ifstream file(path, std::ios::binary);
  std::stringstream text;
  text << file.rdbuf();
  return text.str();
}

/// A ZIP archive with three slices in a folder and a text file beside them.
fs::path writeArchive(const fs::path& folder, int method) {
  std::vector<std::string> files;
  for (int k = 0; k < 3; ++k) {
    SliceFile s;
    s.instance = k + 1;
    s.sop = fmt::format("1.2.3.4.{}", k + 1);
    s.position = {0, 0, 2.0 * k};
    s.fill(k);
    write(s, folder / "slice");
    files.push_back(contents(folder / "slice"));
  }
  fs::remove(folder / "slice");
  files.emplace_back("Nothing to see here, but long enough to be looked at.");
  fs::path path = folder / "study.zip";
  int error = 0;
  zip_t* zip = zip_open(path.c_str(), ZIP_CREATE, &error);
  REQUIRE(zip);
  for (std::size_t n = 0; n < files.size(); ++n) {
    zip_source_t* source = zip_source_buffer(zip, files[n].data(), files[n].size(), 0);
    const auto index = zip_file_add(zip, n < 3 ? fmt::format("IMAGES/IM{}", n).c_str() : "README", source, 0);
    REQUIRE(index >= 0);
    zip_set_file_compression(zip, static_cast<zip_uint64_t>(index), method, 0);
  }
  REQUIRE(zip_close(zip) == 0);
  return path;
}

}  // namespace

TEST_CASE("a ZIP archive is read in place", "[reader]") {
  const TemporaryFolder folder;
  const fs::path path = writeArchive(folder.path(), GENERATE(ZIP_CM_STORE, ZIP_CM_DEFLATE));
  ThreadPool pool(2);
  for (const fs::path& what : {path, folder.path()}) {
    const auto result = scan({what}, pool, *testReader());
    REQUIRE(result);
    CHECK(result->unreadable.empty());
    REQUIRE(result->skipped.size() == 1);
    CHECK(result->skipped[0].path == path / "README");
    REQUIRE(result->studies.size() == 1);
    const VolumeDescription& d = result->studies[0].series.at(0).volumes.at(0);
    CHECK(d.slices.at(1).path == path / "IMAGES" / "IM1");
    auto load = VolumeLoad::start(d, 0, pool, testReader());
    REQUIRE(load);
    const auto volume = (*load)->wait();
    REQUIRE(volume);
    for (int k = 0; k < 3; ++k) CHECK((*volume)->storedAt(4, 1, k) == 4 + 16 + 256 * k);
  }
  // Nothing was unpacked anywhere near.
  CHECK(std::distance(fs::directory_iterator(folder.path()), fs::directory_iterator()) == 1);
}

TEST_CASE("a damaged archive gets its sentence", "[reader]") {
  const TemporaryFolder folder;
  const fs::path path = writeArchive(folder.path(), ZIP_CM_DEFLATE);
  const std::string whole = contents(path);
  ThreadPool pool(2);
  SECTION("its directory is missing") {
    std::ofstream(path, std::ios::binary) << whole.substr(0, whole.size() / 2);
    const auto result = scan({path}, pool, *testReader());
    REQUIRE(result);
    REQUIRE(result->unreadable.size() == 1);
    CHECK(result->unreadable[0].reason.find(path.string()) != std::string::npos);
  }
  SECTION("an entry's bytes are damaged") {
    std::string damaged = whole;
    for (std::size_t n = 45; n < 120; ++n) damaged[n] = '\x55';
    std::ofstream(path, std::ios::binary) << damaged;
    const auto result = scan({path}, pool, *testReader());
    REQUIRE(result);
    CHECK(result->unreadable.size() + result->skipped.size() >= 2);
    REQUIRE(result->studies.size() == 1);
    CHECK(result->studies[0].series.at(0).instances == 2);
  }
}
