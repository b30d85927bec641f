// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/display/volume_preset.h"
#include "render/engine/brick_map.h"

namespace iso {

/// A transfer function and shading as tables for one step length: entry = round((value − low) × perValue),
/// clamped to the table.
struct TransferTable {
  static constexpr std::size_t kEntries = 16384;
  static constexpr std::size_t kHighlights = 1024;

  float low = 0.0f, perValue = 0.0f;
  std::vector<float> opacity;       ///< of one step (Composite) or as it is (projections)
  std::vector<std::int32_t> color;  ///< red, green, blue in ten bits each, red lowest
  std::vector<float> highlight;     ///< specular · x^power for x = 0…1
  float ambient = 1.0f, diffuse = 0.0f;
  bool shaded = false;

  static TransferTable make(const VolumePreset& preset, double stepMm);

  /// 1 for each part of a brick in which any value has an opacity above zero.
  std::vector<std::uint8_t> occupiedParts(const BrickMap& bricks) const;
};

}  // namespace iso
