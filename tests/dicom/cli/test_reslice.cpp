// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>

#include "core/dicom/scanner.h"
#include "core/dicom/volume_load.h"
#include "tests/dicom/cli/program.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using iso::test::runCli;
using iso::test::testReader;

namespace {

/// Trilinear in double, by the definition alone: no geometry or sampling code of the program.
class Reference {
 public:
  explicit Reference(const Volume& volume) : volume_(volume) {}

  double at(const Vector3& index) const {
    int low[3];
    double weight[3];
    for (int a = 0; a < 3; ++a) {
      const int size = volume_.size()[static_cast<std::size_t>(a)];
      if (index[a] < -0.5 || index[a] > size - 0.5) return std::nan("");
      const double v = std::clamp(index[a], 0.0, size - 1.0);
      low[a] = std::min(static_cast<int>(v), std::max(0, size - 2));
      weight[a] = v - low[a];
    }
    double sum = 0.0;
    for (int corner = 0; corner < 8; ++corner) {
      double w = 1.0;
      int ijk[3];
      for (int a = 0; a < 3; ++a) {
        const int up = corner >> a & 1;
        w *= up ? weight[a] : 1.0 - weight[a];
        ijk[a] = std::min(low[a] + up, volume_.size()[static_cast<std::size_t>(a)] - 1);
      }
      sum += w * volume_.valueAt(ijk[0], ijk[1], ijk[2]);
    }
    return sum;
  }

 private:
  const Volume& volume_;
};

}  // namespace

TEST_CASE("An oblique slice of a real CT agrees with double precision to 0.01 HU", "[cli][real]") {
  const auto data = test::dataFolder("ct_skull_phantom_1mm");
  if (!data) return;
  const test::TemporaryFolder folder;
  const auto path = folder.path() / "oblique.nrrd";
  const int n = 300;
  const double fov = 220.0;
  const Vector3 center(0, 113, 760), right(0.8, 0.36, 0.48), down(-0.6, 0.48, 0.64);
  const auto answer = runCli({"render", "slice", data->string(), "--right", "0.8,0.36,0.48",
                              "--down=-0.6,0.48,0.64", "--center", "0,113,760", "--fov", "220", "--size",
                              "300x300", "--backend", "cpu", "-o", path.string()});
  REQUIRE(answer.code == 0);

  ThreadPool pool(2);
  const auto scanned = scan({*data}, pool, *testReader());
  REQUIRE(scanned);
  auto load = VolumeLoad::start(scanned->studies.at(0).series.at(0).volumes.at(0), 0, pool, testReader());
  REQUIRE(load);
  const VolumePtr volume = *(*load)->wait();
  const Reference reference(*volume);
  std::ifstream file(path, std::ios::binary);
  for (std::string line; std::getline(file, line) && !line.empty();) {
  }
  std::vector<float> values(static_cast<std::size_t>(n * n));
  file.read(reinterpret_cast<char*>(values.data()), n * n * 4);
  REQUIRE(file.gcount() == n * n * 4);

  double worst = 0.0;
  int inside = 0, disagree = 0;
  for (int y = 0; y < n; ++y)
    for (int x = 0; x < n; ++x) {
      const double p = fov / n;
      const Vector3 point = center + right * ((x - (n - 1) / 2.0) * p) + down * ((y - (n - 1) / 2.0) * p);
      // The data's own header: 0.451171875 mm pixels, 1 mm steps, first voxel at (-115.5, -1.85, 694.21).
      const Vector3 index((point.x() + 115.5) / 0.451171875, (point.y() + 1.85) / 0.451171875,
                          point.z() - 694.21);
      const double expected = reference.at(index);
      const double got = static_cast<double>(values[static_cast<std::size_t>(n * y + x)]);
      if (std::isnan(expected) != std::isnan(got)) {
        ++disagree;
      } else if (!std::isnan(expected)) {
        ++inside;
        worst = std::max(worst, std::abs(expected - got));
      }
    }
  CHECK(inside > 10000);
  CHECK(disagree == 0);
  CHECK(worst < 0.01);
}
