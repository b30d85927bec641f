// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/parallel.h"
#include "core/volume/volume.h"

namespace iso {

/// Smallest and largest modality value of each brick of 8 × 8 × 8 cells. Brick b along an axis holds the
/// voxels 8b … 8b + 8, both ends included, so every linear sample with floor(index / 8) = b lies between
/// its bounds. Rgb8 volumes have none.
class BrickMap {
 public:
  static constexpr int kSide = 8;
  static BrickMap build(const Volume& volume, ThreadPool& pool);

  const Size3& size() const { return size_; }
  std::size_t count() const { return low_.size(); }
  const std::vector<float>& low() const { return low_; }
  const std::vector<float>& high() const { return high_; }

 private:
  Size3 size_{};
  std::vector<float> low_, high_;
};

/// For each brick the Chebyshev distance, in bricks, to the nearest brick that is not empty: 0 = not empty
/// itself, at most 255. A ray in a brick of distance d may go on to the edge of the cube of bricks less
/// than d away. Followed by padding for 32-bit gathers.
std::vector<std::uint8_t> emptinessMap(const Size3& size, const std::vector<std::uint8_t>& occupied);

}  // namespace iso
