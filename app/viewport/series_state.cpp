// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/series_state.h"

#include <algorithm>
#include <utility>

#include "app/viewport/voi_lut.h"

namespace iso::app {

SeriesState::SeriesState(LoadedSeriesPtr series, const std::vector<VolumePreset>& presets)
    : series_(std::move(series)),
      cursor_(series_->description().geometry),
      inverted_(series_->prefersInvertedGrey()),
      preset_(initialPreset(series_->series().modality, presets)) {
  setMap("Grey");
}

bool SeriesState::hasLengths() const {
  const Vector3 spacing = geometry().spacing();
  return isPositioned() || spacing.x() != 1.0 || spacing.y() != 1.0;
}

bool SeriesState::sharesSpaceWith(const SeriesState& other) const {
  if (this == &other) return true;
  const auto& a = series_->series().frameOfReference;
  return isPositioned() && other.isPositioned() && !a.empty() &&
         a == other.series_->series().frameOfReference &&
         samePatient(series_->study().patient, other.series_->study().patient);
}

bool SeriesState::updateInitialWindow() {
  if (windowChosen_ || windowComplete_ || !series_->volume()) return false;
  if (description().windows.empty() && table(0)) {
    setVoiLut(0);
    windowChosen_ = false;
    windowComplete_ = true;  // the file says it: nothing is left to judge
    return true;
  }
  const bool complete = series_->complete();
  if (window_ && !complete) return false;
  windowComplete_ = complete;
  const auto initial = series_->initialWindow();
  if (window_ == initial) return false;
  window_ = initial;
  return true;
}

void SeriesState::setWindow(const WindowLevel& window) {
  window_ = window;
  windowChosen_ = true;
  lut_.reset();
}

const LookupTable* SeriesState::table(int index) const {
  const auto& all = description().voiLuts;
  if (isColour() || index < 0 || index >= static_cast<int>(all.size())) return nullptr;
  const LookupTable* found = all[static_cast<std::size_t>(index)].get();
  return found && !found->entries.empty() ? found : nullptr;
}

void SeriesState::setVoiLut(int index) {
  const LookupTable* chosen = table(index);
  if (!chosen) return;
  setWindow(lutWindow(*chosen));
  lut_ = index;
}

void SeriesState::resetWindow() {
  window_.reset();
  lut_.reset();
  windowChosen_ = windowComplete_ = false;
  inverted_ = series_->prefersInvertedGrey();
  setMap("Grey");
  updateInitialWindow();
}

void SeriesState::setMap(const std::string& name) {
  map_ = colorMap(name);
  mapName_ = map_.name;
  if (inverted_) map_ = map_.inverted();
}

void SeriesState::setInverted(bool inverted) {
  inverted_ = inverted;
  setMap(mapName_);
}

SliceDisplay SeriesState::display() const {
  SliceDisplay display;
  display.window = window_.value_or(WindowLevel{});
  const LookupTable* chosen = lut_ ? table(*lut_) : nullptr;
  display.map = chosen ? lutMap(*chosen, map_) : map_;
  // Inverted grey goes on around the volume: its air is white, a black surround would be a false edge.
  if (inverted_) display.outside = map_.entries[0];
  return display;
}

std::vector<ClipPlane> SeriesState::clips() const {
  std::vector<ClipPlane> clips;
  for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal})
    if (const int side = cut(plane); side != 0)
      clips.push_back({cursor_.point(), side * cursor_.normal(plane)});
  const auto more = lookClips(look_, geometry());
  clips.insert(clips.end(), more.begin(), more.end());
  return clips;
}

int SeriesState::cutCount() const {
  return static_cast<int>(std::count_if(cuts_.begin(), cuts_.end(), [](int side) { return side != 0; }));
}

void SeriesState::setPreset(const VolumePreset& preset, bool edited) {
  preset_ = preset;
  presetEdited_ = edited;
}

VolumePreset SeriesState::fitted(const VolumePreset& preset) const {
  if (!preset.relative) return preset;
  // Over all voxels; it was found while the series was read.
  const auto window = series_->automaticWindow().value_or(WindowLevel{0.5, 1.0});
  return resolved(preset, window.center - 0.5 * window.width, window.center + 0.5 * window.width);
}

VolumePreset SeriesState::madeRelative(const VolumePreset& preset) const {
  const auto window = series_->automaticWindow();
  if (preset.relative || !window || !(window->width > 0.0)) return preset;
  const double low = window->center - 0.5 * window->width;
  VolumePreset out = preset;
  for (auto& point : out.transfer.points) point.value = (point.value - low) / window->width;
  for (auto& point : out.gradient.points) point.gradient /= window->width;
  out.isovalue = (out.isovalue - low) / window->width;
  out.relative = true;
  return out;
}

}  // namespace iso::app
