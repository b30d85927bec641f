// SPDX-License-Identifier: Apache-2.0
// What moves by itself or in time: phases, cine, and the files' overlay planes that follow the slice.
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/viewport/viewport_area_private.h"

namespace iso::app {

void ViewportArea::Private::touchSeries(const LoadedSeries* series) {
  for (int i = 0; i < ViewportBoard::kCount; ++i)
    if (const auto& state = board.at(i).state(); state && state->series().get() == series) {
      board.touch(state.get());
      return;
    }
}

const OverlayStore::Planes* ViewportArea::Private::planesOf(const Viewport& view) {
  if (!planesVisible || view.kind() != ViewKind::Stack || !view.state()) return nullptr;
  const auto k = view.shownSlice();
  if (!k) return nullptr;
  const VolumeDescription& d = view.state()->description();
  const int at = view.shownPhase().value_or(0) * d.geometry.size()[2] + *k;
  if (at < 0 || at >= static_cast<int>(d.slices.size())) return nullptr;  // computed: in no file
  const SliceSource& slice = d.slices[static_cast<std::size_t>(at)];
  // A mosaic's planes lie over the mosaic, not over one of its slices.
  if (slice.pixels && slice.pixels->tileRows > 0) return nullptr;
  return planes.find(slice);
}

std::vector<LoadedSeriesPtr> ViewportArea::seriesShown() const {
  return d_->board.seriesShown();
}

std::optional<int> ViewportArea::activeSlice() const {
  const auto& view = d_->board.activeView();
  if (!view.state()) return std::nullopt;
  if (view.kind() == ViewKind::Stack) return view.shownSlice().value_or(view.slice()->slice());
  const auto& geometry = view.state()->geometry();
  const double k = geometry.toIndex(view.state()->cursor().point()).ijk.z();
  return static_cast<int>(std::lround(std::clamp(k, 0.0, geometry.size()[2] - 1.0)));
}

void ViewportArea::stepPhase(int delta) {
  const auto series = activeSeries();
  if (!series || series->phaseCount() <= 1) return;
  const int count = series->phaseCount();
  const int from = series->pendingPhase().value_or(series->phase());
  series->setPhase(((from + delta) % count + count) % count);
}

void ViewportArea::stepAround(int delta) {
  d_->board.scrollAround(d_->board.active(), delta);
}

bool ViewportArea::picturesCurrent() const {
  const auto& state = d_->board.activeView().state();
  if (!state || d_->flushPending) return false;
  // Images of one view do not wait for the others, which may still lack voxels.
  if (state->series()->phaseCount() <= 1) return d_->board.activeView().isCurrent();
  for (int i = 0; i < ViewportBoard::kCount; ++i)
    if (d_->board.at(i).state() == state && !d_->board.at(i).isCurrent()) return false;
  return true;
}

void ViewportArea::setOverlaySource(
    std::function<void(const SliceSource&, std::function<void(std::vector<OverlayPlane>)>)> source) {
  d_->planes.setSource(std::move(source));
  d_->board.touchOverlays();
}

void ViewportArea::setOverlaysVisible(bool visible) {
  d_->planesVisible = visible;
  d_->board.touchOverlays();
}

bool ViewportArea::overlaysVisible() const {
  return d_->planesVisible;
}

}  // namespace iso::app
