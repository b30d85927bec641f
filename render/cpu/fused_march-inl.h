// SPDX-License-Identifier: Apache-2.0
// Rays through several volumes at once: where each of them lies along the ray, and what all of them together
// take of the light and give to it, from front to back.
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_FUSED_MARCH_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_FUSED_MARCH_INL_H_
#undef ISO_RENDER_CPU_FUSED_MARCH_INL_H_
#else
#define ISO_RENDER_CPU_FUSED_MARCH_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>

#include <algorithm>
#include <cstdint>
#include <limits>

#include "render/cpu/fused_kernel.h"
#include "render/cpu/volume_hidden-inl.h"
#include "render/cpu/volume_light-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Samples are counted in floats, which are whole up to 2^24. No sample has this number.
constexpr float kNoSample = 16000000.0f;

/// A packet's rays in one layer's index space. All layers share the parameter t0 of sample 0's near end;
/// samples first … end − 1 lie in the layer's box, before no clip plane.
struct LayerRays {
  Ray ray;
  VF first, end;
};

HWY_INLINE void makeLayerRays(const FusedJob& fused, int x0, int y0, LayerRays* layers) {
  const DF df;
  const auto far = set(std::numeric_limits<float>::max()), none = set(kNoSample), half = set(0.5f);
  VF start = far;
  for (std::size_t l = 0; l < fused.count; ++l) {
    layers[l].ray = makeRay(fused.layers[l].job, x0, y0);
    const Ray& ray = layers[l].ray;
    start = hn::Min(start, hn::IfThenElse(hn::Lt(ray.t0, ray.t1), ray.t0, far));
  }
  start = hn::IfThenElseZero(hn::Lt(start, far), start);
  const auto inverse = set(1.0f / fused.layers[0].job.step);
  for (std::size_t l = 0; l < fused.count; ++l) {
    Ray& ray = layers[l].ray;
    const auto hit = hn::Lt(ray.t0, ray.t1);
    const auto sampleAt = [&](VF t) HWY_ATTR {
      const auto n = hn::Ceil(hn::MulSub(hn::Sub(t, start), inverse, half));
      return hn::Min(hn::Max(n, hn::Zero(df)), none);
    };
    layers[l].first = hn::IfThenElse(hit, sampleAt(ray.t0), none);
    layers[l].end = hn::IfThenElseZero(hit, sampleAt(ray.t1));
    ray.t0 = start;
  }
}

/// What the layers hold at a sample: the sum of their thicknesses, and of thickness × colour.
struct Mixture {
  VF thickness, red, green, blue;
};

template <class T>
HWY_NOINLINE void addSample(const FusedLayerJob& layer, const GradientMap& map, const Ray& ray,
                            const Cell& cell, const MF& sampled, Mixture& sum) {
  const DF df;
  const VolumeJob& job = layer.job;
  const TransferTable& table = *job.table;
  const auto add = [&](VF value, const auto& gradientHere) HWY_ATTR {
    const auto entry = tableEntry(table, value);
    const auto number = hn::And(sampled, hn::Eq(value, value));
    auto thickness = hn::IfThenElseZero(number, tableAt(layer.thickness, entry));
    if (hn::AllFalse(df, hn::Gt(thickness, hn::Zero(df)))) return;
    VF red, green, blue;
    unpack(gatherBits(table.color.data(), entry), red, green, blue);
    gradientHere(thickness, red, green, blue);
    sum.thickness = hn::Add(sum.thickness, thickness);
    sum.red = hn::MulAdd(thickness, red, sum.red);
    sum.green = hn::MulAdd(thickness, green, sum.green);
    sum.blue = hn::MulAdd(thickness, blue, sum.blue);
  };
  if (!table.shaded && !job.weights) {
    add(valueAt<T>(job, cell), [](VF&, VF&, VF&, VF&) {});
    return;
  }
  const auto corners = fetch<T>(job, cell);
  add(valueIn<T>(job, cell, corners), [&](VF& thickness, VF& red, VF& green, VF& blue) HWY_ATTR {
    const auto g = patientGradient<T>(job, cell, corners, map);
    if (job.weights) {
      const GradientTable& weights = *job.weights;
      const auto place = hn::Mul(hn::Sub(hn::Sqrt(g.square), set(weights.low)), set(weights.perUnit));
      const auto last = set(static_cast<float>(GradientTable::kEntries - 1));
      const auto entry = hn::NearestInt(hn::Min(hn::Max(place, hn::Zero(df)), last));
      thickness = hn::Mul(thickness, tableAt(weights.weight.data(), entry));
    }
    if (table.shaded) shade(job, ray, g, red, green, blue);
  });
}

