// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <utility>

#include "render/overlay/overlay.h"
#include "render/scene/volume_view.h"

namespace iso {

/// A 3D view in logical pixels: where a patient's point appears, and which points lie under a pixel. The
/// focal point is at (width/2, height/2), as the engines have it; rays are parallel or meet in the eye.
struct CameraOnScreen {
  Camera camera;
  double width = 0.0, height = 0.0;

  struct Ray {
    PatientPoint origin;
    Vector3 direction;  ///< unit, into the picture
  };

  bool isPerspective() const { return camera.viewAngle > 0.0; }
  double mmPerPixel() const { return 2.0 * camera.halfHeightMm / height; }  ///< at the focal point
  /// The same where a point is.
  double mmPerPixelAt(const PatientPoint& point) const;
  /// Unit, from the eye towards a point.
  Vector3 directionTo(const PatientPoint& point) const;
  Ray rayAt(const Vector2& position) const;
  /// nullopt for what is not before the eye.
  std::optional<Vector2> toView(const PatientPoint& point) const;
  /// What of a straight line between two points is before the eye.
  std::optional<std::pair<Vector2, Vector2>> toView(const PatientPoint& from, const PatientPoint& to) const;

 private:
  PatientPoint eye() const;  ///< perspective only
  /// mm before the eye, less the least that can be shown; always positive for parallel rays.
  double room(const PatientPoint& point) const;
  Vector2 project(const PatientPoint& point) const;
};

}  // namespace iso
