// SPDX-License-Identifier: Apache-2.0
#include "app/panels/series_delegate.h"

#include <QFontMetrics>
#include <QImage>
#include <QPainter>

#include "app/panels/icons.h"
#include "app/panels/theme.h"

namespace iso::app {
namespace {

constexpr int kHeadingLine = 16;  ///< of a heading's second and third line
constexpr int kSeriesHeight = SeriesDelegate::kPicture + 12;

void elided(QPainter& p, const QRect& rect, const QString& text) {
  p.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
             p.fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

QFont sized(QFont font, int pixels, bool bold = false) {
  font.setPixelSize(pixels);
  font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
  return font;
}

}  // namespace

QSize SeriesDelegate::sizeHint(const QStyleOptionViewItem&, const QModelIndex& index) const {
  if (!index.data(HeadingRole).toBool()) return {160, kSeriesHeight};
  int height = 32;
  for (const int role : {DetailRole, CountRole})
    if (!index.data(role).toString().isEmpty()) height += kHeadingLine;
  return {160, height};
}

void SeriesDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                           const QModelIndex& index) const {
  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setRenderHint(QPainter::SmoothPixmapTransform);
  if (index.data(HeadingRole).toBool())
    paintHeading(*painter, option.rect, index, option.font);
  else
    paintSeries(*painter, option, index);
  painter->restore();
}

void SeriesDelegate::paintHeading(QPainter& p, const QRect& rect, const QModelIndex& index,
                                  const QFont& font) const {
  const QRect inner = rect.adjusted(12, 10, -12, -4);
  p.setFont(sized(font, 13, true));
  p.setPen(theme::kText);
  elided(p, {inner.x(), inner.y(), inner.width(), 17}, index.data(TitleRole).toString());
  p.setFont(sized(font, 12));
  p.setPen(theme::kDim);
  int y = inner.y() + 18;
  for (const int role : {DetailRole, CountRole})
    if (const QString line = index.data(role).toString(); !line.isEmpty()) {
      elided(p, {inner.x(), y, inner.width(), kHeadingLine}, line);
      y += kHeadingLine;
    }
}

void SeriesDelegate::paintSeries(QPainter& p, const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const {
  const QRect row = option.rect.adjusted(6, 2, -6, -2);
  const bool shown = index.data(ShownRole).toBool();
  const bool hover = option.state.testFlag(QStyle::State_MouseOver);
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  if (shown || hover || selected) {
    p.setPen(Qt::NoPen);
    p.setBrush(shown ? QColor(0x1d, 0x2b, 0x37) : hover ? theme::kHover : theme::kRaised);
    p.drawRoundedRect(row, 4, 4);
  }
  const QRect frame(row.x() + 4, row.y() + 4, kPicture, kPicture);
  p.fillRect(frame, Qt::black);
  if (const auto picture = index.data(PictureRole).value<QImage>(); !picture.isNull()) {
    const QSize size = picture.size().scaled(frame.size(), Qt::KeepAspectRatio);
    const QRect place(frame.x() + (frame.width() - size.width()) / 2,
                      frame.y() + (frame.height() - size.height()) / 2, size.width(), size.height());
    p.drawImage(place, picture);
  }
  p.setBrush(Qt::NoBrush);
  p.setPen(QPen(shown ? theme::kAccent : theme::kLine, 1));
  p.drawRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5));

  const double progress = index.data(ProgressRole).toDouble();
  if (progress >= 0.0) {
    const QRectF bar(frame.x(), frame.bottom() - 2, frame.width(), 3);
    p.fillRect(bar, theme::kBackground);
    p.fillRect(QRectF(bar.x(), bar.y(), bar.width() * progress, bar.height()), theme::kAccent);
  }

  int textRight = row.right() - 6;
  if (index.data(IssueRole).toBool()) {
    glyphIcon(Glyph::Warning).paint(&p, QRect(textRight - 15, frame.y(), 16, 16));
    textRight -= 20;
  }
  const int x = frame.right() + 10;
  p.setFont(sized(option.font, 13));
  p.setPen(shown ? QColor(Qt::white) : theme::kText);
  elided(p, {x, frame.y() + 2, textRight - x, 18}, index.data(TitleRole).toString());
  textRight = row.right() - 6;
  p.setFont(sized(option.font, 12));
  p.setPen(theme::kDim);
  elided(p, {x, frame.y() + 22, textRight - x, 16}, index.data(DetailRole).toString());
  elided(p, {x, frame.y() + 39, textRight - x, 16}, index.data(CountRole).toString());
}

}  // namespace iso::app
