// SPDX-License-Identifier: Apache-2.0
#include "app/panels/message_bar.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QToolButton>

#include "app/panels/icons.h"

namespace iso::app {
namespace {
constexpr qsizetype kNamedPatients = 3;
}

MessageBar::MessageBar(QWidget* parent)
    : QFrame(parent), label_(new QLabel(this)), all_(new QPushButton("Show all", this)) {
  setObjectName("messageBar");
  setStyleSheet(
      "#messageBar { background: #2b2519; border: none; border-bottom: 1px solid #4d3f22; }"
      "#messageBar QLabel { color: #ecd9b0; }");
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 4, 6, 4);
  row->setSpacing(8);
  auto* mark = new QLabel(this);
  mark->setPixmap(glyphIcon(Glyph::Warning).pixmap(QSize(16, 16), devicePixelRatioF()));
  row->addWidget(mark);
  label_->setTextFormat(Qt::PlainText);
  label_->setWordWrap(true);
  label_->setTextInteractionFlags(Qt::TextSelectableByMouse);
  row->addWidget(label_, 1);
  all_->setFlat(true);
  all_->setFocusPolicy(Qt::NoFocus);
  row->addWidget(all_);
  auto* close = new QToolButton(this);
  close->setIcon(glyphIcon(Glyph::Close));
  close->setIconSize({14, 14});
  close->setToolTip("Dismiss");
  close->setFocusPolicy(Qt::NoFocus);
  row->addWidget(close);
  connect(close, &QToolButton::clicked, this, &MessageBar::dismiss);
  connect(all_, &QPushButton::clicked, this, &MessageBar::showAllRequested);
  hide();
}

void MessageBar::add(const QStringList& sentences) {
  sentences_ << sentences;
  if (sentences_.isEmpty()) return;
  label_->setText(
      sentences_.size() == 1
          ? sentences_.front()
          : QStringLiteral("%1 problems. The first: %2").arg(sentences_.size()).arg(sentences_.front()));
  all_->setVisible(sentences_.size() > 1);
  show();
}

void MessageBar::dismiss() {
  sentences_.clear();
  hide();
}

QString MessageBar::text() const {
  return isHidden() ? QString() : label_->text();
}

PatientBanner::PatientBanner(QWidget* parent) : QFrame(parent), label_(new QLabel(this)) {
  setObjectName("patientBanner");
  setStyleSheet(
      "#patientBanner { background: #e0a53d; border: none; }"
      "#patientBanner QLabel { color: #1a1408; font-weight: 600; }");
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(12, 3, 12, 3);
  label_->setTextFormat(Qt::PlainText);
  label_->setAlignment(Qt::AlignCenter);
  // Long names never widen the window; the tool tip has them whole.
  label_->setSizePolicy(QSizePolicy::Ignored, QSizePolicy::Preferred);
  row->addWidget(label_, 1);
  hide();
}

void PatientBanner::setPatients(const QStringList& patients) {
  patients_ = patients;
  refresh();
}

void PatientBanner::setIdentityVisible(bool visible) {
  identityVisible_ = visible;
  refresh();
}

void PatientBanner::refresh() {
  setVisible(patients_.size() > 1);
  if (patients_.size() < 2) return;
  QString text = QStringLiteral("%1 patients are open")
                     .arg(patients_.size() == 2 ? QStringLiteral("Two") : QString::number(patients_.size()));
  if (!identityVisible_) {
    label_->setText(text);
    label_->setToolTip({});
    return;
  }
  const QString separator = QStringLiteral("   |   ");
  label_->setToolTip(patients_.join('\n'));
  text += QStringLiteral(":   ") + patients_.mid(0, kNamedPatients).join(separator);
  if (patients_.size() > kNamedPatients)
    text += QStringLiteral("%1and %2 more").arg(separator).arg(patients_.size() - kNamedPatients);
  label_->setText(text);
}

QString PatientBanner::text() const {
  return isHidden() ? QString() : label_->text();
}

}  // namespace iso::app
