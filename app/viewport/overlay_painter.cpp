// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/overlay_painter.h"

#include <QFont>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>
#include <QPolygonF>
#include <QTransform>
#include <algorithm>
#include <cmath>

namespace iso::app {
namespace {

QColor color(const Rgba8& c) {
  return {c.r, c.g, c.b, c.a};
}

/// Dark behind light text, light behind dark text.
QColor rimOf(const Rgba8& c) {
  const bool dark = c.r + c.g + c.b < 3 * 110;
  QColor rim = dark ? QColor(255, 255, 255) : QColor(0, 0, 0);
  rim.setAlpha(c.a * 7 / 10);
  return rim;
}

class Painter {
 public:
  Painter(QImage& image, double ratio, const QString& family)
      : painter_(&image), ratio_(ratio), family_(family) {
    painter_.setRenderHint(QPainter::Antialiasing);
    painter_.setRenderHint(QPainter::TextAntialiasing);
  }

  void line(const OverlayLine& line) {
    QPolygonF points;
    const double width = std::max(1.0, std::round(line.width * ratio_));
    for (const auto& p : line.points) points << QPointF(p.x() * ratio_, p.y() * ratio_);
    snap(points, width);
    const auto draw = [&](const QColor& c, double w, const QBrush& inside) {
      QPen pen(c, w, line.dashed ? Qt::DashLine : Qt::SolidLine, Qt::FlatCap, Qt::MiterJoin);
      painter_.setPen(pen);
      if (line.closed) {
        painter_.setBrush(inside);
        painter_.drawPolygon(points);
      } else {
        painter_.drawPolyline(points);
      }
    };
    if (line.halo > 0.0) {
      QColor rim = rimOf(line.color);
      rim.setAlpha(static_cast<int>(rim.alpha() * line.halo));
      draw(rim, width + 2.0 * std::max(1.0, std::round(0.75 * ratio_)), Qt::NoBrush);
    }
    draw(color(line.color), width, line.fill ? QBrush(color(*line.fill)) : QBrush(Qt::NoBrush));
  }

  void handle(const OverlayHandle& handle) {
    const QPointF centre(handle.position.x() * ratio_, handle.position.y() * ratio_);
    painter_.setBrush(QColor(0, 0, 0, 140));
    painter_.setPen(QPen(QColor(0, 0, 0, 170), 3.4 * ratio_));
    painter_.drawEllipse(centre, handle.radius * ratio_, handle.radius * ratio_);
    painter_.setPen(QPen(color(handle.color), 1.4 * ratio_));
    if (handle.fill) painter_.setBrush(color(*handle.fill));
    painter_.drawEllipse(centre, handle.radius * ratio_, handle.radius * ratio_);
  }

  void text(const OverlayText& t) {
    if (t.basis) {
      onSurface(t);
      return;
    }
    const QFont f = font(t);
    const QFontMetricsF metrics(f);
    QString text = QString::fromStdString(t.text);
    if (t.maxWidth > 0.0) text = metrics.elidedText(text, Qt::ElideRight, t.maxWidth * ratio_);
    const double w = metrics.horizontalAdvance(text), h = metrics.ascent() + metrics.descent();
    double x = t.position.x() * ratio_, y = t.position.y() * ratio_;
    switch (t.anchor) {
      case Anchor::TopLeft:
      case Anchor::Left:
      case Anchor::BottomLeft:
        break;
      case Anchor::Top:
      case Anchor::Center:
      case Anchor::Bottom:
        x -= 0.5 * w;
        break;
      default:
        x -= w;
        break;
    }
    switch (t.anchor) {
      case Anchor::TopLeft:
      case Anchor::Top:
      case Anchor::TopRight:
        break;
      case Anchor::Left:
      case Anchor::Center:
      case Anchor::Right:
        y -= 0.5 * h;
        break;
      default:
        y -= h;
        break;
    }
    const QPointF base(std::round(x), std::round(y + metrics.ascent()));
    painter_.setFont(f);
    if (t.halo) {
      const double r = std::max(1.0, std::round(0.8 * ratio_));
      painter_.setPen(rimOf(t.color));
      for (const double dx : {-r, 0.0, r})
        for (const double dy : {-r, 0.0, r})
          if (dx != 0.0 || dy != 0.0) painter_.drawText(base + QPointF(dx, dy), text);
    }
    painter_.setPen(color(t.color));
    painter_.drawText(base, text);
  }

 private:
  QFont font(const OverlayText& t) const {
    QFont f(family_);
    f.setPixelSize(std::max(6, static_cast<int>(std::lround(t.size * ratio_))));
    f.setBold(t.bold);
    return f;
  }

  void onSurface(const OverlayText& t) {
    constexpr int kHeight = 100;
    QFont f(family_);
    f.setPixelSize(kHeight);
    f.setBold(t.bold);
    QPainterPath path;
    path.addText(0.0, 0.0, f, QString::fromStdString(t.text));
    const QPointF middle = path.boundingRect().center();
    const auto& b = *t.basis;
    const double s = ratio_ / kHeight;
    const QTransform onFace(b.x.x() * s, b.x.y() * s, b.y.x() * s, b.y.y() * s, t.position.x() * ratio_,
                            t.position.y() * ratio_);
    painter_.setPen(Qt::NoPen);
    painter_.setBrush(color(t.color));
    painter_.drawPath((QTransform::fromTranslate(-middle.x(), -middle.y()) * onFace).map(path));
  }

  /// Upright lines go through pixel middles (odd widths) or edges (even ones), so that they stay sharp.
  static void snap(QPolygonF& points, double width) {
    if (points.size() < 2) return;
    const double half = std::fmod(std::round(width), 2.0) == 1.0 ? 0.5 : 0.0;
    QPolygonF snapped;
    for (qsizetype i = 0; i < points.size(); ++i) {
      const QPointF& other = points[i == 0 ? 1 : i - 1];
      const QPointF& next = points[i + 1 < points.size() ? i + 1 : 0];
      const auto same = [](double a, double b) { return std::abs(a - b) < 1e-3; };
      const QPointF p = points[i];
      const bool upright = same(p.x(), other.x()) || same(p.x(), next.x());
      const bool level = same(p.y(), other.y()) || same(p.y(), next.y());
      snapped.append(
          QPointF(upright ? std::floor(p.x()) + half : p.x(), level ? std::floor(p.y()) + half : p.y()));
    }
    points = snapped;
  }

  QPainter painter_;
  double ratio_;
  QString family_;
};

}  // namespace

QImage paintOverlay(const Overlay& overlay, QSize deviceSize, double pixelRatio, const QString& fontFamily) {
  QImage image(deviceSize, QImage::Format_ARGB32_Premultiplied);
  image.fill(Qt::transparent);
  if (overlay.empty() || image.isNull()) return image;
  Painter painter(image, pixelRatio, fontFamily);
  for (const auto& line : overlay.lines) painter.line(line);
  for (const auto& handle : overlay.handles) painter.handle(handle);
  for (const auto& text : overlay.texts) painter.text(text);
  return image;
}

}  // namespace iso::app
