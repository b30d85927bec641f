// SPDX-License-Identifier: Apache-2.0
#include "app/session/volume_cache.h"

#include <algorithm>

namespace iso::app {

std::vector<std::size_t> entriesToEvict(const std::vector<CacheEntry>& entries, std::size_t limit,
                                        std::size_t incoming) {
  std::size_t sum = incoming;
  std::vector<std::size_t> order;
  for (std::size_t i = 0; i < entries.size(); ++i) {
    sum += entries[i].bytes;
    if (entries[i].evictable) order.push_back(i);
  }
  std::sort(order.begin(), order.end(),
            [&](std::size_t a, std::size_t b) { return entries[a].lastShown < entries[b].lastShown; });
  std::vector<std::size_t> gone;
  for (const std::size_t i : order) {
    if (sum <= limit) break;
    sum -= entries[i].bytes;
    gone.push_back(i);
  }
  return gone;
}

}  // namespace iso::app
