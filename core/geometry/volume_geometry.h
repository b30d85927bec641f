// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "core/base/error.h"
#include "core/geometry/points.h"

namespace iso {

using Size3 = std::array<int, 3>;

/// Where a stack of slices lies in the patient: an affine map from voxel index to LPS mm, and true slice
/// positions where the stack is uneven.
///
/// Axis order is column, row, slice. The slice axis need not be perpendicular to the slices (a tilted
/// gantry stays a shear). With slice offsets, slice k lies at origin + offset[k] × unit(axis k); between
/// slices and beyond the ends the nearest pair's distance applies (piecewise linear).
class VolumeGeometry {
 public:
  VolumeGeometry() = default;

  /// @param axes columns are the steps in mm from voxel to voxel along i, j, k; must be invertible
  /// @param origin centre of voxel (0, 0, 0)
  /// @param sliceOffsets empty for an even stack, else size[2] strictly rising distances in mm along axis k,
  ///        the first 0; axes' third column then has the median distance as its length
  /// @return InvalidArgument if a size is < 1, axes are not finite or singular, or offsets do not rise
  static Result<VolumeGeometry> make(Size3 size, const Matrix3& axes, const PatientPoint& origin,
                                     std::vector<double> sliceOffsets = {});

  const Size3& size() const { return size_; }
  const Matrix3& axes() const { return axes_; }
  const PatientPoint& origin() const { return origin_; }
  const std::vector<double>& sliceOffsets() const { return sliceOffsets_; }
  bool isUneven() const { return !sliceOffsets_.empty(); }

  /// Lengths of the steps along i, j, k in mm (median step for k of an uneven stack).
  Vector3 spacing() const { return axes_.colwise().norm(); }
  /// Unit steps as columns.
  Matrix3 direction() const;
  /// Unit normal of the slices: row direction × column direction, i.e. i × j.
  Vector3 sliceNormal() const;
  /// True if axis k is off the slice normal by more than `radians`.
  bool isSheared(double radians = 1e-3) const;

  PatientPoint toPatient(const IndexPoint& index) const;
  IndexPoint toIndex(const PatientPoint& point) const;

  /// Affine part only: index k measured in median steps from slice 0 (the engines' first stage).
  const Matrix3& inverseAxes() const { return inverseAxes_; }
  /// Continuous slice index of a distance in mm along axis k, and back.
  double sliceIndexAt(double offsetMm) const;
  double offsetAt(double sliceIndex) const;

  /// Centre of the box that the voxel centres span.
  PatientPoint center() const;
  /// The eight corners of the voxels' outer faces (half a voxel beyond the outermost centres).
  std::array<PatientPoint, 8> corners() const;
  /// True if the index is at most half a voxel beyond the outermost voxel centres.
  bool contains(const IndexPoint& index) const;

 private:
  Size3 size_{1, 1, 1};
  Matrix3 axes_ = Matrix3::Identity();
  Matrix3 inverseAxes_ = Matrix3::Identity();
  PatientPoint origin_;
  std::vector<double> sliceOffsets_;
};

}  // namespace iso
