// SPDX-License-Identifier: Apache-2.0
#include "app/panels/transfer_editor.h"

#include <QColorDialog>
#include <QContextMenuEvent>
#include <QKeyEvent>
#include <QMenu>
#include <QMouseEvent>
#include <QPainter>
#include <QPointer>
#include <QWheelEvent>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "app/panels/transfer_painter.h"
#include "app/viewport/volume_look.h"

namespace iso::app {
namespace {

constexpr double kSide = 8.0, kTop = 22.0, kBottom = 32.0;  ///< margins of the plot
constexpr double kPointReach = 9.0, kLineReach = 5.0, kCurveReach = 5.0;
constexpr double kClickTravel = 3.0;
constexpr double kZoomPerNotch = 1.25;
constexpr double kLongestView = 3.0;  ///< the whole range is shown up to this many times the function's
constexpr int kFewestPoints = 2;
constexpr double kFastNudge = 10.0;  ///< with Shift

QColor colorOf(const TransferFunction::Point& point) {
  const auto part = [](double v) { return static_cast<float>(std::clamp(v, 0.0, 1.0)); };
  return QColor::fromRgbF(part(point.color[0]), part(point.color[1]), part(point.color[2]));
}

QString percentText(double opacity) {
  return QString::number(100.0 * opacity, 'g', 3);
}

}  // namespace

TransferEditor::TransferEditor(QWidget* parent) : QWidget(parent) {
  setObjectName("transferEditor");
  setAccessibleName("Transfer function");
  setMouseTracking(true);
  setFocusPolicy(Qt::StrongFocus);
  setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Fixed);
}

void TransferEditor::setPreset(const VolumePreset& preset) {
  if (dragging() || preset == preset_) return;
  const bool another = preset.id != preset_.id;
  preset_ = preset;
  selected_ = another ? -1 : std::min(selected_, pointCount() - 1);
  hovered_ = -1;
  if (another || !rangeChosen_) showUsual();
  update();
}

void TransferEditor::setHistogram(const ValueHistogram& histogram) {
  histogram_ = histogram;
  if (!rangeChosen_ && !dragging()) showUsual();
  update();
}

void TransferEditor::setUnit(const QString& unit) {
  unit_ = unit;
  update();
}

TransferAxes TransferEditor::axes() const {
  const QRectF plot(kSide, kTop, std::max(1.0, width() - 2.0 * kSide),
                    std::max(1.0, height() - kTop - kBottom));
  return {plot, low_, high_};
}

void TransferEditor::setRange(double low, double high) {
  if (!std::isfinite(low) || !std::isfinite(high) || high < low) return;
  // One value alone is shown with something on both sides.
  const double room = high > low ? 0.03 * (high - low) : 1.0;
  low_ = low - room;
  high_ = high + room;
  update();
}

void TransferEditor::showAll() {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  const auto take = [&](double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  };
  for (const auto& point : preset_.transfer.points) take(point.value);
  if (preset_.mode == VolumeMode::Isosurface) take(preset_.isovalue);
  if (!histogram_.counts.empty()) {
    take(histogram_.low);
    take(histogram_.high);
  }
  setRange(low, high);
}

void TransferEditor::showUsual() {
  rangeChosen_ = false;
  showAll();
  const auto& points = preset_.transfer.points;
  if (points.empty()) return;
  // A few voxels of metal would leave the function a sliver.
  const double span = points.back().value - points.front().value;
  if (span > 0.0 && high_ - low_ > kLongestView * span)
    setRange(points.front().value - 0.5 * span, points.back().value + 0.5 * span);
}

QPointF TransferEditor::positionOf(int point) const {
  const auto& at = preset_.transfer.points[static_cast<std::size_t>(point)];
  const TransferAxes where = axes();
  return {where.x(at.value), where.y(at.opacity)};
}

QString TransferEditor::pointText(int point) const {
  const auto& at = preset_.transfer.points[static_cast<std::size_t>(point)];
  const QString value = axes().numberText(at.value);
  const QString per = preset_.mode == VolumeMode::Composite ? QStringLiteral("/mm") : QString();
  return QStringLiteral("%1 · %2 %%3")
      .arg(unit_.isEmpty() ? value : unit_ + ' ' + value, percentText(at.opacity), per);
}

QString TransferEditor::note() const {
  const TransferAxes where = axes();
  const QString unit = unit_.isEmpty() ? QString() : unit_ + ' ';
  switch (grip_) {
    case Grip::Isovalue:
      return unit + where.numberText(preset_.isovalue);
    case Grip::Whole:
      return QStringLiteral("shifted by %1%2")
          .arg(unit, where.numberText(preset_.transfer.points.front().value -
                                      before_.transfer.points.front().value));
    case Grip::Point:
    case Grip::None:
      break;
  }
  const int shown = grip_ == Grip::None && hovered_ >= 0 ? hovered_ : selected_;
  return shown >= 0 && shown < pointCount() ? pointText(shown) : QString();
}

