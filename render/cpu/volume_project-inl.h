// SPDX-License-Identifier: Apache-2.0
// Rays that show one value of all they meet: the greatest, the least, the mean, or the first that is enough.
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_VOLUME_PROJECT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_VOLUME_PROJECT_INL_H_
#undef ISO_RENDER_CPU_VOLUME_PROJECT_INL_H_
#else
#define ISO_RENDER_CPU_VOLUME_PROJECT_INL_H_
#endif

#include <algorithm>
#include <limits>

#include "render/cpu/volume_hidden-inl.h"
#include "render/cpu/volume_light-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// One value for the whole ray: its colour, its opacity as it is.
HWY_INLINE Light lookedUp(const VolumeJob& job, VF value, MF seen, VF depth) {
  const DF df;
  const TransferTable& table = *job.table;
  const auto entry = tableEntry(table, value);
  const auto alpha = hn::IfThenElseZero(seen, tableAt(table.opacity.data(), entry));
  VF red, green, blue;
  unpack(gatherBits(table.color.data(), entry), red, green, blue);
  return {hn::Mul(alpha, red), hn::Mul(alpha, green), hn::Mul(alpha, blue), alpha,
          hn::IfThenElse(hn::Gt(alpha, hn::Zero(df)), depth, set(std::numeric_limits<float>::infinity()))};
}

/// The greatest sampled value; with kSign = −1 the least.
template <class T, int kSign, bool kMasked>
HWY_INLINE Light extreme(const VolumeJob& job, const Ray& ray) {
  const DF df;
  const DI di;
  constexpr auto kFactor = static_cast<float>(kSign);
  const auto sign = set(kFactor);
  // A brick's upper bound; the least value is the greatest of the negated ones.
  const float* const bounds = kSign > 0 ? job.bricks->high().data() : job.bricks->low().data();
  const float* const partBounds = kSign > 0 ? job.bricks->partHigh().data() : job.bricks->partLow().data();
  const auto zero = hn::Zero(df), one = set(1.0f), half = set(0.5f);
  const auto nothing = set(-std::numeric_limits<float>::infinity());
  auto greatest = nothing;
  auto depth = set(std::numeric_limits<float>::infinity());
  // First every sixteenth sample, then all of them: the same samples in another order, but by the second
  // round the ray already knows a value that most bricks cannot beat.
  for (const float stride : {16.0f, 1.0f}) {
    VF n = zero;
    auto alive = hn::Lt(n, ray.count);
    while (!hn::AllFalse(df, alive)) {
      const auto t = hn::MulAdd(hn::Add(n, half), set(job.step), ray.t0);
      VF position[3];
      const Cell cell = locate(job, ray, t, position);
      // What cannot be above what the ray has seen cannot change it.
      const auto brick = hn::Le(hn::Mul(sign, hn::GatherIndex(df, bounds, cell.brick)), greatest);
      const auto inPart = hn::Add(hn::ShiftLeft<3>(cell.brick), partOf(cell));
      const auto part = hn::Le(hn::Mul(sign, hn::GatherIndex(df, partBounds, inPart)), greatest);
      const auto hopeless = hn::Or(brick, part);
      const auto sampled = hn::AndNot(hopeless, alive);
      VF advance = one;
      if (stride == 1.0f && !hn::AllFalse(df, hn::And(alive, hopeless))) {
        const auto distance = hn::IfThenElseZero(hn::RebindMask(di, brick), seti(1));
        advance = hn::IfThenElse(hopeless, stepsToEdge(job, ray, cell, position, distance), one);
      }
      if (!hn::AllFalse(df, sampled)) {
        const auto value = hn::Mul(sign, valueAt<T>(job, cell));
        const auto better = seenOf<kMasked>(job, cell, hn::And(sampled, hn::Gt(value, greatest)));
        greatest = hn::IfThenElse(better, value, greatest);
        depth = hn::IfThenElse(better, hn::Mul(t, ray.depthPerMm), depth);
      }
      n = hn::MulAdd(advance, set(stride), n);
      alive = hn::Lt(n, ray.count);
    }
  }
  return lookedUp(job, hn::Mul(sign, greatest), hn::Gt(greatest, nothing), depth);
}

