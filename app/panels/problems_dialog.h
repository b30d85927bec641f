// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QPlainTextEdit;

namespace iso::app {

class Session;

/// Every sentence about files that could not be read and stacks whose geometry is not plain, to read and
/// to copy. Stays open beside the window and follows what happens.
class ProblemsDialog : public QDialog {
  Q_OBJECT
 public:
  explicit ProblemsDialog(Session& session, QWidget* parent = nullptr);
  QString text() const;

 private:
  void refresh();

  Session& session_;
  QPlainTextEdit* list_;
};

}  // namespace iso::app
