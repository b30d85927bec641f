// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>

#include "render/engine/hidden_blocks.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {

TEST_CASE("Hidden blocks: exactly those all of whose voxels are hidden, both faces included") {
  ThreadPool pool(2);
  for (const Size3& size : {Size3{1, 1, 1}, Size3{40, 33, 20}, Size3{65, 9, 17}, Size3{9, 70, 8}}) {
    const auto mask = maskWhere(size, [&](int i, int j, int k) {
      return (i - 20) * (i - 20) + (j - 10) * (j - 10) + (k - 9) * (k - 9) < 230 || i > 50;
    });
    for (const int side : {4, 8}) {
      Size3 blocks{};
      for (std::size_t a = 0; a < 3; ++a) blocks[a] = (size[a] - 1) / side + 2;
      const auto hidden = hiddenBlocks(*mask, side, blocks, pool);
      REQUIRE(hidden.size() == static_cast<std::size_t>(blocks[0] * blocks[1] * blocks[2]));
      std::size_t n = 0;
      for (int c = 0; c < blocks[2]; ++c)
        for (int b = 0; b < blocks[1]; ++b)
          for (int a = 0; a < blocks[0]; ++a, ++n) {
            bool all = a * side < size[0] && b * side < size[1] && c * side < size[2];
            for (int k = c * side; k <= std::min((c + 1) * side, size[2] - 1); ++k)
              for (int j = b * side; j <= std::min((b + 1) * side, size[1] - 1); ++j)
                for (int i = a * side; i <= std::min((a + 1) * side, size[0] - 1); ++i)
                  all = all && mask->hidden(i, j, k);
            CAPTURE(size[0], side, a, b, c);
            CHECK((hidden[n] != 0) == all);
          }
    }
  }
}

}  // namespace iso::test
