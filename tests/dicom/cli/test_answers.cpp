// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <iterator>

#include "tests/dicom/cli/program.h"
#include "tests/dicom/support/slice_file.h"
#include "tests/support/test_data.h"

using iso::test::runCli;
using iso::test::SliceFile;
using iso::test::TemporaryFolder;
using nlohmann::json;

namespace {

/// Eight slices with an origin, spacings and a rescale of their own.
void writeSeries(const std::filesystem::path& folder) {
  for (int k = 0; k < 8; ++k) {
    SliceFile s;
    s.instance = 8 - k;
    s.rows = 20;
    s.columns = 16;
    s.columnStep = 0.5;
    s.rowStep = 0.75;
    s.position = {-10, 5, 100 + 2.5 * k};
    s.slope = 2;
    s.intercept = -1000;
    for (int j = 0; j < 20; ++j)
      for (int i = 0; i < 16; ++i) s.pixels16.push_back(static_cast<std::uint16_t>(3 * i + 50 * j + 100 * k));
    write(s, folder / std::to_string(k));
  }
}

int bigEndian(const std::string& bytes, std::size_t at) {
  int value = 0;
  for (std::size_t n = 0; n < 4; ++n) value = value << 8 | static_cast<unsigned char>(bytes[at + n]);
  return value;
}

}  // namespace

TEST_CASE("scan --json holds what the contract names", "[cli]") {
  const TemporaryFolder folder;
  writeSeries(folder.path());
  const auto answer = runCli({"scan", folder.path().string(), "--json"});
  REQUIRE(answer.code == 0);
  const json study = answer.json()["studies"][0];
  CHECK(study["uid"] == "1.2.3.1");
  CHECK(study["date"].is_null());
  CHECK(study["patient"]["name"] == "Test^Patient");
  CHECK(study["patient"]["id"] == "T1");
  CHECK(study["patient"]["birthDate"].is_null());
  const json series = study["series"][0];
  CHECK(series["number"] == 1);
  CHECK(series["modality"] == "CT");
  CHECK(series["instances"] == 8);
  CHECK(series["frameOfReference"] == "1.2.3.9");
  CHECK(series["sopClass"] == "1.2.840.10008.5.1.4.1.1.2");
  CHECK(series["objects"] == json::array());
  const json volume = series["volumes"][0];
  CHECK(volume["index"] == 0);
  CHECK(volume["dimensions"] == json({16, 20, 8}));
  CHECK(volume["spacing"] == json({0.5, 0.75, 2.5}));
  CHECK(volume["origin"] == json({-10.0, 5.0, 100.0}));
  CHECK(volume["direction"] == json({1, 0, 0, 0, 1, 0, 0, 0, 1}));
  CHECK(volume["sliceOffsets"].is_null());
  CHECK(volume["phases"] == 1);
  CHECK(volume["voxelType"] == "int16");
  CHECK(volume["unit"] == "HU");
  CHECK(volume["issues"] == json::array());
  CHECK(runCli({"scan", folder.path().string()}).out.find("16x20x8") != std::string::npos);
}

TEST_CASE("probe gives the nearest voxel, null outside", "[cli]") {
  const TemporaryFolder folder;
  writeSeries(folder.path());
  const auto answer = runCli({"probe", folder.path().string(), "--at", "-8.4,8.1,107.6", "--at=-8.75,5,100",
                              "--at", "50,0,0", "--json"});
  REQUIRE(answer.code == 0);
  const json a = answer.json();
  REQUIRE(a.size() == 3);
  // i = 1.6/0.5 = 3.2, j = 3.1/0.75 = 4.13, k = 7.6/2.5 = 3.04
  CHECK(a[0]["value"] == 2 * (3 * 3 + 50 * 4 + 100 * 3) - 1000);
  CHECK(a[0]["unit"] == "HU");
  CHECK(a[0]["inside"] == true);
  CHECK(a[0]["at"] == json({-8.4, 8.1, 107.6}));
  CHECK(a[1]["value"] == 2 * (3 * 2) - 1000);  // i = 2.5: a tie goes to the lower index
  CHECK(a[2]["value"].is_null());
  CHECK(a[2]["inside"] == false);
}

