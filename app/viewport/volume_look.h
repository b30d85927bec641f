// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "render/scene/crop_box.h"
#include "render/scene/volume_view.h"

namespace iso::app {

/// Where the light of a 3D view stands. It goes with the viewer and not with the body.
enum class LightPlace { Eye, UpperLeft, UpperRight, Above };

/// Free clip planes, cuts at linked planes among them.
constexpr std::size_t kMostFreePlanes = 6;

/// A surface that was laid into a series.
struct LookSurface {
  SurfaceMeshPtr mesh;  ///< compared by what it is, not what it holds
  std::string name;     ///< its file's, UTF-8
  Rgba8 color;
  bool shown = true;
  friend bool operator==(const LookSurface&, const LookSurface&) = default;
};

/// How a series' 3D views are lit and sampled, and what they leave out, whatever the preset.
struct VolumeLook {
  LightPlace light = LightPlace::Eye;
  double occlusion = 0.0;  ///< how much ambient light the surroundings take away, 0…1
  bool shadows = false;
  bool fine = false;  ///< sampled so that steep functions show neither bands nor the samples' planes
  /// At rest the light of a composite is traced path by path; the next three count for that only.
  bool cinematic = false;
  double exposure = 1.0;
  double blurDegrees = 0.0;  ///< half angle of the cone of rays through a point in focus
  double focusMm = 0.0;      ///< of the plane in focus behind the middle of the view
  std::shared_ptr<const VoxelMask> hidden = nullptr;  ///< compared by what it is, not what it holds
  std::optional<CropBox> crop = std::nullopt;         ///< only if it cuts anything away
  std::vector<ClipPlane> planes = {};                 ///< free ones, at most kMostFreePlanes
  std::vector<LookSurface> surfaces = {};             ///< also outlined in slices
  friend bool operator==(const VolumeLook&, const VolumeLook&) = default;
};

/// Unit vector towards the light, LPS; nullopt for a light at the eye.
std::optional<Vector3> lightDirection(LightPlace place, const Camera& camera);

/// Fills in what a look says of a view's light, sampling and surfaces. Its camera must be set. With surfaces
/// the picture is not cinematic: paths of light know none.
void applyLook(const VolumeLook& look, VolumeView& view);

/// The crop box's faces and the free planes.
std::vector<ClipPlane> lookClips(const VolumeLook& look, const VolumeGeometry& geometry);
/// The look's crop box, or the whole volume.
CropBox shownBox(const VolumeLook& look, const VolumeGeometry& geometry);
void setCrop(VolumeLook& look, const CropBox& box, const VolumeGeometry& geometry);

}  // namespace iso::app
