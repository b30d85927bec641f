// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "core/display/transfer_function.h"
#include "render/opencl/cl_api.h"

namespace iso {

/// A transfer function sampled evenly between its outermost points; looked up linearly between entries.
struct ClTransferTable {
  std::vector<cl_float4> entries;  ///< red, green, blue 0…1, opacity per mm
  float low = 0.0f, scale = 0.0f;  ///< place in the table = (value − low) × scale
};
ClTransferTable transferTable(const TransferFunction& transfer);

/// For each brick the distance, in bricks, to the nearest one in which the table shows anything
/// (Chebyshev, at most 255; 0 = visible itself). A ray in a brick of distance d may leap over the cube of
/// bricks that reaches d − 1 around it.
/// @param ranges least and greatest value of each brick, first index fastest; greatest < least = nothing
std::vector<std::uint8_t> brickDistances(const std::vector<cl_float2>& ranges, const std::array<int, 3>& size,
                                         const ClTransferTable& table);

}  // namespace iso
