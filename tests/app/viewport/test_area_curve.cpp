// SPDX-License-Identifier: Apache-2.0
#include <QSignalSpy>
#include <QTest>
#include <QUndoStack>
#include <catch2/catch.hpp>
#include <cmath>

#include "app/viewport/board_services.h"
#include "app/viewport/curved_annotations.h"
#include "app/viewport/view_annotations.h"
#include "tests/app/viewport/area_fixture.h"

using namespace iso;
using namespace iso::app;
using namespace iso::test;

namespace {

/// Voxels of 0.5 × 0.5 × 2 mm from (−10, −20, 100).
Vector3 placeOf(const Vector3& index) {
  return {-10.0 + 0.5 * index.x(), -20.0 + 0.5 * index.y(), 100.0 + 2.0 * index.z()};
}

struct CurveFixture : AreaFixture {
  CurveFixture() {
    show(makeSeries());
    area->setActiveTool("curve");
  }
  QPoint voxelAt(int view, const Vector3& index) {
    const auto p = board().at(view).planeOnScreen()->toView({placeOf(index)});
    return inView(view, p.x(), p.y());
  }
  void click(QPoint at) { drag(at, at); }
  void pick(int view, std::initializer_list<Vector3> voxels) {
    for (const Vector3& index : voxels) click(voxelAt(view, index));
  }
  const CurvePath& path() { return *board().at(0).state()->path(); }
  const std::vector<PatientPoint>& points() { return path().picks().points; }
  void key(Qt::Key key, Qt::KeyboardModifiers modifiers = {}) { QTest::keyClick(area.get(), key, modifiers); }
  void showCurved(int view, ViewKind kind) {
    area->setActiveViewport(view);
    area->setViewKind(kind);
    REQUIRE(settle());
  }
  const CurvedPicture& curved(int view) { return std::get<CurvedRequest>(*board().at(view).shown()).view; }
  /// Millimetres a click may be off for the whole pixel that it takes.
  double pixel(int view) { return board().at(view).planeOnScreen()->mmPerPixel; }
};

}  // namespace

TEST_CASE("Clicks in a slice view add points of the path where the hand is, one undo step each") {
  CurveFixture f;
  f.pick(0, {{8, 30, 14}, {20, 12, 14}, {32, 30, 14}});
  REQUIRE(f.points().size() == 3);
  CHECK((f.points()[0].mm - placeOf({8, 30, 14})).norm() < f.pixel(0));
  CHECK((f.points()[1].mm - placeOf({20, 12, 14})).norm() < f.pixel(0));
  CHECK((f.points()[2].mm - placeOf({32, 30, 14})).norm() < f.pixel(0));
  for (const auto& p : f.points()) CHECK(p.mm.z() == Approx(128.0));
  CHECK(f.area->pathUndoStack().count() == 3);
  f.key(Qt::Key_Z, Qt::ControlModifier);
  CHECK(f.points().size() == 2);
  f.key(Qt::Key_Z, Qt::ControlModifier);
  f.key(Qt::Key_Z, Qt::ControlModifier);
  CHECK(f.points().empty());
  CHECK_FALSE(f.area->hasPath());
  f.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  f.key(Qt::Key_Y, Qt::ControlModifier);
  REQUIRE(f.points().size() == 2);
  CHECK((f.points()[1].mm - placeOf({20, 12, 14})).norm() < f.pixel(0));
}

TEST_CASE("A point may be picked on a line of the crosshair, and the tools beside it stay as they are") {
  CurveFixture f;
  const Vector3 before = f.cursorIndex();
  // On the upright line of the sagittal plane.
  f.click(f.voxelAt(0, {before.x(), 40, 14}));
  CHECK(f.points().size() == 1);
  CHECK(f.cursorIndex() == before);
  f.area->setActiveTool("window");
  f.click(f.voxelAt(0, {30, 40, 14}));
  CHECK(f.points().size() == 1);
}

TEST_CASE("A click on the path's line puts a point between its neighbours") {
  CurveFixture f;
  f.pick(0, {{6, 25, 14}, {20, 25, 14}, {34, 25, 14}, {27, 25, 14}});
  REQUIRE(f.points().size() == 4);
  CHECK((f.points()[2].mm - placeOf({27, 25, 14})).norm() < f.pixel(0));
  CHECK((f.points()[3].mm - placeOf({34, 25, 14})).norm() < f.pixel(0));
}

