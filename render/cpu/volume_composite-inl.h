// SPDX-License-Identifier: Apache-2.0
// Rays that show all they meet, from front to back.
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_VOLUME_COMPOSITE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_VOLUME_COMPOSITE_INL_H_
#undef ISO_RENDER_CPU_VOLUME_COMPOSITE_INL_H_
#else
#define ISO_RENDER_CPU_VOLUME_COMPOSITE_INL_H_
#endif

#include <hwy/contrib/math/math-inl.h>

#include <limits>

#include "render/cpu/volume_hidden-inl.h"
#include "render/cpu/volume_light-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The skip map's entry of a brick.
HWY_INLINE VI skipEntry(const VolumeJob& job, VI brick) {
  return gatherBits(job.skip, brick);
}

template <class T, bool kMasked>
HWY_INLINE Light composite(const VolumeJob& job, const Ray& ray) {
  const DF df;
  const DI di;
  const TransferTable& table = *job.table;
  const GradientMap map(job);
  const auto zero = hn::Zero(df), one = set(1.0f), limit = set(0.99f), half = set(0.5f);
  Light light{zero, zero, zero, zero, set(std::numeric_limits<float>::infinity())};
  VF n = zero;
  auto alive = hn::Lt(n, ray.count);
  while (!hn::AllFalse(df, alive)) {
    const auto t = hn::MulAdd(hn::Add(n, half), set(job.step), ray.t0);
    VF position[3];
    const Cell cell = locate(job, ray, t, position);
    const auto skip = skipEntry(job, cell.brick);
    const auto partBit = hn::Shl(seti(0x100), partOf(cell));
    const auto empty = asFloatMask(hn::Eq(hn::And(skip, partBit), hn::Zero(di)));
    const auto sampled = seenOf<kMasked>(job, cell, hn::AndNot(empty, alive));
    VF advance = one;
    if (!hn::AllFalse(df, hn::And(alive, empty)))
      advance = hn::IfThenElse(empty, stepsToEdge(job, ray, cell, position, hn::And(skip, seti(0xff))), one);
    if (!hn::AllFalse(df, sampled)) {
      const auto corners = fetch<T>(job, cell);
      const auto entry = tableEntry(table, valueIn<T>(job, cell, corners));
      const auto opacity = hn::IfThenElseZero(sampled, tableAt(table.opacity.data(), entry));
      if (!hn::AllFalse(df, hn::Gt(opacity, zero))) {
        const auto color = gatherBits(table.color.data(), entry);
        VF red, green, blue;
        unpack(color, red, green, blue);
        if (table.shaded) {
          shade(job, ray, patientGradient<T>(job, cell, corners, map), red, green, blue);
        }
        const auto weight = hn::Mul(opacity, hn::Sub(one, light.alpha));
        light.red = hn::MulAdd(weight, red, light.red);
        light.green = hn::MulAdd(weight, green, light.green);
        light.blue = hn::MulAdd(weight, blue, light.blue);
        const auto alpha = hn::Add(light.alpha, weight);
        const auto crossing = hn::And(hn::Lt(light.alpha, half), hn::Ge(alpha, half));
        light.depth = hn::IfThenElse(crossing, hn::Mul(t, ray.depthPerMm), light.depth);
        light.alpha = alpha;
      }
    }
    n = hn::Add(n, advance);
    alive = hn::And(hn::Lt(n, ray.count), hn::Lt(light.alpha, limit));
  }
  return light;
}

/// What a step from one sample to the next holds.
struct Material {
  VF thickness, red, green, blue;
};

/// Where a value lies in the integral, in whole entries, also beyond its ends.
HWY_INLINE VF integralPlace(const TransferIntegral& t, VF value) {
  const auto far = set(1e9f);
  return hn::Round(hn::Min(hn::Max(hn::Mul(hn::Sub(value, set(t.low)), set(t.perValue)), hn::Neg(far)), far));
}

/// From the value at place `front` of the integral to that at `back`.
HWY_INLINE Material between(const TransferIntegral& t, VF front, VF back) {
  const DF df;
  const DI di;
  const auto zero = hn::Zero(df), last = set(static_cast<float>(TransferIntegral::kEntries - 1));
  const auto inside = [&](VF place) HWY_ATTR {
    return hn::ShiftLeft<2>(hn::ConvertTo(di, hn::Min(hn::Max(place, zero), last)));
  };
  const auto b4 = inside(back);
  const float* here = t.here.data();
  const float* end = here + 4 * (TransferIntegral::kEntries - 1);
  Material m{tableAt(here, b4), tableAt(here, hn::Add(b4, seti(1))), tableAt(here, hn::Add(b4, seti(2))),
             tableAt(here, hn::Add(b4, seti(3)))};
  const auto differs = hn::Ne(front, back);
  if (hn::AllFalse(df, differs)) return m;
  const auto f4 = inside(front);
  const std::int32_t* sums = t.sums.data();
  // All differences have the sign of the step. Beyond the ends the function is constant.
  const auto below = hn::Sub(hn::Min(back, zero), hn::Min(front, zero));
  const auto above = hn::Sub(hn::Max(back, last), hn::Max(front, last));
  const auto within = [&](int c) HWY_ATTR {
    const auto whole =
        hn::Sub(gatherBits(sums, hn::Add(b4, seti(c))), gatherBits(sums, hn::Add(f4, seti(c))));
    return hn::Mul(hn::ConvertTo(df, whole), set(t.quantum));
  };
  const auto low = hn::Mul(below, set(here[0])), high = hn::Mul(above, set(end[0]));
  const auto all = hn::Add(within(0), hn::Add(low, high));
  const auto inverse = hn::Div(set(1.0f), hn::IfThenElse(hn::Ne(all, zero), all, set(1.0f)));
  const auto color = [&](int c) HWY_ATTR {
    return hn::Mul(hn::MulAdd(low, set(here[c]), hn::MulAdd(high, set(end[c]), within(c))), inverse);
  };
  m.thickness = hn::IfThenElse(differs, hn::Max(hn::Div(all, hn::Sub(back, front)), zero), m.thickness);
  m.red = hn::IfThenElse(differs, color(1), m.red);
  m.green = hn::IfThenElse(differs, color(2), m.green);
  m.blue = hn::IfThenElse(differs, color(3), m.blue);
  return m;
}

