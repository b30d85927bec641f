// SPDX-License-Identifier: Apache-2.0
#include <QApplication>
#include <QDropEvent>
#include <QMimeData>
#include <QPainter>
#include <QSignalSpy>
#include <QTest>
#include <catch2/catch.hpp>

#include "app/panels/issues_dialog.h"
#include "app/panels/series_delegate.h"
#include "app/session/series_issues.h"
#include "tests/app/series/made_series.h"
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

TinySeries reports() {
  TinySeries s;
  s.seriesUid += ".5";
  s.number = 5;
  s.description = "Dictation";
  return s;
}

}  // namespace

TEST_CASE("Reports have a row with their letters; they cannot be hung", "[objects]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path() / "ct", TinySeries{});
  test::writeTinyReports(folder.path() / "sr", reports(), 3);
  TestWindow w;
  w.open({text(folder.path())});
  CHECK(w.session->series().size() == 1);
  REQUIRE(w.session->objects().size() == 1);
  auto* list = w.window->studyPanel().list();
  REQUIRE(list->count() == 3);
  const auto* row = list->item(2);
  CHECK(row->data(SeriesDelegate::KindRole).toString() == "SR");
  CHECK(row->data(SeriesDelegate::TitleRole).toString() == "Dictation");
  CHECK(row->data(SeriesDelegate::CountRole).toString() == "3 reports");
  CHECK(row->data(SeriesDelegate::DetailRole).toString() == QStringLiteral("#5 · SR"));
  CHECK_FALSE(row->flags().testFlag(Qt::ItemIsDragEnabled));
  // Dropped all the same, its key shows nothing and takes nothing away.
  ViewportArea& area = w.window->viewports();
  const auto before = area.activeSeries();
  QMimeData mime;
  mime.setData(kSeriesMime, row->data(SeriesDelegate::KeyRole).toString().toUtf8());
  QDropEvent drop(QPointF(40, 40), Qt::CopyAction, &mime, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(&area, &drop);
  CHECK(area.activeSeries() == before);
  w.open({text(folder.path() / "sr")});
  CHECK(w.session->problemSentences().join(' ').contains("open already"));
  CHECK(w.window->studyPanel().list()->count() == 3);
}

TEST_CASE("A study of reports alone is listed and can be closed", "[objects]") {
  test::TemporaryFolder folder;
  test::writeTinyReports(folder.path(), reports(), 1);
  TestWindow w;
  w.open({text(folder.path())});
  CHECK(w.session->studies().size() == 1);
  CHECK(w.session->problemSentences().isEmpty());
  REQUIRE(w.window->studyPanel().list()->count() == 2);
  CHECK(w.window->studyPanel().list()->item(1)->data(SeriesDelegate::CountRole).toString() == "1 report");
  CHECK_FALSE(w.window->viewsShown());
  w.session->closeAll();
  CHECK(w.window->studyPanel().list()->count() == 0);
}

TEST_CASE("Objects are grouped by kind and joined by file", "[objects]") {
  Study study;
  study.uid = "1";
  Series series;
  series.uid = "1.1";
  series.objectFiles = {
      {"SEG", "a.dcm", "1.1.1", "Liver"}, {"SR", "b.dcm", "1.1.2", ""}, {"SEG", "c.dcm", "1.1.3", "Spleen"}};
  auto groups = objectsOf(study, series);
  REQUIRE(groups.size() == 2);
  CHECK(groups[0].kind == "SEG");
  CHECK(groups[0].countText() == "2 segmentations");
  CHECK(groups[0].toolTip().contains("Liver"));
  CHECK(groups[1].countText() == "1 report");
  CHECK(groups[1].label() == "Report");
  Series more = series;
  more.objectFiles = {{"SEG", "elsewhere/a.dcm", "1.1.1", "Liver"}, {"SEG", "d.dcm", "1.1.4", "Kidney"}};
  CHECK(mergeObjects(groups[0], objectsOf(study, more)[0]));
  CHECK(groups[0].count == 3);
  CHECK_FALSE(mergeObjects(groups[0], objectsOf(study, more)[0]));
}

TEST_CASE("Issues are counted on the row, and a click on the mark tells them", "[issues]") {
  test::ensureApplication();
  const auto series = test::madeSeries([](VolumeDescription& d) {
    d.issues = {{"missing-slices", "2 slices are missing."}, {"gantry-tilt", "Tilted by 18°."}};
  });
  CHECK(issuesOf(*series) == QStringList{"2 slices are missing.", QStringLiteral("Tilted by 18°.")});
  IssuesDialog dialog(series);
  CHECK(dialog.text().contains("2 slices are missing."));
  CHECK(dialog.text().contains(QStringLiteral("Tilted by 18°.")));

  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  // The middle slice is left out: a gap.
  std::filesystem::remove(folder.path() / "IM0005.dcm");
  TestWindow w;
  w.open({text(folder.path())});
  auto* list = w.window->studyPanel().list();
  REQUIRE(list->count() == 2);
  REQUIRE(list->item(1)->data(SeriesDelegate::IssueRole).toInt() == 1);
  const QModelIndex index = list->model()->index(1, 0);
  const QRect badge = SeriesDelegate::issueBadge(list->visualRect(index), index, list->font());
  REQUIRE_FALSE(badge.isEmpty());
  QSignalSpy asked(&w.window->studyPanel(), &StudyPanel::issuesRequested);
  QTest::mouseClick(list->viewport(), Qt::LeftButton, {}, badge.center());
  CHECK(asked.count() == 1);
  auto* shown = w.window->findChild<IssuesDialog*>();
  REQUIRE(shown);
  CHECK(shown->text() ==
        QString::fromStdString(w.session->series().front()->description().issues.front().message));
}