TEST_CASE("Dragging a point moves it in the view's plane, in one step, and undo brings it back") {
  CurveFixture f;
  f.pick(0, {{8, 30, 14}, {20, 12, 14}, {32, 30, 14}});
  const auto before = f.points();
  const QPoint from = f.voxelAt(0, {20, 12, 14});
  f.drag(from, from + QPoint(30, -18));
  REQUIRE(f.points().size() == 3);
  const double mm = f.pixel(0);
  CHECK((f.points()[1].mm - before[1].mm - Vector3(30 * mm, -18 * mm, 0)).norm() < 1e-9);
  CHECK(f.points()[0] == before[0]);
  CHECK(f.area->pathUndoStack().count() == 4);
  f.area->pathUndoStack().undo();
  CHECK(f.points() == before);
  // In the sagittal view a point keeps how far it lies from the plane.
  const double off = before[0].mm.x() - f.board().at(0).state()->cursor().point().mm.x();
  CHECK(std::abs(off) > 1.0);
  const QPoint side = f.voxelAt(1, {8, 30, 14});
  f.drag(side, side + QPoint(10, 20));
  const double sideMm = f.pixel(1);
  CHECK((f.points()[0].mm - before[0].mm - Vector3(0, 10 * sideMm, -20 * sideMm)).norm() < 1e-9);
}

TEST_CASE("Delete takes away the point under the hand, else the last; Escape ends picking") {
  CurveFixture f;
  f.pick(0, {{8, 30, 14}, {20, 12, 14}, {32, 30, 14}});
  f.moveTo(f.voxelAt(0, {8, 30, 14}));
  f.key(Qt::Key_Delete);
  REQUIRE(f.points().size() == 2);
  CHECK((f.points()[0].mm - placeOf({20, 12, 14})).norm() < f.pixel(0));
  f.moveTo(f.voxelAt(0, {4, 4, 14}));
  f.key(Qt::Key_Backspace);
  REQUIRE(f.points().size() == 1);
  CHECK((f.points()[0].mm - placeOf({20, 12, 14})).norm() < f.pixel(0));
  f.key(Qt::Key_Backspace);
  f.key(Qt::Key_Backspace);
  CHECK(f.points().empty());
  f.area->pathUndoStack().undo();
  CHECK(f.points().size() == 1);
  f.key(Qt::Key_Escape);
  CHECK(f.area->activeTool() == "window");
  CHECK(f.points().size() == 1);
}

TEST_CASE("A curved view shows the lines that the curve says, head up, and follows the path") {
  CurveFixture f;
  f.showCurved(3, ViewKind::Curved);
  CHECK_FALSE(f.board().at(3).hasPicture());
  CHECK(f.board().at(3).message().contains("click along the structure"));
  f.area->setActiveViewport(0);
  f.pick(0, {{8, 30, 14}, {14, 14, 14}, {20, 11, 14}, {26, 14, 14}, {32, 30, 14}});
  REQUIRE(f.settle());
  REQUIRE(f.board().at(3).hasPicture());
  const Curve curve = *Curve::through(f.points());
  const CurvedPicture shown = f.curved(3);
  CHECK(shown.width == f.board().at(3).rect().width());
  CHECK(shown.height == f.board().at(3).rect().height());
  CHECK(shown.surface->extent() == Approx(curve.length()));
  for (const double s : {0.0, 3.7, 11.2, curve.length()}) {
    const auto frame = curve.frame(s, f.path().angle());
    const auto line = shown.surface->line(s);
    CHECK((line.center.mm - frame.point.mm).norm() < 1e-9);
    CHECK(line.right.isApprox(frame.right));
    // Picked on an axial slice: all lines stand upright.
    CHECK(std::abs(line.right.z()) == Approx(1.0));
  }
  // Up on the screen is towards the head: the middle of the picture and 20 pixels above it.
  const double x = 0.5 * (shown.width - 1), y = 0.5 * (shown.height - 1);
  const Vector3 middle = shown.toPatient(shown.pixelToSurface(x, y)).mm;
  const Vector3 above = shown.toPatient(shown.pixelToSurface(x, y - 20)).mm;
  CHECK((above - middle - Vector3(0, 0, 20 * shown.pixelMm)).norm() < 1e-9);
  // And the patient's left is on the right, from whichever end it was picked.
  const Vector3 right = shown.toPatient(shown.pixelToSurface(x + 20, y)).mm;
  CHECK((right - middle).x() > 17 * shown.pixelMm);
  f.area->clearPath();
  CHECK(f.area->pathUndoStack().count() == 6);
  f.pick(0, {{32, 30, 14}, {26, 14, 14}, {20, 11, 14}, {14, 14, 14}, {8, 30, 14}});
  REQUIRE(f.settle());
  const CurvedPicture back = f.curved(3);
  const Vector3 backMiddle = back.toPatient(back.pixelToSurface(x, y)).mm;
  CHECK((back.toPatient(back.pixelToSurface(x, y - 20)).mm - backMiddle).z() > 19 * back.pixelMm);
  // The path bends there, so a little less than 20 pixels.
  CHECK((back.toPatient(back.pixelToSurface(x + 20, y)).mm - backMiddle).x() > 17 * back.pixelMm);
}

