// SPDX-License-Identifier: Apache-2.0
#include "app/panels/icons.h"

#include <QIconEngine>
#include <QPainter>
#include <QPainterPath>
#include <QPixmap>
#include <functional>
#include <utility>

#include "app/panels/theme.h"

namespace iso::app {
namespace {

/// Paints a function in a square of 24 units, whatever the size asked for.
class PaintedIcon : public QIconEngine {
 public:
  using Painting = std::function<void(QPainter&, const QColor&)>;
  explicit PaintedIcon(Painting painting) : painting_(std::move(painting)) {}

  void paint(QPainter* painter, const QRect& rect, QIcon::Mode mode, QIcon::State state) override {
    QColor color = theme::kText;
    if (mode == QIcon::Disabled)
      color = theme::kFaint;
    else if (state == QIcon::On || mode == QIcon::Selected)
      color = QColor(0x8c, 0xc8, 0xf2);
    painter->save();
    painter->setRenderHint(QPainter::Antialiasing);
    const double side = qMin(rect.width(), rect.height());
    painter->translate(rect.x() + (rect.width() - side) / 2.0, rect.y() + (rect.height() - side) / 2.0);
    painter->scale(side / 24.0, side / 24.0);
    painter->setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
    painter->setBrush(Qt::NoBrush);
    painting_(*painter, color);
    painter->restore();
  }

  QPixmap pixmap(const QSize& size, QIcon::Mode mode, QIcon::State state) override {
    QPixmap picture(size);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    paint(&painter, QRect(QPoint(0, 0), size), mode, state);
    return picture;
  }

  QIconEngine* clone() const override { return new PaintedIcon(painting_); }

