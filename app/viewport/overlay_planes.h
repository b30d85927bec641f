// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QColor>
#include <QImage>
#include <vector>

#include "core/dicom/dicom_reader.h"
#include "core/geometry/volume_geometry.h"
#include "render/scene/slice_view.h"

namespace iso::app {

/// Draws a slice's overlay planes into an image of the view, under what is there already: each bit as the
/// square of its image pixel, wherever zoom, turn and flip have put that; never smoothed. Where an image
/// pixel is smaller than one of the screen it still takes one, so that thin lines stay whole.
/// @param view how the slice lies in the image, in the image's pixels
/// @param slice of the volume whose geometry it is
void paintPlanesUnder(QImage& image, const std::vector<OverlayPlane>& planes, const SliceView& view,
                      const VolumeGeometry& geometry, int slice, const QColor& color);

}  // namespace iso::app
