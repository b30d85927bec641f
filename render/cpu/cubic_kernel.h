// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/cpu/slice_kernel.h"

namespace iso {

/// `sampleSpan` for Interpolation::Cubic.
void sampleCubicSpan(const VoxelSource& source, const RowSpan& span, const LaneOffsets& lanes, float* out);

}  // namespace iso
