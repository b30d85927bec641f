// SPDX-License-Identifier: Apache-2.0
// The window's commands about the curved reformation.
#include <QAction>
#include <QActionGroup>
#include <QMenu>

#include "app/shell/main_window.h"

namespace iso::app {
namespace {

constexpr double kTurnDegrees = 5.0;

}  // namespace

void MainWindow::buildCurveMenu(QMenu* image) {
  QMenu* menu = image->addMenu("Curved reformation");
  QAction* show = add(menu, "curve.show", "Curved picture and cross-section beside the slices",
                      {QKeySequence("Shift+C")}, [this] {
                        area_->showCurve();
                        onActiveChanged();
                      });
  show->setToolTip("Two views change; the path is picked with the curved path tool");
  menu->addSeparator();
  curveModes_ = new QActionGroup(this);
  const auto mode = [&](CurveMode value, const char* id, const QString& title) {
    addChoice(menu, curveModes_, id, title, {}, [this, value] {
      area_->setCurveMode(value);
    })->setData(static_cast<int>(value));
  };
  mode(CurveMode::Straightened, "curve.straightened", "Straightened: along the path and across it");
  mode(CurveMode::Stretched, "curve.stretched", "Stretched: all lines parallel");
  add(menu, "curve.mode", "Straightened or stretched", {QKeySequence("Shift+T")}, [this] {
    const bool straight = area_->curveMode() == CurveMode::Straightened;
    area_->setCurveMode(straight ? CurveMode::Stretched : CurveMode::Straightened);
  });
  menu->addSeparator();
  add(menu, "curve.turnBack", "Turn about the path by -5°", {QKeySequence("Alt+Left")},
      [this] { area_->turnCurve(-kTurnDegrees); });
  add(menu, "curve.turn", "Turn about the path by 5°", {QKeySequence("Alt+Right")},
      [this] { area_->turnCurve(kTurnDegrees); });
  menu->addSeparator();
  add(menu, "curve.clear", "Clear the path", {}, [this] { area_->clearPath(); });
}

void MainWindow::syncCurve() {
  const bool shown = area_->activeSeries() != nullptr, path = area_->hasPath();
  for (QAction* action : curveModes_->actions())
    action->setChecked(action->data().toInt() == static_cast<int>(area_->curveMode()));
  for (QAction* action : fixedCommands_) {
    const QString id = action->objectName();
    if (!id.startsWith("curve.")) continue;
    // Picking can begin with the views in place.
    action->setEnabled(id == "curve.show" || id == "curve.clear" ? shown : path);
  }
}

}  // namespace iso::app