TEST_CASE("Without its path a curved view has no picture, and undo brings both back") {
  CurveFixture f;
  f.pick(0, {{8, 30, 14}, {32, 30, 14}});
  f.showCurved(3, ViewKind::Curved);
  REQUIRE(f.board().at(3).hasPicture());
  f.area->clearPath();
  REQUIRE(f.settle());
  CHECK_FALSE(f.board().at(3).hasPicture());
  CHECK_FALSE(f.board().at(3).message().isEmpty());
  f.area->pathUndoStack().undo();
  REQUIRE(f.settle());
  CHECK(f.board().at(3).hasPicture());
  CHECK(f.board().at(3).message().isEmpty());
}

TEST_CASE("The read-out of a curved picture is the stored voxel at the place the pixel shows") {
  CurveFixture f;
  // A straight path to the patient's left: the straightened picture is the coronal plane through it.
  f.pick(0, {{5, 20, 14}, {35, 20, 14}});
  f.area->setActiveTool("window");
  f.showCurved(3, ViewKind::Curved);
  const CurvedPicture& shown = f.curved(3);
  const Vector3 a = f.points()[0].mm, b = f.points()[1].mm;
  QSignalSpy spy(f.area.get(), &ViewportArea::cursorMoved);
  const double ratio = f.board().at(3).pixelRatio();
  const double width = shown.width / ratio, height = shown.height / ratio;
  int read = 0;
  const double span = (b - a).norm() / (shown.pixelMm * ratio);  // the path's length on the screen
  for (const auto& [part, dy] : {std::pair{-0.45, 35.0}, {0.0, 0.0}, {0.21, -70.0}, {0.46, 50.0}}) {
    const double dx = part * span;
    const QPoint at = f.inView(3, 0.5 * width + dx, 0.5 * height + dy);
    // Where the whole pixel lies that the hand is on.
    const QPointF corner = QPointF(f.board().at(3).rect().topLeft()) / ratio;
    const double mm = shown.pixelMm * ratio;
    const double x = (at.x() - corner.x() - 0.5 * width) * mm, y = (at.y() - corner.y() - 0.5 * height) * mm;
    const Vector3 there = 0.5 * (a + b) + (b - a).normalized() * x - Vector3(0, 0, y);
    const Vector3 index((there.x() + 10) / 0.5, (there.y() + 20) / 0.5, (there.z() - 100) / 2);
    // Not on the border between two voxels.
    if ((index - Vector3(index.array().round().matrix())).cwiseAbs().maxCoeff() > 0.45) continue;
    f.moveTo(at);
    const double value = std::round(index.x()) + 100 * std::round(index.y()) + 10000 * std::round(index.z());
    CAPTURE(dx, dy, index.x(), index.y(), index.z());
    REQUIRE(spy.count() > 0);
    CHECK(spy.last().at(0).toString().endsWith(QString("· %1 HU").arg(value, 0, 'g', 6)));
    CHECK(spy.last().at(0).toString().startsWith(QString::fromStdString(positionText({there}))));
    ++read;
  }
  CHECK(read >= 2);
  // Beyond the path's end nothing is read, though there are voxels.
  const double end = 0.5 * (b - a).norm() / (shown.pixelMm * ratio);
  f.moveTo(f.inView(3, 0.5 * width + end + 6, 0.5 * height));
  CHECK(spy.last().at(0).toString().isEmpty());
}

