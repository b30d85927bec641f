// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QUndoCommand>
#include <functional>
#include <memory>
#include <utility>

#include "app/viewport/curve_path.h"

namespace iso::app {

/// A change of a path's picks; undo and redo only swap them.
class CurveCommand : public QUndoCommand {
 public:
  /// @param changed called after each swap
  CurveCommand(const QString& text, std::weak_ptr<CurvePath> path, CurvePath::Picks before,
               CurvePath::Picks after, std::function<void(const CurvePath&)> changed)
      : QUndoCommand(text),
        path_(std::move(path)),
        before_(std::move(before)),
        after_(std::move(after)),
        changed_(std::move(changed)) {}

  void undo() override { put(before_); }
  void redo() override { put(after_); }

 private:
  void put(const CurvePath::Picks& picks) {
    const auto path = path_.lock();
    if (!path) return;
    path->setPicks(picks);
    changed_(*path);
  }

  std::weak_ptr<CurvePath> path_;
  CurvePath::Picks before_, after_;
  std::function<void(const CurvePath&)> changed_;
};

}  // namespace iso::app
