// SPDX-License-Identifier: Apache-2.0
#include <QAction>
#include <QCheckBox>
#include <QComboBox>
#include <QImage>
#include <QMouseEvent>
#include <QSettings>
#include <QSlider>
#include <QTest>
#include <catch2/catch.hpp>
#include <fstream>

#include "app/panels/look_controls.h"
#include "app/panels/preset_gallery.h"
#include "app/panels/transfer_editor.h"
#include "app/panels/volume_panel.h"
#include "tests/app/shell/gui.h"
#include "tests/app/shell/tiny_dicom.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::app;
using iso::test::TestWindow;
using iso::test::TinySeries;

namespace {

QString text(const std::filesystem::path& path) {
  return QString::fromStdString(path.string());
}

/// A window on a small CT with the panel open and three presets, of which the third is green.
struct Panel {
  explicit Panel(std::unique_ptr<QSettings> store = nullptr) : w(std::move(store)) {
    test::writeTinySeries(folder.path() / "ct", TinySeries{});
    VolumePreset green;
    green.id = "ct-green";
    green.title = "CT green";
    green.modality = "CT";
    green.transfer.points = {{0.0, 0.0, {0.0, 1.0, 0.0}}, {100.0, 0.9, {0.0, 1.0, 0.0}}};
    area().addVolumePresets({green});
    w.open({text(folder.path() / "ct")});
    if (panel().isHidden()) w.window->command("window.volumePanel")->trigger();
    REQUIRE(test::waitFor([&] { return panel().isVisible() && w.window->settled(); }));
  }
  VolumePanel& panel() { return w.window->volumePanel(); }
  ViewportArea& area() { return w.window->viewports(); }
  QImage picture(const QString& id) {
    const QListWidgetItem* item = panel().gallery()->find(id);
    return item ? item->data(PresetGallery::PictureRole).value<QImage>() : QImage();
  }
  void click(const QString& id) {
    PresetGallery* gallery = panel().gallery();
    QTest::mouseClick(gallery->viewport(), Qt::LeftButton, Qt::NoModifier,
                      gallery->visualItemRect(gallery->find(id)).center());
  }

  test::TemporaryFolder folder;
  TestWindow w;
};

int brightPixels(const QImage& image) {
  int bright = 0;
  for (int y = 0; y < image.height(); ++y)
    for (int x = 0; x < image.width(); ++x) bright += image.pixelColor(x, y).lightness() > 20;
  return bright;
}

}  // namespace

TEST_CASE("The 3D panel is hidden at first, opens by its key, and is remembered", "[panel]") {
  test::TemporaryFolder folder;
  const QString file = text(folder.path() / "settings.ini");
  {
    TestWindow w(std::make_unique<QSettings>(file, QSettings::IniFormat));
    CHECK(w.window->volumePanel().isHidden());
    CHECK_FALSE(w.window->command("window.volumePanel")->isChecked());
    w.key(Qt::Key_F10);
    CHECK(w.window->volumePanel().isVisible());
    CHECK(w.window->command("window.volumePanel")->isChecked());
    w.window->close();
  }
  TestWindow w(std::make_unique<QSettings>(file, QSettings::IniFormat));
  CHECK(w.window->volumePanel().isVisible());
  w.key(Qt::Key_F10);
  CHECK(w.window->volumePanel().isHidden());
}

TEST_CASE("Every preset has a picture of the series in its own look", "[panel]") {
  Panel p;
  REQUIRE(test::waitFor([&] {
    return !p.picture("ct-bone").isNull() && !p.picture("ct-skin").isNull() &&
           !p.picture("ct-green").isNull();
  }));
  const QImage bone = p.picture("ct-bone"), green = p.picture("ct-green");
  const int side = qRound(PresetGallery::kPicture * p.panel().devicePixelRatioF());
  CHECK(bone.size() == QSize(side, side));
  CHECK(brightPixels(bone) > 50);
  CHECK(brightPixels(green) > 50);
  CHECK(bone != green);
  const auto middle = green.pixelColor(side / 2, side / 2);
  CHECK(middle.green() > middle.red());
  CHECK(p.area().allFinal());
}

