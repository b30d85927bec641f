// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "render/scene/frame.h"

namespace iso::test {

/// How far two pictures of one size are apart, in grey levels over red, green, blue and alpha.
struct ColorDifference {
  double mean = 0.0;
  double withinTwo = 1.0;  ///< share of the pixels no channel of which differs by more than 2
  int largest = 0;
};
ColorDifference difference(const ColorFrame& a, const ColorFrame& b);

/// Greatest difference of two value pictures; infinity if they differ in size or in where they are NaN.
double largestDifference(const PixelBuffer<float>& a, const std::vector<double>& b);

/// Share of pixels whose depths differ by at most `tolerance` mm (both infinite = equal).
double depthsWithin(const PixelBuffer<float>& a, const PixelBuffer<float>& b, double tolerance);

}  // namespace iso::test
