// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/hidden_bricks.h"

#include <algorithm>
#include <limits>

#include "render/engine/hidden_blocks.h"

namespace iso {

void HiddenBricks::use(const std::shared_ptr<const VoxelMask>& mask, const BrickMap& all, ThreadPool& pool) {
  if (mask_ == mask) return;
  mask_ = mask;
  words_ = mask->words(pool);
  words_.push_back(0);  // the last voxel's bits are read as part of 32 from its byte on
  bricks_ = all;
  const Size3& n = all.size();
  const Size3 parts{2 * n[0], 2 * n[1], 2 * n[2]};
  const auto hidden = hiddenBlocks(*mask, BrickMap::kSide / 2, parts, pool);
  const auto bx = static_cast<std::size_t>(n[0]), by = static_cast<std::size_t>(n[1]);
  pool.parallelFor(by * static_cast<std::size_t>(n[2]), [&](std::size_t row) {
    const std::size_t bj = row % by, bk = row / by;
    for (std::size_t bi = 0; bi < bx; ++bi) {
      const std::size_t brick = row * bx + bi;
      float* low = bricks_.partLow_.data() + brick * BrickMap::kParts;
      float* high = bricks_.partHigh_.data() + brick * BrickMap::kParts;
      for (std::size_t p = 0; p < BrickMap::kParts; ++p) {
        const std::size_t i = 2 * bi + (p & 1), j = 2 * bj + (p >> 1 & 1), k = 2 * bk + (p >> 2);
        if (hidden[(k * 2 * by + j) * 2 * bx + i] == 0) continue;
        low[p] = std::numeric_limits<float>::infinity();
        high[p] = -std::numeric_limits<float>::infinity();
      }
      bricks_.low_[brick] = *std::min_element(low, low + BrickMap::kParts);
      bricks_.high_[brick] = *std::max_element(high, high + BrickMap::kParts);
    }
  });
}

}  // namespace iso
