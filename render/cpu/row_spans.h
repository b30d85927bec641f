// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "core/geometry/volume_geometry.h"
#include "render/scene/slice_view.h"

namespace iso {

/// How far along an axis a volume reaches: to the outer bounds with its rim, to the inner ones without.
struct AxisLimits {
  double outerLow = 0.0, outerHigh = 0.0, innerLow = 0.0, innerHigh = 0.0;
};

/// Pixel (x, y) of a slice view as a position in a volume: origin + x · dx + y · dy, in double. Axes i and
/// j are voxel indices; the third is the slice index, or for an uneven stack the distance from slice 0 in
/// mm along axis k.
struct SlicePlan {
  Vector3 origin, dx, dy;
  Size3 size{};
  std::vector<double> offsets;  ///< mm, empty for an even stack
  std::array<AxisLimits, 3> limits{};

  static SlicePlan make(const VolumeGeometry& geometry, const SliceView& view);
};

/// A run of pixels of one row on which the voxel index is linear in x: start + (x − begin) · step.
struct RowSpan {
  int begin = 0, end = 0;  ///< pixels [begin, end)
  std::array<double, 3> start{}, step{};
  /// Distance of the two slices about the pixels as a share of that to the slice below these, and above (see
  /// cubic-inl.h); a half where slices are even.
  std::array<float, 2> shares{0.5f, 0.5f};
  bool inside = false;  ///< false: the volume is not there
  bool rim = false;     ///< some pixel's neighbours may lie beyond the outermost voxels: clamp
};

/// Cuts pixels [x0, x1) of row y into spans, in order and without gaps. Reuses `spans`' memory.
void rowSpans(const SlicePlan& plan, int y, int x0, int x1, std::vector<RowSpan>& spans);

}  // namespace iso
