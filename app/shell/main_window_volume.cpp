// SPDX-License-Identifier: Apache-2.0
// The window's commands about the 3D view, and the panel of its look.
#include <QAction>
#include <QActionGroup>
#include <QMenu>
#include <QMenuBar>
#include <algorithm>

#include "app/panels/command_palette.h"
#include "app/panels/surface_controls.h"
#include "app/panels/volume_panel.h"
#include "app/shell/main_window.h"

namespace iso::app {

void MainWindow::connectVolume() {
  connect(area_, &ViewportArea::presetsChanged, this, [this] {
    rebuildVolumePresets();
    syncChoices();
  });
  connect(area_, &ViewportArea::handlesChanged, this, &MainWindow::syncCrop);
  connect(volumePanel_, &VolumePanel::problem, this, [this](const QString& sentence) { tell({sentence}); });
  connect(volumePanel_->surfaces(), &SurfaceControls::addRequested, this, &MainWindow::chooseSurfaces);
  volumePanel_->setVisible(preferences_.volumePanelVisible());
}

void MainWindow::setPresetFolder(const QString& folder) {
  const QStringList problems = volumePanel_->setPresetFolder(folder);
  if (!problems.isEmpty()) tell(problems);
}

void MainWindow::buildVolumeMenu() {
  QMenu* volume = menuBar()->addMenu("&3D");
  volumeMenu_ = volume->addMenu("3D preset");
  volume->addAction(command("window.volumePanel"));
  QAction* cinematic = add(volume, "cinematic", "Cinematic", {QKeySequence("Ctrl+Alt+M")}, [this] {
    VolumeLook look = area_->volumeLook();
    look.cinematic = !look.cinematic;
    area_->setVolumeLook(look);
  });
  cinematic->setCheckable(true);
  cinematic_ = cinematic;
  volume->addSeparator();
  const auto cut = [&](Plane plane, const char* id, const QString& title, const char* key) {
    QAction* action = add(volume, id, title, {QKeySequence(key)}, [this, plane] { area_->toggleCut(plane); });
    action->setCheckable(true);
    action->setData(static_cast<int>(plane));
    cuts_ << action;
  };
  cut(Plane::Axial, "cut.axial", "Cut at the axial plane", "Ctrl+Alt+1");
  cut(Plane::Sagittal, "cut.sagittal", "Cut at the sagittal plane", "Ctrl+Alt+2");
  cut(Plane::Coronal, "cut.coronal", "Cut at the coronal plane", "Ctrl+Alt+3");
  volume->addSeparator();
  volume->addAction(command("tool.sculpt"));
  add(volume, "sculpt.restore", "Restore everything sculpted", {}, [this] { area_->restoreSculpted(); });
  buildCropCommands(volume);
  volume->addSeparator();
  const auto side = [&](const char* name, const QString& title, const char* key) {
    add(volume, ("side." + QString(name)).toUtf8().constData(), title, {QKeySequence(key)},
        [this, name = QString(name)] { area_->setViewFrom(name); });
  };
  side("anterior", "From the front", "Shift+A");
  side("posterior", "From the back", "Shift+P");
  side("left", "From the left", "Shift+L");
  side("right", "From the right", "Shift+R");
  side("head", "From the head", "Shift+H");
  side("feet", "From the feet", "Shift+F");
}

void MainWindow::buildCropCommands(QMenu* volume) {
  add(volume, "crop.box", "Crop box", {QKeySequence("Ctrl+Alt+B")}, [this] {
    area_->setCropHandlesVisible(!area_->cropHandlesVisible());
  })->setCheckable(true);
  add(volume, "crop.reset", "Reset the crop box", {}, [this] { area_->resetCrop(); });
  add(volume, "clip.add", "Add a clip plane", {QKeySequence("Ctrl+Alt+P")},
      [this] { area_->addClipPlane(); });
  add(volume, "clip.handles", "Clip plane handles", {}, [this] {
    area_->setClipHandlesVisible(!area_->clipHandlesVisible());
  })->setCheckable(true);
  add(volume, "clip.remove", "Remove the clip planes", {}, [this] { area_->removeClipPlanes(); });
}

void MainWindow::syncCrop() {
  const bool can = area_->canShowVolume();
  const VolumeLook look = area_->volumeLook();
  const bool planes = can && !look.planes.empty();
  command("crop.box")->setChecked(area_->cropHandlesVisible());
  command("clip.handles")->setChecked(area_->clipHandlesVisible());
  command("crop.box")->setEnabled(can);
  command("file.addSurface")->setEnabled(can);
  command("crop.reset")->setEnabled(can && look.crop);
  command("clip.add")->setEnabled(can);
  command("clip.handles")->setEnabled(planes);
  command("clip.remove")->setEnabled(planes);
}

void MainWindow::rebuildVolumePresets() {
  qDeleteAll(volumes_->actions());
  volumeMenu_->clear();
  const std::string modality = menuSeries_ ? menuSeries_->series().modality : std::string();
  std::vector<VolumePreset> presets = area_->volumePresets();
  std::stable_partition(presets.begin(), presets.end(),
                        [&](const VolumePreset& p) { return p.modality == modality; });
  bool divided = presets.empty() || presets.front().modality != modality;
  for (const VolumePreset& preset : presets) {
    if (!divided && preset.modality != modality) {
      volumeMenu_->addSeparator();
      divided = true;
    }
    auto* action = new QAction(QString::fromStdString(preset.title), volumes_);
    const QString id = QString::fromStdString(preset.id);
    action->setObjectName("preset." + id);
    action->setProperty(kCommandGroup, "3D preset");
    action->setCheckable(true);
    action->setData(id);
    connect(action, &QAction::triggered, this, [this, id] { area_->setVolumePreset(id); });
    volumeMenu_->addAction(action);
  }
}

}  // namespace iso::app
