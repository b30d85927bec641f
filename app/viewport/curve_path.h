// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <memory>
#include <optional>
#include <vector>

#include "core/geometry/volume_geometry.h"
#include "render/overlay/path_marks.h"
#include "render/scene/curved_surface.h"
#include "render/scene/slab.h"

namespace iso::app {

enum class CurveMode { Straightened, Stretched };

/// The path of a series' curved reformation as picked by the hand, and how it is looked at: straightened or
/// stretched, at which angle, and the station whose cross-section is shown. What undo brings back are the
/// picks.
class CurvePath {
 public:
  struct Picks {
    std::vector<PatientPoint> points;
    /// Of the view in which the first point was picked; see stretchedRight().
    std::optional<Vector3> normal;
  };

  const Picks& picks() const { return picks_; }
  void setPicks(Picks picks);
  bool empty() const { return picks_.points.empty(); }
  /// Null while there are fewer than two points at different places.
  const std::shared_ptr<const Curve>& curve() const { return curve_; }
  /// Why there is no curve; "" where points are just missing.
  const QString& problem() const { return problem_; }
  const PathOnScreen& onScreen() const { return onScreen_; }

  CurveMode mode() const { return mode_; }
  void setMode(CurveMode mode);
  /// Radians about the path (straightened) or about its chord (stretched), by the right-hand rule.
  double angle() const { return angle_; }
  void setAngle(double angle);
  /// Quarter turns of the curved picture on the screen, clockwise.
  int quarterTurns() const { return turns_; }
  void setQuarterTurns(int turns) {
    turns_ = ((turns % 4) + 4) % 4;
    turnedByHand_ = true;
  }
  /// Turns the picture so that the head is up, or the front where neither side of it is, and the patient's
  /// left (else back) on the right, as far as quarter turns and a half turn about the path can do that.
  /// Done again whenever points were added or removed, until somebody turns the picture.
  void setUpright();

  /// Arc length in mm; within the path. The path's middle until somebody moves it.
  double station() const { return station_; }
  void setStation(double mm);

  /// The surface that is shown: null without a curve.
  /// @return InvalidArgument where a stretched picture's lines run along the path
  Result<CurvedSurface::Ptr> surface() const;
  /// Direction of a stretched picture's lines at the present angle. At angle 0 it is the normal of the plane
  /// on which the picking began, so that all of a path that stays in a plane lies in the middle of the
  /// picture: an arch of teeth picked on an axial slice gives the panoramic picture, with the head at one
  /// side. It is taken towards L, P or S, whichever it is nearest to, so that it does not depend on a flipped
  /// view. Of a path without such a plane it is the patient's axis (L, P or S) that is least aligned with the
  /// path's chord.
  Vector3 stretchedRight() const;
  /// The section across the path at the present station, seen along it, turned to stand upright.
  PlaneAxes sectionAxes() const;
  PatientPoint stationPoint() const;

  Slab curvedSlab, sectionSlab;

 private:
  void follow();

  Picks picks_;
  std::shared_ptr<const Curve> curve_;
  QString problem_;
  PathOnScreen onScreen_;
  CurveMode mode_ = CurveMode::Straightened;
  double angle_ = 0.0;
  bool turnedByHand_ = false;
  int turns_ = 0;
  int sectionTurns_ = 0;
  double station_ = 0.0;
  bool stationByHand_ = false;
  mutable std::optional<Result<CurvedSurface::Ptr>> surface_;  ///< made when first asked for
};

}  // namespace iso::app
