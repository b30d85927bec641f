// SPDX-License-Identifier: Apache-2.0
#include <unistd.h>

#include <QCoreApplication>
#include <catch2/catch.hpp>
#include <fstream>
#include <thread>

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

bool everySliceReady(const LoadedSeries& series) {
  for (int k = 0; k < series.description().geometry.size()[2]; ++k)
    if (!series.sliceReady(k)) return false;
  return true;
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
    CHECK(session.problemSentences().front().contains("none of the 2 files in "));
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
  CHECK(session.mainSeries(studyKey(session.studies().front()))->series().number ==
        2);  // the one with most slices
  CHECK(session.patients() == QStringList{"Doe, Jane (P1)"});

  openAll(session, {text(folder.path() / "a")});
  CHECK(session.series().size() == 2);
  openAll(session, {text(folder.path() / "c")});
  CHECK(session.studies().size() == 2);
  CHECK(session.patients() == QStringList{"Doe, Jane (P1)", "Roe, Richard (P2)"});

  std::vector<LoadedSeriesPtr> closed;
  QObject::connect(&session, &Session::seriesClosed, [&](const LoadedSeriesPtr& s) { closed.push_back(s); });
  session.load(session.series()[0]);
  session.closeStudy(studyKey(session.studies().front()));
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

TEST_CASE("Two patients whose files carry the same UIDs are two studies", "[session]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  TinySeries twin;
  SECTION("another name and id") {
    twin.patientName = "Roe^Richard";
    twin.patientId = "P2";
  }
  SECTION("another birth date") {
    twin.birthDate = "19800202";
  }
  test::writeTinySeries(folder.path() / "a", TinySeries{});
  test::writeTinySeries(folder.path() / "b", twin);
  Session session;
  openAll(session, {text(folder.path() / "a")});
  openAll(session, {text(folder.path() / "b")});
  REQUIRE(session.studies().size() == 2);
  REQUIRE(session.series().size() == 2);
  CHECK(session.series()[0]->key() != session.series()[1]->key());
  CHECK(session.find(session.series()[1]->key()) == session.series()[1]);
  const QStringList patients = session.patients();
  REQUIRE(patients.size() == 2);
  CHECK(patients[0] != patients[1]);
  const LoadedSeriesPtr stays = session.series()[1];
  session.closeStudy(studyKey(session.studies().front()));
  REQUIRE(session.series().size() == 1);
  CHECK(session.series().front() == stays);
}

TEST_CASE("Parts of a series opened one after the other become the whole", "[session]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  TinySeries lower, upper;
  lower.slices = 6;
  upper.firstSlice = 4;  // two slices lie in both
  test::writeTinySeries(folder.path() / "lower", lower);
  test::writeTinySeries(folder.path() / "upper", upper);
  test::writeTinySeries(folder.path() / "whole", TinySeries{});
  const auto slices = [](const Session& session) {
    REQUIRE(session.series().size() == 1);
    return session.series().front()->description().geometry.size()[2];
  };
  Session session;
  openAll(session, {text(folder.path() / "lower")});
  CHECK(slices(session) == 6);
  SECTION("the other part is joined, from whichever side") {
    openAll(session, {text(folder.path() / "upper")});
    CHECK(slices(session) == 10);
    CHECK(session.problemSentences().isEmpty());
    const LoadedSeriesPtr series = session.series().front();
    session.load(series);
    REQUIRE(test::waitFor([&] { return series->complete(); }));
    for (int k = 0; k < 10; ++k) CHECK(series->volume()->valueAt(3, 2, k) == TinySeries{}.value(3, 2, k));
  }
  SECTION("the whole replaces the part") {
    openAll(session, {text(folder.path() / "whole")});
    CHECK(slices(session) == 10);
    SECTION("and a part of the whole is open already") {
      const LoadedSeriesPtr before = session.series().front();
      openAll(session, {text(folder.path() / "upper")});
      CHECK(slices(session) == 10);
      CHECK(session.series().front() == before);
      CHECK(session.problemSentences() == QStringList{"These images are open already."});
    }
  }
}

TEST_CASE("A series that could not be read can be read again, one that was stopped stays stopped",
          "[session]") {
  test::ensureApplication();
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path() / "a", TinySeries{});
  Session session;
  openAll(session, {text(folder.path() / "a")});
  const LoadedSeriesPtr series = session.series().front();
  SECTION("the folder is gone for a while") {
    std::filesystem::rename(folder.path() / "a", folder.path() / "away");
    session.load(series);
    REQUIRE(test::waitFor([&] { return !series->error().isEmpty(); }));
    CHECK_FALSE(series->loading());
    std::filesystem::rename(folder.path() / "away", folder.path() / "a");
    session.load(series);
    CHECK(series->error().isEmpty());
    REQUIRE(test::waitFor([&] { return series->complete(); }));
  }
  SECTION("the end of a reading that was stopped meanwhile") {
    session.load(series);
    // All is read and said, but the event loop has not run: stopping comes first.
    while (!everySliceReady(*series)) std::this_thread::yield();
    session.cancelLoads();
    CHECK_FALSE(series->loading());
    int completed = 0;
    QObject::connect(series.get(), &LoadedSeries::completed, [&] { ++completed; });
    for (int i = 0; i < 10; ++i) QCoreApplication::processEvents();
    CHECK(completed == 0);
    CHECK_FALSE(series->complete());
  }
}
