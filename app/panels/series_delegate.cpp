// SPDX-License-Identifier: Apache-2.0
#include "app/panels/series_delegate.h"

#include <QFontMetrics>
#include <QImage>
#include <QPainter>
#include <algorithm>

#include "app/panels/theme.h"

namespace iso::app {
namespace {

constexpr int kHeadingLine = 16;  ///< of a heading's second and third line
constexpr int kSeriesHeight = SeriesDelegate::kPicture + 12;

void elided(QPainter& p, const QRect& rect, const QString& text) {
  p.drawText(rect, Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine,
             p.fontMetrics().elidedText(text, Qt::ElideRight, rect.width()));
}

/// At most two lines; what does not fit ends in an ellipsis. Returns the height used.
int wrapped(QPainter& p, const QRect& place, const QString& text, int line) {
  const QFontMetrics metrics = p.fontMetrics();
  if (metrics.horizontalAdvance(text) <= place.width()) {
    elided(p, {place.x(), place.y(), place.width(), line}, text);
    return line;
  }
  // The last space at which the first line still fits; a single long word is cut where it must be.
  qsizetype cut = -1;
  for (qsizetype at = text.indexOf(' '); at >= 0; at = text.indexOf(' ', at + 1)) {
    if (metrics.horizontalAdvance(text.left(at)) > place.width()) break;
    cut = at;
  }
  if (cut <= 0) {
    cut = text.size();
    while (cut > 1 && metrics.horizontalAdvance(text.left(cut)) > place.width()) --cut;
  }
  elided(p, {place.x(), place.y(), place.width(), line}, text.left(cut));
  elided(p, {place.x(), place.y() + line, place.width(), line}, text.mid(cut).trimmed());
  return 2 * line;
}

QFont sized(QFont font, int pixels, bool bold = false) {
  font.setPixelSize(pixels);
  font.setWeight(bold ? QFont::DemiBold : QFont::Normal);
  return font;
}

QRect rowRect(const QRect& whole) {
  return whole.adjusted(6, 2, -6, -2);
}

/// A sheet with the kind's letters: what cannot be shown as a picture.
void paintKind(QPainter& p, const QRect& frame, const QString& kind, const QFont& font) {
  const QRectF sheet = QRectF(frame).adjusted(10.5, 16.5, -10.5, -16.5);
  p.setPen(QPen(theme::kFaint, 1));
  p.setBrush(theme::kRaised);
  p.drawRoundedRect(sheet, 6, 6);
  // As large as the letters allow, never beyond the sheet.
  int pixels = 17;
  QFont letters = sized(font, pixels, true);
  while (pixels > 8 && QFontMetrics(letters).horizontalAdvance(kind) > sheet.width() - 8.0)
    letters = sized(font, --pixels, true);
  p.setFont(letters);
  p.setPen(theme::kText);
  p.drawText(sheet, Qt::AlignCenter | Qt::TextSingleLine, kind);
}

void paintIssues(QPainter& p, const QRect& badge, int count, const QFont& font) {
  p.setPen(Qt::NoPen);
  p.setBrush(theme::kAmber);
  p.drawRoundedRect(badge, 0.5 * badge.height(), 0.5 * badge.height());
  p.setFont(sized(font, 11, true));
  p.setPen(theme::kBackground);
  p.drawText(badge, Qt::AlignCenter | Qt::TextSingleLine, QString::number(count));
}

}  // namespace

QRect SeriesDelegate::issueBadge(const QRect& whole, const QModelIndex& index, const QFont& font) {
  const int count = index.data(IssueRole).toInt();
  if (count <= 0) return {};
  const QRect row = rowRect(whole);
  const int width =
      std::max(16, QFontMetrics(sized(font, 11, true)).horizontalAdvance(QString::number(count)) + 10);
  return {row.right() - 5 - width, row.y() + 4, width, 16};
}

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
  const QRect row = rowRect(option.rect);
  const bool shown = index.data(ShownRole).toBool();
  const bool hover = option.state.testFlag(QStyle::State_MouseOver);
  const bool selected = option.state.testFlag(QStyle::State_Selected);
  if (shown || hover || selected) {
    p.setPen(Qt::NoPen);
    p.setBrush(shown ? QColor(0x1d, 0x2b, 0x37) : hover ? theme::kHover : theme::kRaised);
    p.drawRoundedRect(row, 4, 4);
  }
  const QRect frame(row.x() + 4, row.y() + 4, kPicture, kPicture);
  const QString kind = index.data(KindRole).toString();
  if (!kind.isEmpty()) {
    paintKind(p, frame, kind, option.font);
  } else {
    p.fillRect(frame, Qt::black);
  }
  if (const auto picture = index.data(PictureRole).value<QImage>(); !picture.isNull()) {
    const QSize size = picture.size().scaled(frame.size(), Qt::KeepAspectRatio);
    const QRect place(frame.x() + (frame.width() - size.width()) / 2,
                      frame.y() + (frame.height() - size.height()) / 2, size.width(), size.height());
    p.drawImage(place, picture);
  }
  if (kind.isEmpty()) {
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(shown ? theme::kAccent : theme::kLine, 1));
    p.drawRect(QRectF(frame).adjusted(0.5, 0.5, -0.5, -0.5));
  }

  const double progress = index.data(ProgressRole).toDouble();
  if (progress >= 0.0) {
    const QRectF bar(frame.x(), frame.bottom() - 2, frame.width(), 3);
    p.fillRect(bar, theme::kBackground);
    p.fillRect(QRectF(bar.x(), bar.y(), bar.width() * progress, bar.height()), theme::kAccent);
  }

  int textRight = row.right() - 6;
  if (const QRect badge = issueBadge(option.rect, index, option.font); !badge.isEmpty()) {
    paintIssues(p, badge, index.data(IssueRole).toInt(), option.font);
    textRight = badge.x() - 5;
  }
  const int x = frame.right() + 10;
  p.setFont(sized(option.font, 13));
  p.setPen(shown ? QColor(Qt::white) : theme::kText);
  const int titleHeight =
      wrapped(p, {x, frame.y() + 1, textRight - x, 34}, index.data(TitleRole).toString(), 17);
  textRight = row.right() - 6;
  p.setFont(sized(option.font, 12));
  p.setPen(theme::kDim);
  const int below = frame.y() + titleHeight + 4;
  elided(p, {x, below, textRight - x, 16}, index.data(DetailRole).toString());
  elided(p, {x, below + 16, textRight - x, 16}, index.data(CountRole).toString());
}

}  // namespace iso::app