/// The mean of all samples. It lies nowhere, so it has no depth.
template <class T, bool kMasked>
HWY_INLINE Light mean(const VolumeJob& job, const Ray& ray) {
  const DF df;
  const auto zero = hn::Zero(df), one = set(1.0f), half = set(0.5f);
  VF sum = zero, taken = zero, n = zero;
  for (auto alive = hn::Lt(n, ray.count); !hn::AllFalse(df, alive); alive = hn::Lt(n, ray.count)) {
    VF position[3];
    const Cell cell = locate(job, ray, hn::MulAdd(hn::Add(n, half), set(job.step), ray.t0), position);
    const auto value = valueAt<T>(job, cell);
    const auto used = seenOf<kMasked>(job, cell, hn::And(alive, hn::Eq(value, value)));
    sum = hn::Add(sum, hn::IfThenElseZero(used, value));
    taken = hn::Add(taken, hn::IfThenElseZero(used, one));
    n = hn::Add(n, one);
  }
  return lookedUp(job, hn::Div(sum, hn::Max(taken, one)), hn::Gt(taken, zero),
                  set(std::numeric_limits<float>::infinity()));
}

/// The first place where the value reaches the isovalue, opaque and shaded. Between the first sample that
/// has reached it and the one before, the place is found by halving: surfaces show no samples' planes.
template <class T, bool kMasked>
HWY_INLINE Light isosurface(const VolumeJob& job, const Ray& ray) {
  const DF df;
  const DI di;
  const auto zero = hn::Zero(df), one = set(1.0f), half = set(0.5f);
  const auto level = set(job.isovalue);
  VF n = zero;
  auto hit = hn::Lt(one, zero);
  auto alive = hn::Lt(n, ray.count);
  while (!hn::AllFalse(df, alive)) {
    const auto t = hn::MulAdd(hn::Add(n, half), set(job.step), ray.t0);
    VF position[3];
    const Cell cell = locate(job, ray, t, position);
    const auto brick = hn::Lt(hn::GatherIndex(df, job.bricks->high().data(), cell.brick), level);
    const auto inPart = hn::Add(hn::ShiftLeft<3>(cell.brick), partOf(cell));
    const auto part = hn::Lt(hn::GatherIndex(df, job.bricks->partHigh().data(), inPart), level);
    const auto hopeless = hn::Or(brick, part);
    const auto sampled = hn::AndNot(hopeless, alive);
    VF advance = one;
    if (!hn::AllFalse(df, hn::And(alive, hopeless))) {
      const auto distance = hn::IfThenElseZero(hn::RebindMask(di, brick), seti(1));
      advance = hn::IfThenElse(hopeless, stepsToEdge(job, ray, cell, position, distance), one);
    }
    if (!hn::AllFalse(df, sampled)) {
      const auto enough = hn::And(sampled, hn::Ge(valueAt<T>(job, cell), level));
      hit = hn::Or(hit, seenOf<kMasked>(job, cell, enough));
    }
    n = hn::IfThenElse(hit, n, hn::Add(n, advance));
    alive = hn::AndNot(hit, hn::Lt(n, ray.count));
  }
  const auto nowhere = set(std::numeric_limits<float>::infinity());
  if (hn::AllFalse(df, hit)) return {zero, zero, zero, zero, nowhere};

  n = hn::IfThenElseZero(hit, n);
  const auto reached = hn::MulAdd(hn::Add(n, half), set(job.step), ray.t0);
  // A ray that starts inside (a cut, the volume's face) shows its first sample.
  auto before = hn::Sub(reached, hn::IfThenElseZero(hn::Gt(n, zero), set(job.step))), after = reached;
  VF position[3];
  for (int halvings = 0; halvings < 8; ++halvings) {
    const auto middle = hn::Mul(half, hn::Add(before, after));
    const Cell cell = locate(job, ray, middle, position);
    const auto beyond = seenOf<kMasked>(job, cell, hn::Ge(valueAt<T>(job, cell), level));
    after = hn::IfThenElse(beyond, middle, after);
    before = hn::IfThenElse(beyond, before, middle);
  }
  const Cell cell = locate(job, ray, after, position);
  const auto corners = fetch<T>(job, cell);
  VF red, green, blue;
  unpack(gatherBits(job.table->color.data(), tableEntry(*job.table, level)), red, green, blue);
  if (job.table->shaded)
    shade(job, ray, patientGradient<T>(job, cell, corners, GradientMap(job)), red, green, blue);
  return {hn::IfThenElseZero(hit, red), hn::IfThenElseZero(hit, green), hn::IfThenElseZero(hit, blue),
          hn::IfThenElseZero(hit, one), hn::IfThenElse(hit, hn::Mul(after, ray.depthPerMm), nowhere)};
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
