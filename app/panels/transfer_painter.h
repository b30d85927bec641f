// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>

#include "app/panels/transfer_axes.h"
#include "app/session/value_histogram.h"
#include "core/display/volume_preset.h"

class QPainter;

namespace iso::app {

/// What a transfer function's drawing consists of.
struct TransferDrawing {
  TransferAxes axes;
  const VolumePreset& preset;
  const ValueHistogram& histogram;
  QString unit;
  QString note;  ///< numbers of what is under the hand, above the plot
  int selected = -1, hovered = -1;
  bool enabled = true;
};

/// Heights of what lies below the plot, logical pixels.
inline constexpr double kStripGap = 4.0, kStripHeight = 8.0;
inline constexpr double kPointRadius = 5.0;

/// Histogram, curve, points, the isovalue's line, the colours and the axis.
void paintTransfer(QPainter& painter, const TransferDrawing& drawing);

}  // namespace iso::app
