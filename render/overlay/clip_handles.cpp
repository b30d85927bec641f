// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/clip_handles.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

namespace iso {
namespace {

constexpr double kRing = 15.0;       ///< logical pixels about the disc
constexpr double kArrowHead = 9.0;   ///< logical pixels
constexpr double kTipsApart = 19.0;  ///< less between disc and tip, and the tip becomes a ring
constexpr int kRingPoints = 40;

struct Placed {
  Vector2 centre, tip;
  bool endOn() const { return (tip - centre).norm() < kTipsApart; }
};

std::optional<Placed> placed(const CameraOnScreen& view, const ClipPlane& plane, double squareMm) {
  const auto centre = view.toView(plane.point);
  const auto tip = view.toView({plane.point.mm + squareMm * plane.normal.normalized()});
  if (!centre || !tip) return std::nullopt;
  return Placed{*centre, *tip};
}

/// The square's sides: one of them level in the patient where the plane is not.
std::pair<Vector3, Vector3> sides(const Vector3& normal) {
  const Vector3 n = normal.normalized();
  const Vector3 axis = std::abs(n.z()) < 0.9 ? Vector3::UnitZ() : Vector3::UnitY();
  const Vector3 u = n.cross(axis).normalized();
  return {u, n.cross(u)};
}

OverlayLine lineOf(std::vector<Vector2> points, Rgba8 color, double width) {
  OverlayLine line;
  line.points = std::move(points);
  line.color = color;
  line.width = width;
  line.halo = 0.5;
  return line;
}

}  // namespace

double clipSquareMm(const VolumeGeometry& geometry) {
  double radius = 0.0;
  for (const auto& corner : geometry.corners())
    radius = std::max(radius, (corner.mm - geometry.center().mm).norm());
  return 0.35 * radius;
}

Overlay clipPlaneMarks(const CameraOnScreen& view, const ClipPlane& plane, double squareMm,
                       std::optional<ClipPart> held, const HandleStyle& style) {
  Overlay o;
  const auto place = placed(view, plane, squareMm);
  if (!place) return o;
  const auto [u, v] = sides(plane.normal);
  std::vector<Vector2> square;
  for (const auto& [x, y] : {std::pair{-1.0, -1.0}, {1.0, -1.0}, {1.0, 1.0}, {-1.0, 1.0}})
    if (const auto corner = view.toView({plane.point.mm + squareMm * (x * u + y * v)}))
      square.push_back(*corner);
  if (square.size() == 4) {
    OverlayLine outline = lineOf(std::move(square), style.color, held ? 1.8 : 1.3);
    outline.closed = true;
    outline.fill = Rgba8{style.color.r, style.color.g, style.color.b, 26};
    o.lines.push_back(std::move(outline));
  }
  const auto colorOf = [&](ClipPart part) { return held == part ? style.held : style.color; };
  const Rgba8 turn = colorOf(ClipPart::Turn);
  if (place->endOn()) {
    std::vector<Vector2> ring;
    for (int n = 0; n < kRingPoints; ++n) {
      const double a = 2.0 * std::numbers::pi * n / kRingPoints;
      ring.push_back(place->centre + kRing * Vector2(std::cos(a), std::sin(a)));
    }
    OverlayLine line = lineOf(std::move(ring), turn, 1.6);
    line.closed = true;
    o.lines.push_back(std::move(line));
  } else {
    const Vector2 along = (place->tip - place->centre).normalized(), across(-along.y(), along.x());
    o.lines.push_back(lineOf({place->centre, place->tip}, turn, 1.6));
    OverlayLine head = lineOf({place->tip - kArrowHead * (along + 0.45 * across), place->tip,
                               place->tip - kArrowHead * (along - 0.45 * across)},
                              turn, 1.6);
    head.closed = true;
    head.fill = turn;
    o.lines.push_back(std::move(head));
  }
  o.handles.push_back(
      {place->centre, style.radius + (held == ClipPart::Move ? 1.5 : 0.0), colorOf(ClipPart::Move)});
  return o;
}

std::optional<ClipPart> clipPartAt(const CameraOnScreen& view, const ClipPlane& plane, double squareMm,
                                   const Vector2& position, const HandleStyle& style) {
  const auto place = placed(view, plane, squareMm);
  if (!place) return std::nullopt;
  const double away = (position - place->centre).norm();
  if (away <= style.reach) return ClipPart::Move;
  const bool turns =
      place->endOn()
          ? away <= kRing + 0.5 * style.reach
          : (position - place->tip).norm() <= style.reach ||
                (position - place->tip + kArrowHead * (place->tip - place->centre).normalized()).norm() <=
                    style.reach;
  return turns ? std::optional(ClipPart::Turn) : std::nullopt;
}

ClipPlane movedPlane(const VolumeGeometry& geometry, const ClipPlane& plane, double mm) {
  const Vector3 normal = plane.normal.normalized();
  double least = 0.0, most = 0.0;
  for (const auto& corner : geometry.corners()) {
    const double along = normal.dot(corner.mm - plane.point.mm);
    least = std::min(least, along);
    most = std::max(most, along);
  }
  return {{plane.point.mm + std::clamp(mm, least, most) * normal}, plane.normal};
}

}  // namespace iso
