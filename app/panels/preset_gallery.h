// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QListWidget>
#include <vector>

#include "core/display/volume_preset.h"

namespace iso::app {

/// The presets as small pictures of the series with their titles underneath. A click chooses one.
class PresetGallery : public QListWidget {
  Q_OBJECT
 public:
  static constexpr int kPicture = 84;  ///< side in logical pixels
  enum Role { IdRole = Qt::UserRole, PictureRole, ChosenRole };

  explicit PresetGallery(QWidget* parent = nullptr);

  /// Pictures of presets that stay are kept.
  void setPresets(const std::vector<VolumePreset>& presets);
  void clearPictures();
  void setPicture(const QString& id, const QImage& picture);
  void setChosen(const QString& id);
  QListWidgetItem* find(const QString& id) const;  ///< null if there is none

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override { return {kPicture + 24, 120}; }

 signals:
  void chosen(const QString& id);
};

}  // namespace iso::app
