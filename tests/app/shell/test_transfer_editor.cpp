// SPDX-License-Identifier: Apache-2.0
#include <QMouseEvent>
#include <QSignalSpy>
#include <QTest>
#include <QWheelEvent>
#include <catch2/catch.hpp>

#include "app/panels/look_controls.h"
#include "app/panels/look_history.h"
#include "app/panels/transfer_editor.h"
#include "tests/app/shell/gui.h"

using namespace iso;
using namespace iso::app;

namespace {

VolumePreset preset() {
  VolumePreset made;
  made.id = "ct-test";
  made.title = "CT test";
  made.transfer.points = {{0.0, 0.0, {0.0, 0.0, 0.0}},
                          {100.0, 0.25, {1.0, 0.0, 0.0}},
                          {200.0, 0.5, {1.0, 1.0, 0.0}},
                          {300.0, 1.0, {1.0, 1.0, 1.0}}};
  return made;
}

struct Editor {
  Editor() {
    test::ensureApplication();
    editor = std::make_unique<TransferEditor>();
    editor->resize(320, 220);
    editor->setUnit("HU");
    editor->setPreset(preset());
    editor->show();
    REQUIRE(test::waitFor([&] { return editor->isVisible(); }));
    changed = std::make_unique<QSignalSpy>(editor.get(), &TransferEditor::changed);
    finished = std::make_unique<QSignalSpy>(editor.get(), &TransferEditor::finished);
  }

