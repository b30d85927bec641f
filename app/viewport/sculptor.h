// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QObject>
#include <QString>
#include <QTimer>
#include <deque>
#include <functional>
#include <memory>
#include <optional>
#include <utility>

#include "app/viewport/series_state.h"
#include "core/base/cancel.h"
#include "core/base/parallel.h"
#include "render/scene/sculpt.h"

namespace iso::app {

/// Cuts pieces out of series' 3D views in the background, one at a time. Lives on the UI thread.
class Sculptor {
 public:
  struct Hooks {
    std::function<void()> progressed;  ///< what note() says, or whether there is one, has changed
    std::function<void(const std::shared_ptr<SeriesState>&)> sculpted;  ///< its look has another mask
    std::function<void(const QString& sentence)> failed;
  };
  /// @param receiver answers come only as long as it lives
  Sculptor(QObject& receiver, Hooks hooks);
  ~Sculptor();
  Sculptor(const Sculptor&) = delete;
  Sculptor& operator=(const Sculptor&) = delete;

  bool busy() const { return job_.has_value(); }
  /// Takes a piece away from what the series' look shows, after those that are waited for. If the look has
  /// another mask by the end (it was undone meanwhile), the result is dropped.
  void start(const std::shared_ptr<SeriesState>& state, SculptCut cut);
  void cancel();  ///< everything that is waited for
  /// For the views of a series whose work takes long enough to be spoken of; "" = none.
  QString note(const SeriesState* state) const;

 private:
  struct Job {
    CancelToken cancel;
    std::weak_ptr<SeriesState> state;
    std::shared_ptr<const VoxelMask> before;
    int percent = 0;
  };
  void begin(const std::shared_ptr<SeriesState>& state, SculptCut cut);
  void finish(const CancelToken& which, Result<std::shared_ptr<const VoxelMask>> made);

  QObject& receiver_;
  Hooks hooks_;
  QTimer patience_;
  std::optional<Job> job_;
  std::deque<std::pair<std::weak_ptr<SeriesState>, SculptCut>> next_;
  std::optional<ThreadPool> pool_;  ///< from the first piece on
};

}  // namespace iso::app
