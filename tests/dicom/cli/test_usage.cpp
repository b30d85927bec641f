// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "tests/dicom/cli/program.h"
#include "tests/dicom/support/slice_file.h"
#include "tests/support/test_data.h"

using iso::test::runCli;
using iso::test::SliceFile;
using iso::test::TemporaryFolder;

namespace {

void writeSlices(const std::filesystem::path& folder, const std::string& series, int number, int count) {
  for (int k = 0; k < count; ++k) {
    SliceFile s;
    s.series = series;
    s.seriesNumber = number;
    s.instance = k + 1;
    s.position = {0, 0, 2.0 * k};
    s.fill(k);
    write(s, folder / (series + fmt::format("_{}", k)));
  }
}

}  // namespace

TEST_CASE("Every command explains itself with an example", "[cli]") {
  for (const std::vector<std::string>& command :
       std::vector<std::vector<std::string>>{{},
                                             {"demo"},
                                             {"devices"},
                                             {"scan"},
                                             {"export"},
                                             {"probe"},
                                             {"render"},
                                             {"render", "slice"},
                                             {"render", "volume"},
                                             {"render", "fusion"}}) {
    auto arguments = command;
    arguments.emplace_back("--help");
    const auto answer = runCli(arguments);
    CHECK(answer.code == 0);
    CHECK(answer.out.find("Example: isocenter-cli") != std::string::npos);
  }
}

TEST_CASE("Wrong usage is exit 2", "[cli]") {
  const TemporaryFolder folder;
  writeSlices(folder.path(), "1.2.7.1", 1, 2);
  const std::string path = folder.path().string();
  CHECK(runCli({}).code == 2);
  CHECK(runCli({"fly"}).code == 2);
  CHECK(runCli({"scan"}).code == 2);
  CHECK(runCli({"probe", path}).code == 2);
  CHECK(runCli({"probe", path, "--at", "1,2"}).code == 2);
  CHECK(runCli({"export", path, "-o", path + "/a.jpg"}).code == 2);
  CHECK(runCli({"probe", path, "--at", "1,2,3", "--volume", "4"}).code == 2);
  CHECK(runCli({"probe", path, "--at", "1,2,3", "--phase", "4"}).code == 2);
  CHECK(
      runCli({"render", "slice", path, "--right", "1,0,0", "--down", "1,1,0", "-o", path + "/a.png"}).code ==
      2);
  for (const char* fov : {"nan", "inf", "-5", "0", "1e300", "wide"})
    CHECK(runCli({"render", "slice", path, "--fov", fov, "-o", path + "/a.png"}).code == 2);
  for (const char* option : {"--zoom", "--azimuth", "--elevation"})
    CHECK(runCli({"render", "volume", path, option, "nan", "-o", path + "/a.png"}).code == 2);
  CHECK(runCli({"probe", path, "--at", "1,2,3", "--unit", "becquerel"}).code == 2);
  CHECK(runCli({"render", "slice", path, "--backend", "abacus", "-o", path + "/a.png"}).code == 2);
}

TEST_CASE("What cannot be opened is exit 1 with a sentence that names it", "[cli]") {
  const TemporaryFolder folder;
  const auto absent = runCli({"scan", (folder.path() / "absent").string()});
  CHECK(absent.code == 1);
  CHECK(absent.err.find("absent") != std::string::npos);
  const auto empty = runCli({"probe", folder.path().string(), "--at", "0,0,0"});
  CHECK(empty.code == 1);
  CHECK(empty.err.find(folder.path().string()) != std::string::npos);
}

TEST_CASE("Folders without DICOM are no failure of a scan", "[cli]") {
  const TemporaryFolder folder;
  auto answer = runCli({"scan", folder.path().string(), "--json"});
  CHECK(answer.code == 0);
  CHECK(answer.json()["studies"].empty());
  CHECK(answer.err.find("no DICOM files") != std::string::npos);
  std::ofstream(folder.path() / "a.txt") << "text";
  std::ofstream(folder.path() / "b.txt") << "";
  answer = runCli({"scan", folder.path().string(), "--json"});
  CHECK(answer.code == 0);
  REQUIRE(answer.json()["skipped"].size() == 2);
  CHECK_FALSE(answer.json()["skipped"][0]["reason"].get<std::string>().empty());
}

TEST_CASE("Unreadable DICOM is exit 3 and listed", "[cli]") {
  const TemporaryFolder folder;
  writeSlices(folder.path(), "1.2.7.1", 1, 3);
  const auto cut = folder.path() / "1.2.7.1_1";
  std::filesystem::resize_file(cut, std::filesystem::file_size(cut) - 8);
  const auto scan = runCli({"scan", folder.path().string(), "--json"});
  CHECK(scan.code == 3);
  REQUIRE(scan.json()["unreadable"].size() == 1);
  CHECK(scan.json()["unreadable"][0]["path"] == cut.string());
  const auto probe = runCli({"probe", folder.path().string(), "--at", "1,1,4", "--json"});
  CHECK(probe.code == 3);
  CHECK(probe.json()[0]["value"] == 1 + 16 + 512);
  CHECK(probe.err.find(cut.string()) != std::string::npos);
}

TEST_CASE("A slice that could not be read has no values", "[cli]") {
  const TemporaryFolder folder;
  writeSlices(folder.path(), "1.2.7.1", 1, 3);
  const auto cut = folder.path() / "1.2.7.1_1";
  std::filesystem::resize_file(cut, std::filesystem::file_size(cut) - 8);
  const auto probe = runCli({"probe", folder.path().string(), "--at", "0,0,2", "--json"});
  CHECK(probe.code == 3);
  CHECK(probe.json()[0]["value"].is_null());
  CHECK(probe.json()[0]["inside"] == true);
}

TEST_CASE("A unit that cannot be had is refused, not ignored", "[cli]") {
  const TemporaryFolder folder;
  writeSlices(folder.path(), "1.2.7.1", 1, 2);
  const auto answer = runCli({"probe", folder.path().string(), "--at", "0,0,0", "--unit", "suvbw"});
  CHECK(answer.code == 1);
  CHECK(answer.out.empty());
  CHECK(answer.err.find("suvbw") != std::string::npos);
}

TEST_CASE("A series is chosen by UID, by the start of one, or by number", "[cli]") {
  const TemporaryFolder folder;
  writeSlices(folder.path(), "1.2.7.11", 1, 2);
  writeSlices(folder.path(), "1.2.7.12", 2, 4);
  const std::string path = folder.path().string();
  const auto ambiguous = runCli({"probe", path, "--at", "0,0,6"});
  CHECK(ambiguous.code == 2);
  CHECK(ambiguous.err.find("1.2.7.11") != std::string::npos);
  CHECK(ambiguous.err.find("1.2.7.12") != std::string::npos);
  CHECK(runCli({"probe", path, "--series", "1.2.7.1", "--at", "0,0,6"}).code == 2);
  CHECK(runCli({"probe", path, "--series", "9.9", "--at", "0,0,6"}).code == 2);
  for (const char* series : {"1.2.7.12", "2"}) {
    const auto answer = runCli({"probe", path, "--series", series, "--at", "0,0,6", "--json"});
    CHECK(answer.code == 0);
    CHECK(answer.json()[0]["value"] == 3 * 256);
  }
}
