// SPDX-License-Identifier: Apache-2.0
#include <QKeyEvent>
#include <QSignalSpy>
#include <QThread>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "app/viewport/view_annotations.h"
#include "tests/app/viewport/area_fixture.h"

using namespace iso;
using namespace iso::app;
using namespace iso::test;

namespace {

constexpr int kVolume = 3;  ///< the fixture's 3D view

const VolumeView& shownVolume(AreaFixture& f) {
  return std::get<VolumeRequest>(*f.board().at(kVolume).shown()).view;
}

struct Sculpting : AreaFixture {
  Sculpting() {
    show(makeSeries());
    area->setActiveTool("sculpt");
  }
  /// Offsets from the middle of the 3D view, logical pixels.
  std::vector<QPoint> path(std::initializer_list<QPoint> offsets) {
    std::vector<QPoint> points;
    for (const QPoint& p : offsets) points.push_back(centreOf(kVolume) + p);
    return points;
  }
  std::vector<QPoint> square(int left, int top, int right, int bottom) {
    return path({{left, top}, {right, top}, {right, bottom}, {left, bottom}});
  }
  bool sculpted() {
    return waitFor([&] { return area->isSculpted(); }) && settle();
  }
  bool key(int key) {
    QKeyEvent asked(QEvent::ShortcutOverride, key, Qt::NoModifier);
    asked.ignore();
    QCoreApplication::sendEvent(area.get(), &asked);
    QKeyEvent pressed(QEvent::KeyPress, key, Qt::NoModifier);
    QCoreApplication::sendEvent(area.get(), &pressed);
    return asked.isAccepted();
  }
  /// Where a voxel's centre is seen, logical pixels from the middle of the view: parallel rays.
  Vector2 seen(int i, int j, int k) {
    const Camera& c = shownVolume(*this).camera;
    const auto& view = board().at(kVolume);
    const Vector3 off = view.state()->geometry().toPatient({Vector3(i, j, k)}).mm - c.focalPoint.mm;
    const double perMm = view.rect().height() / view.pixelRatio() / (2.0 * c.halfHeightMm);
    return Vector2(off.dot(c.forward.cross(c.up)), -off.dot(c.up)) * perMm;
  }
  /// Voxels that are hidden, and should not be, or the other way round; within a pixel of the line both is
  /// right: the middle of the view may lie between two pixels.
  int wrong(const VoxelMask& mask, int left, int top, int right, int bottom, bool keepInside) {
    int count = 0;
    for (int k = 0; k < mask.size()[2]; ++k)
      for (int j = 0; j < mask.size()[1]; ++j)
        for (int i = 0; i < mask.size()[0]; ++i) {
          const Vector2 p = seen(i, j, k);
          const double inside = std::min({p.x() - left, right - p.x(), p.y() - top, bottom - p.y()});
          if (std::abs(inside) > 1.1) count += mask.hidden(i, j, k) != ((inside > 0.0) != keepInside);
        }
    return count;
  }
};

bool says(const Overlay& overlay, const std::string& text) {
  return std::any_of(overlay.texts.begin(), overlay.texts.end(),
                     [&](const OverlayText& t) { return t.text.find(text) != std::string::npos; });
}

}  // namespace

