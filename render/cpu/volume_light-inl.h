// SPDX-License-Identifier: Apache-2.0
// What a ray brings back: colours from the transfer table, and their shading.
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_VOLUME_LIGHT_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_VOLUME_LIGHT_INL_H_
#undef ISO_RENDER_CPU_VOLUME_LIGHT_INL_H_
#else
#define ISO_RENDER_CPU_VOLUME_LIGHT_INL_H_
#endif

#include <algorithm>
#include <limits>

#include "render/cpu/volume_sample-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

HWY_INLINE VI tableEntry(const TransferTable& table, VF value) {
  const DF df;
  const auto entry = hn::Mul(hn::Sub(value, set(table.low)), set(table.perValue));
  // Max(entry, 0) with the constant second gives 0 for NaN on x86.
  return hn::NearestInt(
      hn::Min(hn::Max(entry, hn::Zero(df)), set(static_cast<float>(TransferTable::kEntries - 1))));
}

HWY_INLINE void unpack(VI color, VF& red, VF& green, VF& blue) {
  const DF df;
  const auto mask = seti(1023);
  const auto unit = set(1.0f / 1023.0f);
  red = hn::Mul(hn::ConvertTo(df, hn::And(color, mask)), unit);
  green = hn::Mul(hn::ConvertTo(df, hn::And(hn::ShiftRight<10>(color), mask)), unit);
  blue = hn::Mul(hn::ConvertTo(df, hn::And(hn::ShiftRight<20>(color), mask)), unit);
}

struct Light {
  VF red, green, blue, alpha, depth;
};

/// From differences along the voxel axes (doubled, see `gradient`) to the gradient in patient space: the
/// transpose of the patient → index map, halved.
struct GradientMap {
  float m[9];
  explicit GradientMap(const VolumeJob& job) {
    const double scale = 0.5 * (job.source.slopes == nullptr ? static_cast<double>(job.source.slope) : 1.0);
    for (int r = 0; r < 3; ++r)
      for (int a = 0; a < 3; ++a) m[3 * r + a] = static_cast<float>(job.toIndex(a, r) * scale);
  }
};

template <class T>
HWY_INLINE VF valueIn(const VolumeJob& job, const Cell& cell, const Corners<T>& corners) {
  return modalityValue(job, lerp(lerp(corners.row[0], corners.row[1], cell.f[1]),
                                 lerp(corners.row[2], corners.row[3], cell.f[1]), cell.f[2]));
}

template <class T>
HWY_INLINE void shade(const VolumeJob& job, const Ray& ray, const Cell& cell, const Corners<T>& corners,
                      const GradientMap& map, VF& red, VF& green, VF& blue) {
  const TransferTable& table = *job.table;
  const auto one = set(1.0f);
  VF g[3];
  gradient<T>(job, cell, corners, g);
  VF p[3];
  for (int r = 0; r < 3; ++r)
    p[r] = hn::MulAdd(g[0], set(map.m[3 * r]),
                      hn::MulAdd(g[1], set(map.m[3 * r + 1]), hn::Mul(g[2], set(map.m[3 * r + 2]))));
  const auto square = hn::MulAdd(p[0], p[0], hn::MulAdd(p[1], p[1], hn::Mul(p[2], p[2])));
  const auto along = hn::MulAdd(p[0], ray.ux, hn::MulAdd(p[1], ray.uy, hn::Mul(p[2], ray.uz)));
  const auto steep = hn::Ge(square, set(1e-6f));
  const auto cosine = hn::Min(hn::Div(hn::Abs(along), hn::Sqrt(hn::Max(square, set(1e-6f)))), one);
  const auto matt = hn::IfThenElse(steep, hn::MulAdd(cosine, set(table.diffuse), set(table.ambient)), one);
  const auto where = hn::NearestInt(hn::Mul(cosine, set(static_cast<float>(TransferTable::kHighlights - 1))));
  const auto shine = hn::IfThenElseZero(steep, tableAt(table.highlight.data(), where));
  red = hn::MulAdd(red, matt, shine);
  green = hn::MulAdd(green, matt, shine);
  blue = hn::MulAdd(blue, matt, shine);
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
