// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/fused_layers.h"

#include <algorithm>
#include <cmath>

#include "render/cpu/volume_rays.h"

namespace iso {

std::vector<float> fusedThickness(const VolumePreset& preset, const TransferTable& table, double stepMm) {
  std::vector<float> out;
  if (preset.mode != VolumeMode::Composite) return out;
  const double low = static_cast<double>(table.low);
  const auto& points = preset.transfer.points;
  const double high = points.empty() ? 1.0 : std::max(points.back().value, points.front().value + 1e-6);
  out.reserve(TransferTable::kEntries);
  for (const auto& s :
       preset.transfer.table(points.empty() ? low : points.front().value, high, TransferTable::kEntries)) {
    const double thickness = -std::log1p(-std::clamp(s.opacity, 0.0, 1.0)) * stepMm;
    const bool shown = table.opacity[out.size()] > 0.0f;
    out.push_back(shown ? static_cast<float>(std::min(thickness, TransferIntegral::kMostThickness)) : 0.0f);
  }
  return out;
}

Result<FusedJob> FusedLayers::job(const FusedView& view,
                                  const std::array<const BrickMap*, kMostLayers>& bricks) {
  FusedJob fused;
  const double step = sampleStep(view);
  for (; fused.count < view.layers.size(); ++fused.count) {
    auto made = layerJob(view, fused.count, step, *bricks[fused.count]);
    if (!made) return tl::make_unexpected(made.error());
    fused.layers[fused.count] = *made;
  }
  // The kernel makes four layers' constants ahead, whether they are there or not.
  std::fill(fused.layers.begin() + static_cast<std::ptrdiff_t>(fused.count), fused.layers.end(),
            fused.layers.front());
  return fused;
}

Result<FusedLayerJob> FusedLayers::layerJob(const FusedView& view, std::size_t n, double step,
                                            const BrickMap& allBricks) {
  const VolumeLayer& layer = view.layers[n];
  const VolumeView alone = viewOfLayer(view, n);
  Layer& kept = layers_[n];
  const bool sameVolume = kept.volume.lock() == layer.volume;
  if (!sameVolume) kept = Layer{};
  kept.volume = layer.volume;

  const VoxelMask* const mask = maskOf(alone);
  // The kernel counts the mask's bytes in 32 bits.
  if (mask && 4.0 * mask->wordsPerRow() * mask->size()[1] * mask->size()[2] > 2147483000.0)
    return fail(ErrorCode::Unsupported, "A layer's volume is too large for parts of it to be hidden.");
  if (mask) kept.hidden.use(layer.hidden, allBricks, pool_);
  const BrickMap& bricks = mask ? kept.hidden.bricks() : allBricks;
  const bool sameMask = kept.mask.get() == mask;
  const bool sameLook = !kept.table.opacity.empty() && kept.preset == layer.preset;
  if (!sameLook || kept.step != step) {
    kept.table = TransferTable::make(layer.preset, step);
    kept.thickness = fusedThickness(layer.preset, kept.table, step);
    kept.weights = GradientTable::make(layer.preset.gradient);
  }
  if (!sameLook || !sameMask) kept.skip = skipMap(bricks.size(), kept.table.occupiedParts(bricks));
  kept.preset = layer.preset;
  kept.step = step;
  kept.mask = mask ? layer.hidden : nullptr;
  kept.sources.emplace(*layer.volume);
  const VolumeGeometry geometry = geometryInBase(layer);
  kept.uneven = geometry.isUneven() ? std::make_unique<SliceLookup>(geometry) : nullptr;

  FusedLayerJob made;
  made.thickness = kept.thickness.data();
  VolumeJob& job = made.job;
  job = volumeRays(geometry, alone);
  job.source = kept.sources->source;
  job.bricks = &bricks;
  job.skip = kept.skip.data();
  job.table = &kept.table;
  job.uneven = kept.uneven.get();
  job.mode = layer.preset.mode;
  job.step = static_cast<float>(step);
  job.background = view.background;
  if (!kept.weights.weight.empty() && job.mode == VolumeMode::Composite) job.weights = &kept.weights;
  if (mask) {
    job.hidden = kept.hidden.bits();
    job.hiddenRowBytes = 4 * mask->wordsPerRow();
  }
  if (view.light) {
    const Vector3 towards = view.light->normalized();
    job.fixedLight = true;
    for (int a = 0; a < 3; ++a) job.light[a] = static_cast<float>(towards[a]);
  }
  return made;
}

}  // namespace iso
