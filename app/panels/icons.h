// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QIcon>

namespace iso::app {

enum class Glyph {
  Open,
  Window,
  Pan,
  Zoom,
  Scroll,
  Crosshair,
  Rotate3d,
  Lasso,
  Curve,
  TwoByTwo,
  OneAndThree,
  Single,
  RotateClockwise,
  FlipHorizontal,
  Invert,
  Reset,
  Annotations,
  Volume,
  Slab,
  Search,
  Close,
  Warning,
  Panel,
  LookPanel,
  Undo,
  Redo,
  Picture,
};

/// A line drawing that is painted at the device's own resolution, so it is crisp at every scale.
/// Selected and checked states are drawn in the accent colour, disabled ones faint.
QIcon glyphIcon(Glyph glyph);

/// The glyph a tool is shown with; tools of others without one get the crosshair's.
Glyph toolGlyph(const QString& toolId);

/// The program's own mark, drawn the same way (window icon, about box).
QIcon applicationIcon();

}  // namespace iso::app
