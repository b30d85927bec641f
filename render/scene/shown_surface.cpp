// SPDX-License-Identifier: Apache-2.0
#include "render/scene/shown_surface.h"

#include <array>

namespace iso {

Rgba8 surfaceColor(std::size_t n) {
  static constexpr std::array<Rgba8, 6> kColors = {{{240, 170, 60, 255},
                                                    {70, 190, 230, 255},
                                                    {230, 90, 140, 255},
                                                    {120, 210, 90, 255},
                                                    {160, 130, 240, 255},
                                                    {230, 220, 90, 255}}};
  return kColors[n % kColors.size()];
}

bool liesOutside(const SurfaceMesh& mesh, const VolumeGeometry& geometry) {
  Vector3 low = geometry.center().mm, high = low;
  for (const PatientPoint& corner : geometry.corners()) {
    low = low.cwiseMin(corner.mm);
    high = high.cwiseMax(corner.mm);
  }
  return (mesh.low().mm.array() > high.array()).any() || (mesh.high().mm.array() < low.array()).any();
}

}  // namespace iso