void TransferEditor::edited() {
  changedSincePress_ = true;
  update();
  emit changed(preset_);
}

int TransferEditor::insertPoint(double value, double opacity) {
  auto& points = preset_.transfer.points;
  const auto sample = preset_.transfer.at(value);
  const auto after =
      std::find_if(points.begin(), points.end(), [&](const auto& point) { return point.value > value; });
  const auto added = points.insert(after, {value, std::clamp(opacity, 0.0, 1.0), sample.color});
  selected_ = static_cast<int>(added - points.begin());
  return selected_;
}

void TransferEditor::addPoint(double value, double opacity) {
  insertPoint(value, opacity);
  edited();
  emit finished();
}

void TransferEditor::removePoint(int point) {
  if (point < 0 || point >= pointCount() || pointCount() <= kFewestPoints) return;
  auto& points = preset_.transfer.points;
  points.erase(points.begin() + point);
  selected_ = hovered_ = -1;
  edited();
  emit finished();
}

void TransferEditor::setPointColor(int point, const QColor& color) {
  if (point < 0 || point >= pointCount() || !color.isValid()) return;
  preset_.transfer.points[static_cast<std::size_t>(point)].color = {static_cast<double>(color.redF()),
                                                                    static_cast<double>(color.greenF()),
                                                                    static_cast<double>(color.blueF())};
  edited();
  emit finished();
}

void TransferEditor::movePoint(int point, double value, double opacity) {
  auto& points = preset_.transfer.points;
  const auto at = static_cast<std::size_t>(point);
  if (at > 0) value = std::max(value, points[at - 1].value);
  if (at + 1 < points.size()) value = std::min(value, points[at + 1].value);
  opacity = std::clamp(opacity, 0.0, 1.0);
  if (points[at].value == value && points[at].opacity == opacity) return;
  points[at].value = value;
  points[at].opacity = opacity;
  edited();
}

void TransferEditor::shiftAll(double byValue) {
  for (std::size_t n = 0; n < preset_.transfer.points.size(); ++n)
    preset_.transfer.points[n].value = before_.transfer.points[n].value + byValue;
  if (preset_.mode == VolumeMode::Isosurface) preset_.isovalue = before_.isovalue + byValue;
  edited();
}

int TransferEditor::pointAt(QPointF position) const {
  int nearest = -1;
  double least = kPointReach;
  for (int n = 0; n < pointCount(); ++n) {
    const QPointF off = positionOf(n) - position;
    const double far = std::hypot(off.x(), off.y());
    // Of two in one place the selected one is held.
    if (far > least || (far == least && nearest == selected_)) continue;
    least = far;
    nearest = n;
  }
  return nearest;
}

bool TransferEditor::onIsovalue(QPointF position) const {
  return preset_.mode == VolumeMode::Isosurface &&
         std::abs(axes().x(preset_.isovalue) - position.x()) <= kLineReach;
}

bool TransferEditor::onCurve(QPointF position) const {
  const TransferAxes where = axes();
  if (preset_.transfer.points.empty() || !where.plot.contains(position)) return false;
  return std::abs(where.y(preset_.transfer.at(where.value(position.x())).opacity) - position.y()) <=
         kCurveReach;
}

void TransferEditor::mousePressEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  if (event->button() != Qt::LeftButton || dragging() || preset_.transfer.points.empty()) return;
  press_ = at;
  before_ = preset_;
  changedSincePress_ = false;
  const TransferAxes where = axes();
  if (const int point = pointAt(at); point >= 0) {
    selected_ = point;
    grip_ = Grip::Point;
    grabOffset_ = positionOf(point) - at;
  } else if (onIsovalue(at)) {
    grip_ = Grip::Isovalue;
    grabOffset_ = QPointF(where.x(preset_.isovalue) - at.x(), 0.0);
  } else if (onCurve(at)) {
    const double value = where.value(at.x());
    insertPoint(value, preset_.transfer.at(value).opacity);
    grip_ = Grip::Point;
    grabOffset_ = positionOf(selected_) - at;
    edited();
  } else if (at.y() <= where.plot.bottom()) {
    selected_ = -1;
    grip_ = Grip::Whole;
  }
  update();
}

void TransferEditor::mouseMoveEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  const TransferAxes where = axes();
  const QPointF held = at + grabOffset_;
  switch (grip_) {
    case Grip::None:
      hover(at);
      break;
    case Grip::Point:
      movePoint(selected_, where.value(held.x()), where.opacity(held.y()));
      break;
    case Grip::Isovalue:
      preset_.isovalue = where.value(held.x());
      edited();
      break;
    case Grip::Whole:
      // A click beside the curve is no shift.
      if (changedSincePress_ || std::abs(at.x() - press_.x()) > kClickTravel)
        shiftAll((at.x() - press_.x()) * where.valuePerPixel());
      break;
  }
}

void TransferEditor::mouseReleaseEvent(QMouseEvent* event) {
  if (event->button() != Qt::LeftButton || !dragging()) return;
  grip_ = Grip::None;
  if (changedSincePress_) emit finished();
  hover(event->position());
  update();
}

