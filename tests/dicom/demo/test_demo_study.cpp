// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstdio>
#include <cstdlib>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "core/dicom/demo/demo_study.h"
#include "tests/dicom/demo/read_back.h"
#include "tests/support/test_data.h"

using namespace iso;
namespace fs = std::filesystem;

namespace {

/// The study, written once for all tests of this program.
const fs::path& study() {
  static const test::TemporaryFolder folder;
  static const bool written = [] {
    ThreadPool pool(2);
    double last = 0.0;
    const auto result = writeDemoStudy(
        folder.path(), pool,
        [&](double done) {
          if (done < last || done > 1.0) std::abort();  // progress never goes back
          last = done;
        },
        CancelToken{});
    return result.has_value() && last > 0.999;
  }();
  REQUIRE(written);
  return folder.path();
}

nlohmann::json truth() {
  std::ifstream in(study() / "truth.json");
  return nlohmann::json::parse(in);
}

using Point = std::array<double, 3>;

Point point(const nlohmann::json& json) {
  return {json[0], json[1], json[2]};
}

double distance(const Point& a, const Point& b) {
  return std::hypot(a[0] - b[0], a[1] - b[1], a[2] - b[2]);
}

/// Files of an axial series around a height.
std::vector<test::ReadInstance> around(const std::string& folder, double z, double reach) {
  std::vector<test::ReadInstance> found;
  std::vector<fs::path> files;
  for (const auto& entry : fs::directory_iterator(study() / "DEMO" / folder)) files.push_back(entry.path());
  std::sort(files.begin(), files.end());
  const auto first = test::readBack(files[0]), second = test::readBack(files[1]);
  const double step = second.position[2] - first.position[2];
  for (std::size_t k = 0; k < files.size(); ++k) {
    if (std::abs(first.position[2] + step * static_cast<double>(k) - z) <= reach)
      found.push_back(test::readBack(files[k]));
  }
  return found;
}

/// Values of all pixels whose centres lie within r of a point.
std::vector<double> ball(const std::string& folder, const Point& centre, double r) {
  std::vector<double> values;
  for (const auto& slice : around(folder, centre[2], r)) {
    for (int j = 0; j < slice.rows; ++j) {
      for (int i = 0; i < slice.columns; ++i) {
        if (distance(slice.point(i, j), centre) <= r)
          values.push_back(slice.values[static_cast<std::size_t>(j * slice.columns + i)]);
      }
    }
  }
  return values;
}

/// Where the bright thing near a point lies: centroid of what exceeds a threshold.
Point centroid(const std::vector<test::ReadInstance>& slices, const Point& about, double reach,
               double background) {
  Point sum{};
  double weights = 0.0;
  for (const auto& slice : slices) {
    for (int j = 0; j < slice.rows; ++j) {
      for (int i = 0; i < slice.columns; ++i) {
        const Point p = slice.point(i, j);
        if (distance(p, about) > reach) continue;
        const double w =
            std::max(0.0, slice.values[static_cast<std::size_t>(j * slice.columns + i)] - background);
        for (std::size_t a = 0; a < 3; ++a) sum[a] += w * p[a];
        weights += w;
      }
    }
  }
  for (double& s : sum) s /= weights;
  return sum;
}

double mean(const std::vector<double>& values) {
  double sum = 0.0;
  for (const double v : values) sum += v;
  return sum / static_cast<double>(values.size());
}

int seconds(const std::string& time) {
  return std::stoi(time.substr(0, 2)) * 3600 + std::stoi(time.substr(2, 2)) * 60 +
         std::stoi(time.substr(4, 2));
}

}  // namespace

