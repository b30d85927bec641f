// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/base/error.h"
#include "core/study/pixel_layout.h"
#include "core/volume/voxel_type.h"

namespace iso {

/// The type of the voxels that a file's pixels become: stored numbers keep their range, palette colours and
/// colours of any depth become Rgb8 (the high bits of what is stored), and values that come out of a Modality
/// LUT are its entries, unsigned (PS3.3 C.11.1.1.1).
/// @return Unsupported with a reason that fits after "cannot be shown: "
Result<VoxelType> voxelTypeFor(const PixelLayout& layout);

/// What a transfer syntax that no decoder here reads holds, in words ("H.264 video"); "" for the others.
std::string_view undecodable(std::string_view transferSyntax);

}  // namespace iso
