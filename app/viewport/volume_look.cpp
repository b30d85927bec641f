// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/volume_look.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>

namespace iso::app {

std::optional<Vector3> lightDirection(LightPlace place, const Camera& camera) {
  const Vector3 right = camera.right();
  switch (place) {
    case LightPlace::Eye:
      return std::nullopt;
    case LightPlace::UpperLeft:
      return Vector3(-right + camera.up - camera.forward).normalized();
    case LightPlace::UpperRight:
      return Vector3(right + camera.up - camera.forward).normalized();
    case LightPlace::Above:
      // A little from the front: what faces the viewer is not left in the dark.
      return Vector3(camera.up - 0.4 * camera.forward).normalized();
  }
  return std::nullopt;
}

void applyLook(const VolumeLook& look, VolumeView& view) {
  view.light = lightDirection(look.light, view.camera);
  view.occlusion = std::clamp(look.occlusion, 0.0, 1.0);
  view.shadows = look.shadows;
  view.preintegrated = view.jitter = look.fine;
  for (const LookSurface& surface : look.surfaces)
    if (surface.shown) view.surfaces.push_back({surface.mesh, surface.color});
  if (look.cinematic && view.surfaces.empty()) {
    Cinematic& picture = view.cinematic.emplace();
    picture.exposure = look.exposure;
    picture.aperture = std::tan(look.blurDegrees * std::numbers::pi / 180.0);
    picture.focusMm = look.focusMm;
  }
  view.hidden = look.hidden;
}

std::vector<ClipPlane> lookClips(const VolumeLook& look, const VolumeGeometry& geometry) {
  std::vector<ClipPlane> clips;
  if (look.crop) clips = cropPlanes(geometry, *look.crop);
  clips.insert(clips.end(), look.planes.begin(), look.planes.end());
  return clips;
}

CropBox shownBox(const VolumeLook& look, const VolumeGeometry& geometry) {
  return look.crop.value_or(wholeBox(geometry));
}

void setCrop(VolumeLook& look, const CropBox& box, const VolumeGeometry& geometry) {
  look.crop = cutsAway(geometry, box) ? std::optional(box) : std::nullopt;
}

}  // namespace iso::app
