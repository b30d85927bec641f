// SPDX-License-Identifier: Apache-2.0
#include "core/display/transfer_function.h"

#include <algorithm>
#include <cstddef>

namespace iso {

TransferFunction::Sample TransferFunction::at(double value) const {
  if (points.empty()) return {};
  if (!(value > points.front().value)) return {points.front().opacity, points.front().color};
  for (std::size_t n = 1; n < points.size(); ++n) {
    const Point &a = points[n - 1], &b = points[n];
    if (value > b.value) continue;
    const double t = b.value > a.value ? (value - a.value) / (b.value - a.value) : 1.0;
    Sample s{a.opacity + t * (b.opacity - a.opacity), {}};
    for (std::size_t c = 0; c < 3; ++c) s.color[c] = a.color[c] + t * (b.color[c] - a.color[c]);
    return s;
  }
  return {points.back().opacity, points.back().color};
}

double GradientOpacity::at(double gradient) const {
  if (points.empty()) return 1.0;
  if (!(gradient > points.front().gradient)) return points.front().weight;
  for (std::size_t n = 1; n < points.size(); ++n) {
    const Point &a = points[n - 1], &b = points[n];
    if (gradient <= b.gradient)
      return b.gradient > a.gradient
                 ? a.weight + (gradient - a.gradient) / (b.gradient - a.gradient) * (b.weight - a.weight)
                 : b.weight;
  }
  return points.back().weight;
}

std::vector<TransferFunction::Sample> TransferFunction::table(double low, double high,
                                                              std::size_t count) const {
  std::vector<Sample> out(count);
  for (std::size_t n = 0; n < count; ++n)
    out[n] =
        at(low + (high - low) * (count > 1 ? static_cast<double>(n) / static_cast<double>(count - 1) : 0.0));
  return out;
}

bool TransferFunction::sameOpacity(const TransferFunction& other) const {
  return std::equal(
      points.begin(), points.end(), other.points.begin(), other.points.end(),
      [](const Point& a, const Point& b) { return a.value == b.value && a.opacity == b.opacity; });
}

}  // namespace iso
