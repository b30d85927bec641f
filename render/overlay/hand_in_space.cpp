// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/hand_in_space.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

namespace iso {
namespace {

/// Less than 12° between line and ray: a pixel is then worth more than five times its width in depth.
constexpr double kEndOn = 0.9781;
constexpr double kFarAway = 1e6;  ///< mm

}  // namespace

LineDrag::LineDrag(const CameraOnScreen& view, const PatientPoint& from, const Vector3& along,
                   const Vector2& at)
    : view_(view),
      from_(from),
      along_(along),
      at_(at),
      endOn_(std::abs(along.dot(view.directionTo(from))) > kEndOn) {
  if (!endOn_) start_ = nearestTo(at);
}

Vector2 LineDrag::screenDirection(const CameraOnScreen& view, const PatientPoint& from,
                                  const Vector3& along) {
  if (std::abs(along.dot(view.directionTo(from))) > kEndOn) return Vector2::Zero();
  // Along the screen, of the line's part across the ray.
  const Vector3 ray = view.directionTo(from);
  const Vector3 across = along - ray * ray.dot(along);
  return Vector2(view.camera.right().dot(across), -view.camera.up.dot(across)).normalized();
}

double LineDrag::nearestTo(const Vector2& position) const {
  const auto ray = view_.rayAt(position);
  const double cosine = along_.dot(ray.direction);
  const double across = 1.0 - cosine * cosine;
  const double away = cosine > 0.0 ? kFarAway : -kFarAway;
  if (across < 1e-6) return away;
  const Vector3 d = ray.origin.mm - from_.mm;
  const double along = (along_.dot(d) - cosine * ray.direction.dot(d)) / across;
  // Behind the eye: the pointer is beyond the point at which the line vanishes.
  if (view_.isPerspective() && ray.direction.dot(from_.mm + along * along_ - ray.origin.mm) <= 0.0)
    return away;
  return along;
}

double LineDrag::moved(const Vector2& to) const {
  if (!endOn_) return nearestTo(to) - start_;
  const double away = along_.dot(view_.directionTo(from_)) > 0.0 ? 1.0 : -1.0;
  return away * (at_.y() - to.y()) * view_.mmPerPixelAt(from_);
}

BallDrag::BallDrag(const CameraOnScreen& view, const PatientPoint& centre, double radiusMm,
                   const Vector3& direction, const Vector2& at)
    : view_(view),
      centre_(centre),
      radius_(radiusMm),
      direction_(direction.normalized()),
      far_(direction.dot(view.directionTo(centre)) > 0.0),
      start_(onBall(at)) {}

Vector3 BallDrag::onBall(const Vector2& position) const {
  const auto ray = view_.rayAt(position);
  const Vector3 d = centre_.mm - ray.origin.mm;
  const double along = ray.direction.dot(d);
  const Vector3 off = ray.origin.mm + along * ray.direction - centre_.mm;
  const double half = std::sqrt(std::max(0.0, radius_ * radius_ - off.squaredNorm()));
  return (off + (far_ ? half : -half) * ray.direction).normalized();
}

Vector3 BallDrag::turned(const Vector2& to) const {
  return (Eigen::Quaterniond::FromTwoVectors(start_, onBall(to)) * direction_).normalized();
}

}  // namespace iso
