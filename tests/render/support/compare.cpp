// SPDX-License-Identifier: Apache-2.0
#include "tests/render/support/compare.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <cstdlib>
#include <limits>

namespace iso::test {

ColorDifference difference(const ColorFrame& a, const ColorFrame& b) {
  ColorDifference out;
  if (a.width != b.width || a.height != b.height || a.pixels.size() != b.pixels.size())
    return {255.0, 0.0, 255};
  std::size_t within = 0;
  double sum = 0.0;
  for (std::size_t n = 0; n < a.pixels.size(); ++n) {
    const Rgba8 &p = a.pixels[n], &q = b.pixels[n];
    const std::array<int, 4> apart{std::abs(p.r - q.r), std::abs(p.g - q.g), std::abs(p.b - q.b),
                                   std::abs(p.a - q.a)};
    const int most = *std::max_element(apart.begin(), apart.end());
    for (int d : apart) sum += 0.25 * d;
    out.largest = std::max(out.largest, most);
    if (most <= 2) ++within;
  }
  if (!a.pixels.empty()) {
    out.mean = sum / static_cast<double>(a.pixels.size());
    out.withinTwo = static_cast<double>(within) / static_cast<double>(a.pixels.size());
  }
  return out;
}

double largestDifference(const PixelBuffer<float>& a, const std::vector<double>& b) {
  if (a.size() != b.size()) return std::numeric_limits<double>::infinity();
  double most = 0.0;
  for (std::size_t n = 0; n < a.size(); ++n) {
    if (std::isnan(a[n]) != std::isnan(b[n])) return std::numeric_limits<double>::infinity();
    if (!std::isnan(a[n])) most = std::max(most, std::abs(static_cast<double>(a[n]) - b[n]));
  }
  return most;
}

double depthsWithin(const PixelBuffer<float>& a, const PixelBuffer<float>& b, double tolerance) {
  if (a.size() != b.size() || a.empty()) return 0.0;
  std::size_t good = 0;
  for (std::size_t n = 0; n < a.size(); ++n)
    if (a[n] == b[n] || std::abs(static_cast<double>(a[n]) - static_cast<double>(b[n])) <= tolerance) ++good;
  return static_cast<double>(good) / static_cast<double>(a.size());
}

}  // namespace iso::test
