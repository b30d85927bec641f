// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <catch2/catch.hpp>
#include <random>
#include <vector>

#include "core/volume/voxel_mask.h"

namespace iso {
namespace {

/// A mask as the simplest thing that can hold it.
struct Flags {
  Size3 size;
  std::vector<bool> hidden;
  explicit Flags(const Size3& n)
      : size(n), hidden(static_cast<std::size_t>(n[0]) * static_cast<std::size_t>(n[1] * n[2])) {}
  std::vector<bool>::reference at(int i, int j, int k) {
    return hidden[static_cast<std::size_t>((k * size[1] + j) * size[0] + i)];
  }
};

void checkSame(const VoxelMask& mask, Flags& flags) {
  std::int64_t count = 0;
  bool same = true;
  for (int k = 0; k < flags.size[2]; ++k)
    for (int j = 0; j < flags.size[1]; ++j)
      for (int i = 0; i < flags.size[0]; ++i) {
        same = same && mask.hidden(i, j, k) == flags.at(i, j, k);
        count += flags.at(i, j, k) ? 1 : 0;
      }
  CHECK(same);
  CHECK(mask.count() == count);
}

}  // namespace

TEST_CASE("A mask holds what was edited, whatever the size") {
  std::mt19937 random(5);
  ThreadPool pool(2);
  for (const Size3& size :
       {Size3{1, 1, 1}, Size3{32, 32, 32}, Size3{33, 31, 40}, Size3{64, 5, 3}, Size3{100, 70, 65}}) {
    CAPTURE(size[0], size[1], size[2]);
    Flags flags(size);
    auto mask = std::make_shared<const VoxelMask>(size);
    checkSame(*mask, flags);
    for (int round = 0; round < 4; ++round) {
      std::vector<std::array<int, 4>> runs;
      for (int n = 0; n < 60; ++n) {
        const auto below = [&](int end) { return static_cast<int>(random() % static_cast<unsigned>(end)); };
        const int a = below(size[0] + 1), b = below(size[0] + 1);
        runs.push_back({std::min(a, b), std::max(a, b), below(size[1]), below(size[2])});
      }
      for (const auto& run : runs)
        for (int i = run[0]; i < run[1]; ++i) flags.at(i, run[2], run[3]) = true;
      mask = mask->edited(
                     [&](int j, int k, std::uint32_t* row) {
                       for (const auto& run : runs)
                         if (run[2] == j && run[3] == k) hideRun(row, run[0], run[1]);
                     },
                     pool)
                 .value();
      checkSame(*mask, flags);
    }
    // The words in one piece say the same, and nothing beyond a row's end.
    const auto words = mask->words(pool);
    const int perRow = (size[0] + 31) / 32;
    REQUIRE(words.size() == static_cast<std::size_t>(perRow * size[1] * size[2]));
    bool same = true;
    for (int k = 0; k < size[2]; ++k)
      for (int j = 0; j < size[1]; ++j)
        for (int i = 0; i < 32 * perRow; ++i) {
          const auto word = words[static_cast<std::size_t>((k * size[1] + j) * perRow + i / 32)];
          same = same && (word >> (i % 32) & 1u) == (i < size[0] && flags.at(i, j, k) ? 1u : 0u);
        }
    CHECK(same);
  }
}

TEST_CASE("An edit of a mask shares what it leaves alone, and whole blocks take no memory") {
  ThreadPool pool(2);
  const VoxelMask none({128, 96, 80});
  CHECK(none.bytesBeyond(none) == 0);
  const auto all = none.edited([](int, int, std::uint32_t* row) { hideRun(row, 0, 128); }, pool).value();
  CHECK(all->count() == std::int64_t{128} * 96 * 80);
  CHECK(all->bytesBeyond(none) == 0);
  // A run through two blocks of one row of blocks.
  const auto one = none.edited(
                           [](int j, int k, std::uint32_t* row) {
                             if (j == 40 && k == 50) hideRun(row, 20, 40);
                           },
                           pool)
                       .value();
  CHECK(one->count() == 20);
  CHECK(one->bytesBeyond(none) == 2 * 4096);
  const auto two = one->edited(
                          [](int j, int k, std::uint32_t* row) {
                            if (j == 0 && k == 0) hideRun(row, 127, 128);
                          },
                          pool)
                       .value();
  CHECK(two->count() == 21);
  CHECK(two->bytesBeyond(*one) == 4096);
  CHECK(one->count() == 20);
  // Shown again, nothing of it is left.
  const auto back = two->edited([](int, int, std::uint32_t* row) { std::fill(row, row + 4, 0u); }, pool);
  CHECK((*back)->count() == 0);
  CHECK((*back)->bytesBeyond(none) == 0);
}

TEST_CASE("Editing a mask can be cancelled and tells how far it is") {
  ThreadPool pool(2);
  const VoxelMask mask({40, 200, 200});
  CancelToken cancelled;
  cancelled.cancel();
  const auto refused = mask.edited([](int, int, std::uint32_t*) {}, pool, cancelled);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::Cancelled);
  double last = 0.0;
  bool rising = true;
  REQUIRE(mask.edited([](int, int, std::uint32_t*) {}, pool, {},
                      [&](double done) {
                        rising = rising && done > last;
                        last = done;
                      }));
  CHECK(rising);
  CHECK(last == 1.0);
}

}  // namespace iso
