// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/overlay/camera_on_screen.h"

namespace iso {

/// A hand that moves something along a line in the patient. What it took stays under it: the place on the
/// line nearest to the pointer's ray. Where the line points almost at the viewer, dragging up pushes away
/// from the viewer, a pixel's width for every pixel.
class LineDrag {
 public:
  /// @param from a point of the line: what is dragged
  /// @param along unit, LPS
  /// @param at where the hand took it, logical pixels
  LineDrag(const CameraOnScreen& view, const PatientPoint& from, const Vector3& along, const Vector2& at);

  /// How far along the line it has come, mm. Beyond the line's vanishing point it is as far as anything.
  double moved(const Vector2& to) const;
  /// Where on the screen the line leads; zero where it points almost at the viewer.
  static Vector2 screenDirection(const CameraOnScreen& view, const PatientPoint& from, const Vector3& along);

 private:
  double nearestTo(const Vector2& position) const;

  CameraOnScreen view_;
  PatientPoint from_;
  Vector3 along_;
  Vector2 at_;
  bool endOn_;
  double start_ = 0.0;
};

/// A hand that turns a direction about a point, as if it rolled a ball: what of the ball's surface it took
/// stays under it. Off the ball it holds on to the rim.
class BallDrag {
 public:
  /// @param radiusMm of the ball, whose surface the direction's tip touches
  BallDrag(const CameraOnScreen& view, const PatientPoint& centre, double radiusMm, const Vector3& direction,
           const Vector2& at);

  Vector3 turned(const Vector2& to) const;  ///< unit, LPS

 private:
  /// Unit, from the centre to where the pointer's ray meets the ball.
  Vector3 onBall(const Vector2& position) const;

  CameraOnScreen view_;
  PatientPoint centre_;
  double radius_;
  Vector3 direction_;
  bool far_;  ///< the tip is on the ball's far side
  Vector3 start_;
};

}  // namespace iso