/// Adds what one layer holds at samples n to the mixture, in the lanes where it is `due`.
/// @return the sample at which the layer has to be looked at next, kNoSample if at none
HWY_INLINE VF visitLayer(const FusedLayerJob& layer, const GradientMap& map, const LayerRays& rays, VF n,
                         VF t, MF due, Mixture& sum) {
  const DF df;
  const DI di;
  const VolumeJob& job = layer.job;
  VF position[3];
  const Cell cell = locate(job, rays.ray, t, position);
  const auto skip = gatherBits(job.skip, cell.brick);
  const auto partBit = hn::Shl(seti(0x100), partOf(cell));
  const auto empty = asFloatMask(hn::Eq(hn::And(skip, partBit), hn::Zero(di)));
  auto sampled = hn::AndNot(empty, due);
  if (job.hidden) sampled = seenOf<true>(job, cell, sampled);
  if (!hn::AllFalse(df, sampled)) {
    switch (job.source.type) {
      case VoxelType::UInt8:
        addSample<std::uint8_t>(layer, map, rays.ray, cell, sampled, sum);
        break;
      case VoxelType::Int16:
        addSample<std::int16_t>(layer, map, rays.ray, cell, sampled, sum);
        break;
      case VoxelType::UInt16:
        addSample<std::uint16_t>(layer, map, rays.ray, cell, sampled, sum);
        break;
      case VoxelType::Float32:
        addSample<float>(layer, map, rays.ray, cell, sampled, sum);
        break;
      case VoxelType::Rgb8:
        break;
    }
  }
  auto next = hn::Add(n, set(1.0f));
  if (!hn::AllFalse(df, hn::And(due, empty))) {
    const auto steps = stepsToEdge(job, rays.ray, cell, position, hn::And(skip, seti(0xff)));
    next = hn::IfThenElse(empty, hn::Add(n, steps), next);
  }
  return hn::IfThenElse(hn::Lt(next, rays.end), next, set(kNoSample));
}

/// All composited layers along the packet's rays. A layer is looked at only where it may hold something; a
/// ray leaps where none does.
HWY_INLINE Light compositeLayers(const FusedJob& fused, const LayerRays* rays) {
  const DF df;
  const auto zero = hn::Zero(df), one = set(1.0f), limit = set(0.99f), half = set(0.5f);
  const auto none = set(kNoSample), step = set(fused.layers[0].job.step), start = rays[0].ray.t0;
  Light light{zero, zero, zero, zero, set(std::numeric_limits<float>::infinity())};
  const GradientMap maps[kMostLayers] = {GradientMap(fused.layers[0].job), GradientMap(fused.layers[1].job),
                                         GradientMap(fused.layers[2].job), GradientMap(fused.layers[3].job)};
  static_assert(kMostLayers == 4);
  VF next[kMostLayers] = {none, none, none, none};
  VF n = none;
  for (std::size_t l = 0; l < fused.count; ++l) {
    if (fused.layers[l].job.mode != VolumeMode::Composite) continue;
    next[l] = hn::IfThenElse(hn::Lt(rays[l].first, rays[l].end), rays[l].first, none);
    n = hn::Min(n, next[l]);
  }
  auto alive = hn::Lt(n, none);
  while (!hn::AllFalse(df, alive)) {
    const auto t = hn::MulAdd(hn::Add(n, half), step, start);
    Mixture sum{zero, zero, zero, zero};
    VF following = none;
    for (std::size_t l = 0; l < fused.count; ++l) {
      const auto due = hn::And(alive, hn::Le(next[l], n));
      if (!hn::AllFalse(df, due))
        next[l] = hn::IfThenElse(due, visitLayer(fused.layers[l], maps[l], rays[l], n, t, due, sum), next[l]);
      following = hn::Min(following, next[l]);
    }
    const auto visible = hn::Gt(sum.thickness, zero);
    if (!hn::AllFalse(df, visible)) {
      const auto opacity = hn::Neg(hn::Expm1(df, hn::Neg(sum.thickness)));
      const auto weight = hn::Mul(opacity, hn::Sub(one, light.alpha));
      // The colours' shares are those of the thickness.
      const auto each = hn::Div(weight, hn::IfThenElse(visible, sum.thickness, one));
      light.red = hn::MulAdd(each, sum.red, light.red);
      light.green = hn::MulAdd(each, sum.green, light.green);
      light.blue = hn::MulAdd(each, sum.blue, light.blue);
      const auto alpha = hn::Add(light.alpha, weight);
      const auto crossing = hn::And(hn::Lt(light.alpha, half), hn::Ge(alpha, half));
      light.depth = hn::IfThenElse(crossing, hn::Mul(t, rays[0].ray.depthPerMm), light.depth);
      light.alpha = alpha;
    }
    alive = hn::And(alive, hn::And(hn::Lt(following, none), hn::Lt(light.alpha, limit)));
    n = following;
  }
  return light;
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
