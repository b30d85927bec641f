// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/overlay_planes.h"

#include <QPainter>
#include <QTransform>
#include <cmath>

namespace iso::app {
namespace {

/// From a point of the slice in image pixels (pixel (0, 0) covers 0…1) to the view's, the same way.
QTransform imageToView(const SliceView& view, const VolumeGeometry& geometry, int slice) {
  const auto place = [&](double column, double row) {
    const Vector3 p =
        geometry.toPatient(IndexPoint{Vector3(column - 0.5, row - 0.5, slice)}).mm - view.center.mm;
    return QPointF(p.dot(view.right) / view.pixelMm + 0.5 * view.width,
                   p.dot(view.down) / view.pixelMm + 0.5 * view.height);
  };
  const QPointF o = place(0, 0), x = place(1, 0) - o, y = place(0, 1) - o;
  return {x.x(), x.y(), y.x(), y.y(), o.x(), o.y()};
}

bool isSet(const OverlayPlane& plane, int row, int column) {
  const std::size_t at = static_cast<std::size_t>(row) * static_cast<std::size_t>(plane.columns) +
                         static_cast<std::size_t>(column);
  return at < plane.bits.size() && plane.bits[at] != 0;
}

QImage bitImage(const OverlayPlane& plane, QRgb set) {
  QImage bits(plane.columns, plane.rows, QImage::Format_ARGB32_Premultiplied);
  bits.fill(Qt::transparent);
  for (int row = 0; row < plane.rows; ++row) {
    auto* line = reinterpret_cast<QRgb*>(bits.scanLine(row));
    for (int column = 0; column < plane.columns; ++column)
      if (isSet(plane, row, column)) line[column] = set;
  }
  return bits;
}

}  // namespace

void paintPlanesUnder(QImage& image, const std::vector<OverlayPlane>& planes, const SliceView& view,
                      const VolumeGeometry& geometry, int slice, const QColor& color) {
  if (planes.empty() || image.isNull() || view.pixelMm <= 0.0) return;
  const QTransform toView = imageToView(view, geometry, slice);
  // Planes may lie over each other: collected first, so that no place is tinted twice.
  QImage layer(image.size(), QImage::Format_ARGB32_Premultiplied);
  layer.fill(Qt::transparent);
  const QRgb opaque = QColor(color.red(), color.green(), color.blue()).rgba();
  const bool small = std::abs(toView.determinant()) < 1.0;
  for (const OverlayPlane& plane : planes) {
    if (plane.rows <= 0 || plane.columns <= 0) continue;
    const QTransform placed = QTransform::fromTranslate(plane.originColumn - 1, plane.originRow - 1) * toView;
    if (!small) {
      QPainter painter(&layer);
      painter.setTransform(placed);
      painter.drawImage(0, 0, bitImage(plane, opaque));
      continue;
    }
    for (int row = 0; row < plane.rows; ++row)
      for (int column = 0; column < plane.columns; ++column) {
        if (!isSet(plane, row, column)) continue;
        const QPointF middle = placed.map(QPointF(column + 0.5, row + 0.5));
        const QPoint pixel(static_cast<int>(std::floor(middle.x())),
                           static_cast<int>(std::floor(middle.y())));
        if (layer.valid(pixel)) layer.setPixel(pixel, opaque);
      }
  }
  QPainter painter(&image);
  painter.setCompositionMode(QPainter::CompositionMode_DestinationOver);
  painter.setOpacity(color.alphaF());
  painter.drawImage(0, 0, layer);
}

}  // namespace iso::app
