// SPDX-License-Identifier: Apache-2.0
#include <QAction>
#include <QCheckBox>
#include <QColorDialog>
#include <QDropEvent>
#include <QMimeData>
#include <QPushButton>
#include <QTest>
#include <QToolButton>
#include <QUrl>
#include <catch2/catch.hpp>
#include <fstream>

#include "app/panels/surface_controls.h"
#include "app/panels/volume_panel.h"
#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;
using iso::test::TestWindow;
using iso::test::TinySeries;

namespace {

/// A window on a small CT and files of surfaces beside it.
struct Surfaces {
  Surfaces() {
    test::writeTinySeries(folder.path() / "ct", TinySeries{});
    w.open({path("ct")});
    REQUIRE(test::waitFor([&] { return w.window->settled(); }));
    const Vector3 m = w.window->viewports().activeSeries()->description().geometry.center().mm;
    std::ofstream(folder.path() / "part & pin.obj")
        << "v " << m.x() - 5 << " " << m.y() << " " << m.z() << "\nv " << m.x() + 5 << " " << m.y() << " "
        << m.z() << "\nv " << m.x() << " " << m.y() << " " << m.z() + 9 << "\nf 1 2 3\n";
    std::ofstream(folder.path() / "far.obj") << "v 5000 0 0\nv 5001 0 0\nv 5000 1 0\nf 1 2 3\n";
    std::ofstream(folder.path() / "bad.stl") << "solid nothing";
  }
  QString path(const char* name) { return QString::fromStdString((folder.path() / name).string()); }
  void add(const QStringList& files) {
    w.window->addSurfaces(files);
    REQUIRE(test::waitFor([&] { return w.window->settled(); }));
  }
  ViewportArea& area() { return w.window->viewports(); }
  VolumePanel& panel() { return w.window->volumePanel(); }
  std::vector<LookSurface> all() { return area().volumeLook().surfaces; }

  test::TemporaryFolder folder;
  TestWindow w;
};

}  // namespace

TEST_CASE("A surface becomes part of the series' look, one step that is undone and done again",
          "[surfaces]") {
  Surfaces s;
  CHECK(s.w.window->command("file.addSurface")->isEnabled());
  s.add({s.path("part & pin.obj")});
  REQUIRE(s.all().size() == 1);
  CHECK(s.all()[0].name == "part & pin.obj");
  CHECK(s.all()[0].shown);
  CHECK(s.all()[0].mesh->triangles().size() == 1);
  CHECK(s.panel().undoStack().count() == 1);
  s.w.window->command("edit.undo")->trigger();
  CHECK(s.all().empty());
  s.w.window->command("edit.redo")->trigger();
  CHECK(s.all().size() == 1);
  // Resetting all views puts nothing away that was laid into them.
  s.area().resetAll();
  CHECK(s.all().size() == 1);
}

TEST_CASE("The panel lists surfaces: eye, color, remove, each a step", "[surfaces]") {
  Surfaces s;
  s.panel().show();
  s.add({s.path("part & pin.obj"), s.path("part & pin.obj")});
  REQUIRE(s.panel().surfaces()->count() == 2);
  CHECK_FALSE(s.all()[0].color == s.all()[1].color);
  const int steps = s.panel().undoStack().count();
  s.panel().surfaces()->eye(1)->click();
  CHECK(s.all()[0].shown);
  CHECK_FALSE(s.all()[1].shown);
  CHECK(s.panel().undoStack().count() == steps + 1);
  QCoreApplication::processEvents();
  s.panel().surfaces()->swatch(0)->click();
  auto* dialog = s.panel().findChild<QColorDialog*>();
  REQUIRE(dialog);
  dialog->setCurrentColor(QColor(12, 34, 56));
  dialog->accept();
  CHECK(s.all()[0].color == Rgba8{12, 34, 56, 255});
  QCoreApplication::processEvents();
  s.panel().surfaces()->remover(0)->click();
  REQUIRE(s.all().size() == 1);
  CHECK_FALSE(s.all()[0].shown);
  CHECK(s.panel().surfaces()->count() == 1);
  CHECK(s.panel().undoStack().count() == steps + 3);
  s.panel().undo();
  CHECK(s.all().size() == 2);
  CHECK(s.panel().surfaces()->count() == 2);
}

TEST_CASE("A file that is no surface, or lies elsewhere, is spoken of in the message bar", "[surfaces]") {
  Surfaces s;
  s.add({s.path("bad.stl")});
  CHECK(s.all().empty());
  CHECK(s.w.window->messages().isVisible());
  CHECK(s.w.window->messages().text().contains("bad.stl"));
  s.w.window->messages().dismiss();
  s.add({s.path("far.obj")});
  CHECK(s.all().size() == 1);
  CHECK(s.w.window->messages().text().contains("far.obj"));
}

TEST_CASE("Surfaces dropped into the window join the series, images are opened", "[surfaces]") {
  Surfaces s;
  QMimeData data;
  data.setUrls({QUrl::fromLocalFile(s.path("part & pin.obj"))});
  // Qt delivers a drop where the drag has entered.
  QDragEnterEvent enters(QPoint(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(s.w.window.get(), &enters);
  CHECK(enters.isAccepted());
  QDropEvent drop(QPointF(300, 300), Qt::CopyAction, &data, Qt::LeftButton, Qt::NoModifier);
  QCoreApplication::sendEvent(s.w.window.get(), &drop);
  REQUIRE(test::waitFor([&] { return s.w.window->settled() && s.all().size() == 1; }));
  CHECK(s.w.window->session().series().size() == 1);
}
