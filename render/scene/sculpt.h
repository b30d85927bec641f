// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/parallel.h"
#include "core/volume/voxel_mask.h"
#include "render/scene/volume_view.h"

namespace iso {

/// A line drawn round something in a picture of a volume, and what is to become of it.
struct SculptCut {
  Camera camera;
  int width = 0, height = 0;  ///< of the picture in pixels
  /// The line's corners in pixels: pixel (x, y)'s ray is at (x, y). Closed from the last to the first; where
  /// it crosses itself, what it encloses twice is outside (even-odd).
  std::vector<Eigen::Vector2d> outline;
  bool keepInside = false;  ///< hide what lies outside instead
  /// What these cut away is not seen, and stays as it is.
  std::vector<ClipPlane> clips;
  /// Leaves alone what lies deeper, mm along the view direction from the focal point (as ColorFrame::depth).
  std::optional<double> deepestMm;
};

/// Hides the voxels whose centres a camera sees inside a line (or outside it), however deep they lie. Exact:
/// a row of voxels is a straight line in the picture, and is hidden between its crossings with the outline.
/// What lies behind the eye of a perspective camera is outside.
/// @param before what is hidden already stays so; null = nothing is
/// @return InvalidArgument for a line of less than three corners, a picture without pixels, places without
/// finite numbers, clip planes as checkView, or a mask of another size; Cancelled
Result<std::shared_ptr<const VoxelMask>> sculpt(const VolumeGeometry& geometry,
                                                const std::shared_ptr<const VoxelMask>& before,
                                                const SculptCut& cut, ThreadPool& pool,
                                                const CancelToken& cancel = {},
                                                const Progress& progress = {});

}  // namespace iso
