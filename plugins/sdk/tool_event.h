// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QPointF>
#include <Qt>

namespace iso::sdk {

/// What the hand did in a view. Everything is flat: it crosses the boundary to plug-ins.
struct ToolEvent {
  QPointF position;  ///< logical pixels from the view's upper left corner
  Qt::MouseButton button = Qt::NoButton;
  Qt::MouseButtons buttons;
  Qt::KeyboardModifiers modifiers;
  double wheelSteps = 0.0;  ///< wheel only: notches, positive away from the user
  int key = 0;              ///< key only: Qt::Key
  bool hasPatientPoint = false;
  double patientPoint[3] = {0.0, 0.0, 0.0};  ///< LPS mm on the view's plane
};

}  // namespace iso::sdk
