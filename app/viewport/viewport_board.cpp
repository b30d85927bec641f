// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/viewport_board.h"

#include <algorithm>
#include <cmath>
#include <utility>

#include "app/viewport/slab_steps.h"

namespace iso::app {
namespace {

constexpr std::array<ViewKind, ViewportBoard::kCount> kLinked = {ViewKind::Axial, ViewKind::Sagittal,
                                                                 ViewKind::Coronal, ViewKind::Volume};

constexpr double kTurnTravel = 150.0;  ///< logical pixels across a curved picture for a radian

}  // namespace

bool roomForPlane(const SeriesState& state) {
  return state.look().planes.size() + static_cast<std::size_t>(state.cutCount()) < kMostFreePlanes;
}

ViewportBoard::ViewportBoard(std::vector<VolumePreset> presets) : presets_(std::move(presets)) {
  for (int i = 0; i < kCount; ++i) at(i).setKind(kLinked[static_cast<std::size_t>(i)]);
}

bool ViewportBoard::setActive(int index) {
  if (index < 0 || index >= kCount || index == active_) return false;
  activeView().overlayDirty = true;
  active_ = index;
  activeView().overlayDirty = true;
  notify();
  return true;
}

std::vector<VolumePreset> ViewportBoard::orderedPresets() const {
  auto ordered = presets_;
  if (const auto& state = activeView().state())
    std::stable_partition(ordered.begin(), ordered.end(), [&](const VolumePreset& p) {
      return p.modality == state->series()->series().modality;
    });
  return ordered;
}

const VolumePreset* ViewportBoard::findPreset(const std::string& id) const {
  const auto found =
      std::find_if(presets_.begin(), presets_.end(), [&](const VolumePreset& p) { return p.id == id; });
  return found == presets_.end() ? nullptr : &*found;
}

std::shared_ptr<SeriesState> ViewportBoard::stateOf(const LoadedSeriesPtr& series) {
  auto& state = states_[series.get()];
  if (!state) {
    state = std::make_shared<SeriesState>(series, presets_);
    if (const auto look = looks_.find(series.get()); look != looks_.end()) {
      state->setLook(look->second);
      looks_.erase(look);
    }
    if (auto& path = paths_[series.get()]; path)
      state->setPath(path);
    else
      path = state->path();
  }
  return state;
}

void ViewportBoard::dropUnused() {
  for (auto it = states_.begin(); it != states_.end();) {
    const bool used =
        std::any_of(views_.begin(), views_.end(), [&](const Viewport& v) { return v.state() == it->second; });
    if (!used) looks_[it->first] = it->second->look();
    it = used ? std::next(it) : states_.erase(it);
  }
}

void ViewportBoard::showSeries(const LoadedSeriesPtr& series) {
  if (!series) return;
  const auto state = stateOf(series);
  for (int i = 0; i < kCount; ++i) at(i).show(state, kLinked[static_cast<std::size_t>(i)]);
  // A lone slice is looked at as it was acquired.
  if (!state->hasDepth()) at(0).setKind(ViewKind::Stack);
  dropUnused();
  // What has no other planes gets all the room: three views that say so would only make its picture small.
  maximised = !state->hasDepth() && layout != LayoutKind::Single;
  active_ = 0;
  notify();
}

void ViewportBoard::showSeriesIn(const LoadedSeriesPtr& series, int index) {
  if (!series || index < 0 || index >= kCount) return;
  at(index).show(stateOf(series), ViewKind::Stack);
  dropUnused();
  notify();
}

void ViewportBoard::forget(const LoadedSeriesPtr& series) {
  for (auto& view : views_)
    if (view.state() && view.state()->series() == series) view.clear();
  if (const auto path = paths_.find(series.get()); path != paths_.end()) {
    pathChange_.reset();
    pathSteps_.erase(path->second.get());
    paths_.erase(path);
  }
  dropUnused();
  looks_.erase(series.get());
  notify();
}

void ViewportBoard::setKind(int index, ViewKind kind) {
  at(index).setKind(kind);
  notify();
}

std::vector<LoadedSeriesPtr> ViewportBoard::seriesShown() const {
  std::vector<LoadedSeriesPtr> all;
  for (const auto& [key, state] : states_) all.push_back(state->series());
  return all;
}

void ViewportBoard::sliceArrived(const LoadedSeries* series, int k) {
  bool any = false;
  for (auto& view : views_) {
    if (!view.state() || view.state()->series().get() != series || view.isVolume()) continue;
    const auto wanted = view.wantedSlice();
    if (!wanted || std::abs(*wanted - k) > 1) continue;
    view.frameDirty = any = true;
  }
  if (any) notify();
}

void ViewportBoard::progressed(const LoadedSeries* series) {
  for (auto& view : views_) {
    if (!view.state() || view.state()->series().get() != series) continue;
    // Views with their picture have no use for more voxels, until the window is judged over all of them.
    if (view.waiting() || !view.hasPicture() || series->complete()) view.frameDirty = true;
  }
  notify();
}

void ViewportBoard::arrange(QSize area, double pixelRatio, int gap) {
  const auto rects = layoutRects(effectiveLayout(), splits, area, gap, active_);
  for (int i = 0; i < kCount; ++i) at(i).setRect(rects[static_cast<std::size_t>(i)], pixelRatio);
}

int ViewportBoard::viewAt(QPoint p) const {
  for (int i = 0; i < kCount; ++i)
    if (at(i).visible() && at(i).rect().contains(p)) return i;
  return -1;
}

void ViewportBoard::touchView(int index) {
  at(index).frameDirty = at(index).overlayDirty = true;
  notify();
}

void ViewportBoard::touch(const SeriesState* state) {
  for (auto& view : views_)
    if (!state || view.state().get() == state) view.frameDirty = view.overlayDirty = true;
  notify();
}

void ViewportBoard::touchVolumes(const SeriesState& state) {
  for (auto& view : views_)
    if (view.state().get() == &state && view.isVolume()) view.frameDirty = view.overlayDirty = true;
  notify();
}

void ViewportBoard::setLook(SeriesState& state, const VolumeLook& look) {
  state.setLook(look);
  for (auto& view : views_)
    if (view.state().get() == &state) view.overlayDirty = true;
  touchVolumes(state);
}

void ViewportBoard::addSurface(const LoadedSeriesPtr& series, LookSurface surface) {
  const auto state = states_.find(series.get());
  if (state == states_.end()) {
    looks_[series.get()].surfaces.push_back(std::move(surface));
    return;
  }
  VolumeLook look = state->second->look();
  look.surfaces.push_back(std::move(surface));
  setLook(*state->second, look);
}

void ViewportBoard::touchOverlays() {
  for (auto& view : views_) view.overlayDirty = true;
  notify();
}

void ViewportBoard::pan(int index, double dx, double dy) {
  auto& view = at(index);
  if (!view.state()) return;
  const double r = view.pixelRatio();
  const int w = view.rect().width(), h = view.rect().height();
  if (view.isVolume())
    view.volume()->pan(dx * r, dy * r, w, h);
  else if (const auto curved = view.curvedPicture(interpolation))
    view.curved().pan(*curved, dx * r, dy * r);
  else if (view.isSlice())
    view.slice()->pan(dx * r, dy * r, w, h);
  touchView(index);
}

void ViewportBoard::zoom(int index, double factor, const Vector2& fixed) {
  auto& view = at(index);
  if (!view.state()) return;
  const int w = view.rect().width(), h = view.rect().height();
  const Vector2 p = fixed * view.pixelRatio();
  if (view.isVolume())
    view.volume()->zoomBy(factor, p, w, h);
  else if (const auto curved = view.curvedPicture(interpolation))
    view.curved().zoomBy(*curved, factor, p);
  else if (view.isSlice())
    view.slice()->zoomBy(factor, p, w, h);
  touchView(index);
}

void ViewportBoard::scroll(int index, int slices) {
  auto& view = at(index);
  if (view.step(slices)) moved(index);
}

void ViewportBoard::toEnd(int index, bool last) {
  auto& view = at(index);
  if (!view.state() || view.isVolume()) return;
  view.toEnd(last);
  moved(index);
}

void ViewportBoard::scrollAround(int index, int slices) {
  auto& view = at(index);
  if (!view.state() || view.isVolume()) return;
  if (!view.step(slices)) view.toEnd(slices < 0);
  moved(index);
}

void ViewportBoard::moved(int index) {
  auto& view = at(index);
  if (view.kind() == ViewKind::Stack)
    touchView(index);
  else if (view.followsPath())
    stationMoved(*view.state(), index);
  else
    cursorMoved(*view.state(), index);
}

void ViewportBoard::rotateCamera(int index, double dx, double dy) {
  auto& view = at(index);
  if (const auto curved = view.curvedPicture(interpolation)) {
    // What lies before the path goes with the hand.
    const Eigen::Vector2i across = curved->acrossOnScreen();
    turnCurve(index, (dx * across.x() + dy * across.y()) / kTurnTravel);
    return;
  }
  if (!view.state() || !view.isVolume()) return;
  const double r = view.pixelRatio();
  view.volume()->rotate(dx * r, dy * r, view.rect().width(), view.rect().height());
  touchView(index);
}

void ViewportBoard::cursorMoved(SeriesState& source, int origin) {
  for (auto& [key, state] : states_)
    if (state.get() != &source && state->sharesSpaceWith(source))
      state->cursor().place(source.cursor().point());
  for (int i = 0; i < kCount; ++i) {
    auto& view = at(i);
    if (!view.state() || !view.state()->sharesSpaceWith(source)) continue;
    if (view.isVolume()) {
      if (view.state()->cutCount() > 0) view.frameDirty = true;
      continue;
    }
    view.overlayDirty = true;
    if (view.followsPath()) continue;
    if (view.kind() == ViewKind::Stack) {
      if (i == origin) continue;
      const int before = view.slice()->slice();
      view.slice()->showNearest(source.cursor().point());
      if (view.slice()->slice() != before) view.frameDirty = true;
    } else {
      // Only a plane that the point has left needs another picture.
      const auto& asked = view.asked();
      const auto* slice = asked ? std::get_if<SliceRequest>(&*asked) : nullptr;
      if (!slice || std::abs(slice->view.distance(source.cursor().point())) > 1e-6) view.frameDirty = true;
    }
  }
  notify();
}

void ViewportBoard::setCrosshair(int index, const PatientPoint& point) {
  auto& view = at(index);
  if (!view.state()) return;
  view.state()->cursor().moveTo(point);
  cursorMoved(*view.state(), index);
}

void ViewportBoard::movePlane(int index, Plane plane, const PatientPoint& through) {
  auto& view = at(index);
  if (!view.state()) return;
  view.state()->cursor().movePlane(plane, through);
  cursorMoved(*view.state(), index);
}

void ViewportBoard::planesTurned(SeriesState& state, const LinkedCursor& before) {
  for (auto& view : views_)
    if (view.state().get() == &state && view.plane()) view.slice()->keepInPlace(before, state.cursor());
  touch(&state);
}

void ViewportBoard::turnPlanes(int index, double radians) {
  auto& view = at(index);
  const auto plane = view.plane();
  if (!view.state() || !plane) return;
  const LinkedCursor before = view.state()->cursor();
  // On a mirrored picture the hand turns the other way round in the patient.
  view.state()->cursor().turn(*plane, view.slice()->isFlipped() ? -radians : radians);
  planesTurned(*view.state(), before);
}

void ViewportBoard::setPlane(int index, const PlaneAxes& axes) {
  auto& view = at(index);
  const auto plane = view.plane();
  if (!view.state() || !plane) return;
  const LinkedCursor before = view.state()->cursor();
  view.state()->cursor().setAxes(*plane, axes);
  planesTurned(*view.state(), before);
}

void ViewportBoard::setWindow(int index, const WindowLevel& window) {
  auto& view = at(index);
  if (!view.state()) return;
  WindowLevel w = window;
  // LINEAR divides by width − 1 (PS3.3 C.11.2.1.2.1); the others only must not reach zero.
  const double least = w.function == VoiFunction::Linear ? 1.0 + 1e-6 : 1e-6;
  if (!std::isfinite(w.center) || !std::isfinite(w.width)) return;
  w.width = std::clamp(w.width, least, 1e9);
  view.state()->setWindow(w);
  for (auto& each : views_)
    if (each.state() == view.state() && !each.isVolume()) each.frameDirty = each.overlayDirty = true;
  if (view.state() == activeView().state() && windowChanged) windowChanged();
  notify();
}

void ViewportBoard::setSlabOf(SeriesState& state, std::optional<Plane> plane, const Slab& slab) {
  state.setSlab(plane, slab);
  for (auto& view : views_) {
    if (view.state().get() != &state || view.isVolume()) continue;
    view.overlayDirty = true;  // the lines of a thick plane are drawn on both sides
    if (view.plane() == plane) view.frameDirty = true;
  }
  if (activeView().state().get() == &state && windowChanged) windowChanged();
  notify();
}

void ViewportBoard::setSlab(int index, const Slab& slab) {
  auto& view = at(index);
  if (!view.canHaveSlab()) return;
  if (!view.followsPath()) {
    setSlabOf(*view.state(), view.plane(), slab);
    return;
  }
  CurvePath& path = *view.state()->path();
  (view.isCurved() ? path.curvedSlab : path.sectionSlab) = slab;
  if (windowChanged) windowChanged();
  pathChanged(path);
}

void ViewportBoard::stepSlab(int index, int steps) {
  auto& view = at(index);
  Slab slab = view.slab();
  slab.thicknessMm = steppedThickness(slab.thicknessMm, steps);
  setSlab(index, slab);
}

void ViewportBoard::stepSlabOf(int index, Plane plane, int steps) {
  auto& view = at(index);
  if (!view.canHaveSlab()) return;
  Slab slab = view.state()->slab(plane);
  slab.thicknessMm = steppedThickness(slab.thicknessMm, steps);
  setSlabOf(*view.state(), plane, slab);
}

bool ViewportBoard::toggleCut(Plane plane) {
  const auto state = activeView().state();
  if (!state || !state->hasDepth()) return true;
  int side = 0;
  if (state->cut(plane) == 0) {
    if (!roomForPlane(*state)) return false;
    side = 1;
    for (auto& view : views_)
      if (view.state() == state && view.isVolume() && view.visible()) {
        const Vector3 forward = view.volume()->camera(view.rect().width(), view.rect().height()).forward;
        side = forward.dot(state->cursor().normal(plane)) < 0.0 ? -1 : 1;
      }
  }
  state->setCut(plane, side);
  if (windowChanged) windowChanged();
  touchVolumes(*state);
  return true;
}

void ViewportBoard::resetCrosshair() {
  const auto state = activeView().state();
  if (!state) return;
  const LinkedCursor before = state->cursor();
  state->cursor().reset();
  planesTurned(*state, before);
  cursorMoved(*state, -1);
}

}  // namespace iso::app
