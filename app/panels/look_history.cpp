// SPDX-License-Identifier: Apache-2.0
#include "app/panels/look_history.h"

#include <QUndoCommand>
#include <utility>

namespace iso::app {

class LookHistory::Step : public QUndoCommand {
 public:
  Step(LookHistory& history, LookSnapshot before, LookSnapshot after)
      : history_(history), before_(std::move(before)), after_(std::move(after)) {}

  void undo() override { put(before_); }
  void redo() override {
    // Pushing a step is no reason to do again what is done.
    if (std::exchange(done_, false)) return;
    put(after_);
  }

 private:
  void put(const LookSnapshot& snapshot) {
    history_.known_ = snapshot;
    history_.apply_(snapshot);
  }

  LookHistory& history_;
  LookSnapshot before_, after_;
  bool done_ = true;
};

LookHistory::LookHistory(std::function<void(const LookSnapshot&)> apply) : apply_(std::move(apply)) {
  // Each step may hold a mask of some megabytes.
  stack_.setUndoLimit(100);
}

void LookHistory::begin(const LookSnapshot& now) {
  stack_.clear();
  known_ = now;
}

void LookHistory::commit(const LookSnapshot& now) {
  if (!differs(now)) return;
  const LookSnapshot before = std::exchange(known_, now);
  stack_.push(new Step(*this, before, now));
}

}  // namespace iso::app
