// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/parallel.h"
#include "core/volume/voxel_mask.h"

namespace iso {

/// Which blocks of side³ cells hold nothing to be seen: 1 where all voxels b·side … b·side + side along each
/// axis (both ends, as far as the volume goes) are hidden, so that every linear sample between them is.
/// @param side 1 … 32 voxels
/// @param blocks how many there are along each axis; first index fastest in the answer. Blocks that begin
/// beyond the last voxel are 0.
std::vector<std::uint8_t> hiddenBlocks(const VoxelMask& mask, int side, const Size3& blocks,
                                       ThreadPool& pool);

}  // namespace iso
