// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QDialog>
#include <vector>

#include "render/device/render_device.h"

class QComboBox;
class QDoubleSpinBox;
class QLabel;

namespace iso::app {

class Preferences;

/// The few settings that are not simply remembered. Changes are written when it is accepted.
class PreferencesDialog : public QDialog {
  Q_OBJECT
 public:
  PreferencesDialog(Preferences& preferences, const QString& engine, QWidget* parent = nullptr);
  /// What can compute pictures here. Until it is known only what was chosen before can be chosen again.
  void setDevices(const std::vector<RenderDevice>& devices);
  void accept() override;

 private:
  void addBackends(const std::vector<RenderDevice>& devices);
  void tellMissing(const std::vector<RenderDevice>& devices);

  Preferences& preferences_;
  QComboBox* annotations_;
  QComboBox* vertical_;
  QComboBox* backend_;
  QLabel* devicesText_;
  QString now_;  ///< what computes at present
  QDoubleSpinBox* memory_;
  double shownMemory_ = 0.0;
};

}  // namespace iso::app
