// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Geometry>

namespace iso {

using Vector3 = Eigen::Vector3d;
using Matrix3 = Eigen::Matrix3d;

/// A position in the patient: millimetres along left, posterior, superior (DICOM PS3.3 C.7.6.2.1.1).
struct PatientPoint {
  Vector3 mm = Vector3::Zero();
  friend bool operator==(const PatientPoint& a, const PatientPoint& b) { return a.mm == b.mm; }
};

/// A continuous voxel index (column i, row j, slice k); a voxel's centre has whole numbers.
struct IndexPoint {
  Vector3 ijk = Vector3::Zero();
  friend bool operator==(const IndexPoint& a, const IndexPoint& b) { return a.ijk == b.ijk; }
};

}  // namespace iso
