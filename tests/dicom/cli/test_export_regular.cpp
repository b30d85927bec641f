// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <fstream>

#include "tests/dicom/cli/program.h"
#include "tests/dicom/support/slice_file.h"
#include "tests/support/test_data.h"

using iso::test::runCli;
using iso::test::SliceFile;
using iso::test::TemporaryFolder;

namespace {

/// Values rise by 2 a mm towards the left, 3 to the back and 5 to the head, so that every place has its own.
int valueAt(double x, double y, double z) {
  return static_cast<int>(std::lround(2.0 * x + 3.0 * y + 5.0 * z));
}

/// Five slices at these heights; each lies `drift` mm farther back for every mm it is higher.
void writeStack(const std::filesystem::path& folder, const std::array<double, 5>& heights, double drift) {
  int instance = 1;
  for (const double z : heights) {
    SliceFile s;
    s.instance = instance++;
    s.rows = 6;
    s.columns = 7;
    s.position = {0.0, drift * z, z};
    for (int j = 0; j < 6; ++j)
      for (int i = 0; i < 7; ++i)
        s.pixels16.push_back(static_cast<std::uint16_t>(valueAt(i, j + drift * z, z)));
    write(s, folder / std::to_string(instance));
  }
}

struct MetaImage {
  std::string header;
  std::vector<std::int16_t> voxels;
};

MetaImage read(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  const std::string bytes{std::istreambuf_iterator<char>(file), {}};
  const std::string end = "ElementDataFile = LOCAL\n";
  const std::size_t at = bytes.find(end);
  REQUIRE(at != std::string::npos);
  MetaImage image;
  image.header = bytes.substr(0, at);
  image.voxels.resize((bytes.size() - at - end.size()) / 2);
  std::memcpy(image.voxels.data(), bytes.data() + at + end.size(), image.voxels.size() * 2);
  return image;
}

}  // namespace

TEST_CASE("export --regular writes an even volume at right angles and says so", "[cli][export]") {
  const TemporaryFolder folder, out;
  writeStack(folder.path(), {0, 2, 4, 8, 10}, 0.5);
  const auto file = out.path() / "regular.mha";
  const auto plain = runCli({"export", folder.path().string(), "-o", file.string()});
  CHECK(plain.code == 1);
  CHECK(plain.err.find("--regular") != std::string::npos);
  CHECK_FALSE(std::filesystem::exists(file));

  const auto answer = runCli({"export", folder.path().string(), "--regular", "-o", file.string()});
  REQUIRE(answer.code == 0);
  CHECK(answer.err.find("Resampled linearly: 5 slices 2.00 to 4.00 mm apart, tilted by 26.6°") !=
        std::string::npos);
  const MetaImage image = read(file);
  // Rows reach from y = 0 to 5 + 5 mm, slices from z = 0 to 10 mm.
  CHECK(image.header.find("DimSize = 7 11 6\n") != std::string::npos);
  CHECK(image.header.find("ElementSpacing = 1 1 2\n") != std::string::npos);
  CHECK(image.header.find("Offset = 0 0 0\n") != std::string::npos);
  REQUIRE(image.voxels.size() == 7 * 11 * 6);
  int inside = 0;
  for (int k = 0; k < 6; ++k)
    for (int j = 0; j < 11; ++j) {
      const double z = 2.0 * k, rowInSlice = j - 0.5 * z;
      const std::int16_t is = image.voxels[static_cast<std::size_t>((k * 11 + j) * 7 + 3)];
      if (rowInSlice < -0.6 || rowInSlice > 5.6) {
        CHECK(is == 0);  // the lowest value there is
      } else if (rowInSlice >= 0.0 && rowInSlice <= 5.0) {
        CHECK(is == valueAt(3, j, z));
        ++inside;
      }
    }
  CHECK(inside == 6 * 6);
}

TEST_CASE("export --regular leaves a regular stack alone", "[cli][export]") {
  const TemporaryFolder folder, out;
  writeStack(folder.path(), {0, 2, 4, 6, 8}, 0.0);
  const auto file = out.path() / "same.mha";
  const auto answer = runCli({"export", folder.path().string(), "--regular", "-o", file.string()});
  REQUIRE(answer.code == 0);
  CHECK(answer.err.find("Nothing was resampled") != std::string::npos);
  CHECK(read(file).header.find("DimSize = 7 6 5\n") != std::string::npos);
}
