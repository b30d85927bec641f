// SPDX-License-Identifier: Apache-2.0
#include "app/panels/empty_page.h"

#include <QDir>
#include <QFileInfo>
#include <QLabel>
#include <QPainter>
#include <QPushButton>
#include <QVBoxLayout>

#include "app/panels/icons.h"
#include "app/panels/theme.h"

namespace iso::app {

EmptyPage::EmptyPage(QWidget* parent)
    : QWidget(parent), hint_(new QLabel(this)), recentBox_(new QWidget(this)) {
  auto* column = new QVBoxLayout(this);
  column->setSpacing(0);
  column->addStretch(4);
  auto* mark = new QLabel(this);
  mark->setPixmap(applicationIcon().pixmap(QSize(56, 56), devicePixelRatioF()));
  mark->setAlignment(Qt::AlignCenter);
  column->addWidget(mark);
  column->addSpacing(20);
  hint_->setAlignment(Qt::AlignCenter);
  hint_->setStyleSheet("color: #aeb5bc; font-size: 16px;");
  column->addWidget(hint_);
  column->addSpacing(28);
  recent_ = new QVBoxLayout(recentBox_);
  recent_->setContentsMargins(0, 0, 0, 0);
  recent_->setSpacing(0);
  column->addWidget(recentBox_, 0, Qt::AlignHCenter);
  column->addStretch(5);
  setScanning(false);
  setRecent({});
}

void EmptyPage::setScanning(bool scanning) {
  hint_->setText(scanning ? "Looking for images…" : "Drop a folder with images here, or press Ctrl+O");
}

void EmptyPage::setRecent(const QStringList& paths) {
  while (QLayoutItem* item = recent_->takeAt(0)) {
    if (item->widget()) item->widget()->deleteLater();
    delete item;
  }
  recentBox_->setVisible(!paths.isEmpty());
  if (paths.isEmpty()) return;
  auto* title = new QLabel("Recent", recentBox_);
  title->setAlignment(Qt::AlignCenter);
  title->setStyleSheet("color: #5a6169; font-size: 12px; padding-bottom: 4px;");
  recent_->addWidget(title);
  for (const QString& path : paths) {
    const QFontMetrics metrics(font());
    auto* button =
        new QPushButton(metrics.elidedText(QDir::toNativeSeparators(path), Qt::ElideMiddle, 520), recentBox_);
    button->setFlat(true);
    button->setToolTip(path);
    button->setFocusPolicy(Qt::NoFocus);
    button->setCursor(Qt::PointingHandCursor);
    button->setStyleSheet("color: #4a9eda;");
    connect(button, &QPushButton::clicked, this, [this, path] { emit openRequested(path); });
    recent_->addWidget(button);
  }
}

void EmptyPage::paintEvent(QPaintEvent*) {
  QPainter(this).fillRect(rect(), theme::kBackground);
}

}  // namespace iso::app
