// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/display/color_map.h"
#include "core/display/window_level.h"
#include "core/geometry/volume_geometry.h"
#include "render/scene/slab.h"

namespace iso {

/// Cubic is Catmull-Rom (a = −½) in each direction, clamped to the range of the 2×2×2 neighbours: smooth
/// where a picture is larger than its voxels, without values that no neighbour has. Voxels beyond the
/// outermost repeat these. Between slices at uneven distances the tangents are those of the true positions,
/// so that the curve stays smooth. Colour images are interpolated linearly under it.
enum class Interpolation { Nearest, Linear, Cubic };
/// "nearest", "linear", "cubic".
const char* interpolationName(Interpolation way);

/// A flat picture through the patient. Pixel (x, y)'s centre lies at
/// center + (x − (width−1)/2) · pixelMm · right + (y − (height−1)/2) · pixelMm · down.
struct SliceView {
  PatientPoint center;
  Vector3 right = Vector3::UnitX();  ///< unit, LPS, towards the picture's right edge
  Vector3 down = Vector3::UnitY();   ///< unit, LPS, towards the picture's lower edge; perpendicular to right
  double pixelMm = 1.0;              ///< side of a (square) pixel, > 0
  int width = 0, height = 0;         ///< pixels, 1…16384
  Interpolation interpolation = Interpolation::Linear;  ///< of a plane; a slab's samples are linear
  Slab slab;

  /// right × down: away from the viewer.
  Vector3 normal() const { return right.cross(down); }
  PatientPoint pixelToPatient(double x, double y) const;
  /// Pixel coordinates of a point projected along the normal.
  Eigen::Vector2d patientToPixel(const PatientPoint& point) const;
  /// Signed distance in mm of a point from the plane, positive away from the viewer.
  double distance(const PatientPoint& point) const { return normal().dot(point.mm - center.mm); }
};

/// How a slice's values become colours.
struct SliceDisplay {
  WindowLevel window;
  ColorMap map = colorMap("Grey");
  Rgba8 outside{0, 0, 0, 255};  ///< where the volume is not
};

enum class Plane { Axial, Coronal, Sagittal };

/// Right and down of a standard plane: axial seen from the feet, coronal from the front, sagittal from
/// the patient's left (cli.md's directions).
struct PlaneAxes {
  Vector3 right, down;
};
PlaneAxes planeAxes(Plane plane);

/// A view that shows the whole slice of the volume through `center`: pixelMm is chosen so that the
/// volume's box, projected on the plane, just fits into width × height.
SliceView fitSlice(const VolumeGeometry& geometry, const PlaneAxes& axes, int width, int height);

}  // namespace iso
