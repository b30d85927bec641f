// SPDX-License-Identifier: Apache-2.0
#include <Eigen/LU>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cstdio>
#include <fstream>
#include <map>
#include <sstream>

#include "core/dicom/scanner.h"
#include "core/dicom/volume_load.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using iso::test::dataFolder;
using iso::test::TemporaryFolder;
using iso::test::testReader;
namespace fs = std::filesystem;

namespace {

VolumePtr firstVolume(const fs::path& path, ThreadPool& pool) {
  auto result = scan({path}, pool, *testReader());
  REQUIRE(result);
  REQUIRE(result->studies.size() == 1);
  auto load = VolumeLoad::start(result->studies[0].series.at(0).volumes.at(0), 0, pool, testReader());
  REQUIRE(load);
  auto volume = (*load)->wait();
  REQUIRE(volume);
  return *volume;
}

/// MD5 by the system's own program.
std::string md5(const std::byte* bytes, std::size_t count) {
  const TemporaryFolder folder;
  const fs::path path = folder.path() / "bytes";
  std::ofstream(path, std::ios::binary)
      .write(reinterpret_cast<const char*>(bytes), static_cast<std::streamsize>(count));
  std::FILE* pipe = ::popen(("md5sum " + path.string()).c_str(), "r");
  char text[33] = {};
  REQUIRE(std::fread(text, 1, 32, pipe) == 32);
  ::pclose(pipe);
  return text;
}

}  // namespace

TEST_CASE("Decoded pixels are those of two other toolkits", "[real]") {
  const auto data = dataFolder();
  if (!data) return;
  std::ifstream csv(*data / "expected_pixel_md5.csv");
  std::map<std::string, std::string> expected;
  for (std::string line; std::getline(csv, line);) {
    std::vector<std::string> cells;
    std::stringstream stream(line);
    for (std::string cell; std::getline(stream, cell, ',');) cells.push_back(cell);
    if (cells.size() > 12) expected[cells[0]] = cells[12];
  }
  ThreadPool pool(2);
  // Grey, whole words: stored bytes and voxels are the same thing. Colour: RGB throughout.
  for (const char* name : {"CT1_UNC",  "CT1_J2KI", "CT1_J2KR", "CT1_JLSL", "CT1_JLSN", "CT1_JPLL", "CT1_RLE",
                           "MR4_UNC",  "MR4_J2KR", "MR4_JLSL", "MR4_JPLL", "MR4_JPLY", "MR4_RLE",  "NM1_J2KR",
                           "NM1_JPLL", "NM1_UNC",  "VL2_UNC",  "VL2_J2KR", "US1_UNC",  "US1_J2KR"}) {
    const std::string key = std::string("ts_wg04/") + name;
    CAPTURE(key);
    REQUIRE(expected.count(key) == 1);
    const VolumePtr volume = firstVolume(*data / key, pool);
    CHECK(md5(volume->data(), volume->sliceBytes()) == expected[key]);
  }
  // Its elements are implicit under a meta header that says explicit; of the two only GDCM reads it.
  const std::string odd = "pydicom_breadth/SC_rgb_jpeg.dcm";
  const VolumePtr picture = firstVolume(*data / odd, pool);
  CHECK(md5(picture->data(), picture->sliceBytes()) == expected[odd]);
}

TEST_CASE("Patient names of many character sets", "[real]") {
  const auto data = dataFolder("charset");
  if (!data) return;
  // As the files' makers publish them (David Clunie's character set examples, PS3.5 annexes).
  const std::map<std::string, std::string> names = {{"chrH31.dcm", "Yamada^Tarou=山田^太郎=やまだ^たろう"},
                                                    {"chrH32.dcm", "ﾔﾏﾀﾞ^ﾀﾛｳ=山田^太郎=やまだ^たろう"},
                                                    {"chrI2.dcm", "Hong^Gildong=洪^吉洞=홍^길동"},
                                                    {"chrX1.dcm", "Wang^XiaoDong=王^小東="},
                                                    {"chrX2.dcm", "Wang^XiaoDong=王^小东="},
                                                    {"chrFren.dcm", "Buc^Jérôme"},
                                                    {"chrGerm.dcm", "Äneas^Rüdiger"},
                                                    {"chrGreek.dcm", "Διονυσιος"},
                                                    {"chrArab.dcm", "قباني^لنزار"},
                                                    {"chrHbrw.dcm", "שרון^דבורה"},
                                                    {"chrRuss.dcm", "Люкceмбypг"}};
  ThreadPool pool(2);
  for (const auto& [file, name] : names) {
    CAPTURE(file);
    if (!fs::exists(*data / file)) continue;
    const auto result = scan({*data / file}, pool, *testReader());
    REQUIRE(result);
    REQUIRE(result->studies.size() == 1);
    CHECK(result->studies[0].patient.name == name);
  }
}

