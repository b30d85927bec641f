// SPDX-License-Identifier: Apache-2.0
#include "app/panels/transfer_painter.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <algorithm>
#include <cmath>

#include "app/panels/theme.h"

namespace iso::app {
namespace {

constexpr int kTextPixels = 11;
constexpr int kCurvePieces = 24;  ///< between two points; straight in value and opacity is a curve here
const QColor kHistogram(0x2f, 0x3a, 0x45);

QColor colorOf(const std::array<double, 3>& rgb) {
  const auto part = [](double v) { return static_cast<float>(std::clamp(v, 0.0, 1.0)); };
  return QColor::fromRgbF(part(rgb[0]), part(rgb[1]), part(rgb[2]));
}

void drawHistogram(QPainter& p, const TransferDrawing& d) {
  const double most = std::log1p(static_cast<double>(d.histogram.greatest()));
  const double width = d.histogram.binWidth();
  if (!(most > 0.0) || !(width > 0.0)) return;
  const QRectF& plot = d.axes.plot;
  QPainterPath path;
  path.moveTo(d.axes.x(d.histogram.low), plot.bottom());
  for (std::size_t n = 0; n < d.histogram.counts.size(); ++n) {
    const double height = std::log1p(static_cast<double>(d.histogram.counts[n])) / most * plot.height();
    const double from = d.histogram.low + width * static_cast<double>(n);
    path.lineTo(d.axes.x(from), plot.bottom() - height);
    path.lineTo(d.axes.x(from + width), plot.bottom() - height);
  }
  path.lineTo(d.axes.x(d.histogram.high), plot.bottom());
  p.fillPath(path, kHistogram);
}

void drawOpacities(QPainter& p, const TransferDrawing& d) {
  const QRectF& plot = d.axes.plot;
  for (const int percent : {1, 10, 25, 50, 100}) {
    const double y = d.axes.y(percent / 100.0);
    p.setPen(QPen(theme::kLine, 1.0));
    p.drawLine(QPointF(plot.left(), y), QPointF(plot.right(), y));
    p.setPen(theme::kFaint);
    p.drawText(QPointF(plot.left() + 3.0, y + (percent == 100 ? 11.0 : -2.0)),
               QStringLiteral("%1 %").arg(percent));
  }
}

void drawCurve(QPainter& p, const TransferDrawing& d) {
  const auto& points = d.preset.transfer.points;
  if (points.empty()) return;
  const TransferAxes& axes = d.axes;
  QPainterPath path;
  path.moveTo(std::min(axes.plot.left(), axes.x(points.front().value)), axes.y(points.front().opacity));
  path.lineTo(axes.x(points.front().value), axes.y(points.front().opacity));
  for (std::size_t n = 1; n < points.size(); ++n) {
    const auto &a = points[n - 1], &b = points[n];
    for (int piece = 1; piece <= kCurvePieces; ++piece) {
      const double t = static_cast<double>(piece) / kCurvePieces;
      path.lineTo(axes.x(std::lerp(a.value, b.value, t)), axes.y(std::lerp(a.opacity, b.opacity, t)));
    }
  }
  path.lineTo(std::max(axes.plot.right(), axes.x(points.back().value)), axes.y(points.back().opacity));
  p.setPen(QPen(d.enabled ? theme::kText : theme::kFaint, 1.5));
  p.setBrush(Qt::NoBrush);
  p.drawPath(path);
}

void drawPoints(QPainter& p, const TransferDrawing& d) {
  const auto& points = d.preset.transfer.points;
  for (std::size_t n = 0; n < points.size(); ++n) {
    const int index = static_cast<int>(n);
    const QPointF at(d.axes.x(points[n].value), d.axes.y(points[n].opacity));
    const bool chosen = index == d.selected;
    p.setPen(QPen(chosen ? theme::kAccent : theme::kText, chosen ? 2.0 : 1.2));
    p.setBrush(d.enabled ? colorOf(points[n].color) : theme::kRaised);
    const double radius = kPointRadius + (chosen || index == d.hovered ? 1.0 : 0.0);
    p.drawEllipse(at, radius, radius);
  }
}

void drawIsovalue(QPainter& p, const TransferDrawing& d) {
  const double x = d.axes.x(d.preset.isovalue);
  p.setPen(QPen(theme::kAccent, 1.5));
  p.drawLine(QPointF(x, d.axes.plot.top()), QPointF(x, d.axes.plot.bottom()));
  p.setPen(Qt::NoPen);
  p.setBrush(theme::kAccent);
  const double top = d.axes.plot.top();
  p.drawPolygon(QPolygonF{{x - 5.0, top}, {x + 5.0, top}, {x, top + 7.0}});
}

void drawColors(QPainter& p, const TransferDrawing& d) {
  const QRectF& plot = d.axes.plot;
  const double top = plot.bottom() + kStripGap;
  p.setRenderHint(QPainter::Antialiasing, false);
  for (int column = 0; column < plot.width(); ++column) {
    const double x = plot.left() + column;
    const auto sample = d.preset.transfer.at(d.axes.value(x + 0.5));
    p.fillRect(QRectF(x, top, std::min(1.0, plot.right() - x), kStripHeight), colorOf(sample.color));
  }
  p.setRenderHint(QPainter::Antialiasing);
}

void drawAxis(QPainter& p, const TransferDrawing& d) {
  const QRectF& plot = d.axes.plot;
  const QFontMetricsF metrics(p.font());
  const double top = plot.bottom() + kStripGap + kStripHeight;
  const double line = top + 4.0 + metrics.ascent();
  const double unitWidth = d.unit.isEmpty() ? 0.0 : metrics.horizontalAdvance(d.unit) + 8.0;
  p.setPen(theme::kDim);
  if (!d.unit.isEmpty()) p.drawText(QPointF(plot.right() - unitWidth + 8.0, line), d.unit);
  double free = plot.left() - 6.0;  // up to here the line is taken
  for (const double tick : d.axes.ticks(5)) {
    const double x = d.axes.x(tick);
    p.setPen(theme::kFaint);
    p.drawLine(QPointF(x, top), QPointF(x, top + 3.0));
    const QString text = d.axes.numberText(tick);
    const double width = metrics.horizontalAdvance(text);
    const double left = std::max(x - 0.5 * width, plot.left() - 6.0);
    if (left < free || left + width > plot.right() - unitWidth) continue;
    p.setPen(theme::kDim);
    p.drawText(QPointF(left, line), text);
    free = left + width + 6.0;
  }
}

}  // namespace

void paintTransfer(QPainter& painter, const TransferDrawing& drawing) {
  const QRectF& plot = drawing.axes.plot;
  QFont font = painter.font();
  font.setPixelSize(kTextPixels);
  painter.setFont(font);
  painter.setRenderHint(QPainter::Antialiasing);
  painter.fillRect(plot, theme::kBackground);
  painter.save();
  // The points at the edges are seen whole.
  painter.setClipRect(
      plot.adjusted(-kPointRadius - 2.0, -kPointRadius - 2.0, kPointRadius + 2.0, kPointRadius + 2.0));
  painter.save();
  painter.setClipRect(plot, Qt::IntersectClip);
  drawHistogram(painter, drawing);
  drawOpacities(painter, drawing);
  drawCurve(painter, drawing);
  if (drawing.preset.mode == VolumeMode::Isosurface) drawIsovalue(painter, drawing);
  painter.restore();
  drawPoints(painter, drawing);
  painter.restore();
  drawColors(painter, drawing);
  drawAxis(painter, drawing);
  painter.setPen(theme::kText);
  painter.drawText(QPointF(plot.left(), plot.top() - 8.0), drawing.note);
}

}  // namespace iso::app
