// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/curve_path.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <numbers>
#include <utility>

namespace iso::app {
namespace {

/// Towards L, P or S, whichever is nearest.
Vector3 towardsPositive(const Vector3& v) {
  int axis = 0;
  for (const int a : {1, 2})
    if (std::abs(v[a]) > std::abs(v[axis])) axis = a;
  return v[axis] < 0.0 ? Vector3(-v) : v;
}

/// The direction on the screen's right and down after quarter turns clockwise.
PlaneAxes turnedBy(const PlaneAxes& axes, int turns) {
  PlaneAxes out = axes;
  for (int n = 0; n < turns; ++n) {
    const Vector3 right = out.right;
    out.right = -out.down;
    out.down = right;
  }
  return out;
}

/// How well a picture with these directions stands.
double uprightness(const PlaneAxes& axes) {
  return 8.0 * -axes.down.z() + 4.0 * axes.down.y() + 2.0 * axes.right.x() + axes.right.y();
}

}  // namespace

void CurvePath::setPicks(Picks picks) {
  const bool another = picks.points.size() != picks_.points.size();
  picks_ = std::move(picks);
  follow();
  // The first points of an arch lead elsewhere than the whole of it; a point that is dragged turns nothing.
  if (another && !turnedByHand_) setUpright();
}

void CurvePath::follow() {
  const bool wasThere = curve_ != nullptr;
  curve_.reset();
  surface_.reset();
  problem_.clear();
  if (picks_.points.size() > 1) {
    if (auto made = Curve::through(picks_.points))
      curve_ = std::make_shared<const Curve>(std::move(*made));
    else
      problem_ = QString::fromStdString(made.error().message);
  }
  onScreen_ = pathOnScreen(picks_.points, curve_.get());
  if (!curve_) return;
  if (!wasThere) setUpright();
  station_ = stationByHand_ ? std::clamp(station_, 0.0, curve_->length()) : 0.5 * curve_->length();
}

void CurvePath::setMode(CurveMode mode) {
  mode_ = mode;
  surface_.reset();
}

void CurvePath::setAngle(double angle) {
  if (!std::isfinite(angle)) return;
  angle_ = std::remainder(angle, 2.0 * std::numbers::pi);
  turnedByHand_ = true;
  surface_.reset();
}

void CurvePath::setStation(double mm) {
  stationByHand_ = true;
  station_ = curve_ && std::isfinite(mm) ? std::clamp(mm, 0.0, curve_->length()) : 0.0;
}

void CurvePath::setUpright() {
  turnedByHand_ = false;
  if (!curve_) return;
  const double middle = 0.5 * curve_->length();
  // The path leads to where it ends; of a closed one its middle says more than its chord.
  const Vector3 chord = curve_->at(curve_->length()).mm - curve_->at(0.0).mm;
  const Vector3 along = chord.norm() > 1e-3 ? Vector3(chord.normalized()) : curve_->tangent(middle);
  double best = -1e9;
  for (const double angle : {0.0, std::numbers::pi})
    for (int turns = 0; turns < 4; ++turns) {
      const double score = uprightness(turnedBy({curve_->frame(middle, angle).right, along}, turns));
      if (score <= best + 1e-9) continue;
      best = score;
      turns_ = turns;
      angle_ = angle;
    }
  surface_.reset();
  best = -1e9;
  const CurveFrame frame = curve_->frame(middle, angle_);
  for (int turns = 0; turns < 4; ++turns) {
    const double score = uprightness(turnedBy({frame.right, -frame.normal}, turns));
    if (score <= best + 1e-9) continue;
    best = score;
    sectionTurns_ = turns;
  }
}

Vector3 CurvePath::stretchedRight() const {
  const Vector3 chord =
      curve_ ? Vector3(curve_->at(curve_->length()).mm - curve_->at(0.0).mm) : Vector3(Vector3::Zero());
  Vector3 right = Vector3::UnitZ();
  if (picks_.normal) {
    right = towardsPositive(*picks_.normal);
  } else {
    int axis = 2;
    for (const int a : {0, 1})
      if (std::abs(chord[a]) < std::abs(chord[axis]) - 1e-9 * chord.norm()) axis = a;
    right = Vector3::Unit(axis);
  }
  if (chord.norm() < 1e-3) return right;  // closed: there is nothing to turn it about
  return Eigen::AngleAxisd(angle_, chord.normalized()) * right;
}

Result<CurvedSurface::Ptr> CurvePath::surface() const {
  if (!curve_) return CurvedSurface::Ptr();
  if (!surface_) {
    if (mode_ == CurveMode::Straightened)
      surface_ = CurvedSurface::straightened(curve_, angle_);
    else
      surface_ = CurvedSurface::stretched(curve_, stretchedRight());
  }
  return *surface_;
}

PlaneAxes CurvePath::sectionAxes() const {
  if (!curve_) return planeAxes(Plane::Axial);
  const CurveFrame frame = curve_->frame(station_, angle_);
  return turnedBy({frame.right, -frame.normal}, sectionTurns_);
}

PatientPoint CurvePath::stationPoint() const {
  return curve_ ? curve_->at(station_) : PatientPoint{};
}

}  // namespace iso::app