TEST_CASE("The wheel on a curved picture moves the station; the crosshair and the cross-section follow") {
  CurveFixture f;
  f.pick(0, {{5, 20, 14}, {20, 10, 14}, {35, 20, 14}});
  f.area->setActiveTool("window");
  f.showCurved(2, ViewKind::CrossSection);
  f.showCurved(3, ViewKind::Curved);
  const Curve curve = *Curve::through(f.points());
  CHECK(f.path().station() == Approx(0.5 * curve.length()));
  f.wheel(f.centreOf(3), -4);
  const double station = 0.5 * curve.length() + 4 * 0.5;  // by the smallest voxel side
  CHECK(f.path().station() == Approx(station));
  REQUIRE(f.settle());
  const Vector3 there = curve.at(station).mm;
  CHECK((f.board().at(0).state()->cursor().point().mm - there).norm() < 1e-9);
  const auto& section = std::get<SliceRequest>(*f.board().at(2).shown()).view;
  CHECK((section.center.mm - there).norm() < 1e-9);
  CHECK(std::abs(section.normal().dot(curve.tangent(station))) == Approx(1.0));
  // Head up here, too.
  CHECK(section.down.z() == Approx(-1.0));
  // Linked planes go through it.
  const auto& coronal = std::get<SliceRequest>(*f.board().at(0).shown()).view;
  CHECK(std::abs(coronal.distance({there})) < 1e-9);
  f.key(Qt::Key_Home);
  CHECK(f.path().station() == 0.0);
  f.key(Qt::Key_End);
  CHECK(f.path().station() == Approx(curve.length()));
}

TEST_CASE("The station's line can be dragged along the curved picture, also beyond the end") {
  CurveFixture f;
  f.pick(0, {{5, 20, 14}, {35, 20, 14}});
  f.area->setActiveTool("window");
  f.showCurved(3, ViewKind::Curved);
  const auto before = *f.area->window();
  const auto line = stationLine(f.board().at(3));
  REQUIRE(line);
  const QPoint from = f.inView(3, line->first.x(), 60);
  f.drag(from, from + QPoint(30, 12));
  const double mm = f.curved(3).pixelMm * f.board().at(3).pixelRatio();
  const double length = (f.points()[1].mm - f.points()[0].mm).norm();
  CHECK(f.path().station() == Approx(0.5 * length + 30 * mm).margin(mm));
  CHECK(*f.area->window() == before);
  const QPoint again = f.inView(3, stationLine(f.board().at(3))->first.x(), 60);
  f.drag(again, f.inView(3, f.board().at(3).rect().width() / f.board().at(3).pixelRatio() - 3, 60));
  CHECK(f.path().station() == Approx(length));
}

TEST_CASE("A stretched picture of a path picked on an axial slice has its lines towards the head") {
  CurveFixture f;
  f.pick(0, {{8, 30, 14}, {20, 12, 14}, {32, 30, 14}});
  f.area->setCurveMode(CurveMode::Stretched);
  f.showCurved(3, ViewKind::Curved);
  REQUIRE(f.curved(3).surface->isStretched());
  CHECK(std::abs(f.curved(3).surface->line(5.0).right.z()) == Approx(1.0));
  // In the plane of picking the lines stand on the path, so none of its length is lost.
  CHECK(f.curved(3).surface->extent() == Approx(f.path().curve()->length()).margin(0.01));
  // On a coronal slice they run from front to back.
  f.area->clearPath();
  f.area->setActiveViewport(2);
  f.pick(2, {{8, 24, 20}, {20, 24, 10}, {32, 24, 20}});
  REQUIRE(f.points().size() == 3);
  REQUIRE(f.settle());
  CHECK(std::abs(f.curved(3).surface->line(5.0).right.y()) == Approx(1.0));
}

