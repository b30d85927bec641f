// SPDX-License-Identifier: Apache-2.0
#include "render/scene/volume_view.h"

#include <algorithm>
#include <cmath>

namespace iso {

double Camera::eyeDistance() const {
  return viewAngle > 0.0 ? halfHeightMm / std::tan(0.5 * viewAngle) : 0.0;
}

double sampleStep(const VolumeView& view, const VolumeGeometry& geometry) {
  return view.stepMm > 0.0 ? view.stepMm : 0.5 * geometry.spacing().minCoeff();
}

Rgba8 naturalBackground(const VolumePreset& preset) {
  const auto& points = preset.transfer.points;
  if (preset.mode != VolumeMode::MaximumIntensity || points.empty() || points.front().opacity < 0.99)
    return {0, 0, 0, 255};
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
