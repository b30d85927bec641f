// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "core/base/error.h"
#include "core/geometry/volume_geometry.h"
#include "core/study/study.h"

namespace iso {

/// A stack of parallel slices as its positions say it is.
struct StackFit {
  VolumeGeometry geometry;
  std::vector<GeometryIssue> issues;  ///< gantry-tilt, missing-slices, uneven-spacing
};

/// Off the line or the step by at most this is rounding: max(0.02 mm, 1 % of the step).
double stackTolerance(double stepMm);

/// Fits a geometry to slice positions. The first slice keeps its position, the slice axis runs along the
/// line through all of them (a tilted gantry becomes a shear), and where the steps differ by more than the
/// tolerance every slice keeps its own offset. Nothing is moved by more than the tolerance, unless an
/// issue says so.
/// @param positions LPS mm of the first pixels' centres, rising strictly along row × column
/// @param axes unit vectors along a row (i) and along a column (j)
/// @param spacing {i step, j step} mm
/// @param size columns and rows
/// @param thicknessMm the step of a single slice; 0 = not known, 1 mm is taken
Result<StackFit> fitStack(const std::vector<Vector3>& positions, const std::array<Vector3, 2>& axes,
                          const std::array<double, 2>& spacing, std::array<int, 2> size, double thicknessMm);

/// Largest distance in mm of the positions from the straight line that fits them best, measured within the
/// slices' plane.
double lateralResidual(const std::vector<Vector3>& positions, const std::array<Vector3, 2>& axes);

}  // namespace iso
