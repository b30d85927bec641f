// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/display/color_map.h"
#include "render/scene/pixel_memory.h"

namespace iso {

template <class T>
using PixelBuffer = std::vector<T, PixelAllocator<T>>;

/// Modality values of a slice, row by row from the top; NaN where the volume is not.
struct ValueFrame {
  int width = 0, height = 0;
  PixelBuffer<float> values;
};

/// A finished picture, row by row from the top; straight (not premultiplied) alpha.
struct ColorFrame {
  int width = 0, height = 0;
  PixelBuffer<Rgba8> pixels;
  /// Volume pictures only, else empty: distance in mm from the plane through the focal point
  /// perpendicular to the view, positive away from the viewer, of the first sample at which the ray's
  /// accumulated opacity reaches 0.5 (MIP: of the maximum), or of the surface that the ray ends at, if that
  /// is nearer; +infinity where there is neither.
  PixelBuffer<float> depth;
};

}  // namespace iso
