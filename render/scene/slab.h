// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/error.h"
#include "core/geometry/volume_geometry.h"

namespace iso {

/// What a pixel shows of the samples before and behind its plane.
enum class SlabProjection { Maximum, Minimum, Mean };
/// "max", "min", "mean".
const char* slabProjectionName(SlabProjection projection);

/// A slice with a thickness. Each pixel takes linear samples along the plane's normal, from thicknessMm / 2
/// before the plane to as much behind it, both ends included, in ceil(thicknessMm / stepMm) equal steps.
/// Samples without a value (outside the volume, or on a voxel that is no number) are left out; where all are,
/// there is none.
struct Slab {
  double thicknessMm = 0.0;  ///< 0 = the plane itself
  double stepMm = 0.0;       ///< longest distance of two samples; 0 = half the smallest voxel spacing
  SlabProjection projection = SlabProjection::Maximum;
  bool isPlane() const { return thicknessMm == 0.0; }
};

/// Where the samples lie: firstMm + n · stepMm along the view's normal, n < count.
struct SlabSamples {
  int count = 1;
  double firstMm = 0.0, stepMm = 0.0;
};

/// @return InvalidArgument for a thickness or step that is no length, or more than kMostSlabSamples samples
Result<SlabSamples> slabSamples(const Slab& slab, const VolumeGeometry& geometry);
constexpr int kMostSlabSamples = 20000;

}  // namespace iso
