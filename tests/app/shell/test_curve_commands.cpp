// SPDX-License-Identifier: Apache-2.0
#include <QAction>
#include <QTest>
#include <QUndoStack>
#include <catch2/catch.hpp>

#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;
using iso::test::TestWindow;
using iso::test::TinySeries;

TEST_CASE("The curved path is picked with P; its keys come before the window's while it is chosen",
          "[window]") {
  test::TemporaryFolder folder;
  test::writeTinySeries(folder.path(), TinySeries{});
  TestWindow w;
  w.open({QString::fromStdString(folder.path().string())});
  auto& area = w.window->viewports();
  area.setFocus();
  CHECK_FALSE(w.window->command("curve.mode")->isEnabled());
  w.key(Qt::Key_P);
  REQUIRE(area.activeTool() == "curve");
  CHECK(w.window->command("tool.curve")->isChecked());
  const QPoint middle(area.width() / 4, area.height() / 4);
  for (const QPoint& off : {QPoint(-60, 10), QPoint(0, -30), QPoint(60, 10)})
    QTest::mouseClick(&area, Qt::LeftButton, {}, middle + off);
  CHECK(area.hasPath());
  CHECK(area.pathUndoStack().count() == 3);
  CHECK(w.window->command("curve.mode")->isEnabled());
  w.key(Qt::Key_Z, Qt::ControlModifier);
  CHECK(area.pathUndoStack().index() == 2);

  w.key(Qt::Key_C, Qt::ShiftModifier);
  REQUIRE(test::waitFor([&] { return w.window->settled(); }));
  area.setActiveViewport(3);
  CHECK(area.viewKind() == ViewKind::Curved);
  CHECK(w.window->command("kind.curved")->isChecked());
  area.setActiveViewport(2);
  CHECK(area.viewKind() == ViewKind::CrossSection);
  w.key(Qt::Key_T, Qt::ShiftModifier);
  CHECK(area.curveMode() == CurveMode::Stretched);
  CHECK(w.window->command("curve.stretched")->isChecked());

  // Esc ends picking first; only then it resets the view.
  w.key(Qt::Key_Escape);
  CHECK(area.activeTool() == "window");
  CHECK(area.hasPath());
  w.window->command("curve.clear")->trigger();
  CHECK_FALSE(area.hasPath());
}
