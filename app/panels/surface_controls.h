// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>
#include <functional>
#include <vector>

#include "app/viewport/viewport_area.h"

class QCheckBox;
class QPushButton;
class QToolButton;
class QVBoxLayout;

namespace iso::app {

/// The surfaces of the active series, a row each: shown or not, color, name, remove. Each change is a step.
class SurfaceControls : public QWidget {
  Q_OBJECT
 public:
  explicit SurfaceControls(ViewportArea& area, QWidget* parent = nullptr);

  void showLook(const VolumeLook& look);
  int count() const { return static_cast<int>(rows_.size()); }
  QCheckBox* eye(int row) const { return rows_.at(static_cast<std::size_t>(row)).eye; }
  QToolButton* swatch(int row) const { return rows_.at(static_cast<std::size_t>(row)).swatch; }
  QToolButton* remover(int row) const { return rows_.at(static_cast<std::size_t>(row)).remover; }
  QPushButton* add() const { return add_; }

 signals:
  void addRequested();

 private:
  struct Row {
    QWidget* whole;
    QCheckBox* eye;
    QToolButton *swatch, *remover;
  };
  Row makeRow(const LookSurface& surface, int number);
  void chooseColor(int row);
  void change(const std::function<void(std::vector<LookSurface>&)>& how);

  ViewportArea& area_;
  QVBoxLayout* column_;
  QPushButton* add_;
  std::vector<LookSurface> shown_;
  std::vector<Row> rows_;
};

}  // namespace iso::app
