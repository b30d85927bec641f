// SPDX-License-Identifier: Apache-2.0
#include <QMouseEvent>
#include <QSignalSpy>
#include <algorithm>
#include <catch2/catch.hpp>

#include "app/viewport/look_handles.h"
#include "app/viewport/view_annotations.h"
#include "tests/app/viewport/area_fixture.h"

using namespace iso;
using namespace iso::app;
using namespace iso::test;

namespace {

/// Voxels of 0.5 × 0.5 × 2 mm whose outer faces are at x −10.25 … 9.75, y −20.25 … 4.75, z 99 … 159; the
/// 3D view (number 3) looks from the front: right = +x, up = +z, away from the viewer = +y.
struct CropFixture : AreaFixture {
  CropFixture() {
    show(makeSeries());
    area->setActiveViewport(3);
  }
  const VolumeView& shown() { return std::get<VolumeRequest>(*board().at(3).shown()).view; }
  double logicalHeight(int view) { return board().at(view).rect().height() / board().at(view).pixelRatio(); }
  double mmPerPixel3d() { return 2.0 * shown().camera.halfHeightMm / logicalHeight(3); }
  /// Where a point appears in the 3D view, from the front.
  QPoint in3d(double x, double z) {
    const auto& v = board().at(3);
    const Vector3 middle = shown().camera.focalPoint.mm;
    return inView(3, 0.5 * v.rect().width() / v.pixelRatio() + (x - middle.x()) / mmPerPixel3d(),
                  0.5 * logicalHeight(3) - (z - middle.z()) / mmPerPixel3d());
  }
  bool says(const std::string& text) {
    const auto texts = annotations(board().at(3), {}).texts;
    return std::any_of(texts.begin(), texts.end(),
                       [&](const OverlayText& t) { return t.text.find(text) != std::string::npos; });
  }
  std::size_t marks(int view) {
    return lookHandles(board().at(view), board().annotation.handles, std::nullopt).handles.size();
  }
};

void sendMouse(QWidget& widget, QEvent::Type type, QPoint p) {
  const auto held = type == QEvent::MouseButtonRelease ? Qt::NoButton : Qt::LeftButton;
  QMouseEvent event(type, QPointF(p), QPointF(widget.mapToGlobal(p)),
                    type == QEvent::MouseMove ? Qt::NoButton : Qt::LeftButton, held, Qt::NoModifier);
  QCoreApplication::sendEvent(&widget, &event);
}

}  // namespace

TEST_CASE("A crop face dragged in 3D cuts where the geometry says") {
  CropFixture f;
  CHECK(f.marks(3) == 0);
  QSignalSpy handles(f.area.get(), &ViewportArea::handlesChanged);
  f.area->setCropHandlesVisible(true);
  CHECK(handles.count() == 1);
  CHECK(f.marks(3) == 6);
  CHECK(f.marks(0) == 4);
  CHECK(f.area->volumeLook() == VolumeLook{});
  CHECK_FALSE(f.says("Cropped"));
  QSignalSpy settled(f.area.get(), &ViewportArea::lookSettled);

  // The head's face, 40 logical pixels down.
  const QPoint from = f.in3d(-0.25, 159.0);
  f.drag(from, from + QPoint(0, 40));
  CHECK(settled.count() == 2);
  REQUIRE(f.settle());
  const double top = 159.0 - 40.0 * f.mmPerPixel3d();
  REQUIRE(f.area->volumeLook().crop);
  CHECK(f.area->volumeLook().crop->high.z() == Approx((top - 100.0) / 2.0));
  REQUIRE(f.shown().clips.size() == 1);
  CHECK(f.shown().clips[0].normal.normalized().isApprox(-Vector3::UnitZ()));
  CHECK(f.shown().clips[0].point.mm.z() == Approx(top));
  CHECK(f.says("Cropped"));
  CHECK(f.shown().camera.forward.isApprox(Vector3::UnitY()));  // nothing turned

  // The left side's face as well, to the right on the screen; no further than the box allows.
  const double middle = 0.5 * (99.0 + top);
  const QPoint side = f.in3d(9.75, middle);
  f.drag(side, side - QPoint(25, 0));
  CHECK(f.area->volumeLook().crop->high.x() == Approx((9.75 - 25.0 * f.mmPerPixel3d() + 10.0) / 0.5));
  f.drag(f.in3d(9.75 - 25.0 * f.mmPerPixel3d(), middle), f.in3d(40.0, middle));
  CHECK(f.area->volumeLook().crop->high.x() == 39.5);

  f.area->resetCrop();
  CHECK_FALSE(f.area->volumeLook().crop);
  REQUIRE(f.settle());
  CHECK(f.shown().clips.empty());
  CHECK_FALSE(f.says("Cropped"));
}

