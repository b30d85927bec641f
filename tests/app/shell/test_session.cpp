// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <catch2/catch.hpp>
#include <fstream>

#include "app/session/session.h"
#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;
using iso::test::TinySeries;

namespace {

QString text(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

void openAll(Session& session, const QStringList& paths) {
  session.openPaths(paths);
  REQUIRE(test::waitFor([&] { return session.idle(); }));
}

}  // namespace

TEST_CASE("A folder's series is read to the last voxel", "[session]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  const TinySeries tiny;
  test::writeTinySeries(folder.path(), tiny);
  Session session;
  openAll(session, {text(folder.path())});
  REQUIRE(session.series().size() == 1);
  const LoadedSeriesPtr series = session.series().front();
  CHECK(series->study().patient.name == "Doe^Jane");
  CHECK_FALSE(series->started());
  std::vector<int> arrived;
  QObject::connect(series.get(), &LoadedSeries::sliceArrived, [&](int k) { arrived.push_back(k); });
  session.load(series);
  CHECK(session.loadingCount() == 1);
  REQUIRE(test::waitFor([&] { return series->complete(); }));
  CHECK(session.loadingCount() == 0);
  CHECK(arrived.size() == 10);
  const VolumePtr volume = series->volume();
  REQUIRE(volume);
  int wrong = 0;
  for (int k = 0; k < tiny.slices; ++k)
    for (int j = 0; j < tiny.rows; ++j)
      for (int i = 0; i < tiny.columns; ++i) wrong += volume->valueAt(i, j, k) != tiny.value(i, j, k);
  CHECK(wrong == 0);
  CHECK(series->initialWindow().center == 100.0);
  CHECK(series->initialWindow().width == 400.0);
  CHECK(session.find(series->key()) == series);
}

TEST_CASE("Without a window in the file it is automatic", "[session]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  TinySeries tiny;
  tiny.window.clear();
  test::writeTinySeries(folder.path(), tiny);
  Session session;
  openAll(session, {text(folder.path())});
  REQUIRE(session.series().size() == 1);
  const LoadedSeriesPtr series = session.series().front();
  session.load(series);
  REQUIRE(test::waitFor([&] { return series->complete(); }));
  const WindowLevel window = series->initialWindow();
  // The ramp runs from 0 to 31·10 + 23·5 + 9 = 434: the window lies inside and covers most of it.
  CHECK(window.center - window.width / 2 >= -1.0);
  CHECK(window.center + window.width / 2 <= 435.0);
  CHECK(window.width > 300.0);
}

TEST_CASE("What cannot be opened gets its sentence", "[session]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  Session session;
  SECTION("no such path") {
    const QString path = text(folder.path() / "absent");
    openAll(session, {path});
    REQUIRE(session.problemSentences().size() == 1);
    CHECK(session.problemSentences().front().contains(path));
    CHECK(session.badPathCount() == 1);
  }
  SECTION("an empty folder") {
    openAll(session, {text(folder.path())});
    REQUIRE(session.problemSentences().size() == 1);
    CHECK(session.problemSentences().front().contains("empty"));
  }
  SECTION("a folder of text files") {
    for (const char* name : {"a.txt", "b.txt"}) std::ofstream(folder.path() / name) << "Not an image.\n";
    openAll(session, {text(folder.path())});
    REQUIRE(session.problemSentences().size() == 1);
    CHECK(session.problemSentences().front().contains("none of the 2 files is DICOM"));
  }
  SECTION("a truncated file beside good ones") {
    test::writeTinySeries(folder.path(), TinySeries{});
    std::filesystem::resize_file(folder.path() / "IM0003.dcm", 300);
    openAll(session, {text(folder.path())});
    REQUIRE_FALSE(session.series().empty());
    session.load(session.series().front());
    REQUIRE(test::waitFor([&] { return session.idle(); }));
    CHECK(session.problemSentences().join(' ').contains("IM0003.dcm"));
    CHECK(session.unreadableCount() == 1);
  }
  SECTION("no permission") {
    if (::geteuid() == 0) {
      WARN("runs as root, for whom nothing is forbidden");
      return;
    }
    const auto closed = folder.path() / "closed";
    std::filesystem::create_directory(closed);
    std::filesystem::permissions(closed, std::filesystem::perms::none);
    openAll(session, {text(closed)});
    std::filesystem::permissions(closed, std::filesystem::perms::owner_all);
    REQUIRE(session.problemSentences().size() == 1);
    CHECK(session.problemSentences().front().contains("permission"));
  }
}

TEST_CASE("A bad path does not keep the good one from opening", "[session]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path() / "ct", TinySeries{});
  Session session;
  openAll(session, {text(folder.path() / "absent"), text(folder.path() / "ct")});
  CHECK(session.series().size() == 1);
  CHECK(session.problemSentences().size() == 1);
}

TEST_CASE("Series are ordered, opened once, closed with their study", "[session]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  TinySeries second;
  second.seriesUid += ".2";
  second.number = 2;
  second.slices = 14;
  test::writeTinySeries(folder.path() / "b", second);
  test::writeTinySeries(folder.path() / "a", TinySeries{});
  TinySeries other;
  other.patientName = "Roe^Richard";
  other.patientId = "P2";
  other.studyUid += ".7";
  other.seriesUid += ".7.1";
  test::writeTinySeries(folder.path() / "c", other);
  Session session;
  openAll(session, {text(folder.path() / "a"), text(folder.path() / "b")});
  REQUIRE(session.series().size() == 2);
  CHECK(session.series()[0]->series().number == 1);
  CHECK(session.series()[1]->series().number == 2);
  CHECK(session.mainSeries(second.studyUid)->series().number == 2);  // the one with most slices
  CHECK(session.patients() == QStringList{"Doe, Jane (P1)"});

  openAll(session, {text(folder.path() / "a")});
  CHECK(session.series().size() == 2);
  openAll(session, {text(folder.path() / "c")});
  CHECK(session.studies().size() == 2);
  CHECK(session.patients() == QStringList{"Doe, Jane (P1)", "Roe, Richard (P2)"});

  std::vector<LoadedSeriesPtr> closed;
  QObject::connect(&session, &Session::seriesClosed, [&](const LoadedSeriesPtr& s) { closed.push_back(s); });
  session.load(session.series()[0]);
  session.closeStudy(second.studyUid);
  CHECK(closed.size() == 2);
  CHECK(session.studies().size() == 1);
  CHECK(session.patients().size() == 1);
  CHECK_FALSE(closed[0]->loading());
}

TEST_CASE("A session can end while it reads", "[session]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  for (int round = 0; round < 5; ++round) {
    Session session;
    session.openPaths({text(folder.path())});
    if (round % 2) continue;  // ends while scanning
    REQUIRE(test::waitFor([&] { return session.idle(); }));
    session.requestThumbnails(32);
    session.load(session.series().front());
  }
  SUCCEED();
}
