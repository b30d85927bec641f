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

/// Gradient in patient space, units per mm.
struct PatientGradient {
  VF x, y, z;
  VF square;  ///< of its length
};

template <class T>
HWY_INLINE PatientGradient patientGradient(const VolumeJob& job, const Cell& cell, const Corners<T>& corners,
                                           const GradientMap& map) {
  VF g[3];
  gradient<T>(job, cell, corners, g);
  const auto row = [&](int r) HWY_ATTR {
    return hn::MulAdd(g[0], set(map.m[3 * r]),
                      hn::MulAdd(g[1], set(map.m[3 * r + 1]), hn::Mul(g[2], set(map.m[3 * r + 2]))));
  };
  PatientGradient p{row(0), row(1), row(2), hn::Zero(DF())};
  p.square = hn::MulAdd(p.x, p.x, hn::MulAdd(p.y, p.y, hn::Mul(p.z, p.z)));
  return p;
}

/// Shares of the ambient and of the fixed light that reach a place.
struct Reached {
  VF ambient, direct;
};

HWY_INLINE Reached reachedAt(const VolumeJob& job, const Ray& ray, const Cell& cell,
                             const PatientGradient& g) {
  const DF df;
  const DI di;
  const LightVolume& grid = *job.lighting;
  const auto zero = hn::Zero(df), one = set(1.0f);
  VI low[3], next[3];
  VF part[3];
  // A little before the surface, on the viewer's side.
  const auto along = hn::MulAdd(g.x, ray.ux, hn::MulAdd(g.y, ray.uy, hn::Mul(g.z, ray.uz)));
  const auto away = hn::IfThenElseZero(
      hn::Ge(g.square, set(1e-6f)),
      hn::CopySign(hn::Div(set(static_cast<float>(grid.awayMm)), hn::Sqrt(hn::Max(g.square, set(1e-6f)))),
                   hn::Neg(along)));
  for (std::size_t a = 0; a < 3; ++a) {
    const auto row = static_cast<Eigen::Index>(a);
    const auto to = [&](int c) HWY_ATTR { return set(static_cast<float>(job.toIndex(row, c))); };
    auto shift = hn::Mul(away, hn::MulAdd(g.x, to(0), hn::MulAdd(g.y, to(1), hn::Mul(g.z, to(2)))));
    if (a == 2 && job.uneven) shift = hn::Div(shift, cell.gap);
    const auto inverse = set(1.0f / static_cast<float>(grid.side)), half = set(0.5f);
    const auto index = hn::Add(hn::Add(hn::ConvertTo(df, cell.i[a]), cell.f[a]), shift);
    const auto at = hn::Min(hn::Max(hn::MulSub(hn::Add(index, half), inverse, half), zero),
                            set(static_cast<float>(grid.size[a] - 1)));
    low[a] = hn::ConvertTo(di, at);
    part[a] = hn::Sub(at, hn::ConvertTo(df, low[a]));
    next[a] = hn::Min(hn::Add(low[a], seti(1)), seti(grid.size[a] - 1));
  }
  Reached sum{zero, zero};
  for (int c = 0; c < 8; ++c) {
    const auto i = c & 1 ? next[0] : low[0], j = c & 2 ? next[1] : low[1], k = c & 4 ? next[2] : low[2];
    const auto share = [&](std::size_t a, int bit)
                           HWY_ATTR { return c & bit ? part[a] : hn::Sub(one, part[a]); };
    const auto weight = hn::Mul(share(0, 1), hn::Mul(share(1, 2), share(2, 4)));
    const auto at = hn::Add(hn::Mul(hn::Add(hn::Mul(k, seti(grid.size[1])), j), seti(grid.size[0])), i);
    const auto both = gatherBits(grid.cells.data(), at);
    sum.ambient = hn::MulAdd(weight, hn::ConvertTo(df, hn::And(both, seti(0xffff))), sum.ambient);
    const auto upper = hn::BitCast(di, hn::ShiftRight<16>(hn::BitCast(hn::RebindToUnsigned<DI>(), both)));
    sum.direct = hn::MulAdd(weight, hn::ConvertTo(df, upper), sum.direct);
  }
  const auto unit = set(1.0f / 65535.0f);
  // 1 − strength · (1 − share)
  sum.ambient = hn::NegMulAdd(set(job.occlusion), hn::NegMulAdd(sum.ambient, unit, one), one);
  sum.direct = job.shadows ? hn::Mul(sum.direct, unit) : one;
  return sum;
}

/// Blinn-Phong with both sides of a surface alike: its normal is the one that points to the viewer.
template <bool kPartly = false>
HWY_INLINE void shade(const VolumeJob& job, const Ray& ray, const PatientGradient& g, VF& red, VF& green,
                      VF& blue, const Reached* reached = nullptr) {
  const DF df;
  const TransferTable& table = *job.table;
  const auto one = set(1.0f), zero = hn::Zero(df);
  const auto along = hn::MulAdd(g.x, ray.ux, hn::MulAdd(g.y, ray.uy, hn::Mul(g.z, ray.uz)));
  const auto steep = hn::Ge(g.square, set(1e-6f));
  const auto length = hn::Sqrt(hn::Max(g.square, set(1e-6f)));
  VF cosine, half;
  if (job.fixedLight) {
    // Towards the viewer is −u; along > 0 means that the gradient points away.
    const auto facing = hn::Div(hn::CopySign(one, hn::Neg(along)), length);
    const auto lx = set(job.light[0]), ly = set(job.light[1]), lz = set(job.light[2]);
    cosine = hn::Mul(hn::MulAdd(g.x, lx, hn::MulAdd(g.y, ly, hn::Mul(g.z, lz))), facing);
    const auto hx = hn::Sub(lx, ray.ux), hy = hn::Sub(ly, ray.uy), hz = hn::Sub(lz, ray.uz);
    const auto size = hn::Sqrt(hn::Max(hn::MulAdd(hx, hx, hn::MulAdd(hy, hy, hn::Mul(hz, hz))), set(1e-12f)));
    half = hn::Div(hn::Mul(hn::MulAdd(g.x, hx, hn::MulAdd(g.y, hy, hn::Mul(g.z, hz))), facing), size);
    half = hn::IfThenElseZero(hn::Gt(cosine, zero), half);
    cosine = hn::Min(hn::Max(cosine, zero), one);
    half = hn::Min(hn::Max(half, zero), one);
  } else {
    cosine = half = hn::Min(hn::Div(hn::Abs(along), length), one);
  }
  auto matt = hn::IfThenElse(steep, hn::MulAdd(cosine, set(table.diffuse), set(table.ambient)), one);
  const auto where = hn::NearestInt(hn::Mul(half, set(static_cast<float>(TransferTable::kHighlights - 1))));
  auto shine = hn::IfThenElseZero(steep, tableAt(table.highlight.data(), where));
  if constexpr (kPartly) {
    const auto ambient = hn::Mul(set(table.ambient), reached->ambient);
    const auto direct = hn::Mul(set(table.diffuse), reached->direct);
    // What has no surface takes both lights as they are mixed.
    const auto flat = hn::Div(hn::Add(ambient, direct), set(std::max(table.ambient + table.diffuse, 1e-6f)));
    matt = hn::IfThenElse(steep, hn::MulAdd(cosine, direct, ambient), flat);
    shine = hn::Mul(shine, reached->direct);
  }
  red = hn::MulAdd(red, matt, shine);
  green = hn::MulAdd(green, matt, shine);
  blue = hn::MulAdd(blue, matt, shine);
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
