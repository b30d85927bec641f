// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QWidget>

#include "app/panels/transfer_axes.h"
#include "app/session/value_histogram.h"
#include "core/display/volume_preset.h"

namespace iso::app {

/// Opacity and colour over the modality value, to be drawn by hand: points are dragged, added by a click on
/// the curve or a double-click, coloured and removed from their menu; dragging beside them shifts the whole
/// function, the wheel stretches the axis. Of a surface the isovalue is a line that can be dragged.
class TransferEditor : public QWidget {
  Q_OBJECT
 public:
  explicit TransferEditor(QWidget* parent = nullptr);

  /// @param preset in modality values; while the hand drags, what it makes counts
  void setPreset(const VolumePreset& preset);
  const VolumePreset& preset() const { return preset_; }
  /// Lies behind the curve; without counts nothing does.
  void setHistogram(const ValueHistogram& histogram);
  void setUnit(const QString& unit);
  /// Where values and opacities lie now.
  TransferAxes axes() const;
  /// Stretches the axis over all voxels and all points.
  void showAll();
  /// The same, or the function alone where it would be a sliver: how the axis stands at first.
  void showUsual();

  bool dragging() const { return grip_ != Grip::None; }
  int pointCount() const { return static_cast<int>(preset_.transfer.points.size()); }
  int selected() const { return selected_; }  ///< -1 = none
  QPointF positionOf(int point) const;
  /// "HU 380 · 35 %/mm".
  QString pointText(int point) const;
  void addPoint(double value, double opacity);  ///< in the colour that the function has there
  void removePoint(int point);                  ///< two are left at least
  void setPointColor(int point, const QColor& color);

  QSize sizeHint() const override { return {280, 220}; }
  QSize minimumSizeHint() const override { return {160, 190}; }

 signals:
  void changed(const VolumePreset& preset);  ///< also while the hand drags
  void finished();                           ///< a drag, or an edit made at once

 protected:
  bool event(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void mousePressEvent(QMouseEvent* event) override;
  void mouseMoveEvent(QMouseEvent* event) override;
  void mouseReleaseEvent(QMouseEvent* event) override;
  void mouseDoubleClickEvent(QMouseEvent* event) override;
  void wheelEvent(QWheelEvent* event) override;
  void keyPressEvent(QKeyEvent* event) override;
  void leaveEvent(QEvent* event) override;
  void hideEvent(QHideEvent* event) override;
  void contextMenuEvent(QContextMenuEvent* event) override;

 private:
  enum class Grip { None, Point, Isovalue, Whole };

  void setRange(double low, double high);
  int pointAt(QPointF position) const;  ///< -1 = none
  bool onIsovalue(QPointF position) const;
  bool onCurve(QPointF position) const;
  int insertPoint(double value, double opacity);
  /// Puts a point where its neighbours and the axis allow it.
  void movePoint(int point, double value, double opacity);
  void shiftAll(double byValue);
  void hover(QPointF position);
  QString note() const;
  void edited();

  VolumePreset preset_;
  ValueHistogram histogram_;
  QString unit_;
  double low_ = 0.0, high_ = 1.0;  ///< of the axis
  bool rangeChosen_ = false;       ///< by the user
  int selected_ = -1, hovered_ = -1;
  Grip grip_ = Grip::None;
  QPointF press_;       ///< where the drag began
  QPointF grabOffset_;  ///< from the hand to what it holds
  VolumePreset before_;
  bool changedSincePress_ = false;
};

}  // namespace iso::app
