// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/volume/voxel_type.h"

namespace iso {

/// What the text of a fused picture's program depends on, for each layer.
struct FusedProgramLayer {
  VoxelType type = VoxelType::Int16;  ///< not Rgb8
  bool masked = false;                ///< some of its voxels are hidden
  bool projected = false;             ///< else composited
};

/// The kernel `fused` for these layers; its options are the language's alone.
std::string fusedProgram(const std::vector<FusedProgramLayer>& layers);

/// Files of kernels/ that only such programs hold.
bool isFusedOnly(std::string_view file);

}  // namespace iso
