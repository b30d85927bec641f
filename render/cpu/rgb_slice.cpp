// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/rgb_slice.h"

#include <algorithm>
#include <cmath>

namespace iso {

void sampleRgbSpan(const Volume& volume, const RowSpan& span, bool nearest, Rgba8* out) {
  const auto& size = volume.size();
  for (int x = span.begin; x < span.end; ++x) {
    int low[3], high[3];
    double fraction[3];
    for (std::size_t a = 0; a < 3; ++a) {
      const double c = std::clamp(span.start[a] + (x - span.begin) * span.step[a], 0.0, size[a] - 1.0);
      const double lower = nearest ? std::ceil(c - 0.5 - 1e-6) : std::floor(c);
      low[a] = std::clamp(static_cast<int>(lower), 0, size[a] - 1);
      high[a] = std::min(low[a] + 1, size[a] - 1);
      fraction[a] = nearest ? 0.0 : c - lower;
    }
    double sum[3] = {0.0, 0.0, 0.0};
    for (unsigned corner = 0; corner < 8; ++corner) {
      double weight = 1.0;
      int v[3];
      for (unsigned a = 0; a < 3; ++a) {
        const bool up = (corner >> a & 1u) != 0;
        weight *= up ? fraction[a] : 1.0 - fraction[a];
        v[a] = up ? high[a] : low[a];
      }
      if (weight == 0.0) continue;
      const auto rgb = volume.rgbAt(v[0], v[1], v[2]);
      for (std::size_t c = 0; c < 3; ++c) sum[c] += weight * rgb[c];
    }
    out[x - span.begin] = {static_cast<std::uint8_t>(std::lround(sum[0])),
                           static_cast<std::uint8_t>(std::lround(sum[1])),
                           static_cast<std::uint8_t>(std::lround(sum[2])), 255};
  }
}

}  // namespace iso
