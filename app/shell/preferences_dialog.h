// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;

namespace iso::app {

class Preferences;

/// The few settings that are not simply remembered. Changes are written when it is accepted.
class PreferencesDialog : public QDialog {
  Q_OBJECT
 public:
  PreferencesDialog(Preferences& preferences, const QString& engine, QWidget* parent = nullptr);
  void accept() override;

 private:
  Preferences& preferences_;
  QComboBox* annotations_;
  QComboBox* vertical_;
  QComboBox* backend_;
  QDoubleSpinBox* memory_;
  double shownMemory_ = 0.0;
};

}  // namespace iso::app
