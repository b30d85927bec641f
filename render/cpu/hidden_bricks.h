// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/parallel.h"
#include "core/volume/voxel_mask.h"
#include "render/engine/brick_map.h"

namespace iso {

/// What rays need of a mask: its bits in one piece, and the bricks without those that are wholly hidden.
/// Kept for the mask used last.
class HiddenBricks {
 public:
  /// Makes another mask current; nothing to do if it is.
  void use(const std::shared_ptr<const VoxelMask>& mask, const BrickMap& all, ThreadPool& pool);

  const BrickMap& bricks() const { return bricks_; }
  /// See VolumeJob::hidden.
  const std::uint8_t* bits() const { return reinterpret_cast<const std::uint8_t*>(words_.data()); }

 private:
  std::shared_ptr<const VoxelMask> mask_;
  std::vector<std::uint32_t> words_;
  BrickMap bricks_;
};

}  // namespace iso
