// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/geometry/volume_geometry.h"

namespace iso {

/// A distance along axis k in mm → slice index of an uneven stack: a table of equal bins finer than the
/// smallest gap, so that a bin meets at most one slice inside.
struct SliceLookup {
  explicit SliceLookup(const VolumeGeometry& geometry);
  float binsPerMm = 0.0f;
  std::vector<std::int32_t> segment;  ///< slice at or before each bin's start, 0 … slices − 2
  std::vector<float> offset;          ///< mm, one a slice
};

}  // namespace iso
