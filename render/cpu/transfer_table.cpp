// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/transfer_table.h"

#include <algorithm>
#include <cmath>

namespace iso {

TransferTable TransferTable::make(const VolumePreset& preset, double stepMm) {
  TransferTable t;
  const auto& points = preset.transfer.points;
  const double low = points.empty() ? 0.0 : points.front().value;
  const double high = points.empty() ? 1.0 : std::max(points.back().value, low + 1e-6);
  t.low = static_cast<float>(low);
  t.perValue = static_cast<float>(static_cast<double>(kEntries - 1) / (high - low));
  const auto samples = preset.transfer.table(low, high, kEntries);
  const bool composite = preset.mode == VolumeMode::Composite;
  for (const auto& s : samples) {
    // Opacity is given per millimetre: n steps of stepMm must take as much as one step of n · stepMm.
    const double a = composite ? 1.0 - std::pow(1.0 - s.opacity, stepMm) : s.opacity;
    t.opacity.push_back(static_cast<float>(a));
    const auto tenBits = [&](std::size_t c) {
      return static_cast<std::int32_t>(std::lround(std::clamp(s.color[c], 0.0, 1.0) * 1023.0));
    };
    t.color.push_back(tenBits(0) | tenBits(1) << 10 | tenBits(2) << 20);
  }
  const Shading& shading = preset.shading;
  t.shaded = shading.enabled && (composite || preset.mode == VolumeMode::Isosurface);
  if (t.shaded) {
    t.ambient = static_cast<float>(shading.ambient);
    t.diffuse = static_cast<float>(shading.diffuse);
    for (std::size_t n = 0; n < kHighlights; ++n)
      t.highlight.push_back(static_cast<float>(
          shading.specular *
          std::pow(static_cast<double>(n) / static_cast<double>(kHighlights - 1), shading.specularPower)));
  }
  return t;
}

std::vector<std::uint8_t> TransferTable::occupiedParts(const BrickMap& bricks) const {
  // visible[n] = how many of the first n entries have any opacity: a range is empty if both ends agree.
  std::vector<std::uint32_t> visible(kEntries + 1, 0);
  for (std::size_t n = 0; n < kEntries; ++n) visible[n + 1] = visible[n] + (opacity[n] > 0.0f ? 1u : 0u);
  std::vector<std::uint8_t> out(bricks.partLow().size());
  const auto place = [](float entry) { return std::clamp(entry, 0.0f, static_cast<float>(kEntries - 1)); };
  for (std::size_t n = 0; n < out.size(); ++n) {
    if (!(bricks.partLow()[n] <= bricks.partHigh()[n])) continue;  // only NaN inside
    // One entry wider on both sides, before clamping: rounding must never call a visible brick empty, and
    // what lies wholly below the table stays at its first entry.
    const float a = place(std::floor((bricks.partLow()[n] - low) * perValue) - 1.0f);
    const float b = place(std::ceil((bricks.partHigh()[n] - low) * perValue) + 1.0f);
    out[n] = visible[static_cast<std::size_t>(b) + 1] > visible[static_cast<std::size_t>(a)] ? 1 : 0;
  }
  return out;
}

}  // namespace iso
