// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QPointF>
#include <QPolygonF>
#include <QString>
#include <QVector>

#include "plugins/sdk/tool_event.h"
#include "plugins/sdk/view_services.h"

namespace iso::sdk {

/// What a tool draws over a view, in logical pixels of that view.
struct ToolMark {
  QPolygonF line;
  bool closed = false;
  bool dashed = false;
  QColor color;
  QColor fill;   ///< of a closed line; invalid = none
  QString text;  ///< beside the last point
};

/// An interaction in a view: the program's own tools and those of plug-ins alike. A tool sees const state
/// and asks for changes through ViewServices; it never gets a widget. Calls come on the UI thread.
class ViewTool {
 public:
  virtual ~ViewTool() = default;

  virtual QString id() const = 0;     ///< stable, e.g. "window"
  virtual QString title() const = 0;  ///< shown to the user
  virtual Qt::CursorShape cursor() const { return Qt::ArrowCursor; }
  virtual bool worksIn(ViewType type) const = 0;
  /// True = a press on a line of the crosshair is the tool's too.
  virtual bool comesBeforeCrosshair() const { return false; }
  /// True = while the tool is active the key is for key(), before any command of the program.
  virtual bool takesKey(int key, Qt::KeyboardModifiers modifiers) const {
    Q_UNUSED(key)
    Q_UNUSED(modifiers)
    return false;
  }

  /// True = the tool takes the movement that starts here and gets move and release.
  virtual bool press(const ToolEvent& event, ViewServices& view) = 0;
  virtual void move(const ToolEvent& event, ViewServices& view) = 0;
  virtual void release(const ToolEvent& event, ViewServices& view) {
    Q_UNUSED(event)
    Q_UNUSED(view)
  }
  /// True = used up.
  virtual bool wheel(const ToolEvent& event, ViewServices& view) {
    Q_UNUSED(event)
    Q_UNUSED(view)
    return false;
  }
  virtual bool key(const ToolEvent& event, ViewServices& view) {
    Q_UNUSED(event)
    Q_UNUSED(view)
    return false;
  }
  virtual QVector<ToolMark> marks(const ViewServices& view) const {
    Q_UNUSED(view)
    return {};
  }
};

}  // namespace iso::sdk
