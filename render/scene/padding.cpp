// SPDX-License-Identifier: Apache-2.0
#include "render/scene/padding.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace iso {

StoredRange paddingToHide(const Volume& volume, const SliceDisplay& display) {
  const StoredRange& padding = volume.padding();
  if (!padding || volume.type() == VoxelType::Rgb8) return std::nullopt;
  const auto& entries = display.map.entries;
  const bool seen = std::any_of(volume.rescales().begin(), volume.rescales().end(), [&](const Rescale& r) {
    const double a = windowed(display.window, r((*padding)[0])),
                 b = windowed(display.window, r((*padding)[1]));
    if (!std::isfinite(a) || !std::isfinite(b)) return false;  // no number: drawn as the lowest grey
    const auto first = static_cast<std::size_t>(std::lround(std::min(a, b) * 255.0)),
               last = static_cast<std::size_t>(std::lround(std::max(a, b) * 255.0));
    return std::any_of(entries.begin() + static_cast<std::ptrdiff_t>(first),
                       entries.begin() + static_cast<std::ptrdiff_t>(last) + 1, [&](const Rgba8& entry) {
                         return std::memcmp(&entry, &display.outside, sizeof entry) != 0;
                       });
  });
  return seen ? padding : std::nullopt;
}

}  // namespace iso
