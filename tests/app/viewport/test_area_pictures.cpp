// SPDX-License-Identifier: Apache-2.0
#include <QMouseEvent>
#include <QSignalSpy>
#include <catch2/catch.hpp>

#include "tests/app/viewport/area_fixture.h"

using namespace iso;
using namespace iso::app;
using namespace iso::test;

namespace {

/// Pixels of a viewport, `border` off its edges (the active frame), that differ from the pattern.
int wrongPixels(const QImage& image, const QRect& rect, int border) {
  int wrong = 0;
  for (int y = border; y < rect.height() - border; ++y)
    for (int x = border; x < rect.width() - border; ++x) {
      const QRgb p = image.pixel(rect.x() + x, rect.y() + y);
      const Rgba8 want = PatternEngine::pattern(x, y);
      if (qRed(p) != want.r || qGreen(p) != want.g || qBlue(p) != want.b) ++wrong;
    }
  return wrong;
}

}  // namespace

TEST_CASE("Every pixel of a picture is one pixel of the screen, in every view and layout") {
  AreaFixture f;
  f.area->setCrosshairVisible(false);
  f.show(makeSeries());
  for (const auto kind : {LayoutKind::TwoByTwo, LayoutKind::OneAndThree, LayoutKind::Single}) {
    f.area->setLayoutKind(kind);
    const QImage image = f.grab();
    const double ratio = f.area->devicePixelRatioF();
    CHECK(image.size() == QSize(qRound(800 * ratio), qRound(600 * ratio)));
    int slices = 0;
    for (int i = 0; i < ViewportBoard::kCount; ++i) {
      const auto& view = f.board().at(i);
      if (!view.visible() || view.isVolume()) continue;
      ++slices;
      INFO("view " << i);
      CHECK(wrongPixels(image, view.rect(), 4) == 0);
    }
    CHECK(slices == (kind == LayoutKind::Single ? 1 : 3));
  }
}

TEST_CASE("Requests have the viewport's device pixels and square millimetres") {
  AreaFixture f;
  f.show(makeSeries());
  const double ratio = f.area->devicePixelRatioF();
  for (int i = 0; i < 3; ++i) {
    const auto& view = f.board().at(i);
    const auto& shown = std::get<SliceRequest>(*view.shown()).view;
    CHECK(shown.width == view.rect().width());
    CHECK(shown.height == view.rect().height());
    CHECK(shown.width == Approx(399 * ratio).margin(2));
  }
}

TEST_CASE("Between the views and before a series there is the calm background, views are black") {
  AreaFixture f;
  const QImage empty = f.grab();
  const auto& rect = f.board().at(0).rect();
  CHECK(empty.pixel(rect.center()) == qRgb(0, 0, 0));
  CHECK(empty.pixel(rect.right() + 1, rect.center().y()) == qRgb(0x10, 0x12, 0x14));
}

TEST_CASE("The 3D view shows the engine's volume picture") {
  AreaFixture f;
  f.show(makeSeries());
  const QImage image = f.grab();
  CHECK(image.pixel(f.board().at(3).rect().center()) == qRgb(30, 60, 90));
}

TEST_CASE("The active view wears the frame, and only among others") {
  AreaFixture f;
  f.show(makeSeries());
  f.area->setActiveViewport(2);
  QImage image = f.grab();
  const QRgb accent = qRgb(74, 158, 218);
  const QRect rect = f.board().at(2).rect();
  CHECK(image.pixel(rect.x(), rect.center().y() + 30) == accent);
  CHECK(image.pixel(f.board().at(0).rect().x(), f.board().at(0).rect().center().y() + 30) != accent);
  f.area->setMaximised(true);
  image = f.grab();
  CHECK(image.pixel(0, 100) != accent);
}

TEST_CASE("A double click gives a view everything and gives it back") {
  AreaFixture f;
  f.show(makeSeries());
  QSignalSpy spy(f.area.get(), &ViewportArea::viewMaximised);
  const auto doubleClick = [&](QPoint p) {
    QMouseEvent event(QEvent::MouseButtonDblClick, QPointF(p), QPointF(f.area->mapToGlobal(p)),
                      Qt::LeftButton, Qt::LeftButton, Qt::NoModifier);
    QCoreApplication::sendEvent(f.area.get(), &event);
    REQUIRE(f.settle());
  };
  doubleClick(f.centreOf(1) + QPoint(40, 40));
  CHECK(f.area->isMaximised());
  CHECK(f.area->activeViewport() == 1);
  f.grab();
  CHECK(f.board().at(1).rect() == QRect(QPoint(0, 0), f.grab().size()));
  CHECK_FALSE(f.board().at(0).visible());
  doubleClick({400, 300});
  CHECK_FALSE(f.area->isMaximised());
  f.grab();
  CHECK(f.board().at(0).visible());
  CHECK(spy.count() == 2);
}

TEST_CASE("Splitters move and views follow") {
  AreaFixture f;
  f.show(makeSeries());
  f.drag({400, 100}, {240, 100});
  f.grab();
  const double ratio = f.area->devicePixelRatioF();
  CHECK(f.board().at(0).rect().width() == Approx(239 * ratio).margin(2 * ratio));
  CHECK(f.board().at(1).rect().right() == f.grab().width() - 1);
}

TEST_CASE("A one-slice series gets all the room, and says why it has no planes") {
  AreaFixture f;
  SeriesSpec spec;
  spec.size = {40, 50, 1};
  QSignalSpy spy(f.area.get(), &ViewportArea::viewMaximised);
  f.show(makeSeries(spec));
  CHECK(f.board().at(0).kind() == ViewKind::Stack);
  CHECK(f.board().at(0).hasPicture());
  CHECK(f.board().at(0).rect().size() == f.grab().size());
  CHECK_FALSE(f.board().at(1).visible());
  REQUIRE(spy.count() == 1);
  CHECK(spy.front().front().toBool());
  f.area->setMaximised(false);
  REQUIRE(f.settle());
  CHECK_FALSE(f.board().at(1).hasPicture());
  CHECK(f.board().at(1).message().startsWith("One slice only"));

  f.area->setMaximised(true);
  f.show(makeSeries());  // has planes: all four again
  CHECK(f.board().at(1).visible());
}

TEST_CASE("Views of one series share window, colours and inversion") {
  AreaFixture f;
  const auto series = makeSeries();
  f.show(series);
  REQUIRE(f.area->window());
  CHECK(*f.area->window() == WindowLevel{40, 400, VoiFunction::LinearExact});
  f.area->setWindow({100, 50, VoiFunction::LinearExact});
  REQUIRE(f.settle());
  for (int i = 0; i < 3; ++i)
    CHECK(std::get<SliceRequest>(*f.board().at(i).shown()).display.window.center == 100);
  f.area->invert();
  REQUIRE(f.settle());
  CHECK(std::get<SliceRequest>(*f.board().at(1).shown()).display.map.entries[0] == Rgba8{255, 255, 255, 255});
  f.area->resetAll();
  REQUIRE(f.settle());
  CHECK(*f.area->window() == WindowLevel{40, 400, VoiFunction::LinearExact});
  CHECK(std::get<SliceRequest>(*f.board().at(1).shown()).display.map.entries[0] == Rgba8{0, 0, 0, 255});
}

TEST_CASE("Forgetting a series empties its views") {
  AreaFixture f;
  const auto series = makeSeries();
  f.show(series);
  f.area->forget(series);
  const QImage image = f.grab();
  CHECK(f.area->activeSeries() == nullptr);
  CHECK(image.pixel(f.board().at(1).rect().center()) == qRgb(0, 0, 0));
}
