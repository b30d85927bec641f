// SPDX-License-Identifier: Apache-2.0
#include "render/scene/volume_view.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace iso {

double Camera::eyeDistance() const {
  return viewAngle > 0.0 ? halfHeightMm / std::tan(0.5 * viewAngle) : 0.0;
}

double sampleStep(const VolumeView& view, const VolumeGeometry& geometry) {
  return view.stepMm > 0.0 ? view.stepMm : 0.5 * geometry.spacing().minCoeff();
}

Result<void> checkView(const VolumeView& view) {
  if (view.clips.size() > kMostClipPlanes)
    return fail(ErrorCode::InvalidArgument, "A volume can be cut by at most twelve planes.");
  for (const ClipPlane& clip : view.clips)
    if (!clip.point.mm.allFinite() || !clip.normal.allFinite() || !(clip.normal.norm() > 1e-9))
      return fail(ErrorCode::InvalidArgument, "A clip plane needs a place and a direction.");
  if (view.light && (!view.light->allFinite() || !(view.light->norm() > 1e-9)))
    return fail(ErrorCode::InvalidArgument, "A light needs a direction.");
  for (const ShownSurface& surface : view.surfaces)
    if (!surface.mesh) return fail(ErrorCode::InvalidArgument, "A surface needs its triangles.");
  if (!(view.occlusion >= 0.0 && view.occlusion <= 1.0))
    return fail(ErrorCode::InvalidArgument, "The surroundings can take away 0 to 1 of the ambient light.");
  if (view.cinematic) return checkCinematic(*view.cinematic);
  return {};
}

Result<void> checkView(const VolumeView& view, const Size3& size) {
  if (view.hidden && view.hidden->size() != size) {
    const Size3& of = view.hidden->size();
    return fail(ErrorCode::InvalidArgument,
                fmt::format("The mask of hidden voxels has {} x {} x {} voxels, the volume {} x {} x {}.",
                            of[0], of[1], of[2], size[0], size[1], size[2]));
  }
  return checkView(view);
}

const VoxelMask* maskOf(const VolumeView& view) {
  return view.hidden && view.hidden->count() > 0 ? view.hidden.get() : nullptr;
}

std::array<float, 4> clipInIndex(const VolumeGeometry& geometry, const ClipPlane& clip) {
  const Vector3 normal = clip.normal.normalized(), n = geometry.axes().transpose() * normal;
  return {static_cast<float>(n[0]), static_cast<float>(n[1]), static_cast<float>(n[2]),
          static_cast<float>(normal.dot(geometry.origin().mm - clip.point.mm))};
}

std::vector<ClipPlane> cropPlanes(const VolumeGeometry& geometry, const Vector3& low, const Vector3& high) {
  std::vector<ClipPlane> planes;
  // Along each axis the index grows by one a voxel in the direction of the inverse map's row.
  for (int a = 0; a < 3; ++a) {
    const Vector3 along = geometry.inverseAxes().row(a).transpose();
    planes.push_back({geometry.toPatient({low}), along});
    planes.push_back({geometry.toPatient({high}), -along});
  }
  return planes;
}

Rgba8 naturalBackground(const VolumePreset& preset) {
  const auto& points = preset.transfer.points;
  const bool layered = preset.mode == VolumeMode::Composite || preset.mode == VolumeMode::Isosurface;
  if (layered || points.empty() || points.front().opacity < 0.99) return {0, 0, 0, 255};
  const auto byte = [](double v) {
    return static_cast<std::uint8_t>(std::lround(std::clamp(v, 0.0, 1.0) * 255.0));
  };
  const auto& c = points.front().color;
  return {byte(c[0]), byte(c[1]), byte(c[2]), 255};
}

Camera fitCamera(const VolumeGeometry& geometry, double azimuth, double elevation, double zoom, int width,
                 int height) {
  Camera camera;
  camera.focalPoint = geometry.center();
  // Towards the viewer: from the front is −y; the patient's left is +x, the head +z.
  const Vector3 towardsViewer(std::sin(azimuth) * std::cos(elevation),
                              -std::cos(azimuth) * std::cos(elevation), std::sin(elevation));
  camera.forward = -towardsViewer;
  camera.up = {-std::sin(azimuth) * std::sin(elevation), std::cos(azimuth) * std::sin(elevation),
               std::cos(elevation)};
  double radius = 0.0;
  for (const auto& corner : geometry.corners())
    radius = std::max(radius, (corner.mm - camera.focalPoint.mm).norm());
  const double aspect = static_cast<double>(width) / std::max(height, 1);
  camera.halfHeightMm = radius / std::min(1.0, aspect) / zoom;
  return camera;
}

}  // namespace iso
