// SPDX-License-Identifier: Apache-2.0
#include <QAction>
#include <QApplication>
#include <QDragEnterEvent>
#include <QDropEvent>
#include <QMimeData>
#include <QScreen>
#include <QSettings>
#include <QUrl>
#include <catch2/catch.hpp>
#include <fstream>

#include "app/panels/series_delegate.h"
#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;
using iso::test::TestWindow;
using iso::test::TinySeries;

namespace {

QString text(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

TinySeries another() {
  TinySeries other;
  other.patientName = "Roe^Richard";
  other.patientId = "P2";
  other.studyUid += ".7";
  other.seriesUid += ".7.1";
  return other;
}

}  // namespace

TEST_CASE("What is drawn is what is on the screen", "[window]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  TestWindow w;
  w.open({text(folder.path())});
  auto& area = w.window->viewports();
  const QImage drawn = area.grabFramebuffer();
  REQUIRE(drawn.width() > 100);
  const QPoint corner = area.mapTo(w.window.get(), QPoint(0, 0));
  // The screen may be a frame behind; it must come to show every sampled pixel.
  CHECK(test::waitFor([&] {
    const QImage seen = w.window->screen()->grabWindow(w.window->winId()).toImage();
    const double ratio = drawn.width() / static_cast<double>(area.width());
    int different = 0, bright = 0;
    for (int y = 3; y < area.height(); y += 7)
      for (int x = 3; x < area.width(); x += 7) {
        const QColor a = drawn.pixelColor(static_cast<int>(x * ratio), static_cast<int>(y * ratio));
        const QPoint at = (corner + QPoint(x, y)) * ratio;
        if (!seen.rect().contains(at)) continue;
        const QColor b = seen.pixelColor(at);
        bright += a.lightness() > 60;
        different +=
            std::abs(a.red() - b.red()) + std::abs(a.green() - b.green()) + std::abs(a.blue() - b.blue()) >
            12;
      }
    return bright > 20 && different == 0;
  }));
}

TEST_CASE("Opening hangs the series with most slices and names the patient", "[window]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path() / "a", TinySeries{});
  TinySeries longer;
  longer.seriesUid += ".2";
  longer.number = 2;
  longer.slices = 12;
  longer.description = "Longer";
  test::writeTinySeries(folder.path() / "b", longer);
  TestWindow w;
  CHECK_FALSE(w.window->viewsShown());
  w.open({text(folder.path())});
  REQUIRE(w.window->viewsShown());
  REQUIRE(w.window->viewports().activeSeries());
  CHECK(w.window->viewports().activeSeries()->series().number == 2);
  CHECK(w.window->windowTitle().contains("Doe, Jane"));
  CHECK(w.window->windowTitle().contains("Longer"));
  CHECK(w.window->banner().text().isEmpty());
  CHECK(w.window->messages().text().isEmpty());

  SECTION("the list shows both with pictures and marks the one in view") {
    auto* list = w.window->studyPanel().list();
    REQUIRE(list->count() == 3);
    CHECK(list->item(0)->data(SeriesDelegate::HeadingRole).toBool());
    for (int row : {1, 2})
      CHECK_FALSE(list->item(row)->data(SeriesDelegate::PictureRole).value<QImage>().isNull());
    CHECK_FALSE(list->item(1)->data(SeriesDelegate::ShownRole).toBool());
    CHECK(list->item(2)->data(SeriesDelegate::ShownRole).toBool());
  }
  SECTION("left and right step through the series") {
    w.key(Qt::Key_Left);
    CHECK(w.window->viewports().activeSeries()->series().number == 1);
    w.key(Qt::Key_Right);
    CHECK(w.window->viewports().activeSeries()->series().number == 2);
  }
  SECTION("without the patient nothing names them") {
    w.window->command("annotations.less")->trigger();
    CHECK_FALSE(w.window->windowTitle().contains("Doe"));
    CHECK_FALSE(
        w.window->studyPanel().list()->item(0)->data(SeriesDelegate::TitleRole).toString().contains("Doe"));
  }
}

TEST_CASE("Keys do what readers' hands know", "[window]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  TestWindow w;
  w.open({text(folder.path())});
  ViewportArea& area = w.window->viewports();

  w.key(Qt::Key_Z);
  CHECK(area.activeTool() == "zoom");
  w.key(Qt::Key_T);
  CHECK(area.activeTool() == "pan");
  w.key(Qt::Key_S);
  CHECK(area.activeTool() == "scroll");
  w.key(Qt::Key_M);
  CHECK(area.activeTool() == "pan");
  w.key(Qt::Key_W);
  CHECK(area.activeTool() == "window");

  w.key(Qt::Key_3);  // the first of the list: lung, 1500/-600
  REQUIRE(area.window());
  CHECK(area.window()->width == 1500.0);
  CHECK(area.window()->center == -600.0);
  w.key(Qt::Key_1);  // the file's own
  CHECK(area.window()->width == 400.0);
  CHECK(area.window()->center == 100.0);
  w.key(Qt::Key_2);  // the file has no second one
  CHECK(area.window()->width == 400.0);
  w.key(Qt::Key_0);
  REQUIRE(area.activeSeries()->automaticWindow());
  CHECK(area.window()->center != 100.0);  // no longer the file's

  w.key(Qt::Key_2, Qt::ControlModifier);
  CHECK(area.layoutKind() == LayoutKind::OneAndThree);
  w.key(Qt::Key_3, Qt::ControlModifier);
  CHECK(area.layoutKind() == LayoutKind::Single);
  w.key(Qt::Key_1, Qt::ControlModifier);
  CHECK(area.layoutKind() == LayoutKind::TwoByTwo);

  w.key(Qt::Key_Space);
  CHECK(area.annotationLevel() == AnnotationLevel::Less);
  w.key(Qt::Key_Space);
  CHECK(area.annotationLevel() == AnnotationLevel::None);
  w.key(Qt::Key_Space);
  CHECK(area.annotationLevel() == AnnotationLevel::All);
}

TEST_CASE("Two patients wear a banner with both names", "[window]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path() / "a", TinySeries{});
  test::writeTinySeries(folder.path() / "b", another());
  TestWindow w;
  w.open({text(folder.path() / "a")});
  CHECK(w.window->banner().text().isEmpty());
  w.open({text(folder.path() / "b")});
  CHECK(w.window->banner().text().contains("Doe, Jane"));
  CHECK(w.window->banner().text().contains("Roe, Richard"));
  // All views show the newly opened patient, none of the other.
  REQUIRE(w.window->viewports().activeSeries());
  CHECK(w.window->viewports().activeSeries()->study().patient.id == "P2");
  w.window->command("file.closeStudy")->trigger();
  CHECK(w.window->banner().text().isEmpty());
  REQUIRE(w.window->viewports().activeSeries());
  CHECK(w.window->viewports().activeSeries()->study().patient.id == "P1");
  w.window->command("file.closeStudy")->trigger();
  CHECK_FALSE(w.window->viewsShown());
}

TEST_CASE("What goes wrong is a line in the window, not a dialog", "[window]") {
  test::TemporaryFolder folder;
  TestWindow w;
  const QString absent = text(folder.path() / "absent");
  w.open({absent});
  CHECK(w.window->messages().text().contains(absent));
  w.window->messages().dismiss();
  CHECK(w.window->messages().text().isEmpty());
  w.open({text(folder.path())});
  CHECK(w.window->messages().text().contains("empty"));
  std::ofstream(folder.path() / "letter.txt") << "Dear colleague\n";
  w.open({text(folder.path())});
  CHECK(w.window->messages().text().contains("2 problems"));
}

TEST_CASE("Recent folders and the layout are kept", "[window]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path() / "ct", TinySeries{});
  const QString file = text(folder.path() / "settings.ini");
  const QString opened = text(folder.path() / "ct");
  {
    TestWindow w(std::make_unique<QSettings>(file, QSettings::IniFormat));
    w.open({opened});
    w.open({text(folder.path() / "absent")});  // what did not open is not remembered
    w.window->command("layout.1+3")->trigger();
    w.window->close();
  }
  TestWindow w(std::make_unique<QSettings>(file, QSettings::IniFormat));
  CHECK(w.preferences.recent() == QStringList{opened});
  CHECK(w.window->viewports().layoutKind() == LayoutKind::OneAndThree);
}

TEST_CASE("Files and series can be dropped", "[window]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path() / "a", TinySeries{});
  TinySeries second;
  second.seriesUid += ".2";
  second.number = 2;
  second.slices = 4;
  test::writeTinySeries(folder.path() / "b", second);
  TestWindow w;
  QMimeData files;
  files.setUrls({QUrl::fromLocalFile(text(folder.path()))});
  // Qt delivers a drop where the drag has entered.
  QDragEnterEvent enters(QPoint(50, 50), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(w.window.get(), &enters);
  CHECK(enters.isAccepted());
  QDropEvent onWindow(QPointF(50, 50), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(w.window.get(), &onWindow);
  REQUIRE(test::waitFor([&] { return w.session->series().size() == 2 && w.window->settled(); }));

  ViewportArea& area = w.window->viewports();
  const QPoint place(area.width() - 40, 40);
  const int viewport = area.viewportAt(place);
  REQUIRE(viewport >= 0);
  QMimeData series;
  series.setData(kSeriesMime, w.session->series()[1]->key().toUtf8());
  QDragEnterEvent entersView(place, Qt::CopyAction, &series, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&area, &entersView);
  CHECK(entersView.isAccepted());
  QDropEvent onView(place, Qt::CopyAction, &series, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&area, &onView);
  CHECK(onView.isAccepted());
  CHECK(area.activeViewport() == viewport);
  CHECK(area.activeSeries()->series().number == 2);
  CHECK(area.viewKind() == ViewKind::Stack);
}
