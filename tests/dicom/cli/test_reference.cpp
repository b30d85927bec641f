// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <zlib.h>

#include <Eigen/LU>
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <fstream>

#include "core/geometry/points.h"
#include "tests/dicom/cli/program.h"
#include "tests/support/test_data.h"

using iso::Matrix3;
using iso::Vector3;
using iso::test::runCli;
using nlohmann::json;

namespace {

struct Affine {
  Matrix3 axes;
  Vector3 origin;
  std::array<int, 3> size;
  Vector3 at(const Vector3& ijk) const { return axes * ijk + origin; }
};

/// Size and sform of a NIfTI file, RAS.
Affine readNifti(const std::filesystem::path& path) {
  char header[352];
  gzFile file = ::gzopen(path.c_str(), "rb");
  REQUIRE(file);
  REQUIRE(::gzread(file, header, 352) == 352);
  ::gzclose(file);
  Affine affine;
  for (std::size_t a = 0; a < 3; ++a) {
    std::int16_t n;
    std::memcpy(&n, header + 42 + 2 * a, 2);
    affine.size[a] = n;
  }
  for (int r = 0; r < 3; ++r)
    for (int c = 0; c < 4; ++c) {
      float v;
      std::memcpy(&v, header + 280 + 4 * (4 * r + c), 4);
      (c < 3 ? affine.axes(r, c) : affine.origin[r]) = static_cast<double>(v);
    }
  return affine;
}

/// Every voxel centre of `a` is one of `b`'s: the corners and some inside land on whole indices within b.
void requireSameCentres(const Affine& a, const Affine& b, double tolerance) {
  REQUIRE(a.size[0] * a.size[1] * a.size[2] == b.size[0] * b.size[1] * b.size[2]);
  const Matrix3 inverse = b.axes.inverse();
  double worst = 0.0;
  for (int n = 0; n < 125; ++n) {
    const int i = n % 5, j = n / 5 % 5, k = n / 25;
    const Vector3 share(i / 4.0, j / 4.0, k / 4.0);
    Vector3 ijk;
    for (int x = 0; x < 3; ++x) ijk[x] = std::round(share[x] * (a.size[static_cast<std::size_t>(x)] - 1));
    const Vector3 point = a.at(ijk);
    Vector3 nearest = inverse * (point - b.origin);
    for (int x = 0; x < 3; ++x)
      nearest[x] = std::clamp(std::round(nearest[x]), 0.0, b.size[static_cast<std::size_t>(x)] - 1.0);
    worst = std::max(worst, (b.at(nearest) - point).norm());
  }
  CHECK(worst <= tolerance);
}

}  // namespace

TEST_CASE("Probes and exported places are those of dcm2niix", "[cli][real]") {
  const auto data = iso::test::dataFolder();
  if (!data) return;
  std::ifstream file(*data / "expected_geometry_dcm2niix.json");
  const json expected = json::parse(file);
  const iso::test::TemporaryFolder folder;
  for (const char* name : {"ct_skull_phantom_1mm", "mr_head_cor_t1"}) {
    CAPTURE(name);
    const json& reference = expected[name];
    const std::string path = (*data / name).string();
    std::vector<std::string> arguments{"probe", path, "--json"};
    for (const json& p : reference["probes"]) {
      const json& at = p["lps"];
      arguments.push_back(fmt::format("--at={},{},{}", at[0].dump(), at[1].dump(), at[2].dump()));
    }
    const auto probed = runCli(arguments);
    REQUIRE(probed.code == 0);
    const json answers = probed.json();
    REQUIRE(answers.size() == reference["probes"].size());
    for (std::size_t n = 0; n < answers.size(); ++n)
      CHECK(answers[n]["value"] == reference["probes"][n]["value"]);

    const auto nifti = folder.path() / (std::string(name) + ".nii.gz");
    REQUIRE(runCli({"export", path, "-o", nifti.string()}).code == 0);
    Affine theirs;
    for (int r = 0; r < 3; ++r)
      for (int c = 0; c < 4; ++c) {
        const double v = reference["affine_ras"][static_cast<std::size_t>(r)][static_cast<std::size_t>(c)];
        (c < 3 ? theirs.axes(r, c) : theirs.origin[r]) = v;
      }
    for (std::size_t a = 0; a < 3; ++a) theirs.size[a] = reference["dims"][a];
    requireSameCentres(readNifti(nifti), theirs, 0.01);
    requireSameCentres(theirs, readNifti(nifti), 0.01);
  }
}
