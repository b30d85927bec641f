// SPDX-License-Identifier: Apache-2.0
#include <atomic>
#include <catch2/catch.hpp>
#include <thread>

#include "core/base/parallel.h"

namespace iso::test {

TEST_CASE("parallelFor visits every index once, from several callers and nested") {
  ThreadPool pool(3);
  for (std::size_t count : {0u, 1u, 2u, 1000u}) {
    std::vector<std::atomic<int>> visits(count);
    pool.parallelFor(count, [&](std::size_t i) { ++visits[i]; });
    for (auto& v : visits) REQUIRE(v == 1);
  }
  std::atomic<int> sum{0};
  std::thread other([&] { pool.parallelFor(200, [&](std::size_t) { ++sum; }); });
  pool.parallelFor(20, [&](std::size_t) { pool.parallelFor(10, [&](std::size_t) { ++sum; }); });
  other.join();
  CHECK(sum == 400);
}

TEST_CASE("A pool finishes what is queued before it goes") {
  std::atomic<int> done{0};
  {
    ThreadPool pool(2);
    for (int n = 0; n < 100; ++n) pool.post([&] { ++done; });
  }
  CHECK(done == 100);
}

}  // namespace iso::test
