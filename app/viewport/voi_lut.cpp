// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/voi_lut.h"

#include <algorithm>
#include <cmath>

namespace iso::app {

WindowLevel lutWindow(const LookupTable& table) {
  const double width = std::max(1.0, static_cast<double>(table.entries.size()));
  return {table.first + 0.5 * (width - 1.0), width, VoiFunction::LinearExact};
}

std::array<std::uint8_t, 256> lutGreys(const LookupTable& table) {
  const WindowLevel window = lutWindow(table);
  const double largest = std::exp2(std::clamp(table.bits, 1, 16)) - 1.0;
  std::array<std::uint8_t, 256> greys{};
  for (std::size_t i = 0; i < greys.size(); ++i) {
    const double value = window.center + (static_cast<double>(i) / 255.0 - 0.5) * window.width;
    const double entry = table(std::llround(value));
    greys[i] = static_cast<std::uint8_t>(std::lround(255.0 * std::min(1.0, entry / largest)));
  }
  return greys;
}

ColorMap lutMap(const LookupTable& table, const ColorMap& colors) {
  ColorMap map = colors;
  const auto greys = lutGreys(table);
  for (std::size_t i = 0; i < greys.size(); ++i) map.entries[i] = colors.entries[greys[i]];
  return map;
}

std::string lutTitle(const LookupTable& table) {
  return "From the file (" + (table.explanation.empty() ? "table" : table.explanation) + ")";
}

}  // namespace iso::app
