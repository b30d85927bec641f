// SPDX-License-Identifier: Apache-2.0
#include "app/shell/preferences_dialog.h"

#include <QComboBox>
#include <QDialogButtonBox>
#include <QDoubleSpinBox>
#include <QFormLayout>
#include <QLabel>
#include <algorithm>

#include "app/shell/preferences.h"
#include "core/base/machine_memory.h"

namespace iso::app {
namespace {

constexpr double kGigabyte = 1024.0 * 1024.0 * 1024.0;
constexpr const char* kHint = "color: #8d949c; font-size: 12px;";

/// What an entry stands for: "auto", "cpu", "opencl", or "opencl/" and a device's name.
QString deviceEntry(const QString& device) {
  return QStringLiteral("opencl/") + device;
}
QString deviceOf(const QString& entry) {
  return entry.startsWith("opencl/") ? entry.mid(7) : QString();
}

QString title(const RenderDevice& device) {
  const QString name = QString::fromStdString(device.name);
  if (device.kind == RenderDevice::Kind::OpenClOnProcessor) return name + " (OpenCL, for tests)";
  return QStringLiteral("%1 (%2 GB)")
      .arg(name, QString::number(static_cast<double>(device.memoryBytes) / kGigabyte, 'f', 0));
}

}  // namespace

PreferencesDialog::PreferencesDialog(Preferences& preferences, const QString& engine, QWidget* parent)
    : QDialog(parent),
      preferences_(preferences),
      annotations_(new QComboBox(this)),
      vertical_(new QComboBox(this)),
      backend_(new QComboBox(this)),
      devicesText_(new QLabel(this)),
      now_("Now: " + engine + ". A change takes effect at the next start."),
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
  backend_->setObjectName("device");
  // Devices have long names; the window does not grow with them.
  backend_->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
  backend_->setMinimumContentsLength(34);
  addBackends({});
  form->addRow("Pictures are computed by", backend_);
  devicesText_->setObjectName("devicesText");
  devicesText_->setWordWrap(true);
  devicesText_->setStyleSheet(kHint);
  devicesText_->setText("Looking for devices… " + now_);
  devicesText_->setAlignment(Qt::AlignTop | Qt::AlignLeft);
  devicesText_->setMinimumHeight(2 *
                                 devicesText_->fontMetrics().lineSpacing());  // what it says comes and goes
  form->addRow(QString(), devicesText_);
  memory_->setObjectName("memoryForImages");
  memory_->setDecimals(1);
  memory_->setSingleStep(0.5);
  memory_->setRange(0.5, std::max(1.0, static_cast<double>(machineMemory()) / kGigabyte));
  memory_->setSuffix(" GB");
  memory_->setValue(static_cast<double>(preferences_.memoryForImages()) / kGigabyte);
  form->addRow("Memory for images", memory_);
  auto* about = new QLabel("Series shown longest ago are read again when they are shown.", this);
  about->setStyleSheet(kHint);
  form->addRow(QString(), about);
  shownMemory_ = memory_->value();
  auto* buttons = new QDialogButtonBox(QDialogButtonBox::Ok | QDialogButtonBox::Cancel, this);
  form->addRow(buttons);
  connect(buttons, &QDialogButtonBox::accepted, this, &QDialog::accept);
  connect(buttons, &QDialogButtonBox::rejected, this, &QDialog::reject);
}

void PreferencesDialog::addBackends(const std::vector<RenderDevice>& devices) {
  const QString before = preferences_.device().isEmpty() || preferences_.backend() != "opencl"
                             ? preferences_.backend()
                             : deviceEntry(preferences_.device());
  const QString chosen = backend_->count() > 0 ? backend_->currentData().toString() : before;
  backend_->clear();
  const auto add = [this](const QString& text, const QString& entry) {
    backend_->addItem(text, entry);
    backend_->setItemData(backend_->count() - 1, text, Qt::ToolTipRole);
  };
  add("Automatic", "auto");
  add("Processor", "cpu");
  for (const RenderDevice& device : devices)
    if (device.kind != RenderDevice::Kind::Processor)
      add(title(device), deviceEntry(QString::fromStdString(device.name)));
  // Kept as it was chosen, also while it is not known what is there.
  if (before.startsWith("opencl") && backend_->findData(before) < 0)
    add(before == "opencl" ? "First OpenCL device" : deviceOf(before), before);
  backend_->setCurrentIndex(qMax(0, backend_->findData(chosen)));
}

void PreferencesDialog::setDevices(const std::vector<RenderDevice>& devices) {
  addBackends(devices);
  tellMissing(devices);
  connect(backend_, &QComboBox::currentIndexChanged, this, [this, devices] { tellMissing(devices); });
}

void PreferencesDialog::tellMissing(const std::vector<RenderDevice>& devices) {
  const QString device = deviceOf(backend_->currentData().toString());
  const bool missing = !device.isEmpty() && !deviceNamed(devices, device.toStdString());
  devicesText_->setText(
      missing ? device + " is not there now. Until it is, the device is chosen automatically." : now_);
}

void PreferencesDialog::accept() {
  preferences_.setAnnotations(static_cast<AnnotationLevel>(annotations_->currentData().toInt()));
  preferences_.setVerticalWindowInverted(vertical_->currentData().toBool());
  const QString device = backend_->currentData().toString();
  preferences_.setBackend(device.section('/', 0, 0));
  preferences_.setDevice(deviceOf(device));
  // Untouched it stays what it was, to the byte.
  if (memory_->value() != shownMemory_)
    preferences_.setMemoryForImages(static_cast<std::size_t>(memory_->value() * kGigabyte));
  QDialog::accept();
}

}  // namespace iso::app
