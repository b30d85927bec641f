// SPDX-License-Identifier: Apache-2.0
#include "render/engine/hidden_blocks.h"

#include <algorithm>

namespace iso {

std::vector<std::uint8_t> hiddenBlocks(const VoxelMask& mask, int side, const Size3& blocks,
                                       ThreadPool& pool) {
  const auto nx = static_cast<std::size_t>(blocks[0]), ny = static_cast<std::size_t>(blocks[1]);
  const std::size_t rows = ny * static_cast<std::size_t>(blocks[2]);
  std::vector<std::uint8_t> out(nx * rows, 0);
  const Size3& n = mask.size();
  const auto words = static_cast<std::size_t>(mask.wordsPerRow());
  pool.parallelFor(rows, [&](std::size_t row) {
    const int j0 = static_cast<int>(row % ny) * side, k0 = static_cast<int>(row / ny) * side;
    if (j0 >= n[1] || k0 >= n[2]) return;
    const int j1 = std::min(j0 + side, n[1] - 1), k1 = std::min(k0 + side, n[2] - 1);
    // Hidden in all rows of the blocks; one word more, so that a block's bits may be read across two.
    std::vector<std::uint32_t> all(words + 1, 0);
    bool any = false;
    for (std::size_t w = 0; w < words; ++w) {
      std::uint32_t bits = 0xffffffffu;
      for (int k = k0; k <= k1 && bits != 0; ++k)
        for (int j = j0; j <= j1 && bits != 0; ++j) bits &= mask.word(static_cast<int>(w), j, k);
      all[w] = bits;
      any = any || bits != 0;
    }
    if (!any) return;
    for (std::size_t b = 0; b < nx; ++b) {
      const int i0 = static_cast<int>(b) * side;
      if (i0 >= n[0]) return;
      const int bits = std::min(i0 + side, n[0] - 1) - i0 + 1;
      const auto w = static_cast<std::size_t>(i0 / VoxelMask::kSide);
      const std::uint64_t two = all[w] | static_cast<std::uint64_t>(all[w + 1]) << VoxelMask::kSide;
      const std::uint64_t wanted = (std::uint64_t{1} << bits) - 1;
      out[row * nx + b] = (two >> (i0 % VoxelMask::kSide) & wanted) == wanted ? 1 : 0;
    }
  });
  return out;
}

}  // namespace iso
