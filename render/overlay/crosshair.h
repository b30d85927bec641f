// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/overlay/overlay.h"

namespace iso {

/// Another plane through the shared point, to be drawn as a line in a view.
struct CrossingPlane {
  int id = 0;
  Vector3 normal = Vector3::UnitZ();
  Rgba8 color;
  double halfThicknessMm = 0.0;  ///< of a slab: dashed lines show how far it reaches
};

/// The line in which a plane through `point` cuts the view: a point on it and its unit direction, in
/// logical pixels. nullopt if the planes are parallel.
struct ScreenLine {
  Vector2 point, direction;
};
std::optional<ScreenLine> crossingLine(const PlaneOnScreen& view, const PatientPoint& point,
                                       const Vector3& normal);

/// Sizes of the linked crosshair in logical pixels.
struct CrosshairStyle {
  double gap = 14.0;      ///< half of the hole about the point, so that it hides nothing
  double reach = 5.0;     ///< how near the hand must be to take a line
  double turnFrom = 0.3;  ///< beyond this share of the view's smaller side a line turns, before it moves
};

/// Lines of the other planes through the shared point, with a hole at the point; with `handlesOf` the
/// turning handles of that plane's line as well.
Overlay crosshairLines(const PlaneOnScreen& view, const PatientPoint& point,
                       const std::vector<CrossingPlane>& planes, std::optional<int> handlesOf,
                       const CrosshairStyle& style = {});

/// A small cross for a view that shows the point but no lines.
Overlay crossMark(const Vector2& position, Rgba8 color, const CrosshairStyle& style = {});

/// What the hand takes hold of at a position.
struct CrosshairHit {
  enum class Part { Centre, Move, Turn } part = Part::Move;
  int plane = 0;  ///< id of the plane whose line it is; Centre: meaningless
};
std::optional<CrosshairHit> hitCrosshair(const PlaneOnScreen& view, const PatientPoint& point,
                                         const std::vector<CrossingPlane>& planes, const Vector2& position,
                                         const CrosshairStyle& style = {});

}  // namespace iso
