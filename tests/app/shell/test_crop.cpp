// SPDX-License-Identifier: Apache-2.0
#include <QAction>
#include <QPushButton>
#include <QTest>
#include <catch2/catch.hpp>

#include "app/panels/crop_controls.h"
#include "app/panels/volume_panel.h"
#include "render/overlay/camera_on_screen.h"
#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;
using iso::test::TestWindow;
using iso::test::TinySeries;

namespace {

/// A window on a small CT, the 3D view alone in it. Voxels of 2 × 2 × 3 mm, 32 × 24 × 10 of them.
struct Cropped {
  Cropped() {
    test::writeTinySeries(folder.path() / "ct", TinySeries{});
    w.open({QString::fromStdString((folder.path() / "ct").string())});
    area().setActiveViewport(3);
    area().setMaximised(true);
    REQUIRE(test::waitFor([&] { return w.window->settled(); }));
  }
  ViewportArea& area() { return w.window->viewports(); }
  VolumePanel& panel() { return w.window->volumePanel(); }
  QAction* command(const char* id) { return w.window->command(id); }
  /// Drags the face towards the patient's left, seen from the front, in many small steps.
  void dragLeftFace(int pixels) {
    const double height = area().height(), width = area().width();
    // Fits as VolumeViewModel says: the view is so wide that the height decides, or the width.
    const auto look = area().volumeLook();
    const double edge = look.crop ? look.crop->high.x() : 31.5;
    const double across = (edge - 15.5) * 2.0, round = std::hypot(32.0, 24.0);
    const double half = 1.04 * std::max({24.0, 15.0, round * height / width});
    const QPoint from(qRound(0.5 * width + across * 0.5 * height / half), qRound(0.5 * height));
    QTest::mousePress(&area(), Qt::LeftButton, Qt::NoModifier, from);
    for (int n = 1; n <= pixels; ++n) QTest::mouseMove(&area(), from - QPoint(n, 0));
    QTest::mouseRelease(&area(), Qt::LeftButton, Qt::NoModifier, from - QPoint(pixels, 0));
    QCoreApplication::processEvents();
  }

  test::TemporaryFolder folder;
  TestWindow w;
};

}  // namespace

TEST_CASE("A crop drag is one step, undone and done again by keys, with the panel hidden", "[crop]") {
  Cropped c;
  CHECK(c.panel().isHidden());
  CHECK_FALSE(c.command("edit.undo")->isEnabled());
  CHECK_FALSE(c.command("crop.reset")->isEnabled());
  c.w.key(Qt::Key_B, Qt::ControlModifier | Qt::AltModifier);
  REQUIRE(c.area().cropHandlesVisible());
  CHECK(c.command("crop.box")->isChecked());
  c.dragLeftFace(40);
  const auto first = c.area().volumeLook();
  REQUIRE(first.crop);
  CHECK(first.crop->high.x() < 31.5);
  CHECK(c.command("crop.reset")->isEnabled());
  CHECK(c.panel().undoStack().count() == 1);
  CHECK(c.command("edit.undo")->isEnabled());
  c.dragLeftFace(30);
  const auto second = c.area().volumeLook();
  CHECK(second.crop->high.x() < first.crop->high.x());
  CHECK(c.panel().undoStack().count() == 2);

  c.w.key(Qt::Key_Z, Qt::ControlModifier);
  CHECK(c.area().volumeLook() == first);
  c.w.key(Qt::Key_Z, Qt::ControlModifier);
  CHECK_FALSE(c.area().volumeLook().crop);
  CHECK_FALSE(c.command("edit.undo")->isEnabled());
  CHECK(c.command("edit.redo")->isEnabled());
  c.w.key(Qt::Key_Z, Qt::ControlModifier | Qt::ShiftModifier);
  CHECK(c.area().volumeLook() == first);
  c.command("edit.redo")->trigger();
  CHECK(c.area().volumeLook() == second);
  CHECK_FALSE(c.command("edit.redo")->isEnabled());
  c.command("crop.reset")->trigger();
  CHECK_FALSE(c.area().volumeLook().crop);
  c.command("edit.undo")->trigger();
  CHECK(c.area().volumeLook() == second);
}

TEST_CASE("Crop box and clip planes have commands and buttons that agree", "[crop]") {
  Cropped c;
  c.command("window.volumePanel")->trigger();
  REQUIRE(test::waitFor([&] { return c.panel().isVisible() && c.w.window->settled(); }));
  CropControls& buttons = *c.panel().crop();
  CHECK_FALSE(buttons.whole()->isEnabled());
  CHECK_FALSE(buttons.remove()->isEnabled());
  buttons.box()->click();
  CHECK(c.command("crop.box")->isChecked());
  c.command("crop.box")->trigger();
  CHECK_FALSE(buttons.box()->isChecked());
  c.command("clip.add")->trigger();
  CHECK(c.area().volumeLook().planes.size() == 1);
  CHECK(buttons.handles()->isChecked());
  CHECK(c.command("clip.handles")->isChecked());
  CHECK(c.command("clip.remove")->isEnabled());
  buttons.add()->click();
  CHECK(c.area().volumeLook().planes.size() == 2);
  CHECK(c.panel().undoStack().count() == 2);
  for (int n = 0; n < 5; ++n) c.command("clip.add")->trigger();
  CHECK(c.area().volumeLook().planes.size() == 6);
  CHECK(c.w.window->messages().text().contains("six planes"));
  buttons.remove()->click();
  CHECK(c.area().volumeLook().planes.empty());
  CHECK_FALSE(c.command("clip.remove")->isEnabled());
  c.panel().undo();
  CHECK(c.area().volumeLook().planes.size() == 6);
}

TEST_CASE("Steps of one series are not taken back in another", "[crop]") {
  Cropped c;
  c.area().addClipPlane();
  CHECK(c.command("edit.undo")->isEnabled());
  TinySeries other;
  other.seriesUid = "1.2.826.0.1.3680043.10.2";
  other.studyUid = "1.2.826.0.1.3680043.10.3";
  test::writeTinySeries(c.folder.path() / "other", other);
  c.w.open({QString::fromStdString((c.folder.path() / "other").string())});
  CHECK(c.area().volumeLook() == VolumeLook{});
  CHECK_FALSE(c.command("edit.undo")->isEnabled());
}
