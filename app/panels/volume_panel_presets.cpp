// SPDX-License-Identifier: Apache-2.0
// The user's own presets: saving what is shown, deleting, and the gallery that lists them.
#include <QInputDialog>
#include <QMessageBox>
#include <algorithm>

#include "app/panels/preset_gallery.h"
#include "app/panels/volume_panel.h"

namespace iso::app {

QStringList VolumePanel::setPresetFolder(const QString& folder) {
  store_ = PresetStore(folder);
  std::vector<Error> errors;
  area_->addVolumePresets(store_.load(&errors));
  QStringList sentences;
  for (const Error& error : errors) sentences << QString::fromStdString(error.message);
  sync();
  return sentences;
}

void VolumePanel::rebuildGallery() {
  gallery_->setPresets(area_->volumePresets());
  gallery_->setChosen(area_->volumePreset());
}

bool VolumePanel::savePreset(const QString& title) {
  const LoadedSeriesPtr series = area_->activeSeries();
  if (!ready_ || !series) return false;
  commit();
  VolumePreset preset = area_->presetToKeep();
  preset.modality = series->series().modality;
  const auto saved = store_.save(std::move(preset), title);
  if (!saved) {
    emit problem(QString::fromStdString(saved.error().message));
    return false;
  }
  area_->addVolumePresets({*saved});
  area_->setVolumePreset(QString::fromStdString(saved->id));
  commit();
  return true;
}

bool VolumePanel::deletePreset() {
  const QString id = area_->volumePreset();
  if (!store_.owns(id)) return false;
  const auto removed = store_.remove(id);
  if (!removed) {
    emit problem(QString::fromStdString(removed.error().message));
    return false;
  }
  area_->removeVolumePreset(id);
  sync();
  return true;
}

void VolumePanel::askSave() {
  bool given = false;
  const QString suggestion = "My " + QString::fromStdString(area_->currentPreset().title);
  const QString title = QInputDialog::getText(this, "Save as preset", "Name of the preset", QLineEdit::Normal,
                                              suggestion, &given)
                            .trimmed();
  if (!given || title.isEmpty()) return;
  const auto presets = area_->volumePresets();
  const bool exists = std::any_of(presets.begin(), presets.end(), [&](const VolumePreset& preset) {
    return preset.title == title.toStdString() && store_.owns(QString::fromStdString(preset.id));
  });
  if (exists && QMessageBox::question(this, "Save as preset",
                                      QStringLiteral("You have a preset \"%1\". Replace it?").arg(title)) !=
                    QMessageBox::Yes)
    return;
  savePreset(title);
}

void VolumePanel::askDelete() {
  const QString title = QString::fromStdString(area_->currentPreset().title);
  if (QMessageBox::question(this, "Delete preset",
                            QStringLiteral("Delete the preset \"%1\" and its file?").arg(title)) ==
      QMessageBox::Yes)
    deletePreset();
}

}  // namespace iso::app
