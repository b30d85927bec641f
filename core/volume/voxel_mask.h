// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <vector>

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "core/geometry/volume_geometry.h"

namespace iso {

/// Which voxels of a volume are hidden, one bit each. Immutable and shared between threads; an edit makes
/// another mask that shares every block of 32³ voxels it did not change, and blocks that are all of one kind
/// take no memory: a hundred versions of a mask cost little more than one.
class VoxelMask {
 public:
  static constexpr int kSide = 32;  ///< of a block, and voxels in a word

  /// Hides nothing. Sizes must be 1 or more.
  explicit VoxelMask(const Size3& size);

  const Size3& size() const { return size_; }
  std::int64_t count() const { return count_; }  ///< hidden voxels

  /// Indices must be inside.
  bool hidden(int i, int j, int k) const { return (word(i / kSide, j, k) >> (i % kSide) & 1u) != 0; }
  /// Voxels 32w … 32w + 31 of a row, the first in the lowest bit, 1 = hidden; 0 beyond the row's end.
  std::uint32_t word(int w, int j, int k) const;
  int wordsPerRow() const { return blocks_[0]; }
  /// All words in the order of the voxels: w fastest, then j, then k.
  std::vector<std::uint32_t> words(ThreadPool& pool) const;

  /// Changes the `wordsPerRow` words of one row; bits beyond its end are ignored.
  using RowEdit = std::function<void(int j, int k, std::uint32_t* row)>;
  /// What `edit` makes of this mask. It is called once for each row, from several threads.
  /// @return Cancelled
  Result<std::shared_ptr<const VoxelMask>> edited(const RowEdit& edit, ThreadPool& pool,
                                                  const CancelToken& cancel = {},
                                                  const Progress& progress = {}) const;

  /// Memory of the blocks that `other` does not share.
  std::size_t bytesBeyond(const VoxelMask& other) const;

 private:
  /// Row (j, k) of a block at [(k % 32) · 32 + j % 32].
  using Block = std::array<std::uint32_t, kSide * kSide>;
  using BlockPtr = std::shared_ptr<const Block>;
  static const BlockPtr& fullBlock();
  std::uint32_t inside(int w) const;  ///< the bits of word w that lie in the row
  std::size_t blockIndex(int bi, int bj, int bk) const {
    return (static_cast<std::size_t>(bk) * static_cast<std::size_t>(blocks_[1]) +
            static_cast<std::size_t>(bj)) *
               static_cast<std::size_t>(blocks_[0]) +
           static_cast<std::size_t>(bi);
  }
  std::int64_t editBlocks(int bj, int bk, const RowEdit& edit, VoxelMask& out) const;

  Size3 size_, blocks_;
  std::int64_t count_ = 0;
  std::vector<BlockPtr> table_;  ///< null = nothing hidden in it
};

/// Hides voxels begin … end − 1 of a row of words.
void hideRun(std::uint32_t* row, int begin, int end);

}  // namespace iso
