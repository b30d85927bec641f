// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QMetaObject>
#include <memory>
#include <mutex>
#include <optional>
#include <utility>
#include <vector>

#include "app/session/loaded_series.h"

namespace iso::app {

inline bool isScalar(const VolumePtr& volume) {
  return volume && volume->type() != VoxelType::Rgb8;
}

/// What the pool's callbacks hold: the way to the series while it lives. Slices that arrive faster than the
/// window looks are handed over together.
struct LoadedSeries::Relay : std::enable_shared_from_this<LoadedSeries::Relay> {
  std::mutex mutex;
  LoadedSeries* target = nullptr;
  std::vector<int> slices;
  double fraction = 0.0;
  bool posted = false;

  void slice(int k, double done) {
    const std::lock_guard lock(mutex);
    if (!target) return;
    slices.push_back(k);
    fraction = done;
    if (posted) return;
    posted = true;
    QMetaObject::invokeMethod(
        target, [series = target, relay = shared_from_this()] { series->takeSlices(relay); },
        Qt::QueuedConnection);
  }

  void done(Result<VolumePtr> result) {
    // Counting the histogram here keeps it off the UI thread.
    std::optional<WindowLevel> automatic;
    if (result && isScalar(*result)) automatic = iso::automaticWindow(**result);
    const std::lock_guard lock(mutex);
    if (!target) return;
    QMetaObject::invokeMethod(
        target,
        [series = target, relay = shared_from_this(), result = std::move(result), automatic] {
          // Between posting and now it may have been stopped, or started again.
          if (series->relay_ == relay) {
            series->takeSlices(relay);
            series->finish(result, automatic);
          } else if (series->next_ && series->next_->relay == relay) {
            series->finishPhase(result);
          }
        },
        Qt::QueuedConnection);
  }
};

}  // namespace iso::app
