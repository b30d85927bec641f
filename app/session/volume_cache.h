// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace iso::app {

/// Voxels in memory that the cache may or may not let go.
struct CacheEntry {
  std::size_t bytes = 0;
  std::uint64_t lastShown = 0;  ///< small = long ago
  bool evictable = false;
};

/// Which entries to let go so that the rest and `incoming` bytes stay within the limit: those shown longest
/// ago first, as few as that takes. If even all of them are too few, all of them.
std::vector<std::size_t> entriesToEvict(const std::vector<CacheEntry>& entries, std::size_t limit,
                                        std::size_t incoming);

}  // namespace iso::app
