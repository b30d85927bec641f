// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QStringList>
#include <QWidget>

class QLabel;
class QVBoxLayout;

namespace iso::app {

/// What the window shows while nothing is open: how to open something, and what was open last.
class EmptyPage : public QWidget {
  Q_OBJECT
 public:
  explicit EmptyPage(QWidget* parent = nullptr);
  void setRecent(const QStringList& paths);
  void setScanning(bool scanning);

 signals:
  void openRequested(const QString& path);

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QLabel* hint_;
  QWidget* recentBox_;
  QVBoxLayout* recent_;
};

}  // namespace iso::app
