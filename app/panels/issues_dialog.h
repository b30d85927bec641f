// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

#include "app/session/loaded_series.h"

class QPlainTextEdit;

namespace iso::app {

/// What there is to know about one series, in plain sentences, to read and to copy. Follows what happens
/// while it is open; goes with its series.
class IssuesDialog : public QDialog {
  Q_OBJECT
 public:
  explicit IssuesDialog(const LoadedSeriesPtr& series, QWidget* parent = nullptr);
  QString text() const;

 private:
  void refresh();

  std::weak_ptr<LoadedSeries> series_;
  QPlainTextEdit* list_;
};

}  // namespace iso::app
