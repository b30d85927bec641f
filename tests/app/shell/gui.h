// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "app/session/session.h"
#include "app/shell/main_window.h"
#include "app/shell/preferences.h"

namespace iso::test {

/// The one application object of the test program, made at first use with the program's own settings.
void ensureApplication();

/// Runs the event loop until the condition holds; false after 60 s. Never a condition about time.
bool waitFor(const std::function<bool()>& condition);

/// A session and a window on a CPU engine with one thread, with preferences that are not kept.
struct TestWindow {
  explicit TestWindow(std::unique_ptr<QSettings> store = nullptr);
  ~TestWindow();

  /// Opens and waits until everything is read and drawn.
  void open(const QStringList& paths);
  /// Sends a key to the window as the user would.
  void key(int key, int modifiers = 0);

  app::Preferences preferences;
  std::unique_ptr<app::Session> session;
  std::unique_ptr<app::MainWindow> window;
};

}  // namespace iso::test
