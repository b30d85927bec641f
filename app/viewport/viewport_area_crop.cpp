// SPDX-License-Identifier: Apache-2.0
// Crop box and free clip planes of the active series, and the hand on their handles.
#include <utility>

#include "app/viewport/viewport_area_private.h"

namespace iso::app {

void ViewportArea::setCropHandlesVisible(bool visible) {
  auto& shown = d_->board.annotation.handles.crop;
  if (std::exchange(shown, visible) == visible) return;
  d_->board.touchOverlays();
  emit handlesChanged();
}

bool ViewportArea::cropHandlesVisible() const {
  return d_->board.annotation.handles.crop;
}

void ViewportArea::setClipHandlesVisible(bool visible) {
  auto& shown = d_->board.annotation.handles.planes;
  if (std::exchange(shown, visible) == visible) return;
  d_->board.touchOverlays();
  emit handlesChanged();
}

bool ViewportArea::clipHandlesVisible() const {
  return d_->board.annotation.handles.planes;
}

void ViewportArea::resetCrop() {
  VolumeLook look = volumeLook();
  look.crop.reset();
  emit lookSettled();
  setVolumeLook(look);
  emit lookSettled();
}

void ViewportArea::addClipPlane() {
  const auto& state = d_->board.activeView().state();
  if (!state || !canShowVolume()) return;
  if (!roomForPlane(*state)) {
    tellTooManyPlanes();
    return;
  }
  std::optional<Camera> camera;
  for (int i = 0; i < ViewportBoard::kCount; ++i) {
    const auto& view = d_->board.at(i);
    const auto on = view.state() == state ? view.cameraOnScreen() : std::nullopt;
    if (on && (!camera || i == d_->board.active())) camera = on->camera;
  }
  if (!camera) camera = fitCamera(state->geometry(), 0.0, 0.0, 1.0, 1, 1);
  VolumeLook look = state->look();
  look.planes.push_back({camera->focalPoint, camera->forward});
  emit lookSettled();
  setVolumeLook(look);
  setClipHandlesVisible(true);
  emit lookSettled();
}

void ViewportArea::removeClipPlanes() {
  VolumeLook look = volumeLook();
  look.planes.clear();
  emit lookSettled();
  setVolumeLook(look);
  emit lookSettled();
}

void ViewportArea::tellTooManyPlanes() {
  emit error(tr("A volume can be cut by at most six planes besides the crop box. Remove one first."));
}

bool ViewportArea::handlingLook() const {
  return static_cast<bool>(d_->gesture.look);
}

bool ViewportArea::Private::takeHandle(int view, QPointF position) {
  const QPointF p = local(view, position);
  const auto handle = lookHandleAt(board.at(view), board.annotation.handles, {p.x(), p.y()});
  if (!handle) return false;
  emit q.lookSettled();
  gesture.look = startLookDrag(board.at(view), *handle, {p.x(), p.y()});
  gesture.lookOf = board.at(view).state();
  gesture.view = view;
  return static_cast<bool>(gesture.look);
}

void ViewportArea::Private::dragHandle(QPointF position) {
  const auto state = gesture.lookOf.lock();
  if (!state || board.at(gesture.view).state() != state) {
    // Another series hangs here now: the drag was not meant for it.
    gesture.look = nullptr;
    return;
  }
  const QPointF p = local(gesture.view, position);
  const VolumeLook look = gesture.look({p.x(), p.y()});
  if (state->look() == look) return;
  board.setLook(*state, look);
  emit q.windowChanged();
}

}  // namespace iso::app
