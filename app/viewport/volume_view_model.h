// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "render/overlay/overlay.h"
#include "render/scene/volume_view.h"

namespace iso::app {

/// How a 3D view looks at its volume. Lengths on the screen are device pixels.
class VolumeViewModel {
 public:
  explicit VolumeViewModel(const VolumeGeometry& geometry);

  Camera camera(int width, int height) const;

  /// Turns the body under the hand about its middle: a drag over the view's smaller side is half a turn.
  void rotate(double dx, double dy, int width, int height);
  void pan(double dx, double dy, int width, int height);
  void zoomBy(double factor, const Vector2& fixed, int width, int height);
  double zoom() const { return zoom_; }  ///< 1 = the volume fits however it is turned upright
  void zoomToFit();
  /// "anterior", "posterior", "left", "right", "head", "feet"; false for another name. Keeps the zoom.
  bool lookFrom(std::string_view side);
  void reset();

 private:
  double mmPerPixel(int width, int height) const;
  double fitHalfHeight(int width, int height) const;

  VolumeGeometry geometry_;
  PatientPoint focal_;
  Vector3 forward_, up_;
  double zoom_ = 1.0;
};

}  // namespace iso::app
