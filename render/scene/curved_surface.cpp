// SPDX-License-Identifier: Apache-2.0
#include "render/scene/curved_surface.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <iterator>

namespace iso {
namespace {

constexpr double kKnotMm = 0.25;
constexpr double kFewestKnots = 64.0, kMostKnots = 4000.0;
constexpr double kOnPath = 1e-6;  ///< mm beyond an end that are rounding

/// Screen x and y of `across` and `along`, by quarter turns clockwise: right goes down, down goes left.
constexpr std::array<std::array<int, 2>, 4> kRight{{{1, 0}, {0, 1}, {-1, 0}, {0, -1}}};
constexpr std::array<std::array<int, 2>, 4> kDown{{{0, 1}, {-1, 0}, {0, -1}, {1, 0}}};

Eigen::Vector2i direction(const std::array<std::array<int, 2>, 4>& of, int turns) {
  const auto& d = of[static_cast<std::size_t>(((turns % 4) + 4) % 4)];
  return {d[0], d[1]};
}

}  // namespace

CurvedSurface::Ptr CurvedSurface::straightened(std::shared_ptr<const Curve> curve, double angle) {
  auto surface = std::shared_ptr<CurvedSurface>(new CurvedSurface);
  surface->curve_ = std::move(curve);
  surface->angle_ = angle;
  return surface;
}

Result<CurvedSurface::Ptr> CurvedSurface::stretched(std::shared_ptr<const Curve> curve,
                                                    const Vector3& right) {
  if (!right.allFinite() || !(right.norm() > 1e-9))
    return fail(ErrorCode::InvalidArgument, "The lines of a stretched picture need a direction.");
  auto surface = std::shared_ptr<CurvedSurface>(new CurvedSurface);
  const Vector3 lines = surface->right_ = right.normalized();
  const Vector3 first = curve->at(0.0).mm;
  const auto knots =
      static_cast<int>(std::clamp(std::ceil(curve->length() / kKnotMm), kFewestKnots, kMostKnots));
  surface->table_.push_back({0.0, 0.0, first});
  for (int n = 1; n <= knots; ++n) {
    const double station = curve->length() * n / knots;
    const Vector3 at = curve->at(station).mm;
    const double across = lines.dot(at - first);
    surface->across_ = {std::min(surface->across_.first, across), std::max(surface->across_.second, across)};
    const Vector3 place = at - lines * across;
    const double step = (place - surface->table_.back().place).norm();
    // Along the lines nothing is gained: the same line again.
    if (step > 1e-9) surface->table_.push_back({station, surface->table_.back().along + step, place});
  }
  surface->curve_ = std::move(curve);
  if (surface->table_.size() < 2)
    return fail(ErrorCode::InvalidArgument,
                "The path runs along the lines of the stretched picture; choose another direction.");
  return surface;
}

double CurvedSurface::extent() const {
  return isStretched() ? table_.back().along : curve_->length();
}

CurvedView::Row CurvedSurface::line(double along) const {
  if (!isStretched()) {
    const CurveFrame f = curve_->frame(along, angle_);
    return {f.point, f.right, f.normal};
  }
  const auto after = std::upper_bound(std::next(table_.begin()), std::prev(table_.end()), along,
                                      [](double value, const Knot& k) { return value < k.along; });
  const Knot& b = *after;
  const Knot& a = *std::prev(after);
  const double part = std::clamp((along - a.along) / (b.along - a.along), 0.0, 1.0);
  const Vector3 step = b.place - a.place;
  return {PatientPoint{a.place + part * step}, right_, right_.cross(step).normalized()};
}

double CurvedSurface::station(double along) const {
  if (!isStretched()) return std::clamp(along, 0.0, curve_->length());
  const auto after = std::upper_bound(std::next(table_.begin()), std::prev(table_.end()), along,
                                      [](double value, const Knot& k) { return value < k.along; });
  const Knot& a = *std::prev(after);
  const double part = std::clamp((along - a.along) / (after->along - a.along), 0.0, 1.0);
  return a.station + part * (after->station - a.station);
}

double CurvedSurface::alongAt(double station) const {
  if (!isStretched()) return std::clamp(station, 0.0, curve_->length());
  const auto after = std::upper_bound(std::next(table_.begin()), std::prev(table_.end()), station,
                                      [](double value, const Knot& k) { return value < k.station; });
  const Knot& a = *std::prev(after);
  const double part = std::clamp((station - a.station) / (after->station - a.station), 0.0, 1.0);
  return a.along + part * (after->along - a.along);
}

Eigen::Vector2i CurvedPicture::acrossOnScreen() const {
  return direction(kRight, quarterTurns);
}

Eigen::Vector2i CurvedPicture::alongOnScreen() const {
  return direction(kDown, quarterTurns);
}

CurvedPicture::Place CurvedPicture::pixelToSurface(double x, double y) const {
  const Eigen::Vector2d off = pixelMm * Eigen::Vector2d(x - 0.5 * (width - 1), y - 0.5 * (height - 1));
  return {along + off.dot(alongOnScreen().cast<double>()), across + off.dot(acrossOnScreen().cast<double>())};
}

Eigen::Vector2d CurvedPicture::surfaceToPixel(const Place& place) const {
  const Eigen::Vector2d off = (place.along - along) * alongOnScreen().cast<double>() +
                              (place.across - across) * acrossOnScreen().cast<double>();
  return Eigen::Vector2d(0.5 * (width - 1), 0.5 * (height - 1)) + off / pixelMm;
}

bool CurvedPicture::onPath(const Place& place) const {
  return surface && place.along >= -kOnPath && place.along <= surface->extent() + kOnPath;
}

PatientPoint CurvedPicture::toPatient(const Place& place) const {
  const CurvedView::Row row = surface->line(place.along);
  return {row.center.mm + place.across * row.right};
}

}  // namespace iso
