// SPDX-License-Identifier: Apache-2.0
// Any bytes as a volume preset: refused, or one whose numbers a renderer can take.
#include <cmath>
#include <cstdint>
#include <cstdlib>

#include "core/display/volume_preset.h"

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const auto preset = iso::parseVolumePreset({reinterpret_cast<const char*>(data), size}, "fuzz");
  if (!preset) return 0;
  const iso::Shading& s = preset->shading;
  for (const double v : {s.ambient, s.diffuse, s.specular, s.specularPower})
    if (!std::isfinite(v)) std::abort();
  if (preset->relative) (void)iso::resolved(*preset, -1000.0, 3000.0);
  return 0;
}
