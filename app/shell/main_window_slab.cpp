// SPDX-License-Identifier: Apache-2.0
// The window's commands about the thickness of slices.
#include <QAction>
#include <QActionGroup>
#include <QInputDialog>
#include <QMenu>
#include <QToolButton>
#include <tuple>

#include "app/shell/main_window.h"
#include "app/viewport/slab_steps.h"
#include "app/viewport/view_annotations.h"

namespace iso::app {

void MainWindow::buildSlabMenu(QMenu* image) {
  slabMenu_ = image->addMenu("Slab");
  addChoice(slabMenu_, slabs_, "slab.none", "No slab: the plane alone", {QKeySequence("Shift+S")}, [this] {
    area_->setSlab({0.0, 0.0, area_->slab().projection});
  });
  const std::tuple<const char*, const char*, SlabProjection, const char*> projections[] = {
      {"slab.max", "MIP: the greatest value", SlabProjection::Maximum, "Shift+M"},
      {"slab.min", "MinIP: the smallest value", SlabProjection::Minimum, ""},
      {"slab.mean", "Mean: thick slice", SlabProjection::Mean, ""}};
  for (const auto& [name, title, projection, key] : projections) {
    const QList<QKeySequence> keys = *key ? QList{QKeySequence(key)} : QList<QKeySequence>{};
    addChoice(slabMenu_, slabs_, name, title, keys, [this, projection = projection] {
      const Slab now = area_->slab();
      area_->setSlab({now.isPlane() ? kUsualThickness : now.thicknessMm, 0.0, projection});
    })->setData(static_cast<int>(projection));
  }
  slabMenu_->addSeparator();
  add(slabMenu_, "slab.thicker", "Thicker", {QKeySequence("]")}, [this] { area_->stepSlab(1); });
  add(slabMenu_, "slab.thinner", "Thinner", {QKeySequence("[")}, [this] { area_->stepSlab(-1); });
  add(slabMenu_, "slab.thickness", "Thickness…", {}, [this] { askSlabThickness(); });
}

void MainWindow::askSlabThickness() {
  Slab slab = area_->slab();
  bool given = false;
  const double mm = QInputDialog::getDouble(this, tr("Slab"), tr("Thickness in mm; 0 is the plane alone"),
                                            slab.thicknessMm, 0.0, 1000.0, 1, &given, Qt::WindowFlags(), 1.0);
  if (!given) return;
  slab.thicknessMm = mm;
  area_->setSlab(slab);
}

void MainWindow::syncSlab() {
  const Slab slab = area_->slab();
  for (QAction* action : slabs_->actions()) {
    const QVariant projection = action->data();
    action->setChecked(slab.isPlane()
                           ? !projection.isValid()
                           : projection.isValid() && projection.toInt() == static_cast<int>(slab.projection));
  }
  if (slabButton_)
    slabButton_->setText(slab.isPlane() ? QStringLiteral(" Slab")
                                        : QStringLiteral(" %1 %2 mm")
                                              .arg(QString::fromLatin1(slabTitle(slab.projection)))
                                              .arg(slab.thicknessMm));
}

}  // namespace iso::app
