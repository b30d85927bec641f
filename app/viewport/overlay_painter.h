// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <QSize>
#include <QString>

#include "render/overlay/overlay.h"

namespace iso::app {

/// Paints overlays into images at device pixels with Qt's raster engine: antialiased, lines and baselines
/// on whole pixels, text with a thin dark rim.
/// @param deviceSize the view in device pixels
/// @param pixelRatio device pixels per logical pixel (fractions allowed)
/// @return ARGB32, premultiplied
QImage paintOverlay(const Overlay& overlay, QSize deviceSize, double pixelRatio, const QString& fontFamily);

}  // namespace iso::app
