// SPDX-License-Identifier: Apache-2.0
#include "app/panels/crop_controls.h"

#include <QGridLayout>
#include <QPushButton>

namespace iso::app {

CropControls::CropControls(ViewportArea& area, QWidget* parent)
    : QWidget(parent),
      box_(new QPushButton("Crop box", this)),
      whole_(new QPushButton("Whole volume", this)),
      handles_(new QPushButton("Plane handles", this)),
      add_(new QPushButton("Add clip plane", this)),
      remove_(new QPushButton("Remove planes", this)) {
  auto* grid = new QGridLayout(this);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->addWidget(box_, 0, 0);
  grid->addWidget(whole_, 0, 1);
  grid->addWidget(add_, 1, 0);
  grid->addWidget(remove_, 1, 1);
  grid->addWidget(handles_, 2, 0, 1, 2);
  box_->setCheckable(true);
  box_->setToolTip("Shows the box: drag its faces in the 3D view, its edges in the slices");
  whole_->setToolTip("Resets the crop box");
  handles_->setCheckable(true);
  handles_->setToolTip("Shows the clip planes: drag the disc to move one, the arrow's tip to turn it");
  add_->setToolTip("Cuts away what lies before the middle of the 3D view; up to six planes");
  ViewportArea* const views = &area;
  connect(box_, &QPushButton::clicked, views, &ViewportArea::setCropHandlesVisible);
  connect(whole_, &QPushButton::clicked, views, &ViewportArea::resetCrop);
  connect(handles_, &QPushButton::clicked, views, &ViewportArea::setClipHandlesVisible);
  connect(add_, &QPushButton::clicked, views, &ViewportArea::addClipPlane);
  connect(remove_, &QPushButton::clicked, views, &ViewportArea::removeClipPlanes);
  connect(views, &ViewportArea::handlesChanged, this, [this, views] {
    box_->setChecked(views->cropHandlesVisible());
    handles_->setChecked(views->clipHandlesVisible());
  });
  showLook({});
}

void CropControls::showLook(const VolumeLook& look) {
  whole_->setEnabled(look.crop.has_value());
  handles_->setEnabled(!look.planes.empty());
  remove_->setEnabled(!look.planes.empty());
}

}  // namespace iso::app
