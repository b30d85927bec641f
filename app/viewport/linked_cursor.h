// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>

#include "render/scene/slice_view.h"

namespace iso::app {

/// The point that the linked planes of a series share, and how these planes are turned: always
/// perpendicular to each other, not always along the patient's axes (double oblique).
class LinkedCursor {
 public:
  /// Standard planes through the voxel nearest to the middle of the volume.
  explicit LinkedCursor(const VolumeGeometry& geometry);

  const PatientPoint& point() const { return point_; }
  const PlaneAxes& axes(Plane plane) const { return axes_[static_cast<std::size_t>(plane)]; }
  Vector3 normal(Plane plane) const;
  bool isStandard(Plane plane) const;  ///< not turned

  /// Moves the point, into the box of the voxel centres if it is outside.
  void moveTo(const PatientPoint& point);
  /// Moves the point exactly there, also outside.
  void place(const PatientPoint& point) { point_ = point; }
  /// Moves the point along the plane's normal until the plane passes through `through`.
  void movePlane(Plane plane, const PatientPoint& through);
  /// Moves a plane by whole steps along its normal; a step changes the voxel index that changes fastest by
  /// one (a plane along the slices goes from slice centre to slice centre, however uneven). Stops at the
  /// volume's ends. Positive = rising index.
  void step(Plane plane, int steps);

  /// Turns the other two planes about the kept one's normal (right × down), by radians from its right
  /// towards its down.
  void turn(Plane kept, double radians);
  /// Gives a plane new axes; the others follow by the same rotation.
  void setAxes(Plane plane, const PlaneAxes& axes);
  void reset();

 private:
  Size3 size() const { return geometry_.size(); }
  VolumeGeometry geometry_;
  PatientPoint point_;
  std::array<PlaneAxes, 3> axes_;
};

}  // namespace iso::app
