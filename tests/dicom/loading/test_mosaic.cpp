// SPDX-License-Identifier: Apache-2.0
#include <zlib.h>

#include <Eigen/Geometry>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <fstream>
#include <nlohmann/json.hpp>

#include "core/dicom/assembler.h"
#include "core/dicom/mosaic.h"
#include "core/dicom/scanner.h"
#include "tests/dicom/support/header_file.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using iso::test::dataFolder;
using iso::test::HeaderFile;

namespace {

using Bytes = std::vector<std::uint8_t>;

void put(Bytes& out, std::int32_t value) {
  for (int n = 0; n < 4; ++n)
    out.push_back(static_cast<std::uint8_t>(static_cast<std::uint32_t>(value) >> 8 * n));
}

void put(Bytes& out, const std::string& text, std::size_t size) {
  for (std::size_t n = 0; n < size; ++n)
    out.push_back(n < text.size() ? static_cast<std::uint8_t>(text[n]) : 0);
}

struct Entry {
  std::string name;
  std::vector<std::string> values;
};

/// A CSA header as its format's public descriptions have it. Entries carry more items than values, as real
/// ones do; the first format adds the first entry's number of items to every length.
Bytes csa(bool second, const std::vector<Entry>& entries) {
  Bytes out;
  if (second) put(out, std::string("SV10\4\3\2\1"), 8);
  put(out, static_cast<std::int32_t>(entries.size()));
  put(out, 77);
  constexpr int kItems = 6;
  for (const Entry& e : entries) {
    put(out, e.name, 64);
    put(out, static_cast<std::int32_t>(e.values.size()));
    put(out, "FD", 4);
    put(out, 4);
    put(out, kItems);
    put(out, 77);
    for (std::size_t k = 0; k < kItems; ++k) {
      const std::string value = k < e.values.size() ? e.values[k] + '\0' : "";
      const auto length = static_cast<std::int32_t>(value.size());
      put(out, second ? length : length + kItems);
      put(out, length);
      put(out, 77);
      put(out, length);
      put(out, value, (value.size() + 3) / 4 * 4);
    }
  }
  return out;
}

const std::vector<Entry> kEntries{{"EchoLinePosition", {"32"}},
                                  {"NumberOfImagesInMosaic", {"6"}},
                                  {"SliceNormalVector", {"0.0", "0.6", "-0.8"}}};

/// 6 slices of 4 × 5 pixels in a 3 × 3 grid.
void makeMosaic(HeaderFile& file) {
  file.set("ImageType=ORIGINAL\\PRIMARY\\M\\MOSAIC").set("Rows=12").set("Columns=15").pixelBytes(360);
  file.set("ImagePositionPatient=10\\20\\30").set("ImageOrientationPatient=1\\0\\0\\0\\0.8\\0.6");
  file.set("PixelSpacing=3\\2").set("SpacingBetweenSlices=4.5").set("SliceThickness=4");
}

struct Nifti {
  std::array<int, 4> size{};
  Matrix3 axes;
  Vector3 origin;
};

/// Header of a gzipped NIfTI-1, turned from RAS to LPS.
Nifti readNifti(const std::filesystem::path& path) {
  Nifti nifti;
  std::array<char, 348> b{};
  const gzFile file = ::gzopen(path.c_str(), "rb");
  REQUIRE(file);
  REQUIRE(::gzread(file, b.data(), 348) == 348);
  ::gzclose(file);
  for (std::size_t n = 0; n < 4; ++n) {
    std::int16_t size;
    std::memcpy(&size, b.data() + 42 + 2 * n, 2);
    nifti.size[n] = size;
  }
  std::array<float, 12> rows;
  std::memcpy(rows.data(), b.data() + 280, 48);
  for (int r = 0; r < 3; ++r)
    for (int c = 0; c < 4; ++c) {
      const double value = rows[static_cast<std::size_t>(4 * r + c)] * (r < 2 ? -1.0 : 1.0);
      if (c < 3)
        nifti.axes(r, c) = value;
      else
        nifti.origin(r) = value;
    }
  return nifti;
}

}  // namespace

TEST_CASE("Both formats of the maker's header are read", "[mosaic]") {
  for (const bool second : {false, true}) {
    const Bytes bytes = csa(second, kEntries);
    CHECK(csaValues(bytes, "NumberOfImagesInMosaic") == std::vector<std::string>{"6"});
    CHECK(csaValues(bytes, "SliceNormalVector") == std::vector<std::string>{"0.0", "0.6", "-0.8"});
    CHECK(csaValues(bytes, "Absent").empty());
  }
}

TEST_CASE("A maker's header that is cut off or lies is never read beyond its end", "[mosaic]") {
  for (const bool second : {false, true}) {
    const Bytes whole = csa(second, kEntries);
    for (std::size_t size = 0; size < whole.size(); ++size) {
      const Bytes cut(whole.begin(),
                      whole.begin() + static_cast<std::ptrdiff_t>(size));  // watched by sanitizers
      CHECK(csaValues(cut, "Absent").empty());
    }
    for (std::size_t at = 0; at + 4 <= whole.size(); ++at) {
      Bytes lie = whole;
      for (std::size_t n = 0; n < 4; ++n) lie[at + n] = 0xFF;
      csaValues(lie, "SliceNormalVector");
      lie[at + 3] = 0x7F;
      csaValues(lie, "SliceNormalVector");
    }
  }
}