 private:
  Painting painting_;
};

/// An arrow head at `tip` that points along (dx, dy).
void head(QPainter& p, QPointF tip, double dx, double dy, double size = 3.0) {
  const QPointF along(dx * size, dy * size), across(-dy * size, dx * size);
  p.drawPolyline(QPolygonF{tip - along + across, tip, tip - along - across});
}

void halfDisc(QPainter& p, const QColor& color, QRectF circle) {
  p.drawEllipse(circle);
  QPainterPath half;
  half.moveTo(circle.center().x(), circle.top());
  half.arcTo(circle, 90, -180);
  half.closeSubpath();
  p.fillPath(half, color);
}

void sun(QPainter& p, const QColor& color) {
  halfDisc(p, color, QRectF(7, 7, 10, 10));
  for (int i = 0; i < 8; ++i) {
    p.save();
    p.translate(12, 12);
    p.rotate(45.0 * i);
    p.drawLine(QPointF(0, -8), QPointF(0, -10));
    p.restore();
  }
}

void tiles(QPainter& p, std::initializer_list<QRectF> rects) {
  for (const QRectF& r : rects) p.drawRoundedRect(r, 1.0, 1.0);
}

void cube(QPainter& p) {
  p.drawPolygon(QPolygonF{{12, 3}, {20, 7.5}, {20, 16.5}, {12, 21}, {4, 16.5}, {4, 7.5}});
  p.drawPolyline(QPolygonF{{4, 7.5}, {12, 12}, {20, 7.5}});
  p.drawLine(QPointF(12, 12), QPointF(12, 21));
}

void draw(Glyph glyph, QPainter& p, const QColor& color) {
  switch (glyph) {
    case Glyph::Open:
      p.drawPolyline(QPolygonF{{3.5, 18}, {3.5, 6}, {9, 6}, {11, 8.5}, {19, 8.5}, {19, 11}});
      p.drawPolygon(QPolygonF{{3.5, 19}, {6.5, 11.5}, {21.5, 11.5}, {18.5, 19}});
      break;
    case Glyph::Window:
      sun(p, color);
      break;
    case Glyph::Pan:
      p.drawLine(QPointF(12, 3), QPointF(12, 21));
      p.drawLine(QPointF(3, 12), QPointF(21, 12));
      head(p, {12, 3}, 0, -1);
      head(p, {12, 21}, 0, 1);
      head(p, {3, 12}, -1, 0);
      head(p, {21, 12}, 1, 0);
      break;
    case Glyph::Zoom:
      p.drawEllipse(QPointF(10.5, 10.5), 6.5, 6.5);
      p.drawLine(QPointF(15.3, 15.3), QPointF(20.5, 20.5));
      p.drawLine(QPointF(7.5, 10.5), QPointF(13.5, 10.5));
      p.drawLine(QPointF(10.5, 7.5), QPointF(10.5, 13.5));
      break;
    case Glyph::Scroll:
      p.drawPolygon(QPolygonF{{3, 8.5}, {10, 5}, {17, 8.5}, {10, 12}});
      p.drawPolyline(QPolygonF{{3, 12.5}, {10, 16}, {15, 13.5}});
      p.drawPolyline(QPolygonF{{3, 16.5}, {10, 20}, {15, 17.5}});
      p.drawLine(QPointF(20, 6), QPointF(20, 19));
      head(p, {20, 6}, 0, -1, 2.4);
      head(p, {20, 19}, 0, 1, 2.4);
      break;
    case Glyph::Crosshair:
      p.drawLine(QPointF(12, 2.5), QPointF(12, 9));
      p.drawLine(QPointF(12, 15), QPointF(12, 21.5));
      p.drawLine(QPointF(2.5, 12), QPointF(9, 12));
      p.drawLine(QPointF(15, 12), QPointF(21.5, 12));
      p.setBrush(color);
      p.drawEllipse(QPointF(12, 12), 0.7, 0.7);
      break;
    case Glyph::Rotate3d:
      p.drawArc(QRectF(3, 8, 18, 8), 120 * 16, 300 * 16);
      head(p, {7.6, 8.3}, 0.94, -0.3, 2.8);
      p.drawArc(QRectF(8, 3, 8, 18), -60 * 16, 300 * 16);
      break;
    case Glyph::Lasso: {
      QPainterPath loop(QPointF(9, 16.5));
      loop.cubicTo(1, 15, 2, 4.5, 12, 4.5);
      loop.cubicTo(22, 4.5, 23, 15.5, 12.5, 16.5);
      p.setPen(QPen(color, 1.6, Qt::CustomDashLine, Qt::RoundCap));
      QPen dashes = p.pen();
      dashes.setDashPattern({1.8, 2.0});
      p.setPen(dashes);
      p.drawPath(loop);
      p.setPen(QPen(color, 1.6, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      p.drawEllipse(QPointF(10.7, 16.5), 1.8, 1.8);
      QPainterPath tail(QPointF(10.2, 18.3));
      tail.cubicTo(9.5, 20.5, 8, 21, 6, 21);
      p.drawPath(tail);
      break;
    }
    case Glyph::Curve: {
      QPainterPath path(QPointF(4, 17));
      path.cubicTo(QPointF(4, 3), QPointF(20, 3), QPointF(20, 17));
      p.drawPath(path);
      p.setBrush(color);
      for (const QPointF& at : {QPointF(4, 17), QPointF(12, 6.5), QPointF(20, 17)})
        p.drawEllipse(at, 1.7, 1.7);
      break;
    }
    case Glyph::TwoByTwo:
      tiles(p, {{3.5, 4.5, 7.5, 6.5}, {13, 4.5, 7.5, 6.5}, {3.5, 13, 7.5, 6.5}, {13, 13, 7.5, 6.5}});
      break;
    case Glyph::OneAndThree:
      tiles(p, {{3.5, 4.5, 10.5, 15}, {16.5, 4.5, 4, 3.6}, {16.5, 10.2, 4, 3.6}, {16.5, 15.9, 4, 3.6}});
      break;
    case Glyph::Single:
      tiles(p, {{3.5, 4.5, 17, 15}});
      break;
    case Glyph::RotateClockwise:
      p.drawArc(QRectF(4.5, 4.5, 15, 15), 60 * 16, 290 * 16);
      head(p, {15.9, 5.6}, 0.9, 0.44, 3.2);
      break;
    case Glyph::FlipHorizontal:
      p.drawPolygon(QPolygonF{{9.5, 5}, {9.5, 19}, {3, 19}});
      p.setBrush(color);
      p.drawPolygon(QPolygonF{{14.5, 5}, {14.5, 19}, {21, 19}});
      p.drawLine(QPointF(12, 3.5), QPointF(12, 20.5));
      break;
    case Glyph::Invert:
      halfDisc(p, color, QRectF(4, 4, 16, 16));
      break;
    case Glyph::Reset:
      p.drawArc(QRectF(4.5, 4.5, 15, 15), 140 * 16, -300 * 16);
      head(p, {6.2, 7.1}, -0.55, 0.83, 3.2);
      p.drawLine(QPointF(12, 9), QPointF(12, 12));
      p.drawLine(QPointF(12, 12), QPointF(14.5, 13.5));
      break;
    case Glyph::Annotations:
      p.drawLine(QPointF(6, 6), QPointF(18, 6));
      p.drawLine(QPointF(6, 6), QPointF(6, 8));
      p.drawLine(QPointF(18, 6), QPointF(18, 8));
      p.drawLine(QPointF(12, 6), QPointF(12, 18.5));
      p.drawLine(QPointF(9.5, 18.5), QPointF(14.5, 18.5));
      break;
    case Glyph::Volume:
      cube(p);
      break;
    case Glyph::Slab:
      // Three sheets, one over another.
      for (const double y : {7.0, 12.0, 17.0})
        p.drawPolygon(QPolygonF{{12, y - 4}, {21, y}, {12, y + 4}, {3, y}});
      break;
    case Glyph::Search:
      p.drawEllipse(QPointF(10.5, 10.5), 6.5, 6.5);
      p.drawLine(QPointF(15.3, 15.3), QPointF(20.5, 20.5));
      break;
    case Glyph::Close:
      p.drawLine(QPointF(6.5, 6.5), QPointF(17.5, 17.5));
      p.drawLine(QPointF(17.5, 6.5), QPointF(6.5, 17.5));
      break;
    case Glyph::Warning:
      p.setPen(QPen(theme::kAmber, 1.8, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      p.drawPolygon(QPolygonF{{12, 4}, {21, 19.5}, {3, 19.5}});
      p.drawLine(QPointF(12, 10), QPointF(12, 14));
      p.drawPoint(QPointF(12, 16.8));
      break;
    case Glyph::Panel:
      p.drawRoundedRect(QRectF(3.5, 4.5, 17, 15), 1.5, 1.5);
      p.drawLine(QPointF(9, 4.5), QPointF(9, 19.5));
      break;
    case Glyph::LookPanel:
      p.drawRoundedRect(QRectF(3.5, 4.5, 17, 15), 1.5, 1.5);
      p.drawLine(QPointF(15, 4.5), QPointF(15, 19.5));
      break;
    case Glyph::Undo:
      p.drawArc(QRectF(5, 8, 14, 11), -90 * 16, 180 * 16);
      p.drawLine(QPointF(12, 8), QPointF(5, 8));
      head(p, {4.5, 8}, -1, 0);
      break;
    case Glyph::Redo:
      p.drawArc(QRectF(5, 8, 14, 11), 90 * 16, 180 * 16);
      p.drawLine(QPointF(12, 8), QPointF(19, 8));
      head(p, {19.5, 8}, 1, 0);
      break;
    case Glyph::Picture:
      p.drawRoundedRect(QRectF(3.5, 5, 17, 14), 1.5, 1.5);
      p.drawPolyline(QPolygonF{{4, 17}, {9, 11.5}, {13, 15.5}, {15.5, 13}, {20, 17}});
      p.drawEllipse(QPointF(15.5, 9), 1.4, 1.4);
      break;
  }
}

}  // namespace

QIcon glyphIcon(Glyph glyph) {
  return QIcon(new PaintedIcon([glyph](QPainter& p, const QColor& color) { draw(glyph, p, color); }));
}

Glyph toolGlyph(const QString& toolId) {
  if (toolId == "window") return Glyph::Window;
  if (toolId == "pan") return Glyph::Pan;
  if (toolId == "zoom") return Glyph::Zoom;
  if (toolId == "scroll") return Glyph::Scroll;
  if (toolId == "rotate3d") return Glyph::Rotate3d;
  if (toolId == "sculpt") return Glyph::Lasso;
  if (toolId == "curve") return Glyph::Curve;
  return Glyph::Crosshair;
}

QIcon applicationIcon() {
  return QIcon(new PaintedIcon([](QPainter& p, const QColor&) {
    p.setPen(Qt::NoPen);
    p.setBrush(QColor(0x15, 0x1b, 0x21));
    p.drawRoundedRect(QRectF(0.5, 0.5, 23, 23), 5, 5);
    p.setBrush(Qt::NoBrush);
    p.setPen(QPen(theme::kAccent, 1.5));
    p.drawEllipse(QPointF(12, 12), 7, 7);
    p.setPen(QPen(QColor(0xe8, 0xee, 0xf3), 1.2, Qt::SolidLine, Qt::RoundCap));
    for (int i = 0; i < 4; ++i) {
      p.save();
      p.translate(12, 12);
      p.rotate(90.0 * i);
      p.drawLine(QPointF(0, -3), QPointF(0, -9.5));
      p.restore();
    }
    p.setPen(Qt::NoPen);
    p.setBrush(QColor(0xe8, 0xee, 0xf3));
    p.drawEllipse(QPointF(12, 12), 1.1, 1.1);
  }));
}

}  // namespace iso::app
