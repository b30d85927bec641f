// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <png.h>

#include <catch2/catch.hpp>
#include <fstream>
#include <utility>
#include <vector>

#include "tests/dicom/cli/program.h"
#include "tests/dicom/support/slice_file.h"
#include "tests/support/test_data.h"

using iso::test::runCli;
using iso::test::SliceFile;
using iso::test::TemporaryFolder;

namespace {

struct Picture {
  int width = 0, height = 0;
  std::vector<std::uint8_t> bytes;  ///< red, green, blue, alpha
  const std::uint8_t* at(int x, int y) const { return bytes.data() + 4 * (y * width + x); }
};

Picture readPng(const std::filesystem::path& path) {
  png_image image{};
  image.version = PNG_IMAGE_VERSION;
  REQUIRE(png_image_begin_read_from_file(&image, path.c_str()));
  image.format = PNG_FORMAT_RGBA;
  Picture out{static_cast<int>(image.width), static_cast<int>(image.height), {}};
  out.bytes.resize(PNG_IMAGE_SIZE(image));
  REQUIRE(png_image_finish_read(&image, nullptr, out.bytes.data(), 0, nullptr));
  return out;
}

/// A square across the patient's left-right and head-feet axes about (x, y, z), 4 mm wide.
void writeSquare(const std::filesystem::path& path, double x, double y, double z, const char* comment = "") {
  std::ofstream(path) << comment
                      << fmt::format(
                             "v {0} {2} {3}\nv {1} {2} {3}\nv {1} {2} {4}\nv {0} {2} {4}\nf 1 2 3 4\n", x - 2,
                             x + 2, y, z - 2, z + 2);
}

}  // namespace

TEST_CASE("A surface appears at its place in the patient, in its color", "[cli]") {
  const TemporaryFolder folder, files;
  for (int k = 0; k < 16; ++k) {
    SliceFile s;
    s.series = "1.2.7.31";
    s.instance = k + 1;
    s.position = {-8.0, -8.0, 1.0 * k};
    s.rows = s.columns = 16;
    s.pixels16.assign(256, static_cast<std::uint16_t>(-1000));  // air: nothing before the surface
    write(s, folder.path() / fmt::format("{}", k));
  }
  const auto file = files.path() / "part.obj", out = files.path() / "a.png";
  const auto shown = [&](double x, double z, const char* comment) {
    writeSquare(file, x, 0.0, z, comment);
    const auto answer = runCli({"render", "volume", folder.path().string(), "--preset", "ct-bone", "--view",
                                "anterior", "--size", "64x64", "--backend", "cpu", "--surface",
                                file.string() + ",color=ff0000", "-o", out.string()});
    CAPTURE(answer.err);
    REQUIRE(answer.code == 0);
    return readPng(out);
  };
  const auto reddest = [](const Picture& p) {
    double x = 0.0, y = 0.0, sum = 0.0;
    for (int row = 0; row < p.height; ++row)
      for (int column = 0; column < p.width; ++column)
        if (p.at(column, row)[0] > 100 && p.at(column, row)[1] < 100) {
          x += column;
          y += row;
          ++sum;
        }
    return sum > 0.0 ? std::pair(x / sum, y / sum) : std::pair(-1.0, -1.0);
  };
  // From the front the patient's left, +x, is on the right, and the head above.
  const auto left = reddest(shown(5.0, 12.0, ""));
  CHECK(left.first > 36.0);
  CHECK(left.second >= 0.0);
  CHECK(left.second < 28.0);
  const auto right = reddest(shown(5.0, 12.0, "# SPACE=RAS\n"));
  CHECK(right.first >= 0.0);
  CHECK(right.first < 28.0);
  CHECK(right.second < 28.0);
  const auto low = reddest(shown(-5.0, 3.0, ""));
  CHECK(low.first < 28.0);
  CHECK(low.second > 36.0);
}

TEST_CASE("A surface that cannot be shown is refused with a sentence", "[cli]") {
  const TemporaryFolder folder;
  const auto run = [&](const std::string& surface, const std::string& quality = "normal") {
    return runCli({"render", "volume", folder.path().string(), "--quality", quality, "--surface", surface,
                   "-o", (folder.path() / "a.png").string()});
  };
  const auto absent = run((folder.path() / "absent.stl").string());
  CHECK(absent.code == 1);
  CHECK(absent.err.find("absent.stl") != std::string::npos);
  std::ofstream(folder.path() / "bad.ply") << "ply\nformat ascii 1.0\nelement vertex 99999999999\n";
  const auto bad = run((folder.path() / "bad.ply").string());
  CHECK(bad.code != 0);
  CHECK(bad.err.find("bad.ply") != std::string::npos);
  CHECK(run((folder.path() / "bad.ply").string() + ",color=red").code == 2);
  CHECK(run("x.stl", "cinematic").code == 2);
}