TEST_CASE("render slice writes a picture of the size asked for", "[cli]") {
  const TemporaryFolder folder;
  writeSeries(folder.path());
  const auto png = folder.path() / "out.png";
  const auto answer =
      runCli({"render", "slice", (folder.path() / "3").string(), "--size", "64x48", "--window", "0:1000",
              "--backend", "cpu", "--repeat", "3", "--json", "-o", png.string()});
  REQUIRE(answer.code == 0);
  CHECK(answer.json()["backend"] == "cpu");
  CHECK(answer.json()["milliseconds"].size() == 3);
  CHECK(answer.json().contains("device"));
  std::ifstream file(png, std::ios::binary);
  std::string head(24, '\0');
  file.read(head.data(), 24);
  CHECK(head.substr(1, 3) == "PNG");
  CHECK(bigEndian(head, 16) == 64);
  CHECK(bigEndian(head, 20) == 48);
}

TEST_CASE("render slice projects a slab", "[cli]") {
  const TemporaryFolder folder;
  writeSeries(folder.path());
  const auto path = folder.path() / "out.nrrd";
  // The value rises by 200 a slice of 2.5 mm; the slab reaches 3 mm to each side of slice 3 (z = 107.5).
  for (const auto& [projection, off] :
       {std::pair("max", 240.0), std::pair("min", -240.0), std::pair("mean", 0.0)}) {
    const auto answer = runCli({"render", "slice", folder.path().string(), "--center=-6,11,107.5", "--fov",
                                "2", "--size", "4x4", "--slab", "6", "--projection", projection, "--step",
                                "0.4", "--backend", "cpu", "-o", path.string()});
    REQUIRE(answer.code == 0);
    std::ifstream file(path, std::ios::binary);
    std::string line;
    while (std::getline(file, line) && !line.empty()) {
    }
    float first = 0.0f;
    file.read(reinterpret_cast<char*>(&first), sizeof(first));
    const double i = (-6 - 0.75 + 10) / 0.5, j = (11 - 0.75 - 5) / 0.75;
    CHECK(static_cast<double>(first) == Approx(2 * (3 * i + 50 * j + 300) - 1000 + off).margin(0.01));
  }
  CHECK(
      runCli({"render", "slice", folder.path().string(), "--projection", "max", "-o", path.string()}).code ==
      2);
  CHECK(runCli({"render", "slice", folder.path().string(), "--slab", "-3", "-o", path.string()}).code == 2);
  CHECK(runCli({"render", "slice", folder.path().string(), "--slab", "9e5", "--step", "1e-6", "-o",
                path.string()})
            .code == 2);
}

TEST_CASE("render volume crops and cuts, and refuses what is no box or plane", "[cli]") {
  const TemporaryFolder folder;
  writeSeries(folder.path());
  const auto png = [&](const char* name) { return (folder.path() / name).string(); };
  const auto render = [&](std::vector<std::string> more) {
    std::vector<std::string> all{"render",   "volume",        folder.path().string(),
                                 "--preset", "ct-radiograph", "--size",
                                 "32x32",    "--backend",     "cpu"};
    all.insert(all.end(), more.begin(), more.end());
    return runCli(all).code;
  };
  CHECK(render({"-o", png("whole.png")}) == 0);
  CHECK(render({"--crop", "-8,6,101,-4,15,110", "-o", png("crop.png")}) == 0);
  CHECK(render({"--clip", "-6,10,108,0,0,1", "--clip", "-6,10,108,1,1,0", "-o", png("clip.png")}) == 0);
  const auto bytes = [&](const char* name) {
    std::ifstream file(png(name), std::ios::binary);
    return std::string(std::istreambuf_iterator<char>(file), {});
  };
  CHECK(bytes("whole.png") != bytes("crop.png"));
  CHECK(bytes("whole.png") != bytes("clip.png"));
  CHECK(render({"--crop", "1,2,3,4,5", "-o", png("x.png")}) == 2);
  CHECK(render({"--crop", "8,6,101,-4,15,110", "-o", png("x.png")}) == 2);
  CHECK(render({"--clip", "1,2,3,0,0,0", "-o", png("x.png")}) == 2);
}

