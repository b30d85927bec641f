// SPDX-License-Identifier: Apache-2.0
// Pieces that the hand takes out of 3D views.
#include "app/viewport/viewport_area_private.h"

namespace iso::app {

void ViewportArea::Private::startSculpting(int index, const std::vector<Vector2>& outline, bool keepInside) {
  const Viewport& view = board.at(index);
  // Of the picture that the line was drawn on.
  const auto* shown = view.shown() ? std::get_if<VolumeRequest>(&*view.shown()) : nullptr;
  if (!view.state() || !shown) return;
  SculptCut cut;
  cut.camera = shown->view.camera;
  cut.clips = shown->view.clips;
  cut.width = view.rect().width();
  cut.height = view.rect().height();
  cut.keepInside = keepInside;
  // A logical position counts from the view's corner, a pixel's ray from its middle.
  for (const Vector2& p : outline) cut.outline.emplace_back((p * view.pixelRatio()).array() - 0.5);
  emit q.lookSettled();  // what was changed before is a step of its own
  sculptor.start(view.state(), std::move(cut));
}

void ViewportArea::Private::sculptedSeries(const std::shared_ptr<SeriesState>& state) {
  board.touchVolumes(*state);
  if (state != board.activeView().state()) return;
  emit q.windowChanged();
  emit q.lookSettled();
}

bool ViewportArea::Private::wantsEscape() const {
  if (sculptor.busy()) return true;
  if (!gesture.tool) return false;
  BoardServices services(const_cast<ViewportBoard&>(board), gesture.view);
  return !gesture.tool->marks(services).isEmpty();
}

bool ViewportArea::Private::escape() {
  if (gesture.tool) {
    BoardServices services(board, gesture.view);
    sdk::ToolEvent event;
    event.key = Qt::Key_Escape;
    if (gesture.tool->key(event, services)) {
      repaintMarks();
      return true;
    }
  }
  if (!sculptor.busy()) return false;
  sculptor.cancel();
  return true;
}

void ViewportArea::Private::repaintMarks() {
  if (gesture.view < 0) return;
  board.at(gesture.view).overlayDirty = true;
  q.update();
}

bool ViewportArea::isSculpted() const {
  return volumeLook().hidden != nullptr;
}

void ViewportArea::restoreSculpted() {
  d_->sculptor.cancel();
  if (!isSculpted()) return;
  emit lookSettled();
  VolumeLook look = volumeLook();
  look.hidden.reset();
  setVolumeLook(look);
  emit lookSettled();
}

}  // namespace iso::app