void TransferEditor::mouseDoubleClickEvent(QMouseEvent* event) {
  const QPointF at = event->position();
  const TransferAxes where = axes();
  if (event->button() != Qt::LeftButton) return;
  grip_ = Grip::None;
  if (at.y() > where.plot.bottom() + kPointReach) {
    rangeChosen_ = true;
    showAll();
  } else if (pointAt(at) < 0 && !onIsovalue(at)) {
    addPoint(where.value(at.x()), where.opacity(at.y()));
  }
}

void TransferEditor::wheelEvent(QWheelEvent* event) {
  event->accept();
  if (dragging() || event->angleDelta().y() == 0) return;
  TransferAxes where = axes();
  where.zoom(std::pow(kZoomPerNotch, event->angleDelta().y() / 120.0), event->position().x());
  const double span = where.high - where.low;
  if (!(span > 1e-9 * std::max(1.0, std::abs(where.low))) || span > 1e9) return;
  low_ = where.low;
  high_ = where.high;
  rangeChosen_ = true;
  update();
}

bool TransferEditor::event(QEvent* event) {
  if (event->type() == QEvent::ShortcutOverride && selected_ >= 0) {
    // The window's own keys for images give way to the point.
    static constexpr std::array kKeys = {Qt::Key_Delete, Qt::Key_Backspace, Qt::Key_Left,
                                         Qt::Key_Right,  Qt::Key_Up,        Qt::Key_Down};
    const int key = static_cast<QKeyEvent*>(event)->key();
    if (std::find(kKeys.begin(), kKeys.end(), key) != kKeys.end()) {
      event->accept();
      return true;
    }
  }
  return QWidget::event(event);
}

void TransferEditor::keyPressEvent(QKeyEvent* event) {
  if (selected_ < 0 || selected_ >= pointCount() || dragging()) {
    QWidget::keyPressEvent(event);
    return;
  }
  const TransferAxes where = axes();
  const double step = event->modifiers().testFlag(Qt::ShiftModifier) ? kFastNudge : 1.0;
  const auto& point = preset_.transfer.points[static_cast<std::size_t>(selected_)];
  const QPointF at = positionOf(selected_);
  switch (event->key()) {
    case Qt::Key_Delete:
    case Qt::Key_Backspace:
      removePoint(selected_);
      break;
    case Qt::Key_Left:
      movePoint(selected_, point.value - step * where.valuePerPixel(), point.opacity);
      break;
    case Qt::Key_Right:
      movePoint(selected_, point.value + step * where.valuePerPixel(), point.opacity);
      break;
    case Qt::Key_Up:
      movePoint(selected_, point.value, where.opacity(at.y() - step));
      break;
    case Qt::Key_Down:
      movePoint(selected_, point.value, where.opacity(at.y() + step));
      break;
    default:
      QWidget::keyPressEvent(event);
  }
}

void TransferEditor::hover(QPointF position) {
  const int before = hovered_;
  hovered_ = pointAt(position);
  if (hovered_ >= 0)
    setCursor(Qt::PointingHandCursor);
  else if (onIsovalue(position))
    setCursor(Qt::SplitHCursor);
  else if (onCurve(position))
    setCursor(Qt::CrossCursor);
  else
    unsetCursor();
  if (hovered_ != before) update();
}

void TransferEditor::leaveEvent(QEvent* event) {
  hovered_ = -1;
  update();
  QWidget::leaveEvent(event);
}

void TransferEditor::hideEvent(QHideEvent* event) {
  // The release that ends the drag goes elsewhere now.
  if (dragging()) {
    grip_ = Grip::None;
    emit finished();
  }
  QWidget::hideEvent(event);
}

void TransferEditor::contextMenuEvent(QContextMenuEvent* event) {
  const bool byKey = event->reason() == QContextMenuEvent::Keyboard;
  const int point = byKey ? selected_ : pointAt(QPointF(event->pos()));
  if (point < 0 || point >= pointCount()) return;
  selected_ = point;
  update();
  QMenu menu(this);
  QAction* color = menu.addAction("Colour…");
  QAction* remove = menu.addAction("Remove");
  remove->setEnabled(pointCount() > kFewestPoints);
  const QPointer<TransferEditor> alive(this);
  const QAction* chosen = menu.exec(byKey ? mapToGlobal(positionOf(point).toPoint()) : event->globalPos());
  if (!alive || !chosen) return;
  if (chosen == remove) {
    removePoint(point);
    return;
  }
  if (chosen != color) return;
  const QColor picked = QColorDialog::getColor(
      colorOf(preset_.transfer.points[static_cast<std::size_t>(point)]), this, "Colour of the point");
  if (alive) setPointColor(point, picked);
}

void TransferEditor::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  paintTransfer(painter, {axes(), preset_, histogram_, unit_, note(), selected_, hovered_, isEnabled()});
}

}  // namespace iso::app
