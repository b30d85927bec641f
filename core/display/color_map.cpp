// SPDX-License-Identifier: Apache-2.0
#include "core/display/color_map.h"

#include <algorithm>
#include <cctype>
#include <cmath>

namespace iso {
namespace {

struct Stop {
  double at;
  std::array<double, 3> rgb;  // 0…255
};

struct Definition {
  const char* name;
  std::vector<Stop> stops;
};

// Grey and hot iron follow DICOM PS3.6 annex B's well-known palettes in shape; the perceptual map is our
// own interpolation through points of rising lightness.
std::vector<Definition> definitions() {
  return {
      {"Grey", {{0, {0, 0, 0}}, {1, {255, 255, 255}}}},
      {"Inverse grey", {{0, {255, 255, 255}}, {1, {0, 0, 0}}}},
      {"Hot iron", {{0, {0, 0, 0}}, {0.5, {255, 0, 0}}, {0.75, {255, 128, 0}}, {1, {255, 255, 255}}}},
      {"Hot metal", {{0, {0, 0, 0}}, {0.7, {255, 70, 0}}, {0.85, {255, 190, 20}}, {1, {255, 255, 255}}}},
      {"PET",
       {{0, {0, 0, 0}},
        {0.25, {0, 60, 128}},
        {0.5, {128, 20, 200}},
        {0.75, {255, 128, 0}},
        {1, {255, 255, 255}}}},
      {"Rainbow",
       {{0, {0, 0, 0}},
        {0.05, {60, 0, 140}},
        {0.25, {0, 0, 255}},
        {0.45, {0, 220, 220}},
        {0.6, {0, 220, 0}},
        {0.8, {255, 240, 0}},
        {1, {255, 0, 0}}}},
      {"Perceptual",
       {{0, {68, 1, 84}},
        {0.25, {59, 82, 139}},
        {0.5, {33, 145, 140}},
        {0.75, {94, 201, 98}},
        {1, {253, 231, 37}}}},
  };
}

bool sameName(std::string_view a, std::string_view b) {
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [](unsigned char x, unsigned char y) { return std::tolower(x) == std::tolower(y); });
}

ColorMap build(const Definition& d) {
  ColorMap map;
  map.name = d.name;
  for (std::size_t n = 0; n < 256; ++n) {
    const double f = static_cast<double>(n) / 255.0;
    std::size_t s = 1;
    while (s + 1 < d.stops.size() && d.stops[s].at < f) ++s;
    const Stop &a = d.stops[s - 1], &b = d.stops[s];
    const double t = std::clamp((f - a.at) / (b.at - a.at), 0.0, 1.0);
    const auto mix = [&](std::size_t c) {
      return static_cast<std::uint8_t>(std::lround(a.rgb[c] + t * (b.rgb[c] - a.rgb[c])));
    };
    map.entries[n] = {mix(0), mix(1), mix(2), 255};
  }
  return map;
}

}  // namespace

ColorMap ColorMap::inverted() const {
  ColorMap out = *this;
  std::reverse(out.entries.begin(), out.entries.end());
  out.name = "Inverse " + name;
  return out;
}

std::vector<std::string> colorMapNames() {
  std::vector<std::string> names;
  for (const auto& d : definitions()) names.emplace_back(d.name);
  return names;
}

ColorMap colorMap(std::string_view name) {
  const auto all = definitions();
  for (const auto& d : all)
    if (sameName(d.name, name)) return build(d);
  return build(all.front());
}

}  // namespace iso
