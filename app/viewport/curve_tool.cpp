// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/curve_tool.h"

#include <QCoreApplication>
#include <algorithm>
#include <iterator>

namespace iso::app {
namespace {

using sdk::PathPart;
using sdk::ToolEvent;
using sdk::ViewServices;

QString tr(const char* text) {
  return QCoreApplication::translate("Tools", text);
}

bool isRedo(int key, Qt::KeyboardModifiers modifiers) {
  return (key == Qt::Key_Z && modifiers == (Qt::ControlModifier | Qt::ShiftModifier)) ||
         (key == Qt::Key_Y && modifiers == Qt::ControlModifier);
}

}  // namespace

QString CurveTool::title() const {
  return tr("Curved path");
}

bool CurveTool::takesKey(int key, Qt::KeyboardModifiers modifiers) const {
  if (isRedo(key, modifiers) || (key == Qt::Key_Z && modifiers == Qt::ControlModifier)) return true;
  return modifiers == Qt::NoModifier &&
         (key == Qt::Key_Delete || key == Qt::Key_Backspace || key == Qt::Key_Escape);
}

bool CurveTool::press(const ToolEvent& event, ViewServices& view) {
  if (!event.hasPatientPoint) return false;
  const PathPart part = view.pathPartAt(event.position);
  added_ = part.kind != PathPart::Point;
  held_ = added_ ? view.addPathPoint(event.patientPoint, part.kind == PathPart::Line ? part.index : -1)
                 : part.index;
  std::copy(std::begin(event.patientPoint), std::end(event.patientPoint), last_);
  return held_ >= 0;
}

void CurveTool::move(const ToolEvent& event, ViewServices& view) {
  if (held_ < 0 || !event.hasPatientPoint) return;
  double by[3];
  for (int a = 0; a < 3; ++a) {
    by[a] = event.patientPoint[a] - last_[a];
    last_[a] = event.patientPoint[a];
  }
  view.movePathPoint(held_, by);
}

void CurveTool::release(const ToolEvent&, ViewServices& view) {
  if (held_ >= 0) view.finishPath(added_ ? tr("Add a point to the path") : tr("Move a point of the path"));
  held_ = -1;
}

bool CurveTool::key(const ToolEvent& event, ViewServices& view) {
  if (!takesKey(event.key, event.modifiers)) return false;
  if (held_ >= 0) return true;  // not while a point is in the hand
  if (isRedo(event.key, event.modifiers)) {
    view.redoPath();
  } else if (event.key == Qt::Key_Z) {
    view.undoPath();
  } else if (event.key != Qt::Key_Escape) {
    const PathPart part = view.pathPartAt(event.position);
    view.removePathPoint(part.kind == PathPart::Point ? part.index : view.pathPointCount() - 1);
  }
  return true;
}

}  // namespace iso::app
