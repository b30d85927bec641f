// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/display/color_map.h"

namespace iso {

/// Modality values of a slice, row by row from the top; NaN where the volume is not.
struct ValueFrame {
  int width = 0, height = 0;
  std::vector<float> values;
};

/// A finished picture, row by row from the top; straight (not premultiplied) alpha.
struct ColorFrame {
  int width = 0, height = 0;
  std::vector<Rgba8> pixels;
  /// Volume pictures only, else empty: distance in mm from the plane through the focal point
  /// perpendicular to the view, positive away from the viewer, of the point where half the light of the
  /// pixel is taken (MIP: of the maximum); +infinity where the pixel shows only background.
  std::vector<float> depth;
};

}  // namespace iso
