// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QUndoStack>
#include <functional>

#include "app/viewport/volume_look.h"

namespace iso::app {

/// All that a 3D panel changes of a series.
struct LookSnapshot {
  VolumePreset preset;  ///< in modality values
  VolumeLook look;
  bool same(const LookSnapshot& other) const { return preset == other.preset && look == other.look; }
};

/// Steps between the looks of one series. What changed is done already when it becomes a step; undo and redo
/// put a look back.
class LookHistory {
 public:
  explicit LookHistory(std::function<void(const LookSnapshot&)> apply);

  /// Another series: forgets every step.
  void begin(const LookSnapshot& now);
  /// Makes one step of all that changed since the last.
  void commit(const LookSnapshot& now);
  bool differs(const LookSnapshot& now) const { return !known_.same(now); }
  QUndoStack& stack() { return stack_; }

 private:
  class Step;

  std::function<void(const LookSnapshot&)> apply_;
  LookSnapshot known_;
  QUndoStack stack_;
};

}  // namespace iso::app
