// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "plugins/sdk/view_tool.h"

namespace iso::app {

/// Picks and edits the path of a curved reformation in slice views: a click adds a point at the end, or on
/// the path's line one between its neighbours; dragging moves a point; Delete or Backspace removes the one
/// under the hand, else the last. Each is one undo step. Ctrl+Z, Ctrl+Shift+Z: undo and redo them.
class CurveTool : public sdk::ViewTool {
 public:
  QString id() const override { return QStringLiteral("curve"); }
  QString title() const override;
  Qt::CursorShape cursor() const override { return Qt::CrossCursor; }
  bool worksIn(sdk::ViewType type) const override { return type == sdk::ViewType::Slice; }
  bool comesBeforeCrosshair() const override { return true; }
  bool takesKey(int key, Qt::KeyboardModifiers modifiers) const override;
  bool press(const sdk::ToolEvent& event, sdk::ViewServices& view) override;
  void move(const sdk::ToolEvent& event, sdk::ViewServices& view) override;
  void release(const sdk::ToolEvent& event, sdk::ViewServices& view) override;
  bool key(const sdk::ToolEvent& event, sdk::ViewServices& view) override;

 private:
  int held_ = -1;
  bool added_ = false;
  double last_[3] = {0.0, 0.0, 0.0};  ///< where the hand was, mm
};

}  // namespace iso::app
