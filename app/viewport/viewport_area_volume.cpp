// SPDX-License-Identifier: Apache-2.0
// The 3D look of the active series: presets, edited functions, light.
#include <algorithm>
#include <utility>

#include "app/viewport/viewport_area_private.h"

namespace iso::app {

std::vector<VolumePreset> ViewportArea::volumePresets() const {
  return d_->board.orderedPresets();
}

void ViewportArea::addVolumePresets(const std::vector<VolumePreset>& presets) {
  auto all = d_->board.presets();
  for (const VolumePreset& preset : presets) {
    const auto same =
        std::find_if(all.begin(), all.end(), [&](const VolumePreset& p) { return p.id == preset.id; });
    if (same == all.end())
      all.push_back(preset);
    else
      *same = preset;
  }
  d_->board.setPresets(std::move(all));
  d_->presetPictures.again();
  emit presetsChanged();
}

void ViewportArea::removeVolumePreset(const QString& id) {
  auto all = d_->board.presets();
  std::erase_if(all, [&](const VolumePreset& p) { return p.id == id.toStdString(); });
  d_->board.setPresets(std::move(all));
  d_->presetPictures.again();
  emit presetsChanged();
}

void ViewportArea::setVolumePreset(const QString& id) {
  const auto& state = d_->board.activeView().state();
  const VolumePreset* preset = d_->board.findPreset(id.toStdString());
  if (!state || !preset) return;
  state->setPreset(*preset);
  d_->board.touchVolumes(*state);
  emit windowChanged();
}

QString ViewportArea::volumePreset() const {
  const auto& state = d_->board.activeView().state();
  return state ? QString::fromStdString(state->preset().id) : QString();
}

bool ViewportArea::canShowVolume() const {
  const auto& state = d_->board.activeView().state();
  return state && state->hasDepth() && !state->isColour();
}

void ViewportArea::setVolumeTransfer(const VolumePreset& preset) {
  const auto& state = d_->board.activeView().state();
  if (!state) return;
  const VolumePreset* origin = d_->board.findPreset(preset.id);
  // Edited back to what it was, it is what it was.
  if (origin && state->fitted(*origin) == preset)
    state->setPreset(*origin);
  else
    state->setPreset(preset, true);
  d_->board.touchVolumes(*state);
  emit windowChanged();
}

VolumePreset ViewportArea::currentPreset() const {
  const auto& state = d_->board.activeView().state();
  return state ? state->resolvedPreset() : VolumePreset{};
}

bool ViewportArea::presetEdited() const {
  const auto& state = d_->board.activeView().state();
  return state && state->presetEdited();
}

VolumePreset ViewportArea::presetToKeep() const {
  const auto& state = d_->board.activeView().state();
  if (!state) return {};
  const VolumePreset* origin = d_->board.findPreset(state->preset().id);
  return origin && origin->relative ? state->madeRelative(state->preset()) : state->preset();
}

void ViewportArea::setVolumeLook(const VolumeLook& look) {
  const auto& state = d_->board.activeView().state();
  if (!state || state->look() == look) return;
  d_->gesture.look = nullptr;
  d_->board.setLook(*state, look);
  emit windowChanged();
}

VolumeLook ViewportArea::volumeLook() const {
  const auto& state = d_->board.activeView().state();
  return state ? state->look() : VolumeLook{};
}

void ViewportArea::addSurface(const LoadedSeriesPtr& series, LookSurface surface) {
  const bool active = series == activeSeries();
  if (active) {
    // A handle under the hand holds the look as it was.
    d_->gesture.look = nullptr;
    emit lookSettled();
  }
  d_->board.addSurface(series, std::move(surface));
  if (!active) return;
  emit windowChanged();
  emit lookSettled();
}

void ViewportArea::requestPresetPictures(int side) {
  d_->presetPictures.start(side);
}

void ViewportArea::stopPresetPictures() {
  d_->presetPictures.stop();
}

void ViewportArea::setFrameRateVisible(bool visible) {
  d_->board.annotation.frameRate = visible;
  d_->board.touchOverlays();
}

bool ViewportArea::frameRateVisible() const {
  return d_->board.annotation.frameRate;
}

}  // namespace iso::app
