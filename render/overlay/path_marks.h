// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "core/geometry/curve.h"
#include "render/overlay/overlay.h"

namespace iso {

/// A path as a view needs it: its points and the curve through them, close enough together to be drawn as a
/// line. Without a curve (one point) there are no samples.
struct PathOnScreen {
  struct Sample {
    PatientPoint point;
    double station = 0.0;  ///< mm from the path's first point
  };
  std::vector<PatientPoint> points;
  std::vector<double> pointStations;  ///< of `points`, rising; empty without a curve
  std::vector<Sample> samples;
};
/// Samples at most 0.5 mm apart, up to a sensible number.
/// @param curve null while there is none; of several picks at one place it holds only one
PathOnScreen pathOnScreen(const std::vector<PatientPoint>& points, const Curve* curve);

/// Sizes in logical pixels, colours, and what counts as lying in a view's plane.
struct PathStyle {
  Rgba8 color{240, 150, 60, 255};
  double radius = 4.5;
  double reach = 7.0;     ///< how near the hand must be to a point, or (the half) to the line
  double nearMm = 0.5;    ///< from the plane: in it
  double shownMm = 15.0;  ///< from the plane: beyond it points are not drawn and not taken hold of
};

/// The path over a slice: full where it lies in the plane, faint elsewhere; filled points in the plane,
/// hollow and smaller ones off it.
/// @param held a point that is under the hand
Overlay pathMarks(const PlaneOnScreen& view, const PathOnScreen& path, std::optional<int> held,
                  const PathStyle& style);

/// What of the path the hand is on: a point, or the line (only where it lies in the plane) between the points
/// `index` − 1 and `index`, where a new point would come in.
struct PathHit {
  enum class Part { Point, Line } part = Part::Point;
  int index = 0;
};
std::optional<PathHit> hitPath(const PlaneOnScreen& view, const PathOnScreen& path, const Vector2& position,
                               const PathStyle& style);

}  // namespace iso
