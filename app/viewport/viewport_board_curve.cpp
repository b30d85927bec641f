// SPDX-License-Identifier: Apache-2.0
// The path of a curved reformation: picking, undo, and what follows it.
#include <utility>

#include "app/viewport/curve_command.h"
#include "app/viewport/viewport_board.h"

namespace iso::app {

int ViewportBoard::addPathPoint(int index, const PatientPoint& point, int before) {
  auto& view = at(index);
  if (!view.state() || !view.isSlice() || view.followsPath() || !view.state()->hasDepth()) return -1;
  CurvePath& path = *view.state()->path();
  CurvePath::Picks picks = path.picks();
  const int count = static_cast<int>(picks.points.size());
  if (picks.points.size() >= Curve::kMaxPoints) return -1;
  // The hand may still hold a point of the series that hung here before.
  if (pathChange_ && pathChange_->path != view.state()->path()) return -1;
  if (!pathChange_) pathChange_ = PathChange{view.state()->path(), picks};
  if (picks.points.empty()) picks.normal = view.slice()->planeNormal(view.state()->cursor());
  const int place = before < 0 || before > count ? count : before;
  picks.points.insert(picks.points.begin() + place, point);
  path.setPicks(std::move(picks));
  pathChanged(path);
  return place;
}

void ViewportBoard::movePathPoint(int index, int point, const Vector3& by) {
  auto& view = at(index);
  if (!view.state()) return;
  CurvePath& path = *view.state()->path();
  CurvePath::Picks picks = path.picks();
  if (point < 0 || point >= static_cast<int>(picks.points.size())) return;
  if (pathChange_ && pathChange_->path != view.state()->path()) return;
  if (!pathChange_) pathChange_ = PathChange{view.state()->path(), picks};
  picks.points[static_cast<std::size_t>(point)].mm += by;
  path.setPicks(std::move(picks));
  pathChanged(path);
}

void ViewportBoard::finishPath(const QString& step) {
  auto change = std::exchange(pathChange_, std::nullopt);
  if (!change) return;
  const CurvePath::Picks after = change->path->picks();
  if (change->before.points != after.points) pushPath(change->path, std::move(change->before), after, step);
}

void ViewportBoard::pushPath(const std::shared_ptr<CurvePath>& path, CurvePath::Picks before,
                             CurvePath::Picks after, const QString& step) {
  stepsOf(*path).push(
      new CurveCommand(step, path, std::move(before), std::move(after), [this](const CurvePath& changedPath) {
        pathChanged(changedPath);
        if (windowChanged) windowChanged();
      }));
}

QUndoStack& ViewportBoard::stepsOf(const CurvePath& path) {
  auto& steps = pathSteps_[&path];
  if (!steps) steps = std::make_unique<QUndoStack>();
  return *steps;
}

QUndoStack& ViewportBoard::pathUndo() {
  const auto& state = activeView().state();
  return state ? stepsOf(*state->path()) : noSteps_;
}

void ViewportBoard::removePathPoint(int index, int point) {
  auto& view = at(index);
  if (!view.state() || pathChange_) return;
  CurvePath::Picks picks = view.state()->path()->picks();
  if (point < 0 || point >= static_cast<int>(picks.points.size())) return;
  const CurvePath::Picks before = picks;
  picks.points.erase(picks.points.begin() + point);
  pushPath(view.state()->path(), before, std::move(picks), QStringLiteral("Remove a point of the path"));
}

void ViewportBoard::clearPath(int index) {
  auto& view = at(index);
  if (!view.state() || pathChange_ || view.state()->path()->empty()) return;
  pushPath(view.state()->path(), view.state()->path()->picks(), {}, QStringLiteral("Clear the path"));
}

void ViewportBoard::showCurve() {
  const auto state = activeView().state();
  if (!state) return;
  const int curved = active_ == 3 ? 1 : 3, section = active_ == 2 ? 1 : 2;
  at(curved).show(state, ViewKind::Curved);
  at(section).show(state, ViewKind::CrossSection);
  dropUnused();
  notify();
}

void ViewportBoard::setCurveMode(int index, CurveMode mode) {
  const auto& state = at(index).state();
  if (!state) return;
  state->path()->setMode(mode);
  pathChanged(*state->path());
  if (windowChanged) windowChanged();
}

void ViewportBoard::turnCurve(int index, double radians) {
  const auto& state = at(index).state();
  if (!state) return;
  state->path()->setAngle(state->path()->angle() + radians);
  pathChanged(*state->path());
}

void ViewportBoard::resetCurve(int index) {
  auto& view = at(index);
  if (!view.state()) return;
  view.curved().zoomToFit();
  view.state()->path()->setUpright();
  pathChanged(*view.state()->path());
}

void ViewportBoard::setStation(int index, double mm) {
  const auto& state = at(index).state();
  if (!state || !state->path()->curve()) return;
  state->path()->setStation(mm);
  stationMoved(*state, index);
}

void ViewportBoard::stationMoved(SeriesState& state, int origin) {
  if (!state.path()->curve()) return;
  for (auto& view : views_) {
    if (view.state().get() != &state || !view.followsPath()) continue;
    view.overlayDirty = true;
    if (!view.isCurved()) view.frameDirty = true;
  }
  state.cursor().moveTo(state.path()->stationPoint());
  cursorMoved(state, origin);
}

void ViewportBoard::pathChanged(const CurvePath& path) {
  for (auto& view : views_) {
    if (!view.state() || view.state()->path().get() != &path) continue;
    view.overlayDirty = true;
    if (view.followsPath()) view.frameDirty = true;
  }
  notify();
}

}  // namespace iso::app
