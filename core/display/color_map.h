// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace iso {

/// 8-bit red, green, blue, alpha in memory order.
struct Rgba8 {
  std::uint8_t r = 0, g = 0, b = 0, a = 255;
  friend bool operator==(const Rgba8&, const Rgba8&) = default;
};

/// Colours for grey fractions 0…1, in 256 equal steps; entry = round(fraction × 255).
struct ColorMap {
  std::string name;
  std::array<Rgba8, 256> entries;

  /// The map read backwards, named "Inverse <name>".
  ColorMap inverted() const;
};

/// Names of the maps that come with the program, in listing order; the first is "Grey".
std::vector<std::string> colorMapNames();

/// A map by its name, ignoring case; "Grey" if there is none of that name (see `colorMapNames`).
ColorMap colorMap(std::string_view name);

}  // namespace iso
