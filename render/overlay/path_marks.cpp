// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/path_marks.h"

#include <algorithm>
#include <cmath>

namespace iso {
namespace {

constexpr double kSampleMm = 0.5;
constexpr double kMostSamples = 4000.0;
constexpr std::uint8_t kFaint = 110;  ///< alpha of what is off the plane

double offPlane(const PlaneOnScreen& view, const PatientPoint& point) {
  return view.normal().dot(point.mm - view.center.mm);
}

Rgba8 faint(Rgba8 color) {
  color.a = kFaint;
  return color;
}

/// Distance from the line a–b, and how far along it (0…1) the nearest point is.
std::pair<double, double> toSegment(const Vector2& p, const Vector2& a, const Vector2& b) {
  const Vector2 d = b - a;
  const double part = d.squaredNorm() > 0.0 ? std::clamp((p - a).dot(d) / d.squaredNorm(), 0.0, 1.0) : 0.0;
  return {(a + part * d - p).norm(), part};
}

}  // namespace

PathOnScreen pathOnScreen(const std::vector<PatientPoint>& points, const Curve* curve) {
  PathOnScreen path;
  path.points = points;
  if (!curve) return path;
  // Picks at one place are one point of the curve, so each looks up its own.
  std::size_t at = 0;
  for (const PatientPoint& p : points) {
    const auto& kept = curve->points();
    if (at + 1 < kept.size() && (p.mm - kept[at].mm).norm() >= Curve::kMergeMm) ++at;
    path.pointStations.push_back(curve->pointLengths()[at]);
  }
  const int count = static_cast<int>(std::clamp(std::ceil(curve->length() / kSampleMm), 16.0, kMostSamples));
  for (int n = 0; n <= count; ++n) {
    const double station = curve->length() * n / count;
    path.samples.push_back({curve->at(station), station});
  }
  return path;
}

Overlay pathMarks(const PlaneOnScreen& view, const PathOnScreen& path, std::optional<int> held,
                  const PathStyle& style) {
  Overlay o;
  // One line for each stretch of one kind; neighbours share a point so that no hole shows.
  bool wasNear = false;
  for (std::size_t n = 1; n < path.samples.size(); ++n) {
    const auto& a = path.samples[n - 1].point;
    const auto& b = path.samples[n].point;
    const bool near =
        std::abs(offPlane(view, a)) <= style.nearMm && std::abs(offPlane(view, b)) <= style.nearMm;
    if (o.lines.empty() || near != wasNear) {
      OverlayLine line;
      line.color = near ? style.color : faint(style.color);
      line.width = near ? 2.0 : 1.0;
      line.halo = near ? 0.8 : 0.4;
      line.points.push_back(view.toView(a));
      o.lines.push_back(std::move(line));
      wasNear = near;
    }
    o.lines.back().points.push_back(view.toView(b));
  }
  for (std::size_t n = 0; n < path.points.size(); ++n) {
    const double off = std::abs(offPlane(view, path.points[n]));
    if (off > style.shownMm) continue;
    const bool near = off <= style.nearMm;
    const bool isHeld = held && *held == static_cast<int>(n);
    OverlayHandle handle;
    handle.position = view.toView(path.points[n]);
    handle.radius = (near ? style.radius : style.radius - 1.0) + (isHeld ? 2.0 : 0.0);
    handle.color = near || isHeld ? style.color : faint(style.color);
    if (near) handle.fill = style.color;
    o.handles.push_back(handle);
  }
  return o;
}

std::optional<PathHit> hitPath(const PlaneOnScreen& view, const PathOnScreen& path, const Vector2& position,
                               const PathStyle& style) {
  // A point in the plane before one off it that lies nearer on the screen; of two at one place the nearer
  // one.
  std::optional<PathHit> hit;
  double best = style.reach;
  double bestOff = style.shownMm;
  bool bestNear = false;
  for (std::size_t n = 0; n < path.points.size(); ++n) {
    const double off = std::abs(offPlane(view, path.points[n]));
    if (off > style.shownMm) continue;
    const double d = (view.toView(path.points[n]) - position).norm();
    const bool near = off <= style.nearMm;
    if (d > style.reach || (bestNear && !near)) continue;
    const bool nearer = d < best - 1e-6 || (d < best + 1e-6 && off <= bestOff);
    if (bestNear == near && !nearer) continue;
    best = d;
    bestOff = off;
    bestNear = near;
    hit = PathHit{PathHit::Part::Point, static_cast<int>(n)};
  }
  if (hit) return hit;
  best = 0.5 * style.reach;
  double station = 0.0;
  for (std::size_t n = 1; n < path.samples.size(); ++n) {
    const auto& a = path.samples[n - 1];
    const auto& b = path.samples[n];
    if (std::abs(offPlane(view, a.point)) > style.nearMm || std::abs(offPlane(view, b.point)) > style.nearMm)
      continue;
    const auto [d, part] = toSegment(position, view.toView(a.point), view.toView(b.point));
    if (d > best) continue;
    best = d;
    station = a.station + part * (b.station - a.station);
    hit = PathHit{PathHit::Part::Line, 0};
  }
  if (hit) {
    const auto after = std::upper_bound(path.pointStations.begin(), path.pointStations.end(), station);
    const auto index = static_cast<int>(after - path.pointStations.begin());
    hit->index = std::clamp(index, 1, static_cast<int>(path.points.size()) - 1);
  }
  return hit;
}

}  // namespace iso
