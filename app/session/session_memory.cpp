// SPDX-License-Identifier: Apache-2.0
// How voxels come into memory and which go when it is short.
#include <algorithm>

#include "app/session/session.h"
#include "app/session/volume_cache.h"
#include "core/volume/voxel_type.h"

namespace iso::app {

VolumeLoader Session::loader() {
  return [this](const VolumeDescription& description, int phase, VolumeLoad::Callbacks callbacks) {
    double bytes = static_cast<double>(bytesPerVoxel(description.type));
    for (const int n : description.geometry.size()) bytes *= n;
    // Whether that much can be had at all is for the reading to say.
    makeRoom(static_cast<std::size_t>(std::min(bytes, 1e15)));
    return VolumeLoad::start(description, phase, *pool_, reader_, std::move(callbacks));
  };
}

void Session::setMemoryLimit(std::size_t bytes) {
  memoryLimit_ = bytes;
  makeRoom(0);
}

void Session::setOnScreen(const std::vector<LoadedSeriesPtr>& shown) {
  onScreen_.clear();
  for (const LoadedSeriesPtr& one : shown) {
    onScreen_.push_back(one);
    one->touch();
  }
  makeRoom(0);
}

std::size_t Session::bytesHeld() const {
  std::size_t sum = 0;
  for (const LoadedSeriesPtr& one : series_)
    for (const LoadedSeries::Held& part : one->held()) sum += part.bytes;
  return sum;
}

void Session::makeRoom(std::size_t incoming) {
  if (memoryLimit_ == 0) return;
  struct Part {
    LoadedSeriesPtr series;
    int phase;
    bool shown;  ///< what volume() gives
  };
  std::vector<Part> parts;
  std::vector<CacheEntry> entries;
  for (const LoadedSeriesPtr& one : series_) {
    const bool seen = std::any_of(onScreen_.begin(), onScreen_.end(),
                                  [&](const auto& shown) { return shown.lock() == one; });
    const bool whole = one->complete() && !one->loading() && one->canReload();
    for (const LoadedSeries::Held& part : one->held()) {
      const bool current = part.inUse && part.phase == one->phase();
      entries.push_back(
          {part.bytes, part.lastShown, current ? whole && !seen : !part.inUse && one->canReload()});
      parts.push_back({one, part.phase, current});
    }
  }
  for (const std::size_t i : entriesToEvict(entries, memoryLimit_, incoming)) {
    if (parts[i].shown)
      parts[i].series->release();
    else
      parts[i].series->releasePhase(parts[i].phase);
  }
}

}  // namespace iso::app