TEST_CASE("A tilted, unevenly spaced CT keeps every slice at its place", "[real]") {
  const auto data = dataFolder("ct_head_ge_tilt_variable_gap");
  if (!data) return;
  ThreadPool pool(2);
  const auto result = scan({*data}, pool, *testReader());
  REQUIRE(result);
  const auto& volumes = result->studies.at(0).series.at(0).volumes;
  REQUIRE(volumes.size() == 1);
  const VolumeDescription& v = volumes[0];
  CHECK(v.geometry.size() == Size3{512, 512, 28});
  CHECK(v.geometry.isSheared());
  REQUIRE(v.geometry.isUneven());
  const auto has = [&](const char* code) {
    return std::any_of(v.issues.begin(), v.issues.end(), [&](const auto& i) { return i.code == code; });
  };
  CHECK(has("gantry-tilt"));
  CHECK(has("uneven-spacing"));
  // The table's steps as the data's description gives them.
  const auto& offsets = v.geometry.sliceOffsets();
  CHECK(offsets[1] - offsets[0] == Approx(4.22).margin(1e-3));
  CHECK(offsets[14] - offsets[13] == Approx(1.14).margin(1e-3));
  CHECK(offsets[27] - offsets[26] == Approx(7.38).margin(1e-3));
  CHECK(v.geometry.direction().col(2).isApprox(Vector3::UnitZ(), 1e-6));
}

TEST_CASE("Enhanced objects: two quantities are two volumes", "[real]") {
  const auto data = dataFolder("mr_enhanced");
  if (!data) return;
  ThreadPool pool(2);
  const auto result = scan({*data}, pool, *testReader());
  REQUIRE(result);
  std::map<std::string, std::size_t> volumes;
  for (const Study& study : result->studies)
    for (const Series& series : study.series) volumes[series.description] = series.volumes.size();
  CHECK(volumes["B0 NS"] == 2);
  CHECK(volumes["anat-T1w_acq-tfl"] == 1);
}

TEST_CASE("A converted enhanced PET has the voxels of the classic series", "[real]") {
  const auto data = dataFolder("petctmr_sts");
  const auto converted = dataFolder("derived_legacy_enhanced");
  if (!data || !converted) return;
  ThreadPool pool(2);
  const VolumePtr enhanced = firstVolume(*converted, pool);
  const auto result = scan({*data}, pool, *testReader());
  REQUIRE(result);
  for (const Series& series : result->studies.at(0).series) {
    if (series.modality != "PT" || !series.hasImages()) continue;
    auto load = VolumeLoad::start(series.volumes.at(0), 0, pool, testReader());
    REQUIRE(load);
    const VolumePtr classic = *(*load)->wait();
    REQUIRE(classic->size() == enhanced->size());
    CHECK(classic->unit() == enhanced->unit());
    CHECK(classic->geometry().axes().isApprox(enhanced->geometry().axes(), 1e-6));
    CHECK(classic->geometry().origin().mm.isApprox(enhanced->geometry().origin().mm, 1e-6));
    double worst = 0.0;
    for (int k = 0; k < classic->size()[2]; ++k)
      for (int j = 0; j < classic->size()[1]; ++j)
        for (int i = 0; i < classic->size()[0]; ++i)
          worst = std::max(worst, std::abs(classic->valueAt(i, j, k) - enhanced->valueAt(i, j, k)));
    CHECK(worst < 1e-4);
  }
}