TEST_CASE("A click on a preset's picture applies it, and undo takes it back", "[panel]") {
  Panel p;
  CHECK(p.area().volumePreset() == "ct-bone");
  CHECK(p.panel().gallery()->find("ct-bone")->data(PresetGallery::ChosenRole).toBool());
  p.click("ct-green");
  CHECK(p.area().volumePreset() == "ct-green");
  CHECK(p.panel().gallery()->find("ct-green")->data(PresetGallery::ChosenRole).toBool());
  CHECK_FALSE(p.panel().gallery()->find("ct-bone")->data(PresetGallery::ChosenRole).toBool());
  CHECK(p.panel().editor()->preset().id == "ct-green");
  p.panel().undo();
  CHECK(p.area().volumePreset() == "ct-bone");
  CHECK_FALSE(p.area().presetEdited());
  p.panel().redo();
  CHECK(p.area().volumePreset() == "ct-green");
}

TEST_CASE("A piece taken out of the 3D view is one step, and so is bringing everything back", "[panel]") {
  Panel p;
  ViewportArea& area = p.area();
  p.w.window->command("view.maximise")->trigger();
  area.setViewKind(ViewKind::Volume);
  p.w.window->command("tool.sculpt")->trigger();
  REQUIRE(area.activeTool() == "sculpt");
  REQUIRE(test::waitFor([&] { return p.w.window->settled(); }));
  QAction* restore = p.w.window->command("sculpt.restore");
  CHECK_FALSE(restore->isEnabled());
  const QPoint middle = area.rect().center();
  const auto cut = [&](int side) {
    const auto send = [&](QEvent::Type type, QPoint at, Qt::MouseButton button, Qt::MouseButtons held) {
      QMouseEvent event(type, QPointF(at), QPointF(area.mapToGlobal(at)), button, held, Qt::NoModifier);
      QCoreApplication::sendEvent(&area, &event);
    };
    send(QEvent::MouseButtonPress, middle, Qt::LeftButton, Qt::LeftButton);
    for (const QPoint& corner : {QPoint(0, side), QPoint(side, side), QPoint(side, 0)})
      send(QEvent::MouseMove, middle + corner, Qt::NoButton, Qt::LeftButton);
    const auto before = area.volumeLook().hidden;
    send(QEvent::MouseButtonRelease, middle + QPoint(side, 0), Qt::LeftButton, Qt::NoButton);
    REQUIRE(test::waitFor([&] { return area.volumeLook().hidden != before; }));
  };
  cut(40);
  const auto first = area.volumeLook().hidden;
  cut(-40);
  const auto second = area.volumeLook().hidden;
  CHECK(second->count() > first->count());
  CHECK(restore->isEnabled());
  CHECK(p.panel().undoStack().count() == 2);
  p.panel().undo();
  CHECK(area.volumeLook().hidden == first);
  p.panel().undo();
  CHECK_FALSE(area.isSculpted());
  p.panel().redo();
  p.panel().redo();
  CHECK(area.volumeLook().hidden == second);
  restore->trigger();
  CHECK_FALSE(area.isSculpted());
  CHECK_FALSE(restore->isEnabled());
  p.panel().undo();
  CHECK(area.volumeLook().hidden == second);
}

TEST_CASE("Edits reach the 3D view and can be undone one by one, or all at once", "[panel]") {
  Panel p;
  TransferEditor& editor = *p.panel().editor();
  editor.addPoint(120.0, 0.75);
  REQUIRE(p.area().currentPreset().transfer.points.size() == 3);
  CHECK(p.area().currentPreset().transfer.points[1].opacity == 0.75);
  CHECK(p.area().presetEdited());
  CHECK(p.panel().undoStack().count() == 1);
  p.panel().controls()->checkBox("shadows")->setChecked(true);
  CHECK(p.area().volumeLook().shadows);
  p.panel().controls()->slider("occlusion")->setValue(40);
  CHECK(p.area().volumeLook().occlusion == 0.4);
  p.panel().controls()->slider("edges")->setValue(50);
  REQUIRE(p.area().currentPreset().gradient.points.size() == 2);
  CHECK(p.area().currentPreset().gradient.points[0].weight == 0.5);
  CHECK(p.area().currentPreset().gradient.points[1].gradient == Approx(15.0));
  p.panel().commit();
  CHECK(p.panel().undoStack().count() == 3);  // both sliders moved without a pause
  p.panel().undo();
  CHECK(p.area().currentPreset().gradient.points.empty());
  CHECK(p.area().volumeLook().occlusion == 0.0);
  CHECK(p.panel().controls()->slider("occlusion")->value() == 0);
  CHECK(p.area().volumeLook().shadows);
  p.panel().undo();
  CHECK_FALSE(p.panel().controls()->checkBox("shadows")->isChecked());
  CHECK(p.area().presetEdited());
  p.panel().undo();
  CHECK_FALSE(p.area().presetEdited());
  p.panel().redo();
  CHECK(p.area().presetEdited());
  p.panel().resetToPreset();
  CHECK_FALSE(p.area().presetEdited());
  CHECK(editor.pointCount() == 2);
}

