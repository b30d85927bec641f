// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/lasso_tool.h"

#include <QCoreApplication>
#include <cmath>

namespace iso::app {
namespace {

constexpr double kLeastStep = 1.5;    ///< logical pixels from corner to corner
constexpr double kLeastExtent = 4.0;  ///< smaller is a click and not a line round something
const QColor kRemove(255, 138, 96), kKeep(120, 214, 140);

QString tr(const char* text) {
  return QCoreApplication::translate("Tools", text);
}

class LassoTool : public sdk::ViewTool {
 public:
  QString id() const override { return QStringLiteral("sculpt"); }
  QString title() const override { return tr("Sculpt (lasso)"); }
  Qt::CursorShape cursor() const override { return Qt::CrossCursor; }
  bool worksIn(sdk::ViewType type) const override { return type == sdk::ViewType::Volume; }

  bool press(const sdk::ToolEvent& event, sdk::ViewServices&) override {
    outline_ = QPolygonF{event.position};
    keepInside_ = event.modifiers.testFlag(Qt::ShiftModifier);
    return true;
  }

  void move(const sdk::ToolEvent& event, sdk::ViewServices&) override {
    if (outline_.isEmpty()) return;
    keepInside_ = event.modifiers.testFlag(Qt::ShiftModifier);
    const QPointF step = event.position - outline_.last();
    if (std::hypot(step.x(), step.y()) >= kLeastStep) outline_ << event.position;
  }

  void release(const sdk::ToolEvent& event, sdk::ViewServices& view) override {
    move(event, view);
    const QPolygonF outline = outline_;
    outline_.clear();
    const QRectF extent = outline.boundingRect();
    if (outline.size() < 3 || extent.width() < kLeastExtent || extent.height() < kLeastExtent) return;
    view.sculpt(outline, keepInside_);
  }

  /// Turning the wheel would turn the picture away under the line.
  bool wheel(const sdk::ToolEvent&, sdk::ViewServices&) override { return !outline_.isEmpty(); }

  bool key(const sdk::ToolEvent& event, sdk::ViewServices&) override {
    if (event.key != Qt::Key_Escape || outline_.isEmpty()) return false;
    outline_.clear();
    return true;
  }

  QVector<sdk::ToolMark> marks(const sdk::ViewServices&) const override {
    if (outline_.isEmpty()) return {};
    sdk::ToolMark mark;
    mark.line = outline_;
    mark.closed = true;
    mark.dashed = true;
    mark.color = keepInside_ ? kKeep : kRemove;
    mark.fill = mark.color;
    mark.fill.setAlpha(56);
    mark.text = keepInside_ ? tr("Keep only this") : tr("Remove · Shift: keep only this");
    return {mark};
  }

 private:
  QPolygonF outline_;  ///< empty = nothing is being drawn
  bool keepInside_ = false;
};

}  // namespace

std::unique_ptr<sdk::ViewTool> lassoTool() {
  return std::make_unique<LassoTool>();
}

}  // namespace iso::app
