// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/linked_cursor.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

namespace iso::app {
namespace {

constexpr std::array<Plane, 3> kPlanes = {Plane::Axial, Plane::Coronal, Plane::Sagittal};

PlaneAxes turned(const PlaneAxes& axes, const Matrix3& rotation) {
  const Vector3 right = (rotation * axes.right).normalized();
  Vector3 down = rotation * axes.down;
  down -= right * right.dot(down);  // a thousand small turns must not let the planes drift off 90°
  return {right, down.normalized()};
}

}  // namespace

LinkedCursor::LinkedCursor(const VolumeGeometry& geometry) : geometry_(geometry) {
  reset();
}

void LinkedCursor::reset() {
  IndexPoint middle;
  for (int a = 0; a < 3; ++a) {
    const int voxel = (size()[static_cast<std::size_t>(a)] - 1) / 2;
    middle.ijk[a] = voxel;
  }
  point_ = geometry_.toPatient(middle);
  for (const Plane plane : kPlanes) axes_[static_cast<std::size_t>(plane)] = planeAxes(plane);
}

Vector3 LinkedCursor::normal(Plane plane) const {
  const auto& a = axes(plane);
  return a.right.cross(a.down);
}

bool LinkedCursor::isStandard(Plane plane) const {
  const auto standard = planeAxes(plane);
  return (axes(plane).right - standard.right).norm() < 1e-9 &&
         (axes(plane).down - standard.down).norm() < 1e-9;
}

void LinkedCursor::moveTo(const PatientPoint& point) {
  IndexPoint index = geometry_.toIndex(point);
  bool outside = false;
  for (int a = 0; a < 3; ++a) {
    const double inside = std::clamp(index.ijk[a], 0.0, size()[static_cast<std::size_t>(a)] - 1.0);
    outside = outside || inside != index.ijk[a];
    index.ijk[a] = inside;
  }
  point_ = outside ? geometry_.toPatient(index) : point;
}

void LinkedCursor::movePlane(Plane plane, const PatientPoint& through) {
  const Vector3 n = normal(plane);
  const PatientPoint moved{point_.mm + n * n.dot(through.mm - point_.mm)};
  if (geometry_.contains(geometry_.toIndex(moved))) point_ = moved;
}

void LinkedCursor::step(Plane plane, int steps) {
  if (steps == 0) return;
  const Vector3 n = normal(plane);
  const Vector3 perMm = geometry_.inverseAxes() * n;  // index change per mm along the normal
  int axis = 0;
  for (int a = 1; a < 3; ++a)
    if (std::abs(perMm[a]) > std::abs(perMm[axis])) axis = a;
  if (std::abs(n.dot(geometry_.sliceNormal())) > 1.0 - 1e-9) {
    // Along the slices: from centre to centre.
    const double k = geometry_.toIndex(point_).ijk.z();
    const double target = std::clamp(std::round(k) + steps, 0.0, size()[2] - 1.0);
    const auto at = [&](double slice) { return geometry_.toPatient({{0.0, 0.0, slice}}).mm; };
    point_.mm += n * n.dot(at(target) - at(k));
    return;
  }
  const double mm = 1.0 / perMm[axis];
  for (int left = std::abs(steps); left > 0; --left) {
    const PatientPoint moved{point_.mm + n * (steps > 0 ? left : -left) * mm};
    if (!geometry_.contains(geometry_.toIndex(moved))) continue;
    point_ = moved;
    return;
  }
}

void LinkedCursor::turn(Plane kept, double radians) {
  const Matrix3 rotation = Eigen::AngleAxisd(radians, normal(kept)).toRotationMatrix();
  for (const Plane plane : kPlanes)
    if (plane != kept) axes_[static_cast<std::size_t>(plane)] = turned(axes(plane), rotation);
}

void LinkedCursor::setAxes(Plane plane, const PlaneAxes& axes) {
  Matrix3 before, after;
  const auto& old = this->axes(plane);
  before << old.right, old.down, old.right.cross(old.down);
  after << axes.right, axes.down, axes.right.cross(axes.down);
  const Matrix3 rotation = after * before.transpose();
  for (auto& each : axes_) each = turned(each, rotation);
}

}  // namespace iso::app
