// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "render/cpu/volume_kernel.h"
#include "render/scene/fused_view.h"

namespace iso {

/// One volume of a fused picture: rays in its own index space, their parameter in mm of the base as in all.
/// Size, step, background, pixels and depth are the same in each layer's job.
struct FusedLayerJob {
  VolumeJob job;
  /// Composite: what a step through the material of each entry of the job's table takes of the light, as a
  /// thickness (−ln of what it lets pass), see fusedThickness.
  const float* thickness = nullptr;
};

struct FusedJob {
  std::array<FusedLayerJob, kMostLayers> layers;
  std::size_t count = 0;
};

/// Renders pixels [x0, x1) × [y0, y1), see Engine::fused.
void renderFusedTile(const FusedJob& fused, int x0, int y0, int x1, int y1);

}  // namespace iso
