// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/shell/options.h"

class QImage;

namespace iso::app {

class MainWindow;

/// Sets what Qt must know before the application is made for a window of exactly the request's size,
/// whatever the desktop's own scale.
void prepareSnapshot(const SnapshotRequest& request);

/// The whole window as it is now, pixel by pixel: the widgets and, exactly as rendered, the views.
QImage windowPicture(MainWindow& window, QSize size);

/// Shows the window off any desktop's management, waits until everything is read and every view is final,
/// writes the picture. Problems go to standard error.
/// @return the process's exit code: 0; 1 with a sentence; 3 if some DICOM could not be read
int takeSnapshot(MainWindow& window, const Options& options, int timeoutSeconds = 120);

}  // namespace iso::app
