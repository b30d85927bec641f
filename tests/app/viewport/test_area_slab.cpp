// SPDX-License-Identifier: Apache-2.0
#include <QSignalSpy>
#include <QTest>
#include <algorithm>
#include <catch2/catch.hpp>

#include "app/viewport/slab_steps.h"
#include "app/viewport/view_annotations.h"
#include "tests/app/viewport/area_fixture.h"

using namespace iso;
using namespace iso::app;
using namespace iso::test;

namespace {

bool says(const Overlay& overlay, const std::string& text) {
  return std::any_of(overlay.texts.begin(), overlay.texts.end(),
                     [&](const OverlayText& t) { return t.text.find(text) != std::string::npos; });
}

const Slab& shownSlab(AreaFixture& f, int view) {
  return std::get<SliceRequest>(*f.board().at(view).shown()).view.slab;
}

}  // namespace

TEST_CASE("A slab's thickness goes over round numbers, from none to half a metre") {
  CHECK(steppedThickness(0.0, 1) == 1.0);
  CHECK(steppedThickness(1.0, -1) == 0.0);
  CHECK(steppedThickness(0.0, -3) == 0.0);
  CHECK(steppedThickness(8.0, 2) == 12.0);
  CHECK(steppedThickness(9.3, 1) == 10.0);
  CHECK(steppedThickness(9.3, -1) == 8.0);
  CHECK(steppedThickness(9.3, 0) == 9.3);
  CHECK(steppedThickness(499.0, 7) == 500.0);
}

TEST_CASE("Alt and the wheel change the thickness of the plane under the hand, or of the line's") {
  AreaFixture f;
  f.show(makeSeries());
  const QPoint at = f.centreOf(0) + QPoint(60, 60);
  const Vector3 before = f.cursorIndex();
  QSignalSpy changed(f.area.get(), &ViewportArea::windowChanged);
  f.wheel(at, 3, Qt::AltModifier);
  CHECK(f.area->slab().thicknessMm == 3.0);
  CHECK(changed.count() > 0);
  CHECK(f.cursorIndex() == before);
  REQUIRE(f.settle());
  CHECK(shownSlab(f, 0).thicknessMm == 3.0);
  CHECK(shownSlab(f, 1).isPlane());
  // In the axial view the sagittal plane is the upright line through the point.
  const auto p = f.board().at(0).planeOnScreen()->toView(f.board().at(0).state()->cursor().point());
  f.wheel(f.inView(0, p.x(), p.y() + 40), 2, Qt::AltModifier);
  REQUIRE(f.settle());
  CHECK(shownSlab(f, 0).thicknessMm == 3.0);
  CHECK(shownSlab(f, 1).thicknessMm == 2.0);
  f.wheel(at, -9, Qt::AltModifier);
  REQUIRE(f.settle());
  CHECK(shownSlab(f, 0).isPlane());
}

TEST_CASE("A slab is named where it is seen, and its edges where it is a line") {
  AreaFixture f;
  f.show(makeSeries());
  f.area->setSlab({20.0, 0.0, SlabProjection::Minimum});
  REQUIRE(f.settle());
  CHECK(says(annotations(f.board().at(0), {}), "MinIP · 20 mm"));
  CHECK(says(annotations(f.board().at(0), {}), "linear"));
  CHECK_FALSE(says(annotations(f.board().at(1), {}), "MinIP"));
  AnnotationChoice lines;
  lines.crosshair = true;
  const auto dashed = [&](int view) {
    const auto overlay = annotations(f.board().at(view), lines);
    return std::count_if(overlay.lines.begin(), overlay.lines.end(),
                         [](const OverlayLine& l) { return l.dashed; });
  };
  CHECK(dashed(0) == 0);
  CHECK(dashed(1) == 2);
  CHECK(dashed(2) == 2);
  // The stack as acquired has a thickness of its own.
  f.area->setViewKind(ViewKind::Stack);
  CHECK(f.area->slab().isPlane());
  f.area->setViewKind(ViewKind::Axial);
  CHECK(f.area->slab().thicknessMm == 20.0);
  f.area->resetAll();
  CHECK(f.area->slab().isPlane());
}

TEST_CASE("The read-out under a slab says that it speaks of the plane") {
  AreaFixture f;
  f.show(makeSeries());
  f.area->setSlab({20.0, 0.0, SlabProjection::Maximum});
  REQUIRE(f.settle());
  QSignalSpy spy(f.area.get(), &ViewportArea::cursorMoved);
  f.moveTo(f.centreOf(0) + QPoint(30, 30));
  REQUIRE(spy.count() > 0);
  CHECK(spy.last().at(0).toString().endsWith("HU in the plane"));
}

TEST_CASE("The 3D view is cut at a plane, goes with it, and shows the cut to the viewer") {
  AreaFixture f;
  f.show(makeSeries());
  REQUIRE(f.settle());
  const auto clips = [&] { return std::get<VolumeRequest>(*f.board().at(3).shown()).view.clips; };
  CHECK(clips().empty());
  f.area->toggleCut(Plane::Coronal);
  f.area->toggleCut(Plane::Axial);
  CHECK(f.area->isCut(Plane::Coronal));
  CHECK_FALSE(f.area->isCut(Plane::Sagittal));
  REQUIRE(f.settle());
  REQUIRE(clips().size() == 2);
  // From the front: what lies before the coronal plane is gone, what is left lies behind it (+y).
  CHECK(clips()[1].normal.isApprox(Vector3::UnitY()));
  CHECK(clips()[1].point == f.board().at(0).state()->cursor().point());
  CHECK(says(annotations(f.board().at(3), {}), "Cut: axial, coronal"));
  f.area->goToFirst();
  REQUIRE(f.settle());
  CHECK(clips()[0].point == f.board().at(0).state()->cursor().point());
  f.area->toggleCut(Plane::Coronal);
  f.area->toggleCut(Plane::Axial);
  REQUIRE(f.settle());
  CHECK(clips().empty());
  // From behind, the other half is left.
  f.area->setViewFrom("posterior");
  f.area->toggleCut(Plane::Coronal);
  REQUIRE(f.settle());
  CHECK(clips()[0].normal.isApprox(-Vector3::UnitY()));
  f.area->resetAll();
  REQUIRE(f.settle());
  CHECK(clips().empty());
}

TEST_CASE("There is no slab where there is nothing to project") {
  AreaFixture f;
  SeriesSpec one;
  one.size = {40, 50, 1};
  f.show(makeSeries(one));
  f.area->setSlab({20.0, 0.0, SlabProjection::Maximum});
  CHECK_FALSE(f.area->canHaveSlab());
  CHECK(f.area->slab().isPlane());
  f.area->setActiveViewport(3);
  CHECK_FALSE(f.area->canHaveSlab());
}