HWY_INLINE VF weightAt(const GradientTable& t, const PatientGradient& g) {
  const DF df;
  const auto entry = hn::Mul(hn::Sub(hn::Sqrt(g.square), set(t.low)), set(t.perUnit));
  return tableAt(t.weight.data(),
                 hn::NearestInt(hn::Min(hn::Max(entry, hn::Zero(df)),
                                        set(static_cast<float>(GradientTable::kEntries - 1)))));
}

/// The same with all that the fast one leaves out: pre-integration and weights by gradient. A ray's first
/// sample, and the first after one without a number or hidden, stands for its step alone.
template <class T, bool kMasked>
HWY_NOINLINE Light compositeFine(const VolumeJob& job, const Ray& ray) {
  const DF df;
  const DI di;
  const GradientMap map(job);
  const auto zero = hn::Zero(df), one = set(1.0f), limit = set(0.99f), half = set(0.5f);
  Light light{zero, zero, zero, zero, set(std::numeric_limits<float>::infinity())};
  VF n = zero;
  auto alive = hn::Lt(n, ray.count);
  auto front = zero;               // place of the sample before
  auto known = hn::Lt(one, zero);  // there is one
  VF position[3];
  while (!hn::AllFalse(df, alive)) {
    const auto t = hn::MulAdd(hn::Add(n, half), set(job.step), ray.t0);
    const Cell cell = locate(job, ray, t, position);
    const auto skip = skipEntry(job, cell.brick);
    const auto partBit = hn::Shl(seti(0x100), partOf(cell));
    const auto empty = asFloatMask(hn::Eq(hn::And(skip, partBit), hn::Zero(di)));
    // What lies between a visible sample and one in an empty brick is not empty.
    const auto passed = job.preintegrated ? hn::AndNot(known, empty) : empty;
    const auto sampled = hn::AndNot(passed, alive);
    VF advance = one;
    if (!hn::AllFalse(df, hn::And(alive, empty)))
      advance = hn::IfThenElse(empty, stepsToEdge(job, ray, cell, position, hn::And(skip, seti(0xff))), one);
    if (!hn::AllFalse(df, sampled)) {
      const auto corners = fetch<T>(job, cell);
      const auto value = valueIn<T>(job, cell, corners);
      const auto number = seenOf<kMasked>(job, cell, hn::And(sampled, hn::Eq(value, value)));
      const auto place = integralPlace(*job.integral, value);
      auto from = place;
      if (job.preintegrated) {
        // After a leap the sample before has not been looked at.
        const auto missed = hn::And(hn::AndNot(known, number), hn::Gt(n, zero));
        if (!hn::AllFalse(df, missed)) {
          VF there[3];
          const Cell behind = locate(job, ray, hn::Sub(t, set(job.step)), there);
          const auto before = valueAt<T>(job, behind);
          const auto use = seenOf<kMasked>(job, behind, hn::And(missed, hn::Eq(before, before)));
          front = hn::IfThenElse(use, integralPlace(*job.integral, before), front);
          known = hn::Or(known, use);
        }
        from = hn::IfThenElse(known, front, place);
      }
      Material m = between(*job.integral, from, place);
      m.thickness = hn::IfThenElseZero(number, m.thickness);
      if (!hn::AllFalse(df, hn::Gt(m.thickness, zero))) {
        if (job.weights || job.table->shaded) {
          const auto g = patientGradient<T>(job, cell, corners, map);
          if (job.weights) m.thickness = hn::Mul(m.thickness, weightAt(*job.weights, g));
          if (job.table->shaded && job.lighting) {
            const Reached reached = reachedAt(job, ray, cell, g);
            shade<true>(job, ray, g, m.red, m.green, m.blue, &reached);
          } else if (job.table->shaded) {
            shade(job, ray, g, m.red, m.green, m.blue);
          }
        }
        const auto opacity = hn::Sub(one, hn::Exp(df, hn::Neg(m.thickness)));
        const auto weight = hn::Mul(hn::IfThenElseZero(number, opacity), hn::Sub(one, light.alpha));
        light.red = hn::MulAdd(weight, m.red, light.red);
        light.green = hn::MulAdd(weight, m.green, light.green);
        light.blue = hn::MulAdd(weight, m.blue, light.blue);
        const auto alpha = hn::Add(light.alpha, weight);
        const auto crossing = hn::And(hn::Lt(light.alpha, half), hn::Ge(alpha, half));
        light.depth = hn::IfThenElse(crossing, hn::Mul(t, ray.depthPerMm), light.depth);
        light.alpha = alpha;
      }
      front = place;
      // Leaps begin where an empty brick was sampled, and end without a known sample before.
      known = hn::AndNot(empty, number);
    } else {
      known = hn::Lt(one, zero);
    }
    n = hn::Add(n, advance);
    alive = hn::And(hn::Lt(n, ray.count), hn::Lt(light.alpha, limit));
  }
  return light;
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
