// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QWidget>

#include "app/viewport/viewport_area.h"

class QPushButton;

namespace iso::app {

/// Buttons for the crop box and the free clip planes of the active series.
class CropControls : public QWidget {
  Q_OBJECT
 public:
  explicit CropControls(ViewportArea& area, QWidget* parent = nullptr);

  void showLook(const VolumeLook& look);
  QPushButton* box() const { return box_; }
  QPushButton* whole() const { return whole_; }
  QPushButton* handles() const { return handles_; }
  QPushButton* add() const { return add_; }
  QPushButton* remove() const { return remove_; }

 private:
  QPushButton *box_, *whole_, *handles_, *add_, *remove_;
};

}  // namespace iso::app