TEST_CASE("Window, slab, zoom and turning reach the curved picture and nothing else") {
  CurveFixture f;
  f.pick(0, {{8, 30, 14}, {20, 12, 14}, {32, 30, 14}});
  f.area->setActiveTool("window");
  f.showCurved(3, ViewKind::Curved);
  f.area->setWindow({100, 200, VoiFunction::LinearExact});
  f.area->setSlab({8.0, 0.0, SlabProjection::Mean});
  REQUIRE(f.settle());
  CHECK(std::get<CurvedRequest>(*f.board().at(3).shown()).display.window.center == 100);
  CHECK(f.curved(3).slab.thicknessMm == 8.0);
  CHECK(std::get<SliceRequest>(*f.board().at(0).shown()).view.slab.isPlane());
  CHECK(f.area->slab().thicknessMm == 8.0);
  // What lies at a position stays there while the picture grows.
  const QPoint at = f.centreOf(3) + QPoint(40, -20);
  const auto placeAt = [&](QPoint p) {
    const QPointF corner = QPointF(f.board().at(3).rect().topLeft()) / f.board().at(3).pixelRatio();
    const QPointF local = p - corner;
    return curvedPlace(*f.board().at(3).curvedPicture(Interpolation::Linear), f.board().at(3).pixelRatio(),
                       local.x(), local.y());
  };
  const auto before = placeAt(at);
  f.wheel(at, 2, Qt::ControlModifier);
  CHECK(placeAt(at).along == Approx(before.along));
  CHECK(placeAt(at).across == Approx(before.across));
  f.drag(at, at + QPoint(15, 25), Qt::MiddleButton);
  CHECK(placeAt(at + QPoint(15, 25)).along == Approx(before.along));
  CHECK(placeAt(at + QPoint(15, 25)).across == Approx(before.across));
  // Keys and the turning tool turn the lines about the path; what is before it goes with the hand.
  const double angle = f.path().angle();
  f.area->turnCurve(10.0);
  CHECK(f.path().angle() - angle == Approx(10.0 * M_PI / 180.0));
  f.area->resetView();
  CHECK(f.path().angle() == Approx(angle));
  f.area->setActiveTool("rotate3d");
  const CurvedPicture still = f.curved(3);
  const auto line = still.surface->line(6.0);
  const Vector3 front = line.center.mm - line.normal;  // 1 mm nearer to the viewer than the path
  const auto acrossOf = [&](const CurvedPicture& p) {
    const auto l = p.surface->line(6.0);
    return l.right.dot(front - l.center.mm);
  };
  CHECK(acrossOf(still) == Approx(0.0).margin(1e-9));
  const Eigen::Vector2i way = still.acrossOnScreen();
  const QPoint from = f.centreOf(3) + QPoint(50, 60);  // beside the station's line
  f.drag(from, from + 20 * QPoint(way.x(), way.y()));
  REQUIRE(f.settle());
  CHECK(acrossOf(f.curved(3)) > 0.05);
}

TEST_CASE("Letters stand beside a curved picture only where they hold for all of it") {
  // Directions of the lines of an upright fan.
  CHECK(commonLetters({Vector3::UnitZ(), Vector3::UnitZ()}) == "H");
  const auto at = [](double degrees) {
    const double a = degrees * M_PI / 180.0;
    return Vector3(std::cos(a), std::sin(a), 0.0);
  };
  CHECK(commonLetters({at(40), at(45), at(50)}).size() == 2);
  CHECK(commonLetters({at(-25), at(0), at(25)}) == "L");
  CHECK(commonLetters({at(-25), at(0), at(35)}).empty());
  CHECK(commonLetters({at(0), at(180)}).empty());
  CHECK(commonLetters({at(0), at(90)}).empty());
  CHECK(commonLetters({}).empty());
}

TEST_CASE("A path stays with its series when another one is shown, and goes when it is closed") {
  CurveFixture f;
  f.pick(0, {{8, 30, 14}, {32, 30, 14}});
  const auto first = f.area->activeSeries();
  SeriesSpec spec;
  spec.uid = "9.9";
  const auto other = makeSeries(spec);
  f.show(other);
  CHECK(f.points().empty());
  // Its steps are its own: here there is nothing to undo.
  CHECK_FALSE(f.area->pathUndoStack().canUndo());
  f.pick(0, {{8, 30, 14}});
  f.area->forget(other);
  f.show(first);
  CHECK(f.points().size() == 2);
  f.area->pathUndoStack().undo();
  CHECK(f.points().size() == 1);
  f.area->forget(first);
  CHECK(f.area->pathUndoStack().count() == 0);
}
