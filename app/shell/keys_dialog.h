// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <QList>

class QAction;

namespace iso::app {

/// All keys, made from the commands themselves so that it is never out of date, and what the mouse does.
class KeysDialog : public QDialog {
  Q_OBJECT
 public:
  KeysDialog(const QList<QAction*>& actions, QWidget* parent = nullptr);
};

}  // namespace iso::app
