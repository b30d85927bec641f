// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <string_view>

namespace iso {

/// How a voxel is stored. Scalars keep the file's own type; Rgb8 is three interleaved bytes.
enum class VoxelType { UInt8, Int16, UInt16, Float32, Rgb8 };

constexpr std::size_t bytesPerVoxel(VoxelType type) {
  switch (type) {
    case VoxelType::UInt8:
      return 1;
    case VoxelType::Int16:
    case VoxelType::UInt16:
      return 2;
    case VoxelType::Float32:
      return 4;
    case VoxelType::Rgb8:
      return 3;
  }
  return 0;
}

constexpr std::string_view voxelTypeName(VoxelType type) {
  switch (type) {
    case VoxelType::UInt8:
      return "uint8";
    case VoxelType::Int16:
      return "int16";
    case VoxelType::UInt16:
      return "uint16";
    case VoxelType::Float32:
      return "float32";
    case VoxelType::Rgb8:
      return "rgb8";
  }
  return "";
}

}  // namespace iso
