// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/session/loaded_series.h"
#include "app/viewport/curve_path.h"
#include "app/viewport/linked_cursor.h"
#include "app/viewport/volume_look.h"
#include "core/display/volume_preset.h"
#include "render/scene/slice_view.h"
#include "render/scene/volume_view.h"

namespace iso::app {

/// What all views of one series share: its grey window, colours, the linked planes with their thickness and
/// the 3D look.
class SeriesState {
 public:
  SeriesState(LoadedSeriesPtr series, const std::vector<VolumePreset>& presets);

  const LoadedSeriesPtr& series() const { return series_; }
  const VolumeDescription& description() const { return series_->description(); }
  const VolumeGeometry& geometry() const { return series_->description().geometry; }
  /// Where the images lie in the patient is known: there are directions and positions to name.
  bool isPositioned() const { return description().positioned; }
  /// Lengths in the slice are known. Without a place in the patient a spacing of exactly 1 mm is what stands
  /// for "not said", so it promises nothing.
  bool hasLengths() const;
  /// There are other planes than the acquired one, and a body to look at.
  bool hasDepth() const { return isPositioned() && geometry().size()[2] > 1; }
  bool isColour() const { return description().type == VoxelType::Rgb8; }
  /// Same patient and same frame of reference: a point of one is a point of the other.
  bool sharesSpaceWith(const SeriesState& other) const;

  LinkedCursor& cursor() { return cursor_; }
  const LinkedCursor& cursor() const { return cursor_; }

  /// Takes the first window as soon as there are voxels to judge, and the automatic one again when all
  /// are there. True if the window changed.
  bool updateInitialWindow();
  const std::optional<WindowLevel>& window() const { return window_; }
  void setWindow(const WindowLevel& window);
  /// Shows values as one of the file's VOI tables says, until another window is chosen.
  void setVoiLut(int index);
  std::optional<int> voiLut() const { return lut_; }
  void resetWindow();

  void setMap(const std::string& name);
  const std::string& mapName() const { return mapName_; }
  void setInverted(bool inverted);
  bool inverted() const { return inverted_; }
  SliceDisplay display() const;

  /// Thickness of a linked plane, or (nullopt) of the acquired slices, in every view that shows it.
  const Slab& slab(std::optional<Plane> plane) const { return slabs_[slabIndex(plane)]; }
  void setSlab(std::optional<Plane> plane, const Slab& slab) { slabs_[slabIndex(plane)] = slab; }
  void resetSlabs() { slabs_ = {}; }

  /// The 3D views are cut at a linked plane: what is left lies in the direction of its normal (1), or against
  /// it (−1); 0 = not cut.
  int cut(Plane plane) const { return cuts_[static_cast<std::size_t>(plane)]; }
  void setCut(Plane plane, int side) { cuts_[static_cast<std::size_t>(plane)] = side; }
  void resetCuts() { cuts_ = {}; }
  int cutCount() const;
  /// Cuts at linked planes, then what the look cuts away.
  std::vector<ClipPlane> clips() const;

  /// @param edited it keeps the id of the preset that it was made from
  void setPreset(const VolumePreset& preset, bool edited = false);
  const VolumePreset& preset() const { return preset_; }
  bool presetEdited() const { return presetEdited_; }
  /// "CT bone", "CT bone (edited)".
  std::string presetTitle() const { return preset_.title + (presetEdited_ ? " (edited)" : ""); }
  /// The preset in modality values; only when the series is complete.
  VolumePreset resolvedPreset() const { return fitted(preset_); }
  /// Any preset in modality values of this series, as resolvedPreset.
  VolumePreset fitted(const VolumePreset& preset) const;
  /// The way back: values as fractions of this series' automatic window, fit for other series.
  VolumePreset madeRelative(const VolumePreset& preset) const;

  /// The path of the curved reformation; always there, at first without points. It outlives the state where
  /// the board keeps it.
  const std::shared_ptr<CurvePath>& path() const { return path_; }
  void setPath(std::shared_ptr<CurvePath> path) { path_ = std::move(path); }

  void setLook(const VolumeLook& look) { look_ = look; }
  const VolumeLook& look() const { return look_; }

 private:
  LoadedSeriesPtr series_;
  LinkedCursor cursor_;
  std::optional<WindowLevel> window_;
  const LookupTable* table(int index) const;  ///< null if there is none, or an empty one
  std::optional<int> lut_;
  bool windowChosen_ = false;    ///< by the user
  bool windowComplete_ = false;  ///< judged over all voxels
  std::string mapName_ = "Grey";
  bool inverted_ = false;
  ColorMap map_;
  VolumePreset preset_;
  bool presetEdited_ = false;
  VolumeLook look_;
  std::shared_ptr<CurvePath> path_ = std::make_shared<CurvePath>();
  static std::size_t slabIndex(std::optional<Plane> plane) {
    return plane ? static_cast<std::size_t>(*plane) : 3;
  }
  std::array<Slab, 4> slabs_{};
  std::array<int, 3> cuts_{};
};

}  // namespace iso::app
