// SPDX-License-Identifier: Apache-2.0
#include <QSignalSpy>
#include <QTest>
#include <catch2/catch.hpp>
#include <cmath>

#include "app/viewport/board_services.h"
#include "tests/app/viewport/area_fixture.h"

using namespace iso;
using namespace iso::app;
using namespace iso::test;

namespace {

/// Where a voxel appears in a view, in widget coordinates.
QPoint voxelAt(AreaFixture& f, int view, const Vector3& index) {
  const auto& v = f.board().at(view);
  const auto p = v.planeOnScreen()->toView(v.state()->geometry().toPatient({index}));
  return f.inView(view, p.x(), p.y());
}

}  // namespace

TEST_CASE("Shift and the hand put the crosshair on the voxel under it, in every view") {
  AreaFixture f;
  f.show(makeSeries());
  // Axial view: choose i and j.
  f.moveTo(voxelAt(f, 0, {30, 10, 14}), Qt::ShiftModifier);
  Vector3 index = f.cursorIndex();
  CHECK(index.x() == Approx(30).margin(0.2));
  CHECK(index.y() == Approx(10).margin(0.2));
  CHECK(index.z() == Approx(14));
  // Sagittal view: choose j and k.
  f.moveTo(voxelAt(f, 1, {30, 40, 5}), Qt::ShiftModifier);
  index = f.cursorIndex();
  CHECK(index.x() == Approx(30).margin(0.2));
  CHECK(index.y() == Approx(40).margin(0.2));
  CHECK(index.z() == Approx(5).margin(0.2));
  REQUIRE(f.settle());
  // All linked pictures pass through the point.
  for (int i = 0; i < 3; ++i) {
    const auto& shown = std::get<SliceRequest>(*f.board().at(i).shown()).view;
    CHECK(std::abs(shown.distance(f.board().at(0).state()->cursor().point())) < 1e-6);
  }
}

TEST_CASE("The read-out is the nearest stored voxel, never the picture") {
  AreaFixture f;
  f.show(makeSeries());
  QSignalSpy spy(f.area.get(), &ViewportArea::cursorMoved);
  f.moveTo(voxelAt(f, 0, {12, 34, 14}));
  REQUIRE(spy.count() > 0);
  // 12 + 3400 + 140000.
  CHECK(spy.last().at(0).toString().endsWith("· 143412 HU"));
  CHECK(spy.last().at(0).toString().contains("H 128.0 mm"));
  const BoardServices services(f.board(), 0);
  const auto point = f.board().at(0).state()->geometry().toPatient({{7, 8, 9}}).mm;
  CHECK(services.valueAt(point.data()) == 90807.0);
}

TEST_CASE("The wheel turns slices over, with Shift faster, with Ctrl it zooms") {
  AreaFixture f;
  f.show(makeSeries());
  const QPoint at = f.centreOf(0) + QPoint(60, 60);
  f.wheel(at, -1);
  CHECK(f.cursorIndex().z() == Approx(15));
  f.wheel(at, -1, Qt::ShiftModifier);
  CHECK(f.cursorIndex().z() == Approx(20));
  f.wheel(at, 2);
  CHECK(f.cursorIndex().z() == Approx(18));
  const double before = f.board().at(0).slice()->zoom();
  f.wheel(at, 1, Qt::ControlModifier);
  CHECK(f.board().at(0).slice()->zoom() > before);
  CHECK(f.cursorIndex().z() == Approx(18));
}

TEST_CASE("Keys step, page and go to the ends; the stack stays in its slices") {
  AreaFixture f;
  f.show(makeSeries());
  f.area->setViewKind(ViewKind::Stack);
  const auto press = [&](Qt::Key key) { QTest::keyClick(f.area.get(), key); };
  const auto slice = [&] { return f.board().at(0).slice()->slice(); };
  CHECK(slice() == 14);
  press(Qt::Key_Down);
  CHECK(slice() == 15);
  press(Qt::Key_PageUp);
  CHECK(slice() == 5);
  press(Qt::Key_End);
  CHECK(slice() == 29);
  press(Qt::Key_Down);
  CHECK(slice() == 29);
  press(Qt::Key_Home);
  CHECK(slice() == 0);
  REQUIRE(f.settle());
  CHECK(f.board().at(0).shownSlice() == 0);
}

TEST_CASE("Window and level: right is wider, up is brighter, in proportion to the width") {
  AreaFixture f;
  f.area->setCrosshairVisible(false);
  f.show(makeSeries());
  const QPoint at = f.centreOf(0);
  f.drag(at, at + QPoint(75, -30));
  auto window = *f.area->window();
  CHECK(window.width == Approx(400 * std::exp(75 / 300.0)));
  CHECK(window.center == Approx(40 - 400 * 30 / 300.0));
  // All linked views follow.
  REQUIRE(f.settle());
  CHECK(std::get<SliceRequest>(*f.board().at(2).shown()).display.window == window);
  f.area->setWindow({40, 400, VoiFunction::LinearExact});
  f.area->setVerticalWindowInverted(true);
  f.drag(at, at + QPoint(0, -30));
  CHECK(f.area->window()->center == Approx(40 + 400 * 30 / 300.0));
}