TEST_CASE("the demo study has its four series on their grids") {
  struct Expected {
    const char* folder;
    const char* modality;
    int files, columns, rows;
    double spacing, step;
  };
  std::map<std::string, std::string> frames;
  std::set<std::string> series, studies;
  for (const Expected& e :
       {Expected{"CT_BODY", "CT", 420, 400, 400, 1.2, 1.5},
        Expected{"CT_HEAD", "CT", 200, 512, 512, 0.45, 0.8}, Expected{"PET", "PT", 159, 128, 128, 4.0, 4.0},
        Expected{"MR_HEAD", "MR", 180, 256, 256, 1.0, 1.0}}) {
    INFO(e.folder);
    const auto folder = study() / "DEMO" / e.folder;
    CHECK(std::distance(fs::directory_iterator(folder), fs::directory_iterator()) == e.files);
    const auto a = test::readBack(folder / "IM0001.dcm"), b = test::readBack(folder / "IM0002.dcm");
    CHECK(a.tags.at("0008,0060") == e.modality);
    CHECK(a.transferSyntax == "1.2.840.10008.1.2.1");
    CHECK(a.columns == e.columns);
    CHECK(a.rows == e.rows);
    CHECK(a.spacing[0] == Approx(e.spacing));
    CHECK(a.spacing[1] == Approx(e.spacing));
    const Point normal{a.row[1] * a.column[2] - a.row[2] * a.column[1],
                       a.row[2] * a.column[0] - a.row[0] * a.column[2],
                       a.row[0] * a.column[1] - a.row[1] * a.column[0]};
    double along = 0.0;
    for (std::size_t n = 0; n < 3; ++n) along += normal[n] * (b.position[n] - a.position[n]);
    CHECK(along == Approx(e.step).epsilon(1e-6));
    CHECK(distance(a.position, b.position) == Approx(e.step).epsilon(1e-6));
    CHECK(a.tags.at("0010,0010") == "Isocenter^Demo");
    frames[e.folder] = a.tags.at("0020,0052");
    series.insert(a.tags.at("0020,000e"));
    studies.insert(a.tags.at("0020,000d"));
  }
  CHECK(frames["CT_BODY"] == frames["CT_HEAD"]);
  CHECK(frames["CT_BODY"] == frames["PET"]);
  CHECK(frames["CT_BODY"] != frames["MR_HEAD"]);
  CHECK(series.size() == 4);
  CHECK(studies.size() == 1);
  for (const auto& entry : fs::recursive_directory_iterator(study()))
    CHECK(entry.path().extension() != ".part");
}

TEST_CASE("SUVbw of the lesions follows from the PET's tags") {
  const auto json = truth();
  for (const auto& lesion : json["lesions"]) {
    INFO(lesion["name"]);
    const Point centre = point(lesion["center"]);
    const auto slice = around("PET", centre[2], 1.0).at(0);
    REQUIRE(slice.tags.at("0054,1001") == "BQML");
    REQUIRE(slice.tags.at("0054,1102") == "START");
    CHECK(slice.tags.at("0028,0051").find("ATTN") != std::string::npos);
    CHECK(slice.tags.at("0028,0051").find("DECY") != std::string::npos);
    // Dose decayed from injection to the start of the series, per gram of the patient.
    const double elapsed = seconds(slice.tags.at("0008,0031")) - seconds(slice.tags.at("0018,1072"));
    REQUIRE(elapsed > 0.0);
    const double dose = slice.number("0018,1074") * std::pow(2.0, -elapsed / slice.number("0018,1075"));
    const double factor = slice.number("0010,1030") * 1000.0 / dose;
    const auto values = ball("PET", centre, 0.5 * lesion["diameter_mm"].get<double>());
    CHECK_FALSE(values.empty());
    for (const double v : values) CHECK(v * factor == Approx(lesion["suv"].get<double>()).epsilon(1e-6));
    // Each bed's decay factor and frame time tell the same story.
    const double lambda = std::log(2.0) / slice.number("0018,1075");
    CHECK(slice.number("0054,1321") ==
          Approx(std::exp(lambda * slice.number("0054,1300") / 1000.0)).epsilon(1e-6));
    CHECK(seconds(slice.tags.at("0008,0032")) >= seconds(slice.tags.at("0008,0031")));
  }
}

TEST_CASE("lesions have their HU in the body CT") {
  for (const auto& lesion : truth()["lesions"]) {
    const auto values =
        ball("CT_BODY", point(lesion["center"]), 0.5 * lesion["diameter_mm"].get<double>() - 1.0);
    REQUIRE(values.size() > 30);
    CHECK(mean(values) == Approx(lesion["hu"].get<double>())
                              .margin(30.0 / std::sqrt(static_cast<double>(values.size()) / 4.0)));
  }
}

