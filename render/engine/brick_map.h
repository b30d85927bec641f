// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/parallel.h"
#include "core/volume/volume.h"

namespace iso {

/// Smallest and largest modality value of each brick of 8 × 8 × 8 cells, and of its eight parts of 4 × 4 × 4.
/// Brick b along an axis holds the voxels 8b … 8b + 8, both ends included, so every linear sample with
/// floor(index / 8) = b lies between its bounds; likewise the parts. Rgb8 volumes have none. A brick without
/// a number (all NaN) has low > high.
class BrickMap {
 public:
  static constexpr int kSide = 8;
  static constexpr std::size_t kParts = 8;
  static BrickMap build(const Volume& volume, ThreadPool& pool);

  const Size3& size() const { return size_; }
  std::size_t count() const { return low_.size(); }
  const std::vector<float>& low() const { return low_; }
  const std::vector<float>& high() const { return high_; }
  /// Part p of brick n at n · 8 + p; p has bit 0 set for the upper half along i, bit 1 along j, bit 2 along
  /// k.
  const std::vector<float>& partLow() const { return partLow_; }
  const std::vector<float>& partHigh() const { return partHigh_; }

 private:
  friend class HiddenBricks;
  Size3 size_{};
  std::vector<float> low_, high_, partLow_, partHigh_;
};

/// How far a ray may go on from each brick: in the low byte `emptinessMap`'s distance, in the high byte a bit
/// for each part that is not empty. Followed by padding for 32-bit gathers.
/// @param occupiedParts one entry a part, see BrickMap::partLow
std::vector<std::uint16_t> skipMap(const Size3& size, const std::vector<std::uint8_t>& occupiedParts);

/// For each brick the Chebyshev distance, in bricks, to the nearest brick that is not empty: 0 = not empty
/// itself, at most 255. A ray in a brick of distance d may go on to the edge of the cube of bricks less
/// than d away.
std::vector<std::uint8_t> emptinessMap(const Size3& size, const std::vector<std::uint8_t>& occupied);

}  // namespace iso
