// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/display/color_map.h"
#include "core/display/volume_preset.h"
#include "core/geometry/volume_geometry.h"
#include "core/volume/voxel_mask.h"
#include "render/scene/cinematic.h"
#include "render/scene/shown_surface.h"

namespace iso {

/// Where the eye is. Perspective if viewAngle > 0, else parallel rays.
struct Camera {
  PatientPoint focalPoint;             ///< shown at the picture's centre
  Vector3 forward = Vector3::UnitY();  ///< unit, LPS, from the eye into the picture
  Vector3 up = Vector3::UnitZ();       ///< unit, perpendicular to forward
  double halfHeightMm = 100.0;         ///< half of the picture's height, measured at the focal point
  double viewAngle = 0.0;              ///< radians, full vertical angle; 0 = parallel

  Vector3 right() const { return forward.cross(up); }
  /// Distance from the eye to the focal point in mm; 0 for parallel rays.
  double eyeDistance() const;
  friend bool operator==(const Camera&, const Camera&) = default;
};

/// Cuts away what lies before it: shown is where normal · (p − point) ≥ 0.
struct ClipPlane {
  PatientPoint point;
  Vector3 normal = Vector3::UnitX();  ///< LPS, of any length but 0
  friend bool operator==(const ClipPlane& a, const ClipPlane& b) {
    return a.point == b.point && a.normal == b.normal;
  }
};

/// A picture of a whole volume, or of what clip planes leave of it.
struct VolumeView {
  Camera camera;
  int width = 0, height = 0;     ///< pixels, 1…16384
  VolumePreset preset;           ///< not relative (see `resolved`)
  std::vector<ClipPlane> clips;  ///< at most kMostClipPlanes
  /// Voxels as if they were not there (see Engine); null = all are shown.
  std::shared_ptr<const VoxelMask> hidden;
  /// Where a ray meets one it ends (see Engine).
  std::vector<ShownSurface> surfaces;
  /// Distance between samples in mm along the ray; 0 = see `sampleStep`.
  double stepMm = 0.0;
  Rgba8 background{0, 0, 0, 255};
  /// Towards a distant light, LPS, of any length but 0; none = the light is at the eye.
  std::optional<Vector3> light;
  /// Composite: between two samples the transfer function is integrated over all values from one to the
  /// other (Engel 2001), so that a steep function shows no bands.
  bool preintegrated = false;
  /// Composite: the first sample of each ray lies a different part of a step inside, always the same for the
  /// same pixel: what is left of the samples' planes becomes fine grain.
  bool jitter = false;
  /// Composite, where the preset is shaded: how much of the ambient light the surroundings take away (0…1),
  /// and whether the fixed light throws shadows (a light at the eye throws none that the eye sees).
  double occlusion = 0.0;
  bool shadows = false;
  /// While the hand moves: light may fall as it did in the last picture, whatever has changed since.
  bool draft = false;
  /// Composite: how Engine::trace lights and photographs the volume; none = it is not asked to.
  std::optional<Cinematic> cinematic;
};

/// Six planes and a crop box.
constexpr std::size_t kMostClipPlanes = 12;
/// @return InvalidArgument for more clip planes than that, one without a direction or place, a light without
/// a direction, or a surface without a mesh
Result<void> checkView(const VolumeView& view);
/// The same, and that the mask of hidden voxels is one of this volume's voxels.
Result<void> checkView(const VolumeView& view, const Size3& size);
/// The view's mask if it hides anything, else null.
const VoxelMask* maskOf(const VolumeView& view);
/// A clip plane in continuous index space (of an uneven stack in median steps): shown is where the first
/// three · index + the fourth ≥ 0.
std::array<float, 4> clipInIndex(const VolumeGeometry& geometry, const ClipPlane& clip);
/// The six faces of a box along the voxel axes, from the continuous voxel index `low` to `high`; for an
/// uneven stack the third is a slice's (fractional) number.
std::vector<ClipPlane> cropPlanes(const VolumeGeometry& geometry, const Vector3& low, const Vector3& high);

/// The view's step, or half the smallest voxel spacing where it gives none: at a whole voxel the steep
/// edge of a surface shows the samples' planes as contour lines.
double sampleStep(const VolumeView& view, const VolumeGeometry& geometry);

/// Black, except under an opaque projection that starts bright (PET in inverted grey): its lowest colour
/// goes on around the volume, or the volume's box would stand out.
Rgba8 naturalBackground(const VolumePreset& preset);

/// A camera that looks at the volume's centre with its bounding sphere just inside a picture of
/// width:height. Azimuth 0, elevation 0 = from the front, feet down; azimuth turns the viewer to the
/// patient's left, elevation towards the head. zoom 2 shows things twice as large.
Camera fitCamera(const VolumeGeometry& geometry, double azimuth, double elevation, double zoom, int width,
                 int height);

}  // namespace iso
