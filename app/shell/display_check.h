// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

namespace iso::app {

/// Qt and VTK end the process when there is no display; this finds out first.
/// @return "" if a window can be opened, else a sentence that says what to do
QString displayProblem();

/// Qt's Wayland platform has no OpenGL surface VTK can use here: X11 (through XWayland) is taken unless the
/// user chose otherwise. Call before the application is made.
void chooseQtPlatform();

}  // namespace iso::app
