// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/volume_rays.h"

#include <Eigen/LU>

namespace iso {

VolumeJob volumeRays(const VolumeGeometry& geometry, const VolumeView& view) {
  VolumeJob job;
  const Camera& camera = view.camera;
  job.width = view.width;
  job.height = view.height;
  job.toIndex = geometry.inverseAxes();
  const auto& n = geometry.size();
  for (std::size_t a = 0; a < 3; ++a) job.box[a] = static_cast<float>(n[a] - 1);
  if (geometry.isUneven()) {
    job.toIndex.row(2) *= geometry.axes().col(2).norm();
    job.box[2] = static_cast<float>(geometry.sliceOffsets().back());
  }
  const Matrix3 toPatient = job.toIndex.inverse();
  for (const ClipPlane& clip : view.clips) {
    const Vector3 across = toPatient.transpose() * clip.normal.normalized();
    const double offset = clip.normal.normalized().dot(geometry.origin().mm - clip.point.mm);
    job.clips[job.clipCount++] = {
        {static_cast<float>(across[0]), static_cast<float>(across[1]), static_cast<float>(across[2])},
        static_cast<float>(offset)};
  }
  const double pixel = 2.0 * camera.halfHeightMm / view.height;
  const Vector3 right = camera.right() * pixel, down = -camera.up * pixel;
  const Vector3 first =
      camera.focalPoint.mm - 0.5 * (view.width - 1) * right - 0.5 * (view.height - 1) * down;
  job.position = job.toIndex * (first - geometry.origin().mm);
  job.positionX = job.toIndex * right;
  job.positionY = job.toIndex * down;
  job.forward = camera.forward;
  job.perspective = camera.viewAngle > 0.0;
  if (job.perspective) {
    job.direction = first - (camera.focalPoint.mm - camera.eyeDistance() * camera.forward);
    job.directionX = right;
    job.directionY = down;
  } else {
    job.direction = camera.forward;
    job.directionX = job.directionY = Vector3::Zero();
  }
  return job;
}

}  // namespace iso
