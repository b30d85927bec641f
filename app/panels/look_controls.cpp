// SPDX-License-Identifier: Apache-2.0
#include "app/panels/look_controls.h"

#include <QCheckBox>
#include <QComboBox>
#include <QFormLayout>
#include <QHBoxLayout>
#include <QLabel>
#include <QSlider>
#include <algorithm>
#include <cmath>
#include <initializer_list>
#include <utility>

namespace iso::app {
namespace {

constexpr double kEdgesPerSpan = 10.0;
constexpr double kSharpest = 128.0;

QString percent(int value) {
  return QStringLiteral("%1 %").arg(value);
}

int toPercent(double part) {
  return static_cast<int>(std::lround(100.0 * part));
}

double spanOf(const TransferFunction& transfer) {
  return transfer.points.empty() ? 0.0 : transfer.points.back().value - transfer.points.front().value;
}

}  // namespace

double edgesOnly(const GradientOpacity& gradient) {
  return gradient.points.empty() ? 0.0 : std::clamp(1.0 - gradient.points.front().weight, 0.0, 1.0);
}

GradientOpacity edgeWeights(double part, double span) {
  GradientOpacity gradient;
  if (part > 0.0)
    gradient.points = {{0.0, 1.0 - std::min(part, 1.0)}, {span > 0.0 ? span / kEdgesPerSpan : 1.0, 1.0}};
  return gradient;
}

double usualIsovalue(const TransferFunction& transfer) {
  double most = 0.0;
  for (const auto& point : transfer.points) most = std::max(most, point.opacity);
  const double half = 0.5 * most;
  for (std::size_t n = 0; n < transfer.points.size(); ++n) {
    const auto& b = transfer.points[n];
    if (b.opacity < half) continue;
    if (n == 0 || b.opacity <= transfer.points[n - 1].opacity) return b.value;
    const auto& a = transfer.points[n - 1];
    return a.value + (half - a.opacity) / (b.opacity - a.opacity) * (b.value - a.value);
  }
  return 0.0;
}

LookControls::LookControls(QWidget* parent)
    : QWidget(parent), mode_(new QComboBox(this)), light_(new QComboBox(this)) {
  auto* form = new QFormLayout(this);
  form->setContentsMargins(0, 0, 0, 0);
  form->setHorizontalSpacing(10);
  form->setVerticalSpacing(6);
  for (QComboBox* box : {mode_, light_}) {
    box->setSizeAdjustPolicy(QComboBox::AdjustToMinimumContentsLengthWithIcon);
    box->setMinimumContentsLength(8);
    box->setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
  }
  mode_->setObjectName("mode");
  mode_->addItem("Composite", static_cast<int>(VolumeMode::Composite));
  mode_->addItem("MIP", static_cast<int>(VolumeMode::MaximumIntensity));
  mode_->addItem("MinIP", static_cast<int>(VolumeMode::MinimumIntensity));
  mode_->addItem("Mean", static_cast<int>(VolumeMode::MeanIntensity));
  mode_->addItem("Surface", static_cast<int>(VolumeMode::Isosurface));
  form->addRow("Shows", mode_);
  addRows(form);
  connect(mode_, &QComboBox::activated, this,
          [this] { setMode(static_cast<VolumeMode>(mode_->currentData().toInt())); });
  connect(light_, &QComboBox::activated, this, [this] {
    look_.light = static_cast<LightPlace>(light_->currentData().toInt());
    enableWhatCounts();
    emit lookChanged(look_);
    emit finished();
  });
}

void LookControls::addRows(QFormLayout* form) {
  shading_ = addCheck(form, "shading", "Shading", "Surfaces are lit", [this](bool on) {
    preset_.shading.enabled = on;
    emit presetChanged(preset_);
  });
  ambient_ = addSlider(form, "ambient", "Ambient", 0, 100, percent,
                       [this](int v) { setShading(&Shading::ambient, v / 100.0); });
  diffuse_ = addSlider(form, "diffuse", "Diffuse", 0, 100, percent,
                       [this](int v) { setShading(&Shading::diffuse, v / 100.0); });
  specular_ = addSlider(form, "specular", "Specular", 0, 100, percent,
                        [this](int v) { setShading(&Shading::specular, v / 100.0); });
  sharpness_ = addSlider(
      form, "sharpness", "Sharpness", 1, static_cast<int>(kSharpest),
      [](int v) { return QString::number(v); }, [this](int v) { setShading(&Shading::specularPower, v); });
  edges_ = addSlider(form, "edges", "Edges only", 0, 100, percent, [this](int v) {
    preset_.gradient = edgeWeights(v / 100.0, spanOf(preset_.transfer));
    emit presetChanged(preset_);
  });
  edges_->setToolTip("What is even fades, surfaces stay");
  light_->setObjectName("light");
  light_->addItem("At the eye", static_cast<int>(LightPlace::Eye));
  light_->addItem("Upper left", static_cast<int>(LightPlace::UpperLeft));
  light_->addItem("Upper right", static_cast<int>(LightPlace::UpperRight));
  light_->addItem("Above", static_cast<int>(LightPlace::Above));
  form->addRow("Light", light_);
  occlusion_ = addSlider(form, "occlusion", "Surroundings' shadow", 0, 100, percent, [this](int v) {
    look_.occlusion = v / 100.0;
    emit lookChanged(look_);
  });
  shadows_ = addCheck(form, "shadows", "Cast shadows", "What stands before the light throws shadows",
                      [this](bool on) {
                        look_.shadows = on;
                        emit lookChanged(look_);
                      });
  fine_ = addCheck(form, "fine", "Fine sampling", "No bands and contour lines; slower", [this](bool on) {
    look_.fine = on;
    emit lookChanged(look_);
  });
  cinematic_ = addCheck(form, "cinematic", "Cinematic",
                        "At rest the light is traced path by path, better and better", [this](bool on) {
                          look_.cinematic = on;
                          emit lookChanged(look_);
                        });
  exposure_ = addSlider(form, "exposure", "Exposure", 20, 400, percent, [this](int v) {
    look_.exposure = v / 100.0;
    emit lookChanged(look_);
  });
  blur_ = addSlider(
      form, "blur", "Depth blur", 0, 100, [](int v) { return QString::number(v / 10.0, 'f', 1) + "°"; },
      [this](int v) {
        look_.blurDegrees = v / 10.0;
        enableWhatCounts();
        emit lookChanged(look_);
      });
  focus_ = addSlider(
      form, "focus", "Focus", -250, 250, [](int v) { return QString::number(v) + " mm"; },
      [this](int v) {
        look_.focusMm = v;
        emit lookChanged(look_);
      });
  focus_->setToolTip("The plane that is sharp, behind (+) or before (−) the middle");
}

void LookControls::setShading(double Shading::*part, double value) {
  preset_.shading.*part = value;
  emit presetChanged(preset_);
}

QSlider* LookControls::addSlider(QFormLayout* form, const char* name, const QString& title, int least,
                                 int most, std::function<QString(int)> text, std::function<void(int)> take) {
  auto* row = new QWidget(this);
  auto* line = new QHBoxLayout(row);
  line->setContentsMargins(0, 0, 0, 0);
  auto* slider = new QSlider(Qt::Horizontal, row);
  slider->setObjectName(name);
  slider->setAccessibleName(title);
  slider->setRange(least, most);
  slider->setPageStep(10);
  auto* number = new QLabel(row);
  number->setFixedWidth(44);
  number->setAlignment(Qt::AlignRight | Qt::AlignVCenter);
  line->addWidget(slider, 1);
  line->addWidget(number);
  form->addRow(title, row);
  lines_.push_back({slider, number, std::move(text)});
  connect(slider, &QSlider::valueChanged, this, [this, take = std::move(take)](int value) {
    updateNumbers();
    if (!showing_) take(value);
  });
  connect(slider, &QSlider::sliderReleased, this, &LookControls::finished);
  return slider;
}

QCheckBox* LookControls::addCheck(QFormLayout* form, const char* name, const QString& title,
                                  const QString& tip, std::function<void(bool)> take) {
  auto* box = new QCheckBox(title, this);
  box->setObjectName(name);
  box->setToolTip(tip);
  form->addRow(QString(), box);
  connect(box, &QCheckBox::toggled, this, [this, take = std::move(take)](bool on) {
    if (showing_) return;
    take(on);
    enableWhatCounts();
    emit finished();
  });
  return box;
}

void LookControls::setMode(VolumeMode mode) {
  if (mode == preset_.mode) return;
  preset_.mode = mode;
  const auto& points = preset_.transfer.points;
  const bool inside =
      !points.empty() && preset_.isovalue > points.front().value && preset_.isovalue < points.back().value;
  if (mode == VolumeMode::Isosurface && !inside) preset_.isovalue = usualIsovalue(preset_.transfer);
  enableWhatCounts();
  emit presetChanged(preset_);
  emit finished();
}

void LookControls::showLook(const VolumePreset& preset, const VolumeLook& look) {
  preset_ = preset;
  look_ = look;
  showing_ = true;
  mode_->setCurrentIndex(mode_->findData(static_cast<int>(preset.mode)));
  light_->setCurrentIndex(light_->findData(static_cast<int>(look.light)));
  shading_->setChecked(preset.shading.enabled);
  shadows_->setChecked(look.shadows);
  fine_->setChecked(look.fine);
  cinematic_->setChecked(look.cinematic);
  const std::pair<QSlider*, int> values[] = {
      {ambient_, toPercent(preset.shading.ambient)},
      {diffuse_, toPercent(preset.shading.diffuse)},
      {specular_, toPercent(preset.shading.specular)},
      {sharpness_, static_cast<int>(std::lround(std::clamp(preset.shading.specularPower, 1.0, kSharpest)))},
      {edges_, toPercent(edgesOnly(preset.gradient))},
      {occlusion_, toPercent(look.occlusion)},
      {exposure_, toPercent(look.exposure)},
      {blur_, static_cast<int>(std::lround(10.0 * look.blurDegrees))},
      {focus_, static_cast<int>(std::lround(look.focusMm))}};
  for (const auto& [slider, value] : values)
    if (!slider->isSliderDown()) slider->setValue(value);
  showing_ = false;
  updateNumbers();
  enableWhatCounts();
}

bool LookControls::dragging() const {
  return std::any_of(lines_.begin(), lines_.end(), [](const Line& l) { return l.slider->isSliderDown(); });
}

QSlider* LookControls::slider(const QString& name) const {
  return findChild<QSlider*>(name);
}

QCheckBox* LookControls::checkBox(const QString& name) const {
  return findChild<QCheckBox*>(name);
}

void LookControls::enableWhatCounts() {
  const bool composite = preset_.mode == VolumeMode::Composite;
  const bool surfaces = composite || preset_.mode == VolumeMode::Isosurface;
  const bool lit = surfaces && preset_.shading.enabled;
  shading_->setEnabled(surfaces);
  for (QWidget* widget : std::initializer_list<QWidget*>{ambient_, diffuse_, specular_, sharpness_, light_})
    widget->setEnabled(lit);
  for (QWidget* widget : std::initializer_list<QWidget*>{edges_, fine_}) widget->setEnabled(composite);
  cinematic_->setEnabled(composite);
  for (QWidget* widget : std::initializer_list<QWidget*>{exposure_, blur_})
    widget->setEnabled(composite && look_.cinematic);
  focus_->setEnabled(composite && look_.cinematic && look_.blurDegrees > 0.0);
  occlusion_->setEnabled(composite && lit);
  // A light at the eye throws no shadow that the eye sees.
  shadows_->setEnabled(composite && lit && look_.light != LightPlace::Eye);
}

void LookControls::updateNumbers() {
  for (const Line& line : lines_) line.number->setText(line.text(line.slider->value()));
}

}  // namespace iso::app
