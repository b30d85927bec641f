// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/volume_view_model.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace iso::app {
namespace {

constexpr double kSmallestZoom = 0.1, kLargestZoom = 50.0;
constexpr double kRoom = 1.04;  ///< a little air round the volume

}  // namespace

VolumeViewModel::VolumeViewModel(const VolumeGeometry& geometry) : geometry_(geometry) {
  reset();
}

void VolumeViewModel::reset() {
  lookFrom("anterior");
  zoomToFit();
}

void VolumeViewModel::zoomToFit() {
  zoom_ = 1.0;
  focal_ = geometry_.center();
}

double VolumeViewModel::fitHalfHeight(int width, int height) const {
  // Turned about the body's long axis, and seen from all six sides, the volume's box stays inside: tighter
  // than its bounding sphere, which leaves half of a wide view empty.
  const Vector3 middle = geometry_.center().mm;
  double round = 0.0, tall = 0.0;
  for (const auto& corner : geometry_.corners()) {
    const Vector3 d = corner.mm - middle;
    round = std::max(round, std::hypot(d.x(), d.y()));
    tall = std::max({tall, std::abs(d.y()), std::abs(d.z())});
  }
  const double aspect = static_cast<double>(std::max(width, 1)) / std::max(height, 1);
  return kRoom * std::max(tall, round / aspect);
}

Camera VolumeViewModel::camera(int width, int height) const {
  Camera camera;
  camera.halfHeightMm = fitHalfHeight(width, height) / zoom_;
  camera.focalPoint = focal_;
  camera.forward = forward_;
  camera.up = up_;
  return camera;
}

double VolumeViewModel::mmPerPixel(int width, int height) const {
  return 2.0 * camera(width, height).halfHeightMm / std::max(height, 1);
}

void VolumeViewModel::rotate(double dx, double dy, int width, int height) {
  const double perPixel = std::numbers::pi / std::max(1, std::min(width, height));
  const double angle = std::hypot(dx, dy) * perPixel;
  if (!(angle > 0.0)) return;
  const Vector3 right = forward_.cross(up_);
  // The near side follows the hand: the body turns about the axis in the screen perpendicular to the
  // movement, so the camera turns the other way.
  const Vector3 movement = (right * dx - up_ * dy).normalized();
  const Eigen::AngleAxisd turn(-angle, movement.cross(forward_));
  const Matrix3 rotation = turn.toRotationMatrix();
  const Vector3 pivot = geometry_.center().mm;
  forward_ = (rotation * forward_).normalized();
  up_ = rotation * up_;
  up_ = (up_ - forward_ * forward_.dot(up_)).normalized();
  focal_ = {pivot + rotation * (focal_.mm - pivot)};
}

void VolumeViewModel::pan(double dx, double dy, int width, int height) {
  const double mm = mmPerPixel(width, height);
  focal_.mm += (-dx * forward_.cross(up_) + dy * up_) * mm;
}

void VolumeViewModel::zoomBy(double factor, const Vector2& fixed, int width, int height) {
  const double before = mmPerPixel(width, height);
  zoom_ = std::clamp(zoom_ * factor, kSmallestZoom, kLargestZoom);
  const Vector2 d = (fixed - 0.5 * Vector2(width, height)) * (before - mmPerPixel(width, height));
  focal_.mm += d.x() * forward_.cross(up_) - d.y() * up_;
}

bool VolumeViewModel::lookFrom(std::string_view side) {
  constexpr double quarter = 0.5 * std::numbers::pi;
  double azimuth = 0.0, elevation = 0.0;
  if (side == "posterior")
    azimuth = 2.0 * quarter;
  else if (side == "left")
    azimuth = quarter;
  else if (side == "right")
    azimuth = -quarter;
  else if (side == "head")
    elevation = quarter;
  else if (side == "feet")
    elevation = -quarter;
  else if (side != "anterior")
    return false;
  const Camera c = fitCamera(geometry_, azimuth, elevation, 1.0, 1, 1);
  forward_ = c.forward;
  up_ = c.up;
  const Vector3 pivot = geometry_.center().mm;
  focal_ = {pivot};
  return true;
}

}  // namespace iso::app
