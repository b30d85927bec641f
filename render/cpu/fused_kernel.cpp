// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/fused_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "render/cpu/fused_kernel.cpp"
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "render/cpu/fused_march-inl.h"
#include "render/cpu/volume_tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

template <class T, bool kMasked>
HWY_NOINLINE Light projectedAs(const VolumeJob& job, const Ray& ray) {
  if (job.mode == VolumeMode::MeanIntensity) return mean<T, kMasked>(job, ray);
  if (job.mode == VolumeMode::MinimumIntensity) return extreme<T, -1, kMasked>(job, ray);
  return extreme<T, 1, kMasked>(job, ray);
}

/// A projected layer's light, from those samples of the common march that lie in it.
HWY_INLINE Light projected(const VolumeJob& job, const LayerRays& rays) {
  Ray ray = rays.ray;
  ray.t0 = hn::MulAdd(rays.first, set(job.step), ray.t0);
  ray.count = hn::Max(hn::Sub(rays.end, rays.first), hn::Zero(DF()));
  const auto as = [&](auto zero) HWY_ATTR {
    using T = decltype(zero);
    return job.hidden ? projectedAs<T, true>(job, ray) : projectedAs<T, false>(job, ray);
  };
  switch (job.source.type) {
    case VoxelType::UInt8:
      return as(std::uint8_t{});
    case VoxelType::UInt16:
      return as(std::uint16_t{});
    case VoxelType::Float32:
      return as(float{});
    default:
      return as(std::int16_t{});
  }
}

HWY_INLINE Light fusedLight(const FusedJob& fused, int x, int y) {
  const DF df;
  const auto zero = hn::Zero(df), one = set(1.0f), nowhere = set(std::numeric_limits<float>::infinity());
  LayerRays rays[kMostLayers];
  makeLayerRays(fused, x, y, rays);
  Light light = compositeLayers(fused, rays);
  VF above = nowhere;  // depth of the topmost projection
  for (std::size_t l = 0; l < fused.count; ++l) {
    const VolumeJob& job = fused.layers[l].job;
    if (job.mode == VolumeMode::Composite) continue;
    const Light over = projected(job, rays[l]);
    const auto rest = hn::Sub(one, over.alpha);
    light.red = hn::MulAdd(rest, light.red, over.red);
    light.green = hn::MulAdd(rest, light.green, over.green);
    light.blue = hn::MulAdd(rest, light.blue, over.blue);
    light.alpha = hn::MulAdd(rest, light.alpha, over.alpha);
    const auto placed = hn::And(hn::Gt(over.alpha, zero), hn::Lt(over.depth, nowhere));
    above = hn::IfThenElse(placed, over.depth, above);
  }
  light.depth = hn::IfThenElse(hn::Lt(light.depth, nowhere), light.depth, above);
  return light;
}

void renderFusedTileImpl(const FusedJob& fused, int x0, int y0, int x1, int y1) {
  const PacketShape shape = packetShape();
  for (int y = y0; y < y1; y += shape.height)
    for (int x = x0; x < x1; x += shape.width)
      writePacket(fused.layers[0].job, fusedLight(fused, x, y), x, y, x1, y1);
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace iso {
HWY_EXPORT(renderFusedTileImpl);

void renderFusedTile(const FusedJob& fused, int x0, int y0, int x1, int y1) {
  HWY_DYNAMIC_DISPATCH(renderFusedTileImpl)(fused, x0, y0, x1, y1);
}

}  // namespace iso
#endif
