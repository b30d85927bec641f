// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/noise.h"

#include <array>
#include <cstddef>

namespace iso {
namespace {

constexpr int kSize = 32;

std::array<float, kSize * kSize * kSize> makeLattice() {
  std::array<float, kSize * kSize * kSize> lattice{};
  for (std::size_t i = 0; i < lattice.size(); ++i) {
    lattice[i] = static_cast<float>(mixBits(i + 77) >> 40) * 0x1p-23f - 1.0f;
  }
  return lattice;
}

const auto& lattice() {
  static const auto values = makeLattice();
  return values;
}

float fade(float t) {
  return t * t * (3.0f - 2.0f * t);
}

}  // namespace

float latticeNoise(const Eigen::Vector3f& p) {
  const auto& table = lattice();
  const int ix = floorToInt(p.x()), iy = floorToInt(p.y()), iz = floorToInt(p.z());
  const float fx = static_cast<float>(ix), fy = static_cast<float>(iy), fz = static_cast<float>(iz);
  const int x0 = ix & (kSize - 1), x1 = (ix + 1) & (kSize - 1);
  const int y0 = (iy & (kSize - 1)) * kSize, y1 = ((iy + 1) & (kSize - 1)) * kSize;
  const int z0 = (iz & (kSize - 1)) * kSize * kSize, z1 = ((iz + 1) & (kSize - 1)) * kSize * kSize;
  const float u = fade(p.x() - fx), v = fade(p.y() - fy), w = fade(p.z() - fz);
  auto at = [&](int x, int y, int z) { return table[static_cast<std::size_t>(x + y + z)]; };
  auto line = [&](int y, int z) { return at(x0, y, z) + u * (at(x1, y, z) - at(x0, y, z)); };
  const float low = line(y0, z0) + v * (line(y1, z0) - line(y0, z0));
  const float high = line(y0, z1) + v * (line(y1, z1) - line(y0, z1));
  return low + w * (high - low);
}

}  // namespace iso
