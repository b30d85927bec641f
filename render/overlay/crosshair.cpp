// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/crosshair.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

#include "render/overlay/view_marks.h"

namespace iso {
namespace {

double turnRadius(const PlaneOnScreen& view, const CrosshairStyle& style) {
  return style.turnFrom * std::min(view.width, view.height);
}

/// Where a slab ends on one side of its plane.
std::optional<OverlayLine> slabEdge(const PlaneOnScreen& view, const PatientPoint& point,
                                    const CrossingPlane& plane, double side) {
  // In the view, the shortest way from the plane to where its distance is half the thickness.
  const Vector3 across = plane.normal - view.normal() * view.normal().dot(plane.normal);
  const PatientPoint there{point.mm + across * (side * plane.halfThicknessMm / across.squaredNorm())};
  const auto line = crossingLine(view, there, plane.normal);
  if (!line) return std::nullopt;
  const auto seen = clipLine(line->point, line->direction, view.width, view.height);
  if (!seen) return std::nullopt;
  OverlayLine l;
  l.points = {line->point + seen->first * line->direction, line->point + seen->second * line->direction};
  l.color = plane.color;
  l.color.a = 150;
  l.dashed = true;
  l.halo = 0.3;
  return l;
}

}  // namespace

std::optional<ScreenLine> crossingLine(const PlaneOnScreen& view, const PatientPoint& point,
                                       const Vector3& normal) {
  const Vector3 along = view.normal().cross(normal);
  Vector2 direction(view.right.dot(along), view.down.dot(along));
  if (direction.norm() < 1e-3) return std::nullopt;
  direction.normalize();
  return ScreenLine{view.toView(point), direction};
}

Overlay crosshairLines(const PlaneOnScreen& view, const PatientPoint& point,
                       const std::vector<CrossingPlane>& planes, std::optional<int> handlesOf,
                       const CrosshairStyle& style) {
  Overlay o;
  for (const auto& plane : planes) {
    const auto line = crossingLine(view, point, plane.normal);
    if (!line) continue;
    const auto seen = clipLine(line->point, line->direction, view.width, view.height);
    if (!seen) continue;
    for (const double side : {-1.0, 1.0})
      if (plane.halfThicknessMm > 0.0)
        if (auto edge = slabEdge(view, point, plane, side)) o.lines.push_back(std::move(*edge));
    const bool held = handlesOf == plane.id;
    const auto part = [&](double t0, double t1) {
      t0 = std::max(t0, seen->first);
      t1 = std::min(t1, seen->second);
      if (t0 >= t1) return;
      OverlayLine l;
      l.points = {line->point + t0 * line->direction, line->point + t1 * line->direction};
      l.color = plane.color;
      l.color.a = held ? 255 : 205;
      l.width = held ? 1.6 : 1.0;
      l.halo = 0.5;
      o.lines.push_back(std::move(l));
    };
    const double far = std::numeric_limits<double>::infinity();
    part(-far, -style.gap);
    part(style.gap, far);
    if (!held) continue;
    for (const double sign : {-1.0, 1.0})
      o.handles.push_back(
          {line->point + sign * 1.15 * turnRadius(view, style) * line->direction, 4.5, plane.color});
  }
  return o;
}

Overlay crossMark(const Vector2& p, Rgba8 color, const CrosshairStyle& style) {
  Overlay o;
  const double inner = 0.35 * style.gap, outer = 1.2 * style.gap;
  for (const Vector2& d : {Vector2(1, 0), Vector2(-1, 0), Vector2(0, 1), Vector2(0, -1)}) {
    OverlayLine l;
    l.points = {p + inner * d, p + outer * d};
    l.color = color;
    o.lines.push_back(std::move(l));
  }
  return o;
}

std::optional<CrosshairHit> hitCrosshair(const PlaneOnScreen& view, const PatientPoint& point,
                                         const std::vector<CrossingPlane>& planes, const Vector2& position,
                                         const CrosshairStyle& style) {
  const Vector2 middle = view.toView(point);
  if ((position - middle).norm() <= 0.7 * style.gap)
    return CrosshairHit{CrosshairHit::Part::Centre, planes.empty() ? 0 : planes.front().id};
  std::optional<CrosshairHit> best;
  double nearest = style.reach;
  for (const auto& plane : planes) {
    const auto line = crossingLine(view, point, plane.normal);
    if (!line) continue;
    const Vector2 d = position - line->point;
    const double along = std::abs(d.dot(line->direction));
    const double off = std::abs(d.x() * line->direction.y() - d.y() * line->direction.x());
    if (along < style.gap || off > nearest) continue;
    nearest = off;
    best = CrosshairHit{along > turnRadius(view, style) ? CrosshairHit::Part::Turn : CrosshairHit::Part::Move,
                        plane.id};
  }
  return best;
}

}  // namespace iso
