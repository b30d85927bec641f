// SPDX-License-Identifier: Apache-2.0
#include "app/panels/volume_panel.h"

#include <QCheckBox>
#include <QComboBox>
#include <QEvent>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QSlider>
#include <QToolButton>
#include <QVBoxLayout>
#include <algorithm>
#include <array>
#include <utility>

#include "app/panels/crop_controls.h"
#include "app/panels/icons.h"
#include "app/panels/look_controls.h"
#include "app/panels/preset_gallery.h"
#include "app/panels/surface_controls.h"
#include "app/panels/transfer_editor.h"
#include "app/session/pool_task.h"

namespace iso::app {
namespace {

constexpr int kRestMs = 500;

QLabel* heading(const QString& text, QWidget* parent) {
  auto* label = new QLabel(text, parent);
  label->setStyleSheet("color: #8d949c; font-size: 12px; padding-top: 6px;");
  return label;
}

template <class T>
bool sameObject(const std::weak_ptr<T>& a, const std::weak_ptr<T>& b) {
  return !a.owner_before(b) && !b.owner_before(a);
}

}  // namespace

VolumePanel::VolumePanel(ViewportArea& area, ThreadPool& pool, QWidget* parent)
    : QWidget(parent),
      area_(&area),
      pool_(pool),
      history_([this](const LookSnapshot& snapshot) {
        area_->setVolumeTransfer(snapshot.preset);
        area_->setVolumeLook(snapshot.look);
      }),
      message_(new QLabel(this)) {
  setObjectName("volumePanel");
  setMinimumWidth(280);
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  message_->setWordWrap(true);
  message_->setStyleSheet("color: #8d949c; padding: 12px;");
  column->addWidget(message_);
  auto* scroll = new QScrollArea(this);
  scroll->setFrameShape(QFrame::NoFrame);
  scroll->setWidgetResizable(true);
  scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll->setFocusPolicy(Qt::NoFocus);
  scroll->setWidget(buildBody());
  column->addWidget(scroll, 1);
  rest_.setSingleShot(true);
  rest_.setInterval(kRestMs);
  connectAll();
  rebuildGallery();
}

VolumePanel::~VolumePanel() {
  counting_.cancel();
}

QWidget* VolumePanel::buildBody() {
  body_ = new QWidget(this);
  auto* column = new QVBoxLayout(body_);
  column->setContentsMargins(10, 8, 10, 12);
  column->setSpacing(6);
  auto* top = new QHBoxLayout;
  title_ = new QLabel(body_);
  title_->setTextFormat(Qt::PlainText);
  title_->setObjectName("presetTitle");
  title_->setStyleSheet("font-weight: bold;");
  title_->setMinimumWidth(0);
  title_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  top->addWidget(title_, 1);
  const auto step = [&](Glyph glyph, const QString& tip) {
    auto* button = new QToolButton(body_);
    button->setIcon(glyphIcon(glyph));
    button->setIconSize({16, 16});
    button->setToolTip(tip);
    button->setAccessibleName(tip);
    button->setEnabled(false);
    top->addWidget(button);
    return button;
  };
  undo_ = step(Glyph::Undo, "Undo the last change of the 3D look");
  redo_ = step(Glyph::Redo, "Do it again");
  column->addLayout(top);
  gallery_ = new PresetGallery(body_);
  column->addWidget(gallery_);
  column->addWidget(heading("Opacity and colour over the value", body_));
  editor_ = new TransferEditor(body_);
  column->addWidget(editor_);
  column->addWidget(heading("Look", body_));
  controls_ = new LookControls(body_);
  column->addWidget(controls_);
  column->addWidget(heading("What is left out", body_));
  crop_ = new CropControls(*area_, body_);
  column->addWidget(crop_);
  column->addWidget(heading("Surfaces", body_));
  surfaces_ = new SurfaceControls(*area_, body_);
  column->addWidget(surfaces_);
  column->addWidget(buildButtons());
  column->addStretch(1);
  // After a click here the keys for images still reach the views; the keyboard comes here by Tab.
  for (auto* control : body_->findChildren<QWidget*>()) {
    if (control == editor_ || control->focusPolicy() == Qt::NoFocus) continue;
    control->setFocusPolicy(Qt::TabFocus);
    control->installEventFilter(this);
  }
  return body_;
}

QWidget* VolumePanel::buildButtons() {
  auto* box = new QWidget(body_);
  auto* grid = new QGridLayout(box);
  grid->setContentsMargins(0, 8, 0, 0);
  reset_ = new QPushButton("Reset to preset", box);
  reset_->setToolTip("Undo all edits of this preset");
  save_ = new QPushButton("Save as preset…", box);
  delete_ = new QPushButton("Delete preset", box);
  delete_->setToolTip("Only presets that you saved can be deleted");
  grid->addWidget(reset_, 0, 0);
  grid->addWidget(delete_, 0, 1);
  grid->addWidget(save_, 1, 0, 1, 2);
  return box;
}

void VolumePanel::connectAll() {
  connect(area_, &ViewportArea::activeChanged, this, &VolumePanel::sync);
  connect(area_, &ViewportArea::windowChanged, this, &VolumePanel::sync);
  connect(area_, &ViewportArea::presetsChanged, this, &VolumePanel::rebuildGallery);
  connect(area_, &ViewportArea::presetPicture, gallery_, &PresetGallery::setPicture);
  connect(gallery_, &PresetGallery::chosen, this, [this](const QString& id) {
    commit();
    area_->setVolumePreset(id);
    commit();
  });
  const auto transfer = [this](const VolumePreset& preset) { area_->setVolumeTransfer(preset); };
  connect(editor_, &TransferEditor::changed, this, transfer);
  connect(editor_, &TransferEditor::finished, this, &VolumePanel::commit);
  connect(controls_, &LookControls::presetChanged, this, transfer);
  connect(controls_, &LookControls::lookChanged, this,
          [this](const VolumeLook& look) { area_->setVolumeLook(look); });
  connect(controls_, &LookControls::finished, this, &VolumePanel::commit);
  connect(area_, &ViewportArea::lookSettled, this, &VolumePanel::commit);
  connect(&rest_, &QTimer::timeout, this, &VolumePanel::commit);
  connect(undo_, &QToolButton::clicked, this, &VolumePanel::undo);
  connect(redo_, &QToolButton::clicked, this, &VolumePanel::redo);
  connect(&history_.stack(), &QUndoStack::canUndoChanged, undo_, &QWidget::setEnabled);
  connect(&history_.stack(), &QUndoStack::canRedoChanged, redo_, &QWidget::setEnabled);
  connect(reset_, &QPushButton::clicked, this, &VolumePanel::resetToPreset);
  connect(save_, &QPushButton::clicked, this, &VolumePanel::askSave);
  connect(delete_, &QPushButton::clicked, this, &VolumePanel::askDelete);
}

LookSnapshot VolumePanel::snapshot() const {
  return {area_->currentPreset(), area_->volumeLook()};
}

bool VolumePanel::changing() const {
  return editor_->dragging() || controls_->dragging() || area_->handlingLook();
}

void VolumePanel::commit() {
  rest_.stop();
  if (ready_ && area_ && !changing()) history_.commit(snapshot());
}

void VolumePanel::undo() {
  if (!area_ || changing()) return;
  commit();
  history_.stack().undo();
}

void VolumePanel::redo() {
  if (!area_ || changing()) return;
  commit();
  history_.stack().redo();
}

void VolumePanel::resetToPreset() {
  commit();
  area_->setVolumePreset(area_->volumePreset());
  commit();
}

void VolumePanel::watch(const LoadedSeriesPtr& series) {
  for (const auto& connection : watched_) disconnect(connection);
  watched_.clear();
  series_ = series;
  gallery_->clearPictures();
  rebuildGallery();
  ready_ = false;
  fresh_ = true;
  // Steps of one series must never be taken back in another.
  history_.begin({});
  if (!series) return;
  watched_.push_back(connect(series.get(), &LoadedSeries::completed, this, &VolumePanel::sync));
  watched_.push_back(connect(series.get(), &LoadedSeries::released, this, &VolumePanel::sync));
  watched_.push_back(connect(series.get(), &LoadedSeries::failed, this, &VolumePanel::sync));
  watched_.push_back(connect(series.get(), &LoadedSeries::phaseChanged, this, &VolumePanel::sync));
}

void VolumePanel::follow() {
  const LoadedSeriesPtr series = area_->activeSeries();
  if (!sameObject(series_, std::weak_ptr(series))) watch(series);
  const bool ready = series && series->complete() && series->volume() && area_->canShowVolume();
  if (ready != ready_) {
    history_.begin(ready ? snapshot() : LookSnapshot{});
    fresh_ = true;
  }
  ready_ = ready;
  if (ready_ && !changing() && history_.differs(snapshot())) rest_.start();
}

void VolumePanel::sync() {
  if (!area_) return;
  follow();
  if (!isVisible()) return;
  const LoadedSeriesPtr series = area_->activeSeries();
  const bool ready = ready_;
  if (ready && std::exchange(fresh_, false)) {
    editor_->setUnit(QString::fromStdString(series->volume()->unit()));
    editor_->setPreset(area_->currentPreset());
    editor_->showUsual();
  }
  body_->setEnabled(ready);
  message_->setVisible(!ready);
  syncHistogram(ready ? series->volume() : nullptr);
  if (!series)
    message_->setText("No series is shown.");
  else if (!area_->canShowVolume())
    message_->setText("This series has no 3D view.");
  else
    message_->setText("3D follows when all of the series has been read.");
  if (!ready) {
    title_->clear();
    return;
  }
  const VolumePreset preset = area_->currentPreset();
  const QString id = QString::fromStdString(preset.id);
  const QString title = QString::fromStdString(preset.title);
  title_->setText(area_->presetEdited() ? title + " (edited)" : title);
  gallery_->setChosen(id);
  editor_->setPreset(preset);
  controls_->showLook(preset, area_->volumeLook());
  reset_->setEnabled(area_->presetEdited() && gallery_->find(id));
  save_->setEnabled(store_.canSave());
  delete_->setEnabled(store_.owns(id));
  crop_->showLook(area_->volumeLook());
  surfaces_->showLook(area_->volumeLook());
}

void VolumePanel::syncHistogram(const VolumePtr& volume) {
  const std::weak_ptr<const Volume> wanted = volume;
  if (sameObject(counted_, wanted)) return;
  counting_.cancel();
  counted_ = wanted;
  editor_->setHistogram({});
  if (!volume) return;
  std::erase_if(histograms_, [](const auto& entry) { return entry.first.expired(); });
  for (const auto& [counted, histogram] : histograms_)
    if (sameObject(counted, wanted)) {
      editor_->setHistogram(histogram);
      return;
    }
  counting_ = CancelToken();
  runOnPool(
      pool_, this, [volume, cancel = counting_] { return countValues(*volume, 256, cancel); },
      [this, wanted](ValueHistogram histogram) {
        if (histogram.counts.empty() || !sameObject(counted_, wanted)) return;
        editor_->setHistogram(histogram);
        histograms_.emplace_back(wanted, std::move(histogram));
      });
}

void VolumePanel::requestPictures() {
  const int side = qRound(PresetGallery::kPicture * devicePixelRatioF());
  if (side == pictureSide_ || !area_) return;
  pictureSide_ = side;
  area_->requestPresetPictures(side);
}

bool VolumePanel::event(QEvent* event) {
  if (event->type() == QEvent::ScreenChangeInternal && isVisible()) requestPictures();
  return QWidget::event(event);
}

void VolumePanel::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  sync();
  requestPictures();
}

void VolumePanel::hideEvent(QHideEvent* event) {
  commit();
  pictureSide_ = 0;
  if (area_) area_->stopPresetPictures();
  QWidget::hideEvent(event);
}

bool VolumePanel::eventFilter(QObject* watched, QEvent* event) {
  const auto* control = qobject_cast<QWidget*>(watched);
  if (event->type() == QEvent::Wheel && !control->hasFocus() && !qobject_cast<PresetGallery*>(watched)) {
    event->ignore();  // the panel scrolls, the slider under the hand stays
    return true;
  }
  if (event->type() == QEvent::ShortcutOverride) {
    // Whoever came here by Tab means this control and not the window's commands.
    static constexpr std::array kKeys = {Qt::Key_Space,    Qt::Key_Left,   Qt::Key_Right, Qt::Key_Up,
                                         Qt::Key_Down,     Qt::Key_Home,   Qt::Key_End,   Qt::Key_PageUp,
                                         Qt::Key_PageDown, Qt::Key_Return, Qt::Key_Enter};
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end()) {
      event->accept();
      return true;
    }
  }
  return QWidget::eventFilter(watched, event);
}

}  // namespace iso::app
