// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>

#include <memory>

#include "app/viewport/curve_path.h"
#include "app/viewport/linked_cursor.h"
#include "render/overlay/overlay.h"

namespace iso::app {

/// How one slice view looks at its volume. Either a stack (the acquired slices, one by one), one of the
/// three linked planes, or the section across a path at its station; all can be turned by quarters and
/// flipped on the screen, zoomed and panned. Lengths on the screen are device pixels.
class SliceViewModel {
 public:
  explicit SliceViewModel(const VolumeGeometry& geometry);

  void showStack();
  void showPlane(Plane plane);
  /// Follows the path's station.
  void showSection(std::shared_ptr<const CurvePath> path);
  bool isStack() const { return stack_; }
  Plane plane() const { return plane_; }

  int slice() const { return slice_; }
  void setSlice(int slice);  ///< clamped
  /// Stack: the acquired slice nearest to a point.
  void showNearest(const PatientPoint& point);

  SliceView view(const LinkedCursor& cursor, int width, int height, Interpolation interpolation) const;
  /// The unflipped normal of what is shown.
  Vector3 planeNormal(const LinkedCursor& cursor) const;

  void pan(double dx, double dy, int width, int height);
  /// @param fixed position that keeps showing the same point, from the view's upper left corner
  void zoomBy(double factor, const Vector2& fixed, int width, int height);
  double zoom() const { return zoom_; }  ///< 1 = the whole slice fits
  void zoomToFit();                      ///< also centres
  /// One voxel on one pixel.
  void zoomOneToOne(int width, int height);
  /// Screen pixels per smallest voxel side in the plane, as a ratio.
  double magnification(int width, int height) const;

  void rotateClockwise();
  void flipHorizontal();
  bool isFlipped() const { return orientation_.determinant() < 0; }
  void resetOrientation() { orientation_.setIdentity(); }
  void reset();  ///< orientation, zoom and pan

  /// Call when the plane was turned from `before` to `after`: keeps the shared point where it is on the
  /// screen.
  void keepInPlace(const LinkedCursor& before, const LinkedCursor& after);

 private:
  PlaneAxes baseAxes(const LinkedCursor* cursor) const;
  PlaneAxes screenAxes(const PlaneAxes& base) const;
  PatientPoint anchor() const;
  double fitPixelMm(int width, int height) const;
  double pixelMm(int width, int height) const { return fitPixelMm(width, height) / zoom_; }
  double smallestVoxelSide() const;

  VolumeGeometry geometry_;
  bool stack_ = false;
  std::shared_ptr<const CurvePath> section_;
  Plane plane_ = Plane::Axial;
  int slice_ = 0;
  /// Rows: the screen's right and down in the unturned right and down.
  Eigen::Matrix2i orientation_ = Eigen::Matrix2i::Identity();
  Eigen::Vector2d offset_ =
      Eigen::Vector2d::Zero();  ///< mm, of the view's centre from the anchor, unturned axes
  double zoom_ = 1.0;
};

}  // namespace iso::app