TEST_CASE("Dragged back to the volume's face, nothing is cropped any more") {
  CropFixture f;
  f.area->setCropHandlesVisible(true);
  const QPoint from = f.in3d(-0.25, 159.0);
  f.drag(from, from + QPoint(0, 30));
  CHECK(f.area->volumeLook().crop);
  f.drag(from + QPoint(0, 30), from - QPoint(0, 4));
  CHECK(f.area->volumeLook() == VolumeLook{});
}

TEST_CASE("Without its handles a crop box stays, and the hand turns the body") {
  CropFixture f;
  f.area->setCropHandlesVisible(true);
  const QPoint from = f.in3d(-0.25, 159.0);
  f.drag(from, from + QPoint(0, 30));
  const VolumeLook look = f.area->volumeLook();
  f.area->setCropHandlesVisible(false);
  CHECK(f.marks(3) == 0);
  f.drag(from + QPoint(0, 30), from + QPoint(20, 60));
  CHECK(f.area->volumeLook() == look);
  REQUIRE(f.settle());
  CHECK(f.shown().clips.size() == 1);
  CHECK_FALSE(f.shown().camera.forward.isApprox(Vector3::UnitY()));
}

TEST_CASE("A face that looks at the viewer is pushed away by dragging up") {
  CropFixture f;
  f.area->setCropHandlesVisible(true);
  const QPoint middle = f.in3d(-0.25, 129.0);
  f.drag(middle, middle - QPoint(0, 20));
  const auto crop = f.area->volumeLook().crop;
  REQUIRE(crop);
  // The face in front, y = −20.25.
  CHECK(crop->low.y() == Approx((-20.25 + 20.0 * f.mmPerPixel3d() + 20.0) / 0.5));
  CHECK(crop->high.y() == 49.5);
}

TEST_CASE("An edge of the crop box dragged in a slice moves the face, and the other views follow") {
  CropFixture f;
  f.area->setCropHandlesVisible(true);
  const auto plane = f.board().at(0).planeOnScreen();
  REQUIRE(plane);
  // The axial view: right = the patient's left.
  const Vector2 edge = plane->toView({{9.75, 2.0, plane->center.mm.z()}});
  const QPoint from = f.inView(0, edge.x(), edge.y());
  const auto cursor = f.cursorIndex();
  f.moveTo(from);
  CHECK(f.board().annotation.heldHandle == LookHandle{LookHandle::Part::CropFace, 1});
  CHECK(f.area->cursor().shape() == Qt::SizeHorCursor);
  f.drag(from, from + QPoint(-30, 12));
  REQUIRE(f.settle());
  const double x = 9.75 - 30.0 * plane->mmPerPixel;
  REQUIRE(f.shown().clips.size() == 1);
  CHECK(f.shown().clips[0].point.mm.x() == Approx(x));
  CHECK(f.cursorIndex() == cursor);
  // The coronal view has its edge there.
  const auto coronal = f.board().at(2).shownPlane();
  REQUIRE(coronal);
  const double column = coronal->toView({{x, 0, 129}}).x();
  const auto lines = lookHandles(f.board().at(2), {true, false}, std::nullopt).lines;
  CHECK(std::any_of(lines.begin(), lines.end(), [&](const OverlayLine& l) {
    return std::abs(l.points[0].x() - column) < 1e-3 && std::abs(l.points[1].x() - column) < 1e-3;
  }));
  // Shift is the crosshair's.
  const QPoint now = from - QPoint(30, 0);
  const VolumeLook look = f.area->volumeLook();
  f.drag(now, now - QPoint(20, 0), Qt::LeftButton, Qt::ShiftModifier);
  CHECK(f.area->volumeLook() == look);
  CHECK_FALSE(f.cursorIndex() == cursor);
}

