// SPDX-License-Identifier: Apache-2.0
#include "app/shell/preferences_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <algorithm>

#include "app/session/volume_cache.h"
#include "app/shell/preferences.h"

namespace iso::app {
namespace {

constexpr double kGigabyte = 1024.0 * 1024.0 * 1024.0;

}  // namespace

PreferencesDialog::PreferencesDialog(Preferences& preferences, const QString& engine, QWidget* parent)
    : QDialog(parent),
      preferences_(preferences),
      annotations_(new QComboBox(this)),
      vertical_(new QComboBox(this)),
      backend_(new QComboBox(this)),
      memory_(new QDoubleSpinBox(this)) {
  setWindowTitle("Preferences");
  auto* form = new QFormLayout(this);
  form->setContentsMargins(20, 20, 20, 16);
  form->setVerticalSpacing(12);
  form->setHorizontalSpacing(20);
  annotations_->addItem("All", static_cast<int>(AnnotationLevel::All));
  annotations_->addItem("Without the patient", static_cast<int>(AnnotationLevel::Less));
  annotations_->addItem("None", static_cast<int>(AnnotationLevel::None));
  annotations_->setCurrentIndex(annotations_->findData(static_cast<int>(preferences.annotations())));
  form->addRow("Text in the views", annotations_);
  vertical_->addItem("Drag up for brighter", false);
  vertical_->addItem("Drag down for brighter", true);
  vertical_->setCurrentIndex(preferences.verticalWindowInverted() ? 1 : 0);
  form->addRow("Window/level", vertical_);
  backend_->addItem("Automatic", "auto");
  backend_->addItem("Processor", "cpu");
  backend_->addItem("OpenCL device", "opencl");
  backend_->setCurrentIndex(qMax(0, backend_->findData(preferences.backend())));
  form->addRow("Pictures are computed by", backend_);
  auto* now = new QLabel("Now: " + engine + ". A change takes effect at the next start.", this);
  now->setStyleSheet("color: #8d949c; font-size: 12px;");
  form->addRow(QString(), now);
  memory_->setObjectName("memoryForImages");
  memory_->setDecimals(1);
  memory_->setSingleStep(0.5);
  memory_->setRange(0.5, std::max(1.0, static_cast<double>(machineMemory()) / kGigabyte));
  memory_->setSuffix(" GB");
  memory_->setValue(static_cast<double>(preferences_.memoryForImages()) / kGigabyte);
  form->addRow("Memory for images", memory_);
  auto* about = new QLabel("Series shown longest ago are read again when they are shown.", this);
  about->setStyleSheet("color: #8d949c; font-size: 12px;");
  form->addRow(QString(), about);
  shownMemory_ = memory_->value();
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  form->addRow(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void PreferencesDialog::accept() {
  preferences_.setAnnotations(static_cast<AnnotationLevel>(annotations_->currentData().toInt()));
  preferences_.setVerticalWindowInverted(vertical_->currentData().toBool());
  preferences_.setBackend(backend_->currentData().toString());
  // Untouched it stays what it was, to the byte.
  if (memory_->value() != shownMemory_)
    preferences_.setMemoryForImages(static_cast<std::size_t>(memory_->value() * kGigabyte));
  QDialog::accept();
}

}  // namespace iso::app