TEST_CASE("the ruler measures 50 mm in the head CT and in the body CT") {
  const auto json = truth();
  const Point a = point(json["ruler"]["a"]), b = point(json["ruler"]["b"]);
  CHECK(json["ruler"]["length_mm"] == 50.0);
  for (const auto& [folder, tolerance] :
       std::map<std::string, double>{{"CT_HEAD", 0.05}, {"CT_BODY", 0.15}}) {
    const Point foundA = centroid(around(folder, a[2], 5), a, 5, -850),
                foundB = centroid(around(folder, b[2], 5), b, 5, -850);
    CHECK(distance(foundA, foundB) == Approx(50.0).margin(tolerance));
    CHECK(distance(foundA, a) < tolerance);
  }
}

TEST_CASE("the screw saturates in the body CT") {
  const auto json = truth()["screw"];
  const Point head = point(json["head"]), tip = point(json["tip"]);
  Point middle{};
  for (std::size_t a = 0; a < 3; ++a) middle[a] = 0.5 * (head[a] + tip[a]);
  const auto values = ball("CT_BODY", middle, 1.0);
  REQUIRE(!values.empty());
  CHECK(*std::max_element(values.begin(), values.end()) >= 2900.0);
}

TEST_CASE("landmarks lie in CT and MR where the truth says, and mrToCt joins them") {
  const auto json = truth();
  REQUIRE(json["landmarks"].size() == 6);
  REQUIRE(json["mrToCt"].size() == 16);
  // The MR is small: read it whole.
  std::vector<test::ReadInstance> mr;
  for (int k = 1; k <= 180; ++k) {
    char name[16];
    std::snprintf(name, sizeof name, "IM%04d.dcm", k);
    mr.push_back(test::readBack(study() / "DEMO" / "MR_HEAD" / name));
  }
  for (const auto& landmark : json["landmarks"]) {
    INFO(landmark["name"]);
    const Point ct = point(landmark["ct"]), inMr = point(landmark["mr"]);
    Point mapped{};
    for (std::size_t r = 0; r < 3; ++r) {
      mapped[r] = json["mrToCt"][4 * r + 3];
      for (std::size_t c = 0; c < 3; ++c) mapped[r] += json["mrToCt"][4 * r + c].get<double>() * inMr[c];
    }
    CHECK(distance(mapped, ct) < 1e-6);
    // The marker is brighter than skin and fat beside it in both.
    CHECK(distance(centroid(around("CT_HEAD", ct[2], 6), ct, 5.5, 200), ct) < 0.2);
    CHECK(distance(centroid(mr, inMr, 4.5, 980), inMr) < 0.5);
  }
}

TEST_CASE("dciodvfy finds no error in a sample of each series") {
  if (std::system("command -v dciodvfy > /dev/null 2>&1") != 0) {
    WARN("dciodvfy (package dicom3tools) is not installed: files not validated");
    return;
  }
  for (const char* file : {"CT_BODY/IM0001.dcm", "CT_BODY/IM0420.dcm", "CT_HEAD/IM0100.dcm", "PET/IM0001.dcm",
                           "PET/IM0080.dcm", "PET/IM0159.dcm", "MR_HEAD/IM0090.dcm"}) {
    const std::string command = "dciodvfy '" + (study() / "DEMO" / file).string() + "' 2>&1";
    FILE* pipe = popen(command.c_str(), "r");
    REQUIRE(pipe);
    std::string output;
    std::array<char, 512> line{};
    while (std::fgets(line.data(), static_cast<int>(line.size()), pipe)) output += line.data();
    pclose(pipe);
    INFO(file << "\n" << output);
    CHECK(output.find("Error") == std::string::npos);
    CHECK(output.find("Image") != std::string::npos);
  }
}

TEST_CASE("writing can be cancelled, and says which folder it cannot make") {
  ThreadPool pool(2);
  const test::TemporaryFolder folder;
  CancelToken cancel;
  cancel.cancel();
  const auto cancelled = writeDemoStudy(folder.path(), pool, {}, cancel);
  REQUIRE_FALSE(cancelled);
  CHECK(cancelled.error().code == ErrorCode::Cancelled);
  std::ofstream(folder.path() / "file") << "not a folder";
  const auto refused = writeDemoStudy(folder.path() / "file", pool, {}, CancelToken{});
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("file") != std::string::npos);
}
