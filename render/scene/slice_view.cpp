// SPDX-License-Identifier: Apache-2.0
#include "render/scene/slice_view.h"

#include <algorithm>
#include <cmath>

namespace iso {

const char* interpolationName(Interpolation way) {
  switch (way) {
    case Interpolation::Nearest:
      return "nearest";
    case Interpolation::Linear:
      return "linear";
    case Interpolation::Cubic:
      break;
  }
  return "cubic";
}

PatientPoint SliceView::pixelToPatient(double x, double y) const {
  return {center.mm + (x - 0.5 * (width - 1)) * pixelMm * right + (y - 0.5 * (height - 1)) * pixelMm * down};
}

Eigen::Vector2d SliceView::patientToPixel(const PatientPoint& point) const {
  const Vector3 d = point.mm - center.mm;
  return {right.dot(d) / pixelMm + 0.5 * (width - 1), down.dot(d) / pixelMm + 0.5 * (height - 1)};
}

PlaneAxes planeAxes(Plane plane) {
  switch (plane) {
    case Plane::Axial:
      return {Vector3::UnitX(), Vector3::UnitY()};
    case Plane::Coronal:
      return {Vector3::UnitX(), -Vector3::UnitZ()};
    case Plane::Sagittal:
      return {Vector3::UnitY(), -Vector3::UnitZ()};
  }
  return {Vector3::UnitX(), Vector3::UnitY()};
}

SliceView fitSlice(const VolumeGeometry& geometry, const PlaneAxes& axes, int width, int height) {
  SliceView view;
  view.center = geometry.center();
  view.right = axes.right;
  view.down = axes.down;
  view.width = width;
  view.height = height;
  double halfX = 0.0, halfY = 0.0;
  for (const auto& corner : geometry.corners()) {
    const Vector3 d = corner.mm - view.center.mm;
    halfX = std::max(halfX, std::abs(view.right.dot(d)));
    halfY = std::max(halfY, std::abs(view.down.dot(d)));
  }
  view.pixelMm = std::max(2.0 * halfX / width, 2.0 * halfY / height);
  return view;
}

}  // namespace iso
