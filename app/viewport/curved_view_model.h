// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/overlay/overlay.h"
#include "render/scene/curved_surface.h"

namespace iso::app {

/// How one view looks at a curved surface: which part, how large. Lengths on the screen are device pixels.
class CurvedViewModel {
 public:
  /// At zoom 1 all of the path is seen, and at least kLeastMm across it.
  static constexpr double kLeastMm = 40.0;

  CurvedPicture picture(const CurvedSurface::Ptr& surface, int quarterTurns, int width, int height) const;

  /// @param now the picture that is looked at
  void pan(const CurvedPicture& now, double dx, double dy);
  /// @param fixed position that keeps showing the same place, from the view's upper left corner
  void zoomBy(const CurvedPicture& now, double factor, const Vector2& fixed);
  /// One smallest voxel side on one pixel.
  void zoomTo(const CurvedPicture& now, double pixelMm);
  void zoomToFit();  ///< also centres
  double zoom() const { return zoom_; }

 private:
  double zoom_ = 1.0;
  CurvedPicture::Place offset_;  ///< of the picture's middle from the path's
};

}  // namespace iso::app
