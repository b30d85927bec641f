// SPDX-License-Identifier: Apache-2.0
// The curved reformation of the active series.
#include <numbers>

#include "app/viewport/viewport_area_private.h"

namespace iso::app {

void ViewportArea::setCurveMode(CurveMode mode) {
  d_->board.setCurveMode(d_->board.active(), mode);
}

CurveMode ViewportArea::curveMode() const {
  const auto& state = d_->board.activeView().state();
  return state ? state->path()->mode() : CurveMode::Straightened;
}

bool ViewportArea::hasPath() const {
  const auto& state = d_->board.activeView().state();
  return state && state->path()->curve();
}

void ViewportArea::clearPath() {
  d_->board.clearPath(d_->board.active());
}

void ViewportArea::turnCurve(double degrees) {
  d_->board.turnCurve(d_->board.active(), degrees * std::numbers::pi / 180.0);
}

void ViewportArea::stepStation(double mm) {
  const auto& state = d_->board.activeView().state();
  if (state) d_->board.setStation(d_->board.active(), state->path()->station() + mm);
}

void ViewportArea::showCurve() {
  d_->board.showCurve();
  d_->watchSeries();
  emit activeChanged();
}

QUndoStack& ViewportArea::pathUndoStack() {
  return d_->board.pathUndo();
}

void ViewportArea::rotateCurvedPicture() {
  const auto& state = d_->board.activeView().state();
  if (!state) return;
  state->path()->setQuarterTurns(state->path()->quarterTurns() + 1);
  d_->board.touch(state.get());
}

}  // namespace iso::app
