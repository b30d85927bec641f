// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QFrame>
#include <QStringList>

class QLabel;
class QPushButton;

namespace iso::app {

/// A line above the views that tells what went wrong until it is dismissed; never a dialog.
class MessageBar : public QFrame {
  Q_OBJECT
 public:
  explicit MessageBar(QWidget* parent = nullptr);
  /// One sentence is shown as it is; several as their number with a way to see them.
  void add(const QStringList& sentences);
  void dismiss();
  QString text() const;

 signals:
  void showAllRequested();

 private:
  QStringList sentences_;
  QLabel* label_;
  QPushButton* all_;
};

/// Thin amber bar: more than one patient is open. Names them all.
class PatientBanner : public QFrame {
  Q_OBJECT
 public:
  explicit PatientBanner(QWidget* parent = nullptr);
  /// Hidden when there are fewer than two.
  void setPatients(const QStringList& patients);
  /// False leaves the names out (teaching).
  void setIdentityVisible(bool visible);
  QString text() const;

 private:
  void refresh();

  QLabel* label_;
  QStringList patients_;
  bool identityVisible_ = true;
};

}  // namespace iso::app