  void move(QPoint to) {
    QMouseEvent event(QEvent::MouseMove, QPointF(to), QPointF(editor->mapToGlobal(to)), Qt::NoButton,
                      Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(editor.get(), &event);
  }
  void drag(QPoint from, QPoint to) {
    QTest::mousePress(editor.get(), Qt::LeftButton, Qt::NoModifier, from);
    move(from + (to - from) / 2);
    move(to);
    QTest::mouseRelease(editor.get(), Qt::LeftButton, Qt::NoModifier, to);
  }
  const TransferFunction::Point& point(int n) const {
    return editor->preset().transfer.points[static_cast<std::size_t>(n)];
  }
  /// A place beside the curve.
  QPoint beside() const { return QPointF(editor->axes().x(50.0), editor->axes().y(0.9)).toPoint(); }

  std::unique_ptr<TransferEditor> editor;
  std::unique_ptr<QSignalSpy> changed, finished;
};

}  // namespace

TEST_CASE("Values go evenly over the plot, opacities by their square root, and both come back", "[editor]") {
  const TransferAxes axes{QRectF(10.0, 20.0, 200.0, 100.0), -1000.0, 3000.0};
  CHECK(axes.x(-1000.0) == Approx(10.0));
  CHECK(axes.x(1000.0) == Approx(110.0));
  CHECK(axes.y(0.0) == Approx(120.0));
  CHECK(axes.y(0.01) == Approx(110.0));
  CHECK(axes.y(0.25) == Approx(70.0));
  CHECK(axes.y(1.0) == Approx(20.0));
  for (const double opacity : {0.0, 0.003, 0.35, 1.0})
    CHECK(axes.opacity(axes.y(opacity)) == Approx(opacity).margin(1e-12));
  for (const double value : {-1000.0, 12.5, 2999.0}) CHECK(axes.value(axes.x(value)) == Approx(value));
  CHECK(axes.opacity(-50.0) == 1.0);
  CHECK(axes.opacity(500.0) == 0.0);
  CHECK(axes.ticks(5) == std::vector<double>{-1000.0, 0.0, 1000.0, 2000.0, 3000.0});
  CHECK(axes.numberText(380.2) == "380");
}

TEST_CASE("A point goes where the hand puts it", "[editor]") {
  Editor e;
  const QPointF before = e.editor->positionOf(1);
  const QPoint from = before.toPoint(), by(20, -30);
  const TransferAxes axes = e.editor->axes();
  e.drag(from, from + by);
  CHECK(e.point(1).value == Approx(axes.value(before.x() + by.x())));
  CHECK(e.point(1).opacity == Approx(axes.opacity(before.y() + by.y())));
  CHECK(e.point(1).color == preset().transfer.points[1].color);
  CHECK(e.point(0).value == 0.0);
  CHECK(e.point(2).value == 200.0);
  CHECK(e.editor->selected() == 1);
  // The picture follows while the hand moves; one end.
  CHECK(e.changed->count() == 2);
  CHECK(e.finished->count() == 1);
  CHECK_FALSE(e.editor->dragging());

  // A click without a movement changes nothing.
  const double value = e.point(1).value;
  QTest::mouseClick(e.editor.get(), Qt::LeftButton, Qt::NoModifier, e.editor->positionOf(1).toPoint());
  CHECK(e.point(1).value == value);
  CHECK(e.changed->count() == 2);
}

TEST_CASE("A point stays between its neighbours and inside the axis", "[editor]") {
  Editor e;
  const QPoint from = e.editor->positionOf(1).toPoint();
  e.drag(from, from + QPoint(250, 400));
  CHECK(e.point(1).value == 200.0);
  CHECK(e.point(1).opacity == 0.0);
  const QPoint again = e.editor->positionOf(1).toPoint();
  e.drag(again, again + QPoint(-300, -400));
  CHECK(e.point(1).value == 0.0);
  CHECK(e.point(1).opacity == 1.0);
}

TEST_CASE("Points are added in the colour that is there, and removed down to two", "[editor]") {
  Editor e;
  const TransferAxes axes = e.editor->axes();
  SECTION("by a double-click beside the curve") {
    const QPoint at = e.beside();
    QTest::mouseDClick(e.editor.get(), Qt::LeftButton, Qt::NoModifier, at);
    REQUIRE(e.editor->pointCount() == 5);
    CHECK(e.point(1).value == Approx(axes.value(at.x())));
    CHECK(e.point(1).opacity == Approx(axes.opacity(at.y())));
    CHECK(e.point(1).color[0] == Approx(axes.value(at.x()) / 100.0));
    CHECK(e.point(1).color[1] == 0.0);
  }
  SECTION("by a click on the curve") {
    const QPoint at = QPointF(axes.x(150.0), axes.y(0.375)).toPoint();
    QTest::mouseClick(e.editor.get(), Qt::LeftButton, Qt::NoModifier, at);
    REQUIRE(e.editor->pointCount() == 5);
    CHECK(e.point(2).value == Approx(axes.value(at.x())));
    CHECK(e.point(2).opacity == Approx(preset().transfer.at(axes.value(at.x())).opacity));
    CHECK(e.editor->selected() == 2);
  }
  CHECK(e.finished->count() >= 1);
  while (e.editor->pointCount() > 2) {
    const int before = e.editor->pointCount();
    QTest::mouseClick(e.editor.get(), Qt::LeftButton, Qt::NoModifier, e.editor->positionOf(1).toPoint());
    QTest::keyClick(e.editor.get(), Qt::Key_Delete);
    REQUIRE(e.editor->pointCount() == before - 1);
  }
  e.editor->removePoint(0);
  CHECK(e.editor->pointCount() == 2);
}

TEST_CASE("Arrow keys nudge the selected point, and its numbers are told", "[editor]") {
  Editor e;
  CHECK(e.editor->pointText(1) == QString::fromUtf8("HU 100 · 25 %/mm"));
  QTest::mouseClick(e.editor.get(), Qt::LeftButton, Qt::NoModifier, e.editor->positionOf(1).toPoint());
  const TransferAxes axes = e.editor->axes();
  QTest::keyClick(e.editor.get(), Qt::Key_Right);
  CHECK(e.point(1).value == Approx(100.0 + axes.valuePerPixel()));
  QTest::keyClick(e.editor.get(), Qt::Key_Left, Qt::ShiftModifier);
  CHECK(e.point(1).value == Approx(100.0 - 9.0 * axes.valuePerPixel()));
  QTest::keyClick(e.editor.get(), Qt::Key_Up);
  CHECK(e.point(1).opacity == Approx(axes.opacity(axes.y(0.25) - 1.0)));
  VolumePreset projection = e.editor->preset();
  projection.mode = VolumeMode::MaximumIntensity;
  projection.transfer.points[1] = {100.0, 0.5, {1.0, 1.0, 1.0}};
  e.editor->setPreset(projection);
  CHECK(e.editor->pointText(1) == QString::fromUtf8("HU 100 · 50 %"));
}

TEST_CASE("Dragging beside the curve shifts the whole function", "[editor]") {
  Editor e;
  const double shift = 40.0 * e.editor->axes().valuePerPixel();
  e.drag(e.beside(), e.beside() + QPoint(40, 0));
  for (int n = 0; n < 4; ++n) {
    CHECK(e.point(n).value == Approx(100.0 * n + shift));
    CHECK(e.point(n).opacity == preset().transfer.points[static_cast<std::size_t>(n)].opacity);
  }
  CHECK(e.finished->count() == 1);
}

TEST_CASE("The wheel stretches the axis about the cursor; a double-click on the axis shows all", "[editor]") {
  Editor e;
  const QPointF at(e.editor->axes().x(100.0), 60.0);
  QWheelEvent wheel(at, QPointF(e.editor->mapToGlobal(at.toPoint())), QPoint(), QPoint(0, 240), Qt::NoButton,
                    Qt::NoModifier, Qt::NoScrollPhase, false);
  QCoreApplication::sendEvent(e.editor.get(), &wheel);
  TransferAxes axes = e.editor->axes();
  CHECK(axes.value(at.x()) == Approx(100.0));
  CHECK(axes.high - axes.low < 250.0);
  CHECK(e.changed->count() == 0);
  ValueHistogram histogram;
  histogram.low = -1000.0;
  histogram.high = 30000.0;
  histogram.counts.assign(256, 1);
  e.editor->setHistogram(histogram);
  QTest::mouseDClick(e.editor.get(), Qt::LeftButton, Qt::NoModifier, QPoint(100, 212));
  axes = e.editor->axes();
  CHECK(axes.low <= -1000.0);
  CHECK(axes.high >= 30000.0);
  CHECK(e.editor->pointCount() == 4);
  // At first a few far values do not make the function a sliver.
  e.editor->showUsual();
  CHECK(e.editor->axes().high < 1000.0);
}

TEST_CASE("The isovalue of a surface is a line that can be dragged", "[editor]") {
  Editor e;
  VolumePreset surface = preset();
  surface.mode = VolumeMode::Isosurface;
  surface.isovalue = 50.0;
  e.editor->setPreset(surface);
  const TransferAxes axes = e.editor->axes();
  const QPoint from(qRound(axes.x(50.0)), qRound(axes.plot.top()) + 4);
  e.drag(from, from + QPoint(60, 0));
  CHECK(e.editor->preset().isovalue == Approx(50.0 + 60.0 * axes.valuePerPixel()));
  CHECK(e.point(0).value == 0.0);
  CHECK(e.finished->count() == 1);
}

TEST_CASE("Steps of the look are undone and done again in order", "[editor]") {
  LookSnapshot shown;
  LookHistory history([&](const LookSnapshot& snapshot) { shown = snapshot; });
  LookSnapshot first;
  first.preset = preset();
  history.begin(first);
  history.commit(first);  // nothing has changed
  CHECK(history.stack().count() == 0);
  LookSnapshot second = first;
  second.preset.transfer.points[1].opacity = 0.75;
  history.commit(second);
  LookSnapshot third = second;
  third.look.shadows = true;
  history.commit(third);
  CHECK(history.stack().count() == 2);
  history.stack().undo();
  CHECK(shown.same(second));
  CHECK_FALSE(history.differs(second));
  history.stack().undo();
  CHECK(shown.same(first));
  history.stack().redo();
  CHECK(shown.same(second));
}

TEST_CASE("Edges only: nothing at 0 %, and all of the even at 100 %", "[editor]") {
  CHECK(edgeWeights(0.0, 500.0).points.empty());
  const GradientOpacity half = edgeWeights(0.5, 500.0);
  CHECK(half.at(0.0) == Approx(0.5));
  CHECK(half.at(25.0) == Approx(0.75));
  CHECK(half.at(50.0) == Approx(1.0));
  CHECK(half.at(500.0) == Approx(1.0));
  CHECK(edgeWeights(1.0, 500.0).at(0.0) == 0.0);
  for (const double part : {0.0, 0.25, 1.0}) CHECK(edgesOnly(edgeWeights(part, 500.0)) == Approx(part));
  CHECK(usualIsovalue(preset().transfer) == Approx(200.0));
}
