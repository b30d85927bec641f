// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/board_services.h"

#include <fmt/format.h>

#include <cmath>

#include "app/viewport/curved_annotations.h"

namespace iso::app {
namespace {

constexpr double kStationReach = 5.0;  ///< logical pixels

PatientPoint pointOf(const double p[3]) {
  return {Vector3(p[0], p[1], p[2])};
}

void copy(const Vector3& from, double to[3]) {
  for (int a = 0; a < 3; ++a) to[a] = from[a];
}

/// The voxel, if it has been read.
std::optional<std::array<int, 3>> readyVoxel(const SeriesState& state, const PatientPoint& point) {
  const auto volume = state.series()->volume();
  if (!volume) return std::nullopt;
  const auto voxel = volume->nearestVoxel(point);
  if (!voxel || !state.series()->sliceReady((*voxel)[2])) return std::nullopt;
  return voxel;
}

}  // namespace

std::optional<double> voxelValue(const SeriesState& state, const PatientPoint& point) {
  if (state.isColour()) return std::nullopt;
  const auto voxel = readyVoxel(state, point);
  if (!voxel) return std::nullopt;
  return state.series()->volume()->valueAt((*voxel)[0], (*voxel)[1], (*voxel)[2]);
}

QString readOut(const SeriesState& state, const PatientPoint& point) {
  const auto voxel = readyVoxel(state, point);
  if (!voxel) return {};
  const auto volume = state.series()->volume();
  std::string value;
  if (state.isColour()) {
    const auto c = volume->rgbAt((*voxel)[0], (*voxel)[1], (*voxel)[2]);
    value = fmt::format("RGB {} {} {}", c[0], c[1], c[2]);
  } else {
    const double v = volume->valueAt((*voxel)[0], (*voxel)[1], (*voxel)[2]);
    value = fmt::format("{:.6g}{}{}", v, volume->unit().empty() ? "" : " ", volume->unit());
  }
  const std::string place =
      state.isPositioned() ? positionText(point) : fmt::format("Pixel {}, {}", (*voxel)[0], (*voxel)[1]);
  return QString::fromStdString(place + " · " + value);
}

sdk::ViewType BoardServices::type() const {
  const auto& view = board_.at(index_);
  return view.isVolume()   ? sdk::ViewType::Volume
         : view.isCurved() ? sdk::ViewType::Curved
                           : sdk::ViewType::Slice;
}

std::optional<sdk::PlaneState> BoardServices::plane() const {
  const auto p = board_.at(index_).planeOnScreen();
  if (!p) return std::nullopt;
  sdk::PlaneState state{};
  copy(p->center.mm, state.center);
  copy(p->right, state.right);
  copy(p->down, state.down);
  state.mmPerPixel = p->mmPerPixel;
  state.width = p->width;
  state.height = p->height;
  return state;
}

std::optional<sdk::WindowState> BoardServices::window() const {
  const auto& state = board_.at(index_).state();
  if (!state || !state->window()) return std::nullopt;
  return sdk::WindowState{state->window()->center, state->window()->width};
}

std::optional<double> BoardServices::valueAt(const double point[3]) const {
  const auto& state = board_.at(index_).state();
  return state ? voxelValue(*state, pointOf(point)) : std::nullopt;
}

QPointF BoardServices::crosshair() const {
  const auto& view = board_.at(index_);
  const auto plane = view.planeOnScreen();
  if (!plane) return {};
  const Vector2 p = plane->toView(view.state()->cursor().point());
  return {p.x(), p.y()};
}

sdk::CrosshairPart BoardServices::crosshairPartAt(QPointF position) const {
  const auto& view = board_.at(index_);
  if (const auto line = stationLine(view)) {
    const bool upright = line->first.x() == line->second.x();
    const double off = upright ? position.x() - line->first.x() : position.y() - line->first.y();
    if (std::abs(off) > kStationReach) return {};
    return {sdk::CrosshairPart::MoveLine, sdk::CrosshairPart::kStation};
  }
  const auto plane = view.planeOnScreen();
  if (!plane || !view.plane() || !board_.annotation.crosshair) return {};
  const auto hit = hitCrosshair(*plane, view.state()->cursor().point(), crossingPlanes(view),
                                {position.x(), position.y()});
  if (!hit) return {};
  switch (hit->part) {
    case CrosshairHit::Part::Centre:
      return {sdk::CrosshairPart::Centre, hit->plane};
    case CrosshairHit::Part::Move:
      return {sdk::CrosshairPart::MoveLine, hit->plane};
    case CrosshairHit::Part::Turn:
      return {sdk::CrosshairPart::TurnLine, hit->plane};
  }
  return {};
}

void BoardServices::setWindow(const sdk::WindowState& w) {
  const auto& state = board_.at(index_).state();
  if (!state || !state->window()) return;
  WindowLevel window = *state->window();
  window.center = w.center;
  window.width = w.width;
  board_.setWindow(index_, window);
}

void BoardServices::pan(double dx, double dy) {
  board_.pan(index_, dx, dy);
}
void BoardServices::zoom(double factor, QPointF fixed) {
  board_.zoom(index_, factor, {fixed.x(), fixed.y()});
}
void BoardServices::scroll(int slices) {
  board_.scroll(index_, slices);
}
void BoardServices::setCrosshair(const double point[3]) {
  board_.setCrosshair(index_, pointOf(point));
}

void BoardServices::movePlane(int plane, const double through[3]) {
  if (plane >= 0 && plane < 3) board_.movePlane(index_, static_cast<Plane>(plane), pointOf(through));
}

void BoardServices::turnPlanes(double radians) {
  board_.turnPlanes(index_, radians);
}

void BoardServices::setPlane(const double right[3], const double down[3]) {
  board_.setPlane(index_, {pointOf(right).mm, pointOf(down).mm});
}

sdk::PathPart BoardServices::pathPartAt(QPointF position) const {
  const auto& view = board_.at(index_);
  const auto plane = view.planeOnScreen();
  if (!plane || view.followsPath()) return {};
  const auto hit = hitPath(*plane, view.state()->path()->onScreen(), {position.x(), position.y()},
                           pathStyle(*view.state(), plane->normal()));
  if (!hit) return {};
  return {hit->part == PathHit::Part::Point ? sdk::PathPart::Point : sdk::PathPart::Line, hit->index};
}

int BoardServices::pathPointCount() const {
  const auto& state = board_.at(index_).state();
  return state ? static_cast<int>(state->path()->picks().points.size()) : 0;
}

int BoardServices::addPathPoint(const double point[3], int before) {
  return board_.addPathPoint(index_, pointOf(point), before);
}

void BoardServices::movePathPoint(int index, const double by[3]) {
  board_.movePathPoint(index_, index, pointOf(by).mm);
}

void BoardServices::finishPath(const QString& step) {
  board_.finishPath(step);
}

void BoardServices::removePathPoint(int index) {
  board_.removePathPoint(index_, index);
}

void BoardServices::undoPath() {
  board_.pathUndo().undo();
}

void BoardServices::redoPath() {
  board_.pathUndo().redo();
}

void BoardServices::moveStation(QPointF position) {
  const auto picture = board_.at(index_).curvedPicture(Interpolation::Linear);
  if (!picture) return;
  const auto place = curvedPlace(*picture, board_.at(index_).pixelRatio(), position.x(), position.y());
  board_.setStation(index_, picture->surface->station(place.along));
}

void BoardServices::rotateCamera(double dx, double dy) {
  board_.rotateCamera(index_, dx, dy);
}

void BoardServices::sculpt(const QPolygonF& outline, bool keepInside) {
  if (!board_.sculpt || type() != sdk::ViewType::Volume) return;
  std::vector<Vector2> corners;
  for (const QPointF& p : outline) corners.emplace_back(p.x(), p.y());
  board_.sculpt(index_, corners, keepInside);
}

}  // namespace iso::app
