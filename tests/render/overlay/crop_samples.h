// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Geometry>

#include "core/geometry/volume_geometry.h"

namespace iso::test {

/// A cube of 10 × 10 × 10 voxels of 1 mm, its outer faces at ±5 mm.
inline VolumeGeometry cubeGeometry() {
  return *VolumeGeometry::make({10, 10, 10}, Matrix3::Identity(), {{-4.5, -4.5, -4.5}});
}

/// Turned in space, sheared, with slices 2, 3 and 5 mm apart.
inline VolumeGeometry obliqueGeometry() {
  const Eigen::AngleAxisd turn(0.6, Vector3(0.3, -0.5, 0.8).normalized());
  Matrix3 axes = turn.toRotationMatrix() * Vector3(0.5, 0.8, 3.0).asDiagonal();
  axes.col(2) = 3.0 * (axes.col(2).normalized() + 0.2 * axes.col(1).normalized()).normalized();
  return *VolumeGeometry::make({20, 15, 4}, axes, {{-30, 12, 40}}, {0.0, 2.0, 5.0, 10.0});
}

}  // namespace iso::test
