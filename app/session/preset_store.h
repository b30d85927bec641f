// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <QStringList>
#include <utility>
#include <vector>

#include "core/base/error.h"
#include "core/display/volume_preset.h"

namespace iso::app {

/// The user's own volume presets: a JSON file each, in a folder that is made with the first.
class PresetStore {
 public:
  /// @param folder empty = nothing can be kept
  explicit PresetStore(QString folder = {}) : folder_(std::move(folder)) {}

  bool canSave() const { return !folder_.isEmpty(); }
  /// Every preset of the folder; a bad file is left out and its error appended.
  std::vector<VolumePreset> load(std::vector<Error>* errors);
  /// The preset of this id was loaded or saved here.
  bool owns(const QString& id) const { return own_.contains(id); }

  /// Keeps a preset under a title of the user's, in place of an own one of the same title. The file is
  /// whole or is not there.
  /// @return the preset with its title and the id it got
  Result<VolumePreset> save(VolumePreset preset, const QString& title);
  Result<void> remove(const QString& id);

 private:
  QString fileOf(const QString& id) const;  ///< "" if there is none

  QString folder_;
  QStringList own_;
};

}  // namespace iso::app