TEST_CASE("render curved lays a path straight and stretches one", "[cli]") {
  const TemporaryFolder folder;
  writeSeries(folder.path());
  const auto path = folder.path() / "out.nrrd";
  // Towards larger i on slice 3; the lines stand upright, 200 a slice of 2.5 mm.
  const std::vector<std::string> common = {"render",
                                           "curved",
                                           folder.path().string(),
                                           "--point=-8,11,107.5",
                                           "--point",
                                           "-6,11,107.5",
                                           "--width",
                                           "3",
                                           "--pixel",
                                           "1",
                                           "--interpolation",
                                           "linear",
                                           "--backend",
                                           "cpu",
                                           "-o",
                                           path.string()};
  const auto values = [&](std::vector<std::string> more) {
    std::vector<std::string> all = common;
    all.insert(all.end(), more.begin(), more.end());
    REQUIRE(runCli(all).code == 0);
    std::ifstream file(path, std::ios::binary);
    std::string line;
    bool sized = false;
    while (std::getline(file, line) && !line.empty()) sized = sized || line == "sizes: 3 3";
    CHECK(sized);
    std::vector<float> read(9);
    file.read(reinterpret_cast<char*>(read.data()), 9 * sizeof(float));
    return read;
  };
  const auto expected = [](double x, double z) {
    const double i = (x + 10) / 0.5, j = (11 - 5) / 0.75;
    return 2 * (3 * i + 50 * j + 300) - 1000 + (z - 107.5) * 80.0;
  };
  const auto straight = values({});
  const auto stretched = values({"--mode", "stretched", "--right", "0,0,1"});
  for (int y = 0; y < 3; ++y)
    for (int x = 0; x < 3; ++x) {
      const auto n = static_cast<std::size_t>(3 * y + x);
      CHECK(static_cast<double>(straight[n]) == Approx(expected(-8 + y, 107.5 + x - 1)).margin(0.01));
      CHECK(static_cast<double>(stretched[n]) == Approx(expected(-8 + y, 107.5 + x - 1)).margin(0.01));
    }
  auto wrong = common;
  wrong.insert(wrong.end(), {"--mode", "stretched"});
  CHECK(runCli(wrong).code == 2);
  CHECK(runCli({"render", "curved", folder.path().string(), "--point=1,2,3", "-o", path.string()}).code == 2);
}

TEST_CASE("render slice's values follow the ramp, NaN beyond the rim", "[cli]") {
  const TemporaryFolder folder;
  writeSeries(folder.path());
  const auto path = folder.path() / "out.nrrd";
  // Pixel 0.25 mm; centre on a voxel, in the middle between two slices.
  const auto answer = runCli({"render", "slice", folder.path().string(), "--center=-6,11,103.75", "--fov",
                              "16", "--size", "64x64", "--backend", "cpu", "-o", path.string()});
  REQUIRE(answer.code == 0);
  std::ifstream file(path, std::ios::binary);
  std::string line;
  bool sized = false;
  while (std::getline(file, line) && !line.empty()) {
    if (line == "sizes: 64 64") sized = true;
  }
  CHECK(sized);
  std::vector<float> values(64 * 64);
  file.read(reinterpret_cast<char*>(values.data()), 64 * 64 * 4);
  REQUIRE(file.gcount() == 64 * 64 * 4);
  double worst = 0.0;
  bool rims = true;
  for (int y = 0; y < 64; ++y)
    for (int x = 0; x < 64; ++x) {
      const double i = (-6 + (x - 31.5) * 0.25 + 10) / 0.5, j = (11 + (y - 31.5) * 0.25 - 5) / 0.75;
      const float got = values[static_cast<std::size_t>(64 * y + x)];
      const bool outside = i < -0.5 || i > 15.5 || j < -0.5 || j > 19.5;
      if (outside != std::isnan(got)) rims = false;
      if (outside) continue;
      const double expected =
          2 * (3 * std::clamp(i, 0.0, 15.0) + 50 * std::clamp(j, 0.0, 19.0) + 100 * 1.5) - 1000;
      worst = std::max(worst, std::abs(expected - static_cast<double>(got)));
    }
  CHECK(rims);
  CHECK(worst < 0.01);
}
