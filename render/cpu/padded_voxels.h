// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/base/cancel.h"
#include "core/base/parallel.h"
#include "render/cpu/slice_kernel.h"

namespace iso {

/// A copy of a volume's voxels with a gap behind each row and each slice.
///
/// Caches find a line by some middle bits of its address. In a matrix of 512 columns of 16 bits those are the
/// same for every fourth row and for all slices: the two dozen voxel rows that a packet of rays reads share
/// a few places of the cache and drive each other out. With rows and slices an odd number of cache lines
/// apart a picture of skin takes three quarters of the time (docs/performance.md).
class PaddedVoxels {
 public:
  /// Whether a volume's rows or slices fall on each other in a cache, and it is too large for one.
  static bool helps(const Volume& volume);
  /// Bytes that a copy takes.
  static std::size_t bytes(const Volume& volume);
  /// @return null where there is no memory for it, or cancelled
  static std::shared_ptr<const PaddedVoxels> make(const Volume& volume, ThreadPool& pool,
                                                  const CancelToken& cancel);

  std::size_t bytes() const { return buffer_->bytes(); }
  /// The same voxels at their places here.
  VoxelSource placed(VoxelSource source) const;

 private:
  std::shared_ptr<const VoxelBuffer> buffer_;
  std::int64_t rowVoxels_ = 0, sliceVoxels_ = 0;
};

}  // namespace iso