TEST_CASE("The histogram under the curve is the series'", "[panel]") {
  Panel p;
  // The ramp's values go from 0 to 31 · 10 + 23 · 5 + 9.
  p.panel().editor()->showAll();
  CHECK(test::waitFor([&] {
    p.panel().editor()->showAll();
    return p.panel().editor()->axes().high > 434.0;
  }));
  CHECK(p.panel().editor()->axes().low < 0.0);
}

TEST_CASE("A surface starts where the function has one", "[panel]") {
  Panel p;
  QComboBox* modes = p.panel().controls()->modes();
  modes->setCurrentIndex(modes->findData(static_cast<int>(VolumeMode::Isosurface)));
  emit modes->activated(modes->currentIndex());
  CHECK(p.area().currentPreset().mode == VolumeMode::Isosurface);
  CHECK(p.area().currentPreset().isovalue == Approx(125.0));
  QComboBox* lights = p.panel().controls()->lights();
  lights->setCurrentIndex(lights->findData(static_cast<int>(LightPlace::Above)));
  emit lights->activated(lights->currentIndex());
  CHECK(p.area().volumeLook().light == LightPlace::Above);
}

TEST_CASE("A preset that was saved is in the gallery and the menu, and at the next start", "[panel]") {
  Panel p;
  const auto place = p.folder.path() / "presets";
  p.w.window->setPresetFolder(text(place));
  p.panel().editor()->addPoint(120.0, 0.75);
  VolumePreset shown = p.area().currentPreset();
  REQUIRE(p.panel().savePreset("My bones"));
  CHECK(p.area().volumePreset() == "user-my-bones");
  CHECK_FALSE(p.area().presetEdited());
  CHECK(p.panel().gallery()->find("user-my-bones"));
  CHECK(p.w.window->command("preset.user-my-bones"));
  const auto read = loadVolumePresets(place, nullptr);
  REQUIRE(read.size() == 1);
  shown.id = "user-my-bones";
  shown.title = "My bones";
  CHECK(writeVolumePreset(read[0]) == writeVolumePreset(shown));
  CHECK(p.w.window->messages().text().isEmpty());

  TestWindow next;
  next.window->setPresetFolder(text(place));
  CHECK(next.window->command("preset.user-my-bones"));

  // Those that came with the program stay.
  REQUIRE(p.panel().deletePreset());
  CHECK_FALSE(p.w.window->command("preset.user-my-bones"));
  CHECK(loadVolumePresets(place, nullptr).empty());
  p.click("ct-bone");
  CHECK_FALSE(p.panel().deletePreset());
  CHECK(p.w.window->command("preset.ct-bone"));
}

TEST_CASE("A preset that cannot be saved is a sentence in the window", "[panel]") {
  Panel p;
  std::ofstream(p.folder.path() / "taken") << "x";
  p.w.window->setPresetFolder(text(p.folder.path() / "taken" / "presets"));
  CHECK_FALSE(p.panel().savePreset("My bones"));
  CHECK(p.w.window->messages().text().contains("user-my-bones.json"));
  CHECK(p.area().volumePreset() == "ct-bone");
}

TEST_CASE("The frame rate is a command that can be checked", "[panel]") {
  Panel p;
  QAction* rate = p.w.window->command("view.frameRate");
  REQUIRE(rate);
  CHECK_FALSE(rate->isChecked());
  rate->trigger();
  CHECK(rate->isChecked());
  CHECK(p.area().frameRateVisible());
  rate->trigger();
  CHECK_FALSE(p.area().frameRateVisible());
}
