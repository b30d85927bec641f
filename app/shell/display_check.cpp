// SPDX-License-Identifier: Apache-2.0
#include "app/shell/display_check.h"

#include <QtGlobal>

#if defined(__linux__)
// Xlib defines None, Bool and other words as macros: nothing of Qt's is included after it.
#include <X11/Xlib.h>
#endif

namespace iso::app {

QString displayProblem() {
#if defined(__linux__)
  const QByteArray platform = qgetenv("QT_QPA_PLATFORM");
  if (!platform.isEmpty() && !platform.startsWith("xcb"))
    return platform.startsWith("offscreen") || platform.startsWith("minimal")
               ? QStringLiteral("Qt's platform \"%1\" cannot show pictures; unset QT_QPA_PLATFORM.")
                     .arg(QString::fromLatin1(platform))
               : QString();
  Display* display = XOpenDisplay(nullptr);
  if (!display) {
    const QByteArray name = qgetenv("DISPLAY");
    return name.isEmpty()
               ? QStringLiteral(
                     "There is no display: DISPLAY is not set. Start it in a desktop session, or with "
                     "xvfb-run for --snapshot.")
               : QStringLiteral("The display \"%1\" cannot be opened. Check DISPLAY and the access rights.")
                     .arg(QString::fromLocal8Bit(name));
  }
  XCloseDisplay(display);
#endif
  return {};
}

void chooseQtPlatform() {
#if defined(__linux__)
  if (qEnvironmentVariableIsEmpty("QT_QPA_PLATFORM")) qputenv("QT_QPA_PLATFORM", "xcb");
#endif
}

}  // namespace iso::app
