// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <vector>

namespace iso {

/// What the paths of a view have gathered so far, row by row from the top; more of them make it better. A
/// value: whoever shows it owns it, and a view that has changed starts with a new one.
struct PathFrame {
  /// Sums over the paths of a pixel: red, green, blue of the light (linear, 1 = what a white matte surface
  /// reflects under an even sky of 1), paths that met anything, then of the first place each met its albedo
  /// (red, green, blue), its normal (x, y, z, patient, towards the eye), its distance in mm from the plane
  /// through the focal point, and the squared luminance of the light.
  static constexpr std::size_t kSums = 12;

  int width = 0, height = 0;
  std::vector<float> sums;  ///< kSums a pixel
  std::vector<int> passes;  ///< paths a pixel, of each row
  std::size_t row(int y) const {
    return static_cast<std::size_t>(y) * static_cast<std::size_t>(width) * kSums;
  }
  /// Paths a pixel that every row has.
  int complete() const;
  double mean() const;  ///< of the rows' paths a pixel
};

}  // namespace iso
