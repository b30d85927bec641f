// SPDX-License-Identifier: Apache-2.0
#include "core/volume/voxel_mask.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <mutex>

namespace iso {
namespace {

constexpr std::uint32_t kAll = 0xffffffffu;

std::size_t rowInBlock(int j, int k) {
  return static_cast<std::size_t>(k % VoxelMask::kSide) * VoxelMask::kSide +
         static_cast<std::size_t>(j % VoxelMask::kSide);
}

}  // namespace

VoxelMask::VoxelMask(const Size3& size) : size_(size), blocks_{} {
  for (std::size_t a = 0; a < 3; ++a) blocks_[a] = (size[a] + kSide - 1) / kSide;
  table_.resize(blockIndex(0, 0, blocks_[2]));
}

const VoxelMask::BlockPtr& VoxelMask::fullBlock() {
  static const BlockPtr block = [] {
    auto made = std::make_shared<Block>();
    made->fill(kAll);
    return made;
  }();
  return block;
}

std::uint32_t VoxelMask::inside(int w) const {
  const int rest = size_[0] - w * kSide;
  return rest >= kSide ? kAll : (1u << rest) - 1u;
}

std::uint32_t VoxelMask::word(int w, int j, int k) const {
  const BlockPtr& block = table_[blockIndex(w, j / kSide, k / kSide)];
  return block ? (*block)[rowInBlock(j, k)] & inside(w) : 0u;
}

std::vector<std::uint32_t> VoxelMask::words(ThreadPool& pool) const {
  const auto perRow = static_cast<std::size_t>(wordsPerRow()), rows = static_cast<std::size_t>(size_[1]);
  std::vector<std::uint32_t> out(perRow * rows * static_cast<std::size_t>(size_[2]));
  pool.parallelFor(static_cast<std::size_t>(size_[2]), [&](std::size_t k) {
    std::uint32_t* at = out.data() + k * rows * perRow;
    for (int j = 0; j < size_[1]; ++j)
      for (int w = 0; w < wordsPerRow(); ++w) *at++ = word(w, j, static_cast<int>(k));
  });
  return out;
}

std::int64_t VoxelMask::editBlocks(int bj, int bk, const RowEdit& edit, VoxelMask& out) const {
  const auto columns = static_cast<std::size_t>(blocks_[0]);
  std::vector<Block> made(columns, Block{});
  std::vector<std::int64_t> counts(columns, 0);
  std::vector<std::uint32_t> row(columns);
  const int j1 = std::min((bj + 1) * kSide, size_[1]), k1 = std::min((bk + 1) * kSide, size_[2]);
  for (int k = bk * kSide; k < k1; ++k)
    for (int j = bj * kSide; j < j1; ++j) {
      for (int w = 0; w < blocks_[0]; ++w) row[static_cast<std::size_t>(w)] = word(w, j, k);
      edit(j, k, row.data());
      for (std::size_t w = 0; w < columns; ++w) {
        const std::uint32_t bits = row[w] & inside(static_cast<int>(w));
        made[w][rowInBlock(j, k)] = bits;
        counts[w] += std::popcount(bits);
      }
    }
  const std::int64_t rows = std::int64_t{j1 - bj * kSide} * (k1 - bk * kSide);
  std::int64_t sum = 0;
  for (std::size_t w = 0; w < columns; ++w) {
    sum += counts[w];
    const std::size_t at = blockIndex(static_cast<int>(w), bj, bk);
    const BlockPtr& before = table_[at];
    if (counts[w] == 0)
      out.table_[at] = nullptr;
    else if (counts[w] == rows * std::popcount(inside(static_cast<int>(w))))
      out.table_[at] = fullBlock();
    else if (before && *before == made[w])
      out.table_[at] = before;
    else
      out.table_[at] = std::make_shared<const Block>(made[w]);
  }
  return sum;
}

Result<std::shared_ptr<const VoxelMask>> VoxelMask::edited(const RowEdit& edit, ThreadPool& pool,
                                                           const CancelToken& cancel,
                                                           const Progress& progress) const {
  auto out = std::make_shared<VoxelMask>(size_);
  std::atomic<std::int64_t> sum{0};
  std::mutex telling;
  std::size_t done = 0;
  const std::size_t all = static_cast<std::size_t>(blocks_[1]) * static_cast<std::size_t>(blocks_[2]);
  pool.parallelFor(all, [&](std::size_t n) {
    if (cancel.cancelled()) return;
    const auto across = static_cast<std::size_t>(blocks_[1]);
    sum += editBlocks(static_cast<int>(n % across), static_cast<int>(n / across), edit, *out);
    if (!progress) return;
    const std::lock_guard lock(telling);
    progress(static_cast<double>(++done) / static_cast<double>(all));
  });
  if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "Cancelled.");
  out->count_ = sum;
  return out;
}

std::size_t VoxelMask::bytesBeyond(const VoxelMask& other) const {
  std::size_t bytes = 0;
  for (std::size_t n = 0; n < table_.size(); ++n) {
    const bool shared = n < other.table_.size() && table_[n] == other.table_[n];
    if (table_[n] && table_[n] != fullBlock() && !shared) bytes += sizeof(Block);
  }
  return bytes;
}

void hideRun(std::uint32_t* row, int begin, int end) {
  if (begin >= end) return;
  constexpr int kBits = VoxelMask::kSide;
  const int first = begin / kBits, last = (end - 1) / kBits;
  const std::uint32_t from = kAll << (begin % kBits), to = kAll >> (kBits - 1 - (end - 1) % kBits);
  if (first == last) {
    row[first] |= from & to;
    return;
  }
  row[first] |= from;
  std::fill(row + first + 1, row + last, kAll);
  row[last] |= to;
}

}  // namespace iso
