// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/geometry/curve.h"
#include "render/scene/slice_view.h"

namespace iso {

/// A curved planar reformation: a picture whose rows are straight lines in the patient, one a station along a
/// path. Pixel (x, y)'s centre lies at rows[y].center + (x − (width−1)/2) · pixelMm · rows[y].right.
struct CurvedView {
  struct Row {
    PatientPoint center;
    Vector3 right;   ///< unit, LPS
    Vector3 normal;  ///< unit, LPS, perpendicular to right: a slab's thickness goes along it
  };
  std::vector<Row> rows;  ///< 1…16384
  double pixelMm = 1.0;   ///< side of a pixel: across the path everywhere; along it see the two kinds
  int width = 0;          ///< pixels, 1…16384
  Interpolation interpolation = Interpolation::Linear;
  Slab slab;
};

/// The path made straight (Kanitsar et al. 2002): row y is the station y · pixelMm of arc length, its line
/// turned with the path's rotation-minimising frame. Lengths along the path and across it are true.
/// @param angle radians by which the lines are turned about the path
/// @return InvalidArgument for a path of more rows than a picture may have, or a pixel that is no length
Result<CurvedView> straightened(const Curve& curve, double angle, double pixelMm, int width);

/// The path stretched out in the plane of view: all lines are parallel, and the surface that they sweep is
/// unrolled without distortion: every distance on it is true. Row y lies y · pixelMm from the first point,
/// measured on the surface at right angles to the lines. The path's first point is in the picture's middle;
/// where it runs along the lines it moves sideways.
/// @param right of the lines, LPS, of any length but 0
/// @return InvalidArgument as above, or for a path that runs along the lines only
Result<CurvedView> stretched(const Curve& curve, const Vector3& right, double pixelMm, int width);

/// The cross-section at an arc length, seen along the path.
SliceView crossSection(const Curve& curve, double s, double angle, double pixelMm, int width, int height);

}  // namespace iso
