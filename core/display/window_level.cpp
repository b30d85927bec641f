// SPDX-License-Identifier: Apache-2.0
#include "core/display/window_level.h"

#include <algorithm>
#include <cmath>
#include <vector>

namespace iso {

LinearWindow linearWindow(const WindowLevel& window) {
  // PS3.3 C.11.2.1.2.1: y = ((x − (c − 0.5)) / (w − 1) + 0.5); LINEAR_EXACT drops both corrections.
  if (window.function == VoiFunction::Linear) {
    const double w = std::max(window.width - 1.0, 1e-9);
    // Width 1 is a threshold: black up to and including c − 0.5, white above.
    if (window.width - 1.0 < 1e-9) return {1.0 / w, -(window.center - 0.5) / w};
    return {1.0 / w, 0.5 - (window.center - 0.5) / w};
  }
  const double w = std::max(window.width, 1e-9);
  return {1.0 / w, 0.5 - window.center / w};
}

double windowed(const WindowLevel& window, double value) {
  if (std::isnan(value)) return 0.0;
  if (window.function == VoiFunction::Sigmoid)
    return 1.0 / (1.0 + std::exp(-4.0 * (value - window.center) / std::max(window.width, 1e-9)));
  const LinearWindow line = linearWindow(window);
  return std::clamp(value * line.scale + line.offset, 0.0, 1.0);
}

WindowLevel automaticWindow(const Volume& volume, double tail) {
  const auto& n = volume.size();
  const double total = static_cast<double>(n[0]) * n[1] * n[2];
  const int step = std::max(1, static_cast<int>(std::cbrt(total / 1e6)));
  std::vector<float> values;
  for (int k = step / 2; k < n[2]; k += step)
    for (int j = step / 2; j < n[1]; j += step)
      for (int i = step / 2; i < n[0]; i += step) {
        const double v = volume.valueAt(i, j, k);
        if (std::isfinite(v) && !volume.isPadding(i, j, k)) values.push_back(static_cast<float>(v));
      }
  if (values.empty()) return {0.0, 1.0};
  std::sort(values.begin(), values.end());
  // Padding and air are one flat value that would swallow the low percentile.
  const auto body = std::upper_bound(values.begin(), values.end(), values.front());
  if (values.end() - body > static_cast<std::ptrdiff_t>(values.size() / 50))
    values.erase(values.begin(), body);
  const auto at = [&](double fraction) {
    return static_cast<double>(
        values[static_cast<std::size_t>(fraction * static_cast<double>(values.size() - 1))]);
  };
  const double low = at(tail), high = at(1.0 - tail);
  if (high > low) return {0.5 * (low + high), high - low};
  const auto range = volume.valueRange();
  return {0.5 * (range[0] + range[1]), std::max(range[1] - range[0], 1.0)};
}

}  // namespace iso
