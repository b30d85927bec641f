// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/builtin_tools.h"

#include <QCoreApplication>
#include <algorithm>
#include <cmath>
#include <utility>

#include "app/viewport/curve_tool.h"
#include "app/viewport/lasso_tool.h"

namespace iso::app {
namespace {

using sdk::CrosshairPart;
using sdk::ToolEvent;
using sdk::ViewServices;
using sdk::ViewType;

QString tr(const char* text) {
  return QCoreApplication::translate("Tools", text);
}

/// A drag across this many logical pixels changes width or centre by one window width.
constexpr double kWindowTravel = 300.0;
constexpr double kZoomTravel = 150.0;  ///< pixels for a factor of e
constexpr double kScrollTravel = 8.0;  ///< pixels a slice

/// What all dragging tools share: where the hand was.
class DragTool : public sdk::ViewTool {
 public:
  bool press(const ToolEvent& event, ViewServices&) override {
    start_ = last_ = event.position;
    return true;
  }
  void move(const ToolEvent& event, ViewServices& view) override {
    const QPointF d = event.position - last_;
    last_ = event.position;
    drag(event, d, view);
  }

 protected:
  virtual void drag(const ToolEvent& event, QPointF delta, ViewServices& view) = 0;
  QPointF start_, last_;
};

class WindowTool : public DragTool {
 public:
  explicit WindowTool(std::shared_ptr<const ToolPreferences> preferences)
      : preferences_(std::move(preferences)) {}
  QString id() const override { return QStringLiteral("window"); }
  QString title() const override { return tr("Window/level"); }
  bool worksIn(ViewType type) const override { return type != ViewType::Volume; }
  bool press(const ToolEvent& event, ViewServices& view) override {
    const auto window = view.window();
    if (!window) return false;
    before_ = *window;
    return DragTool::press(event, view);
  }

 protected:
  void drag(const ToolEvent& event, QPointF, ViewServices& view) override {
    const QPointF way = event.position - start_;
    const double up = preferences_->verticalWindowInverted ? way.y() : -way.y();
    // Proportional to what is there: as fine in a brain window as in a bone window.
    view.setWindow({before_.center - up / kWindowTravel * before_.width,
                    before_.width * std::exp(way.x() / kWindowTravel)});
  }

 private:
  std::shared_ptr<const ToolPreferences> preferences_;
  sdk::WindowState before_{0.0, 1.0};
};

class PanTool : public DragTool {
 public:
  QString id() const override { return QStringLiteral("pan"); }
  QString title() const override { return tr("Pan"); }
  Qt::CursorShape cursor() const override { return Qt::OpenHandCursor; }
  bool worksIn(ViewType) const override { return true; }

 protected:
  void drag(const ToolEvent&, QPointF d, ViewServices& view) override { view.pan(d.x(), d.y()); }
};

class ZoomTool : public DragTool {
 public:
  QString id() const override { return QStringLiteral("zoom"); }
  QString title() const override { return tr("Zoom"); }
  Qt::CursorShape cursor() const override { return Qt::SizeVerCursor; }
  bool worksIn(ViewType) const override { return true; }

 protected:
  void drag(const ToolEvent&, QPointF d, ViewServices& view) override {
    view.zoom(std::exp(-d.y() / kZoomTravel), start_);
  }
};

class ScrollTool : public DragTool {
 public:
  QString id() const override { return QStringLiteral("scroll"); }
  QString title() const override { return tr("Scroll"); }
  Qt::CursorShape cursor() const override { return Qt::SplitVCursor; }
  bool worksIn(ViewType type) const override { return type != ViewType::Volume; }
  bool press(const ToolEvent& event, ViewServices& view) override {
    done_ = 0;
    return DragTool::press(event, view);
  }

 protected:
  void drag(const ToolEvent& event, QPointF, ViewServices& view) override {
    const int wanted = static_cast<int>((event.position.y() - start_.y()) / kScrollTravel);
    if (wanted != done_) view.scroll(wanted - done_);
    done_ = wanted;
  }

 private:
  int done_ = 0;
};

/// Puts the shared point, moves a plane's line, or turns it when it is taken near its end.
class CrosshairTool : public DragTool {
 public:
  QString id() const override { return QStringLiteral("crosshair"); }
  QString title() const override { return tr("Crosshair"); }
  Qt::CursorShape cursor() const override { return Qt::CrossCursor; }
  bool worksIn(ViewType type) const override { return type != ViewType::Volume; }
  bool press(const ToolEvent& event, ViewServices& view) override {
    held_ =
        event.modifiers.testFlag(Qt::ShiftModifier) ? CrosshairPart{} : view.crosshairPartAt(event.position);
    if (held_.kind == CrosshairPart::None && event.hasPatientPoint) view.setCrosshair(event.patientPoint);
    return DragTool::press(event, view);
  }

 protected:
  void drag(const ToolEvent& event, QPointF delta, ViewServices& view) override {
    if (held_.kind == CrosshairPart::MoveLine && held_.plane == CrosshairPart::kStation) {
      view.moveStation(event.position);
      return;
    }
    if (!event.hasPatientPoint) return;
    if (held_.kind == CrosshairPart::MoveLine) {
      view.movePlane(held_.plane, event.patientPoint);
    } else if (held_.kind == CrosshairPart::TurnLine) {
      const QPointF centre = view.crosshair();
      const QPointF from = event.position - delta - centre, to = event.position - centre;
      const double cross = from.x() * to.y() - from.y() * to.x();
      const double dot = from.x() * to.x() + from.y() * to.y();
      view.turnPlanes(std::atan2(cross, dot));
    } else {
      view.setCrosshair(event.patientPoint);
    }
  }

 private:
  CrosshairPart held_;
};

class RotateTool : public DragTool {
 public:
  QString id() const override { return QStringLiteral("rotate3d"); }
  QString title() const override { return tr("Rotate 3D"); }
  bool worksIn(ViewType type) const override { return type != ViewType::Slice; }

 protected:
  void drag(const ToolEvent&, QPointF d, ViewServices& view) override { view.rotateCamera(d.x(), d.y()); }
};

}  // namespace

std::vector<std::unique_ptr<sdk::ViewTool>> builtinTools(std::shared_ptr<const ToolPreferences> preferences) {
  std::vector<std::unique_ptr<sdk::ViewTool>> tools;
  tools.push_back(std::make_unique<WindowTool>(std::move(preferences)));
  tools.push_back(std::make_unique<PanTool>());
  tools.push_back(std::make_unique<ZoomTool>());
  tools.push_back(std::make_unique<ScrollTool>());
  tools.push_back(std::make_unique<CrosshairTool>());
  tools.push_back(std::make_unique<RotateTool>());
  tools.push_back(lassoTool());
  tools.push_back(std::make_unique<CurveTool>());
  return tools;
}

}  // namespace iso::app
