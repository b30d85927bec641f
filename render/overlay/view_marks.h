// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/overlay/overlay.h"

namespace iso {

/// Colours of text and marks on a picture's background.
struct OverlayTheme {
  Rgba8 text{214, 217, 221, 255};
  Rgba8 quiet{150, 156, 163, 255};
  Rgba8 warning{232, 170, 66, 255};
  bool bright = false;  ///< the picture's surround is bright
  double size = 12.0;   ///< corner text
  double margin = 8.0;  ///< from the view's edge
  double lineHeight = 16.0;
};

/// Letters at the four edges that say where right and down lead in the patient (R L A P H F).
/// @param bottomMargin how far above the lower edge the lowest letter stands
Overlay edgeLetters(const Vector3& right, const Vector3& down, double width, double height,
                    const OverlayTheme& theme, double bottomMargin);

/// The largest of 1, 2, 5 × 10ⁿ that is not above `limitMm`; 0 if the limit is not positive.
double niceLength(double limitMm);

/// A ruler at the lower edge's middle, a nice length of at most a third of the width, with its length.
/// Nothing if the view is too small to hold one.
Overlay ruler(double mmPerPixel, double width, double height, const OverlayTheme& theme);
/// The same at the right edge's middle, upright, of at most a third of the height.
Overlay sideRuler(double mmPerPixel, double width, double height, const OverlayTheme& theme);
/// Half of what the ruler (with its label) takes of the lower edge, in pixels.
double rulerHalfWidth(double mmPerPixel, double width);

/// True if a view shows the slices from behind: right × down against the direction the plane is normally
/// looked at.
bool isMirrored(const Vector3& right, const Vector3& down, const Vector3& acquiredNormal);

/// A cube whose faces carry the letters of the directions they look to, as a camera sees it from afar.
/// @param forward, up the camera's, unit and perpendicular, LPS
/// @param size edge length in pixels
Overlay orientationCube(const Vector3& forward, const Vector3& up, const Vector2& center, double size,
                        const OverlayTheme& theme);

/// A line of the view's rectangle [0, width] × [0, height]: the part of point + t·direction inside it, as
/// {t0, t1}; nullopt if it misses.
std::optional<std::pair<double, double>> clipLine(const Vector2& point, const Vector2& direction,
                                                  double width, double height);

}  // namespace iso
