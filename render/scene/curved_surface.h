// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <utility>
#include <vector>

#include "render/scene/curved_view.h"

namespace iso {

/// The surface that a curved planar reformation shows, laid flat, in millimetres: `along` runs from 0 at the
/// path's first point to extent(), `across` to both sides of the middle. A picture may take any part of it
/// at any scale. Its lines are those of straightened() and stretched(). Immutable: any thread may use it.
class CurvedSurface {
 public:
  using Ptr = std::shared_ptr<const CurvedSurface>;

  /// The path made straight: `along` is the arc length.
  /// @param curve not null
  /// @param angle radians by which the lines are turned about the path
  static Ptr straightened(std::shared_ptr<const Curve> curve, double angle);
  /// The path stretched out: all lines run along `right`; `along` is the length at right angles to them.
  /// Positions are right within 0.002 mm where the path's radius is 5 mm or more.
  /// @return InvalidArgument for a direction of length 0, or a path that runs along the lines only
  static Result<Ptr> stretched(std::shared_ptr<const Curve> curve, const Vector3& right);

  bool isStretched() const { return !table_.empty(); }
  const Curve& curve() const { return *curve_; }
  double extent() const;
  /// Between which places across the path itself lies; 0 and 0 if it is straight in the picture.
  std::pair<double, double> pathAcross() const { return across_; }

  /// The line at `along`; beyond the ends that of the end.
  CurvedView::Row line(double along) const;
  /// Where `along` rises to, unit, LPS, perpendicular to the line; the picture seen along the line's normal.
  static Vector3 down(const CurvedView::Row& line) { return line.normal.cross(line.right); }
  /// Arc length of the path's point on the line at `along`, and back; beyond the ends those of the end.
  double station(double along) const;
  double alongAt(double station) const;

 private:
  CurvedSurface() = default;

  /// Stretched: points of the path, close together.
  struct Knot {
    double station, along;
    Vector3 place;  ///< on the lines' middle
  };
  std::shared_ptr<const Curve> curve_;
  double angle_ = 0.0;
  Vector3 right_ = Vector3::UnitX();
  std::vector<Knot> table_;  ///< no two at the same `along`
  std::pair<double, double> across_{0.0, 0.0};
};

/// A picture of a part of a curved surface, turned by quarters on the screen, never mirrored. Unturned,
/// `across` rises to the picture's right and `along` downwards.
struct CurvedPicture {
  CurvedSurface::Ptr surface;
  double along = 0.0, across = 0.0;  ///< mm, what the picture's middle shows
  double pixelMm = 1.0;              ///< side of a (square) pixel, > 0
  int width = 0, height = 0;         ///< pixels, 1…16384
  int quarterTurns = 0;              ///< 0…3, clockwise
  Interpolation interpolation = Interpolation::Linear;
  Slab slab;

  struct Place {
    double along = 0.0, across = 0.0;  ///< mm
  };
  /// What the centre of pixel (x, y) shows, and back; also beyond the path's ends.
  Place pixelToSurface(double x, double y) const;
  Eigen::Vector2d surfaceToPixel(const Place& place) const;
  bool onPath(const Place& place) const;
  /// LPS; beyond the ends (up to rounding) of what lies on the last line.
  PatientPoint toPatient(const Place& place) const;
  /// Directions on the screen, x right and y down, in which `along` and `across` rise; unit.
  Eigen::Vector2i alongOnScreen() const;
  Eigen::Vector2i acrossOnScreen() const;
};

}  // namespace iso