TEST_CASE("A line drawn in a 3D view takes away what is seen inside it") {
  Sculpting f;
  QSignalSpy settled(f.area.get(), &ViewportArea::lookSettled);
  CHECK_FALSE(says(annotations(f.board().at(kVolume), {}), "Sculpted"));
  f.draw(f.square(-30, -50, 41, 20));
  REQUIRE(f.sculpted());
  const VolumeView& view = shownVolume(f);
  REQUIRE(view.hidden);
  CHECK(view.hidden == f.area->volumeLook().hidden);
  CHECK(view.hidden->count() > 1000);
  CHECK(f.wrong(*view.hidden, -30, -50, 41, 20, false) == 0);
  CHECK(settled.count() == 2);  // before and after
  CHECK(says(annotations(f.board().at(kVolume), {}), "Sculpted"));

  // With Shift all else goes, from what is left.
  const VolumeLook first = f.area->volumeLook();
  f.draw(f.square(-60, -70, 60, 70), Qt::ShiftModifier);
  REQUIRE(waitFor([&] { return f.area->volumeLook().hidden != first.hidden; }));
  REQUIRE(f.settle());
  const auto second = f.area->volumeLook().hidden;
  CHECK(second->count() > first.hidden->count());
  CHECK(second->hidden(0, 0, 0));

  // Looks can be put back, as undo does.
  f.area->setVolumeLook(first);
  REQUIRE(f.settle());
  CHECK(shownVolume(f).hidden == first.hidden);
  f.area->restoreSculpted();
  REQUIRE(f.settle());
  CHECK_FALSE(shownVolume(f).hidden);
  CHECK_FALSE(f.area->isSculpted());
  f.draw(f.square(-60, -70, 60, 70), Qt::ShiftModifier);
  REQUIRE(f.sculpted());
  CHECK(f.wrong(*f.area->volumeLook().hidden, -60, -70, 60, 70, true) == 0);
  f.area->resetAll();
  REQUIRE(f.settle());
  CHECK_FALSE(shownVolume(f).hidden);
}

TEST_CASE("What the 3D view does not show is not sculpted") {
  Sculpting f;
  f.area->setActiveViewport(kVolume);
  f.area->toggleCut(Plane::Coronal);
  REQUIRE(f.settle());
  const std::vector<ClipPlane> clips = shownVolume(f).clips;
  REQUIRE(clips.size() == 1);
  // Round all of the body; the hand starts inside the view.
  f.draw(f.path({{-180, -130}, {-2000, -2000}, {2000, -2000}, {2000, 2000}, {-2000, 2000}}));
  REQUIRE(f.sculpted());
  const VoxelMask& mask = *f.area->volumeLook().hidden;
  const auto& geometry = f.board().at(kVolume).state()->geometry();
  int wrong = 0;
  for (int j = 0; j < mask.size()[1]; ++j) {
    const double side = clips[0].normal.dot(geometry.toPatient({Vector3(5, j, 5)}).mm - clips[0].point.mm);
    if (std::abs(side) > 1e-9) wrong += mask.hidden(5, j, 5) != (side > 0.0);
  }
  CHECK(wrong == 0);
  CHECK(mask.count() > 0);
  CHECK(mask.count() < std::int64_t{40} * 50 * 30);
}

TEST_CASE("Escape takes back a line that is being drawn, and work that goes on") {
  Sculpting f;
  CHECK_FALSE(f.key(Qt::Key_Escape));  // the window's
  const auto path = f.square(-30, -50, 41, 20);
  f.draw(path, {}, false);
  const QImage drawn = f.grab();
  CHECK(f.key(Qt::Key_Escape));
  const QImage bare = f.grab();
  CHECK(drawn != bare);
  f.draw({path.back()});  // lets go
  // Cancelled before its answer could be taken.
  f.draw(path);
  CHECK(f.key(Qt::Key_Escape));
  CHECK_FALSE(f.key(Qt::Key_Escape));
  for (int n = 0; n < 20; ++n) {
    QThread::msleep(10);
    QCoreApplication::processEvents();
  }
  CHECK_FALSE(f.area->isSculpted());
  // The next one works.
  f.draw(path);
  CHECK(f.sculpted());
}

TEST_CASE("A click, a line round nothing, or one in a slice sculpts nothing") {
  Sculpting f;
  QSignalSpy settled(f.area.get(), &ViewportArea::lookSettled);
  f.draw(f.path({{0, 0}, {1, 1}}));
  CHECK(settled.count() == 0);
  const auto window = f.area->window();
  const QPoint slice = f.centreOf(0) + QPoint(60, 50);  // beside the crosshair
  f.draw({slice, slice + QPoint(40, 0), slice + QPoint(40, 40), slice + QPoint(0, 40)});
  CHECK(settled.count() == 0);
  CHECK(f.area->window() != window);  // the left button does there what it always does
  // Far from the body.
  f.draw(f.square(-190, -140, -180, -130));
  for (int n = 0; n < 20; ++n) {
    QThread::msleep(10);
    QCoreApplication::processEvents();
  }
  CHECK_FALSE(f.area->isSculpted());
}