TEST_CASE("A mosaic's tiles are slices at their places, in either order", "[mosaic]") {
  // row × column of this orientation is (0, −0.6, 0.8): the normal runs with it, or against it.
  const Vector3 along(0, -0.6, 0.8);
  for (const bool against : {false, true}) {
    const Vector3 normal = against ? Vector3(-along) : along;
    HeaderFile file;
    makeMosaic(file);
    auto entries = kEntries;
    entries[2].values = {"0.0", against ? "0.6" : "-0.6", against ? "-0.8" : "0.8"};
    file.bytes(0x00290010, {}).bytes(0x00291010, csa(true, entries));
    const FileHeader h = file.image();
    CHECK(h.pixels->tileRows == 4);
    CHECK(h.pixels->tileColumns == 5);
    REQUIRE(h.frames.size() == 6);
    const auto volumes = assembleVolumes({&h});
    REQUIRE(volumes.size() == 1);
    const VolumeDescription& v = volumes[0];
    CHECK(v.geometry.size() == Size3{5, 4, 6});
    CHECK(v.positioned);
    CHECK(v.issues.empty());
    CHECK(v.geometry.direction().determinant() == Approx(1.0));
    CHECK(v.geometry.spacing().isApprox(Vector3(2, 3, 4.5), 1e-9));
    // The centre of the whole picture is the centre of each slice.
    const Vector3 row(1, 0, 0), column(0, 0.8, 0.6);
    const Vector3 center = Vector3(10, 20, 30) + row * (2.0 * 14 / 2) + column * (3.0 * 11 / 2);
    for (int k = 0; k < 6; ++k) {
      const SliceSource& s = v.slices[static_cast<std::size_t>(k)];
      CHECK(s.tile == (against ? 5 - k : k));
      CHECK(s.frame == 0);
      const Vector3 expected =
          center + normal * (4.5 * s.tile) - row * (2.0 * 4 / 2) - column * (3.0 * 3 / 2);
      CHECK(v.geometry.toPatient(IndexPoint{Vector3(0, 0, k)}).mm.isApprox(expected, 1e-9));
    }
  }
}

TEST_CASE("A mosaic without the direction of its slices is cut, but not placed", "[mosaic]") {
  HeaderFile file;
  makeMosaic(file);
  file.bytes(0x00191010, {}).bytes(0x0019100A, {6, 0});
  const FileHeader h = file.image();
  REQUIRE(h.frames.size() == 6);
  const auto volumes = assembleVolumes({&h});
  REQUIRE(volumes.size() == 1);
  CHECK_FALSE(volumes[0].positioned);
  CHECK(volumes[0].geometry.size() == Size3{5, 4, 6});
  for (int k = 0; k < 6; ++k) CHECK(volumes[0].slices[static_cast<std::size_t>(k)].tile == k);
}

TEST_CASE("A real mosaic lies where its reference says", "[mosaic][real]") {
  const auto data = dataFolder("mr_4d_fmri");
  if (!data) return;
  const Nifti nifti = readNifti(*data / "ref_siemens_mr_0003.nii.gz");
  ThreadPool pool(2);
  const auto result = scan({*data / "siemens_mosaic_mr_0003"}, pool, *test::testReader());
  REQUIRE(result);
  const auto& volumes = result->studies.at(0).series.at(0).volumes;
  REQUIRE(volumes.size() == 1);
  const VolumeDescription& v = volumes[0];
  CHECK(v.geometry.size() == Size3{nifti.size[0], nifti.size[1], nifti.size[2]});
  CHECK(v.phases == nifti.size[3]);
  CHECK(v.phaseValues.size() == 2);
  CHECK(v.positioned);
  CHECK(v.issues.empty());
  // The reference flips rows: j there is 71 − j here.
  const int lastRow = nifti.size[1] - 1;
  for (const Vector3& at : {Vector3(0, 0, 0), Vector3(10, 20, 3), Vector3(71, 71, 4)}) {
    const Vector3 flipped(at.x(), lastRow - at.y(), at.z());
    CHECK((v.geometry.toPatient(IndexPoint{at}).mm - (nifti.axes * flipped + nifti.origin)).norm() < 1e-4);
  }
  for (std::size_t k = 0; k < 10; ++k) CHECK(v.slices[k].tile == static_cast<int>(k % 5));

  // Values at places, as another program reads them; the files are not compressed.
  std::ifstream json(*data / ".." / "expected_geometry_dcm2niix.json");
  const auto expected = nlohmann::json::parse(json)["mr_4d_fmri_siemens_mosaic_mr_0003"]["probes"];
  CHECK(expected.size() == 24);
  for (const auto& probe : expected) {
    const Vector3 at(probe["lps"][0], probe["lps"][1], probe["lps"][2]);
    const Vector3 index = v.geometry.toIndex(PatientPoint{at}).ijk;
    REQUIRE((index - Vector3(index.array().round())).norm() < 1e-4);
    const auto i = std::lround(index.x()), j = std::lround(index.y()), k = std::lround(index.z());
    const SliceSource& s = v.slices.at(static_cast<std::size_t>(5 * probe["t"].get<int>() + k));
    const PixelLayout& p = *s.pixels;
    const int across = p.columns / p.tileColumns;
    const auto row = s.tile / across * p.tileRows + j, column = s.tile % across * p.tileColumns + i;
    std::ifstream file(s.path, std::ios::binary);
    file.seekg(static_cast<std::streamoff>(p.offset) + 2 * (row * p.columns + column));
    const int low = file.get(), high = file.get();
    CHECK(s.rescale(low | high << 8) == Approx(probe["value"].get<double>()));
  }
}
