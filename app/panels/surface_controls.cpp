// SPDX-License-Identifier: Apache-2.0
#include "app/panels/surface_controls.h"

#include <QCheckBox>
#include <QColorDialog>
#include <QHBoxLayout>
#include <QPushButton>
#include <QToolButton>
#include <QVBoxLayout>
#include <utility>

#include "app/panels/icons.h"

namespace iso::app {
namespace {

constexpr int kSwatch = 14;

QIcon swatchIcon(const Rgba8& color) {
  QPixmap pixmap(kSwatch, kSwatch);
  pixmap.fill(QColor(color.r, color.g, color.b));
  return pixmap;
}

}  // namespace

SurfaceControls::SurfaceControls(ViewportArea& area, QWidget* parent)
    : QWidget(parent),
      area_(area),
      column_(new QVBoxLayout(this)),
      add_(new QPushButton("Add surface…", this)) {
  column_->setContentsMargins(0, 0, 0, 0);
  column_->setSpacing(2);
  column_->addWidget(add_);
  add_->setToolTip("Shows an .stl, .ply or .obj file with this series");
  connect(add_, &QPushButton::clicked, this, &SurfaceControls::addRequested);
}

void SurfaceControls::showLook(const VolumeLook& look) {
  if (shown_ == look.surfaces) return;
  shown_ = look.surfaces;
  // A row may be at the end of its own click: it goes when that is over.
  for (const Row& row : rows_) {
    row.whole->hide();
    column_->removeWidget(row.whole);
    row.whole->deleteLater();
  }
  rows_.clear();
  for (std::size_t n = 0; n < shown_.size(); ++n) {
    rows_.push_back(makeRow(shown_[n], static_cast<int>(n)));
    column_->insertWidget(static_cast<int>(n), rows_.back().whole);
  }
}

SurfaceControls::Row SurfaceControls::makeRow(const LookSurface& surface, int number) {
  const QString name = QString::fromStdString(surface.name);
  Row row{new QWidget(this), nullptr, nullptr, nullptr};
  row.eye = new QCheckBox(QString(name).replace("&", "&&"), row.whole);
  row.eye->setChecked(surface.shown);
  row.eye->setToolTip(name);
  row.eye->setMinimumWidth(0);
  row.eye->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  row.swatch = new QToolButton(row.whole);
  row.swatch->setIcon(swatchIcon(surface.color));
  row.swatch->setToolTip("Color of " + name);
  row.remover = new QToolButton(row.whole);
  row.remover->setIcon(glyphIcon(Glyph::Close));
  row.remover->setIconSize({12, 12});
  row.remover->setToolTip("Remove " + name);
  for (QToolButton* button : {row.swatch, row.remover}) button->setAccessibleName(button->toolTip());
  auto* line = new QHBoxLayout(row.whole);
  line->setContentsMargins(0, 0, 0, 0);
  line->addWidget(row.eye, 1);
  line->addWidget(row.swatch);
  line->addWidget(row.remover);
  for (QWidget* control : {static_cast<QWidget*>(row.eye), static_cast<QWidget*>(row.swatch),
                           static_cast<QWidget*>(row.remover)})
    control->setFocusPolicy(Qt::TabFocus);  // see VolumePanel::buildBody
  const auto n = static_cast<std::size_t>(number);
  connect(row.eye, &QCheckBox::toggled, this,
          [this, n](bool on) { change([n, on](auto& all) { all.at(n).shown = on; }); });
  connect(row.swatch, &QToolButton::clicked, this, [this, number] { chooseColor(number); });
  connect(row.remover, &QToolButton::clicked, this,
          [this, n] { change([n](auto& all) { all.erase(all.begin() + static_cast<std::ptrdiff_t>(n)); }); });
  return row;
}

void SurfaceControls::chooseColor(int row) {
  const LookSurface surface = shown_.at(static_cast<std::size_t>(row));
  auto* dialog = new QColorDialog(QColor(surface.color.r, surface.color.g, surface.color.b), this);
  dialog->setAttribute(Qt::WA_DeleteOnClose);
  dialog->setOption(QColorDialog::DontUseNativeDialog);
  dialog->setWindowTitle("Color of " + QString::fromStdString(surface.name));
  connect(dialog, &QColorDialog::colorSelected, this, [this, surface](const QColor& chosen) {
    // Another series may be active by now: only the very surface that was asked about changes.
    change([&](auto& all) {
      for (LookSurface& each : all)
        if (each == surface)
          each.color = {static_cast<std::uint8_t>(chosen.red()), static_cast<std::uint8_t>(chosen.green()),
                        static_cast<std::uint8_t>(chosen.blue()), 255};
    });
  });
  dialog->open();
}

void SurfaceControls::change(const std::function<void(std::vector<LookSurface>&)>& how) {
  VolumeLook look = area_.volumeLook();
  if (look.surfaces != shown_) return;  // the rows are of what was
  how(look.surfaces);
  emit area_.lookSettled();
  area_.setVolumeLook(look);
  emit area_.lookSettled();
}

}  // namespace iso::app