TEST_CASE("The middle button pans, the right one zooms or opens the menu") {
  AreaFixture f;
  f.show(makeSeries());
  const auto& view = f.board().at(0);
  const auto point = view.state()->geometry().toPatient({{20, 20, 14}});
  const auto before = view.planeOnScreen()->toView(point);
  const QPoint at = f.centreOf(0) + QPoint(50, 30);
  f.drag(at, at + QPoint(24, -16), Qt::MiddleButton);
  const auto after = view.planeOnScreen()->toView(point);
  CHECK((after - before - Vector2(24, -16)).norm() < 1e-6);

  QSignalSpy menu(f.area.get(), &ViewportArea::contextMenuRequested);
  const double zoom = view.slice()->zoom();
  f.drag(at, at + QPoint(0, -60), Qt::RightButton);
  CHECK(view.slice()->zoom() > 1.2 * zoom);
  CHECK(menu.count() == 0);
  f.drag(at, at + QPoint(1, 1), Qt::RightButton);
  CHECK(menu.count() == 1);
}

TEST_CASE("Dragging a line moves its plane, the other views scroll") {
  AreaFixture f;
  f.show(makeSeries());
  // In the axial view the sagittal plane is the upright line through the point.
  const QPoint centre = voxelAt(f, 0, f.cursorIndex());
  const QPoint from = centre + QPoint(0, 40), to = voxelAt(f, 0, {28, 24, 14}) + QPoint(0, 40);
  const Vector3 before = f.cursorIndex();
  f.drag(from, to);
  CHECK(f.cursorIndex().x() == Approx(28).margin(0.2));
  CHECK(f.cursorIndex().y() == Approx(before.y()));
  CHECK(f.cursorIndex().z() == Approx(before.z()));
  REQUIRE(f.settle());
  const auto& sagittal = std::get<SliceRequest>(*f.board().at(1).shown()).view;
  CHECK(f.board().at(1).state()->geometry().toIndex(sagittal.center).ijk.x() == Approx(28).margin(0.2));
}

TEST_CASE("Dragging near a line's end turns the planes with the hand, at 90 degrees") {
  AreaFixture f;
  f.show(makeSeries());
  const auto p = f.board().at(0).planeOnScreen()->toView(f.board().at(0).state()->cursor().point());
  const double r = 120, a = 25.0 * M_PI / 180.0;
  const QPoint from = f.inView(0, p.x() + r, p.y());
  const QPoint to = f.inView(0, p.x() + r * std::cos(a), p.y() + r * std::sin(a));
  f.drag(from, to);
  const auto& cursor = f.board().at(0).state()->cursor();
  // The coronal line was under the hand: its direction on the axial screen is now 25° clockwise.
  const Vector3 along = cursor.axes(Plane::Coronal).right;
  CHECK(std::atan2(along.y(), along.x()) == Approx(a).margin(0.02));
  CHECK(std::abs(cursor.normal(Plane::Coronal).dot(cursor.normal(Plane::Sagittal))) < 1e-12);
  CHECK(cursor.normal(Plane::Axial).isApprox(Vector3::UnitZ()));
  CHECK(f.board().at(0).planeOnScreen()->right.isApprox(Vector3::UnitX()));
}

TEST_CASE("In 3D the left button turns, the wheel zooms") {
  AreaFixture f;
  f.show(makeSeries());
  const auto camera = [&] { return f.board().at(3).volume()->camera(100, 100); };
  const QPoint at = f.centreOf(3);
  const double half = camera().halfHeightMm;
  f.drag(at, at + QPoint(30, 0));
  CHECK(camera().forward.x() >
        0.1);  // the nose went to the screen's right: seen from the patient's right side
  f.wheel(at, 1);
  CHECK(camera().halfHeightMm < half);
  f.area->setViewFrom("head");
  CHECK(camera().forward.isApprox(-Vector3::UnitZ()));
}

TEST_CASE("Tools are those of the contract and change what the left button does") {
  AreaFixture f;
  f.area->setCrosshairVisible(false);
  f.show(makeSeries());
  CHECK(f.area->toolIds() ==
        QStringList{"window", "pan", "zoom", "scroll", "crosshair", "rotate3d", "sculpt", "curve"});
  QSignalSpy spy(f.area.get(), &ViewportArea::toolChanged);
  f.area->setActiveTool("scroll");
  f.area->setActiveTool("nonsense");
  CHECK(f.area->activeTool() == "scroll");
  CHECK(spy.count() == 1);
  const QPoint at = f.centreOf(0);
  const auto window = *f.area->window();
  f.drag(at, at + QPoint(0, 40));
  CHECK(f.cursorIndex().z() == Approx(19));
  CHECK(*f.area->window() == window);
}

TEST_CASE("Series in one frame of reference follow the point; another patient's never do") {
  AreaFixture f;
  f.show(makeSeries());
  SeriesSpec same;
  same.uid = "9.1";
  same.modality = "MR";
  SeriesSpec other = same;
  other.uid = "9.2";
  other.patient = "OTHER^PERSON";
  const auto relative = makeSeries(same), stranger = makeSeries(other);
  f.area->showSeriesIn(relative, 1);
  f.area->showSeriesIn(stranger, 2);
  REQUIRE(f.settle());
  f.board().setCrosshair(0, f.board().at(0).state()->geometry().toPatient({{3, 4, 25}}));
  CHECK(f.board().at(1).slice()->slice() == 25);
  CHECK(f.board().at(2).slice()->slice() == 14);
  CHECK(f.area->activeSeries() == stranger);
  // Window changes stay with the series.
  f.area->setWindow({7, 9, VoiFunction::LinearExact});
  f.area->setActiveViewport(0);
  CHECK(f.area->window()->center == 40);
}
