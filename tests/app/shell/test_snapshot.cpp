// SPDX-License-Identifier: Apache-2.0
// Runs the program itself, as a script would.
#include <QImage>
#include <QProcess>
#include <QProcessEnvironment>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>

#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso::test;

namespace {

struct Run {
  int code;
  QString errors;
};

Run isocenter(const QStringList& arguments, bool display = true) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  if (!display) {
    environment.remove("DISPLAY");
    environment.remove("WAYLAND_DISPLAY");
  }
  process.setProcessEnvironment(environment);
  process.start(ISOCENTER_PROGRAM, arguments);
  REQUIRE(process.waitForFinished(500'000));
  REQUIRE(process.exitStatus() == QProcess::NormalExit);
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardError())};
}

QString text(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

/// A bright cylinder along z in air, so that axial, coronal, sagittal and 3D all have something to show.
TinySeries cylinder() {
  TinySeries tiny;
  tiny.columns = tiny.rows = 48;
  tiny.slices = 30;
  tiny.value = [](int i, int j, int) {
    const int x = 2 * i - 47, y = 2 * j - 47;
    return x * x + y * y < 30 * 30 ? 700 : -1000;
  };
  tiny.window = "300\\1500";
  return tiny;
}

/// Share of pixels brighter than the chrome's greys in a part of the picture (fractions of its size).
double bright(const QImage& image, double x0, double y0, double x1, double y1) {
  int count = 0, all = 0;
  for (int y = static_cast<int>(y0 * image.height()); y < static_cast<int>(y1 * image.height()); y += 2)
    for (int x = static_cast<int>(x0 * image.width()); x < static_cast<int>(x1 * image.width()); x += 2) {
      ++all;
      count += qGray(image.pixel(x, y)) > 120;
    }
  return static_cast<double>(count) / all;
}

void checkSnapshot(const TemporaryFolder& folder, int width, int height, const QStringList& more = {}) {
  const QString file = text(folder.path() / "window.png");
  const auto run = isocenter(QStringList{text(folder.path() / "ct"), "--backend", "cpu", "--snapshot", file,
                                         "--size", QString("%1x%2").arg(width).arg(height)} +
                             more);
  INFO(run.errors.toStdString());
  REQUIRE(run.code == 0);
  const QImage image(file);
  REQUIRE(image.size() == QSize(width, height));
  // Each of the four views shows the cylinder; the middles of the quadrants right of the list.
  CHECK(bright(image, 0.25, 0.15, 0.55, 0.45) > 0.05);
  CHECK(bright(image, 0.65, 0.15, 0.95, 0.45) > 0.05);
  CHECK(bright(image, 0.25, 0.60, 0.55, 0.90) > 0.05);
  CHECK(bright(image, 0.65, 0.60, 0.95, 0.90) > 0.03);
}

}  // namespace

TEST_CASE("A snapshot has exactly the size asked for, whatever the screen's", "[snapshot]") {
  TemporaryFolder folder;
  writeTinySeries(folder.path() / "ct", cylinder());
  checkSnapshot(folder, 1600, 900);
  checkSnapshot(folder, 2561, 1441);  // larger than the screen, odd, a crooked scale
  checkSnapshot(folder, 1921, 1083, {"--scale", "1.5"});
}

TEST_CASE("A small snapshot is the large one made small", "[snapshot]") {
  TemporaryFolder folder;
  writeTinySeries(folder.path() / "ct", cylinder());
  QImage large, small;
  checkSnapshot(folder, 1920, 1080);
  large.load(text(folder.path() / "window.png"));
  checkSnapshot(folder, 960, 540);  // interface scale 0.5
  small.load(text(folder.path() / "window.png"));
  large = large.scaled(small.size(), Qt::IgnoreAspectRatio, Qt::SmoothTransformation);
  // The status line below the views: nothing of the views may reach into it.
  double sum = 0.0;
  const int top = small.height() * 98 / 100;
  for (int y = top; y < small.height(); ++y)
    for (int x = 0; x < small.width(); ++x)
      sum += std::abs(qGray(small.pixel(x, y)) - qGray(large.pixel(x, y)));
  CHECK(sum / (small.width() * (small.height() - top)) < 4.0);
}

TEST_CASE("The same snapshot twice is the same picture", "[snapshot]") {
  TemporaryFolder folder;
  writeTinySeries(folder.path() / "ct", cylinder());
  QImage first, second;
  for (QImage* image : {&first, &second}) {
    checkSnapshot(folder, 1280, 800);
    image->load(text(folder.path() / "window.png"));
  }
  REQUIRE(first.size() == second.size());
  // Qt blends a text's edges by other instructions where a picture's memory happens to lie otherwise: by up
  // to two levels another.
  int other = 0, largest = 0;
  for (int y = 0; y < first.height(); ++y)
    for (int x = 0; x < first.width(); ++x) {
      const QRgb a = first.pixel(x, y), b = second.pixel(x, y);
      const int apart = std::max(
          {std::abs(qRed(a) - qRed(b)), std::abs(qGreen(a) - qGreen(b)), std::abs(qBlue(a) - qBlue(b))});
      other += apart > 0 ? 1 : 0;
      largest = std::max(largest, apart);
    }
  CHECK(largest <= 2);
  CHECK(other <= 100);
}

TEST_CASE("Snapshots fail with a sentence and a code", "[snapshot]") {
  TemporaryFolder folder;
  const QString file = text(folder.path() / "window.png");
  const QStringList snap{"--backend", "cpu", "--snapshot", file, "--size", "800x600"};
  const auto absent = isocenter(QStringList{text(folder.path() / "absent")} + snap);
  CHECK(absent.code == 1);
  CHECK(absent.errors.contains("absent does not exist"));
  std::filesystem::create_directory(folder.path() / "empty");
  const auto empty = isocenter(QStringList{text(folder.path() / "empty")} + snap);
  CHECK(empty.code == 1);
  CHECK(empty.errors.contains(text(folder.path() / "empty")));
  CHECK_FALSE(std::filesystem::exists(folder.path() / "window.png"));

  writeTinySeries(folder.path() / "ct", cylinder());
  const auto nowhere =
      isocenter({text(folder.path() / "ct"), "--backend", "cpu", "--snapshot", "/no/such/folder/f.png"});
  CHECK(nowhere.code == 1);
  CHECK(nowhere.errors.contains("/no/such/folder/f.png"));
  std::filesystem::resize_file(folder.path() / "ct" / "IM0003.dcm", 300);
  const auto partly = isocenter(QStringList{text(folder.path() / "ct")} + snap);
  CHECK(partly.code == 3);
  CHECK(partly.errors.contains("IM0003.dcm"));
  CHECK(QImage(file).size() == QSize(800, 600));
}

TEST_CASE("Without a display there is a sentence, not a crash", "[snapshot]") {
  const auto run = isocenter({}, false);
  CHECK(run.code == 1);
  CHECK(run.errors.contains("display"));
  CHECK(isocenter({"--help"}, false).code == 0);
  CHECK(isocenter({"--layout", "9x9"}, false).code == 2);
}

TEST_CASE("An 8K snapshot", "[snapshot][long]") {
  TemporaryFolder folder;
  writeTinySeries(folder.path() / "ct", cylinder());
  checkSnapshot(folder, 7680, 4320);
}