TEST_CASE("A clip plane cuts away what lies before the middle, moves and turns") {
  CropFixture f;
  f.area->addClipPlane();
  CHECK(f.area->clipHandlesVisible());
  REQUIRE(f.settle());
  REQUIRE(f.shown().clips.size() == 1);
  CHECK(f.shown().clips[0].normal.isApprox(Vector3::UnitY()));
  const PatientPoint middle = f.shown().camera.focalPoint;
  CHECK(f.shown().clips[0].point.mm.isApprox(middle.mm));
  CHECK(f.says("1 clip plane"));

  const QPoint disc = f.centreOf(3);
  f.drag(disc, disc - QPoint(0, 10));
  REQUIRE(f.area->volumeLook().planes.size() == 1);
  CHECK(f.area->volumeLook().planes[0].point.mm.y() == Approx(middle.mm.y() + 10.0 * f.mmPerPixel3d()));
  CHECK(f.area->volumeLook().planes[0].point.mm.x() == Approx(middle.mm.x()));

  // The ring about the disc turns it: the arrow's tip goes to the right.
  f.drag(disc + QPoint(14, 0), disc + QPoint(40, 0));
  const Vector3 normal = f.area->volumeLook().planes[0].normal;
  CHECK(normal.norm() == Approx(1.0));
  CHECK(normal.x() > 0.1);
  CHECK(normal.y() > 0.0);
  CHECK(normal.z() == Approx(0.0).margin(0.05));

  f.area->removeClipPlanes();
  REQUIRE(f.settle());
  CHECK(f.shown().clips.empty());
}

TEST_CASE("A seventh plane says that there are six, cuts at linked planes included") {
  CropFixture f;
  QSignalSpy error(f.area.get(), &ViewportArea::error);
  f.area->toggleCut(Plane::Axial);
  for (int n = 0; n < 5; ++n) f.area->addClipPlane();
  CHECK(error.count() == 0);
  f.area->addClipPlane();
  REQUIRE(error.count() == 1);
  CHECK(error.last().at(0).toString().contains("six"));
  CHECK(f.area->volumeLook().planes.size() == 5);
  f.area->toggleCut(Plane::Coronal);
  CHECK(error.count() == 2);
  CHECK_FALSE(f.area->isCut(Plane::Coronal));
  // With all of them and a crop box there is still a picture.
  VolumeLook look = f.area->volumeLook();
  look.crop = CropBox{{1, 1, 1}, {20, 20, 20}};
  f.area->setVolumeLook(look);
  REQUIRE(f.settle());
  CHECK(f.shown().clips.size() == kMostClipPlanes);
  CHECK(checkView(f.shown()));
  CHECK(f.says("Cut: axial · 5 clip planes · Cropped"));
  f.area->toggleCut(Plane::Axial);
  CHECK_FALSE(f.area->isCut(Plane::Axial));
  CHECK(error.count() == 2);
}

TEST_CASE("Reset everything shows the whole volume again") {
  CropFixture f;
  f.area->addClipPlane();
  VolumeLook look = f.area->volumeLook();
  look.crop = CropBox{{1, 1, 1}, {20, 20, 20}};
  f.area->setVolumeLook(look);
  f.area->resetAll();
  CHECK(f.area->volumeLook() == VolumeLook{});
  REQUIRE(f.settle());
  CHECK(f.shown().clips.empty());
}

TEST_CASE("A crop box belongs to its series; another one hung in mid-drag is left alone") {
  CropFixture f;
  f.area->setCropHandlesVisible(true);
  const QPoint from = f.in3d(-0.25, 159.0);
  sendMouse(*f.area, QEvent::MouseButtonPress, from);
  CHECK(f.area->handlingLook());
  sendMouse(*f.area, QEvent::MouseMove, from + QPoint(0, 10));
  CHECK(f.area->volumeLook().crop);
  SeriesSpec other;
  other.uid = "1.2.3.6";
  f.show(makeSeries(other));
  sendMouse(*f.area, QEvent::MouseMove, from + QPoint(0, 30));
  CHECK(f.area->volumeLook() == VolumeLook{});
  CHECK_FALSE(f.area->handlingLook());
  sendMouse(*f.area, QEvent::MouseButtonRelease, from + QPoint(0, 30));
  CHECK(f.area->volumeLook() == VolumeLook{});
}

TEST_CASE("The crosshair's movement asks for 3D again only where it cuts") {
  CropFixture f;
  VolumeLook look;
  look.crop = CropBox{{1, 1, 1}, {20, 20, 20}};
  f.area->setVolumeLook(look);
  REQUIRE(f.settle());
  f.area->setActiveViewport(0);
  f.area->stepSlice(1);
  CHECK_FALSE(f.board().at(3).frameDirty);
  f.area->toggleCut(Plane::Axial);
  REQUIRE(f.settle());
  f.area->stepSlice(1);
  CHECK(f.board().at(3).frameDirty);
}
