// SPDX-License-Identifier: Apache-2.0
// The value and the gradient at the samples of a packet.
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_VOLUME_SAMPLE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_VOLUME_SAMPLE_INL_H_
#undef ISO_RENDER_CPU_VOLUME_SAMPLE_INL_H_
#else
#define ISO_RENDER_CPU_VOLUME_SAMPLE_INL_H_
#endif

#include <algorithm>
#include <cstdint>

#include "render/cpu/volume_cell-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// The voxels around a sample along i, for the four rows (j, k), (j+1, k), (j, k+1), (j+1, k+1): i − 1 to i +
// 2 (the volume's faces repeat the outermost), and interpolated. Modality values if each slice has its own
// rescale, else stored ones.
template <class T>
struct Corners {
  const T* base;
  VI index;
  int nextY, nextZ;  ///< voxels to the next row and slice; 0 where there is no other
  VF m[4], a[4], b[4], p[4];
  VF row[4];
};

template <class T>
HWY_INLINE VF perSliceRescale(const VolumeJob& job, VF v, VI k) {
  const DF df;
  return hn::MulAdd(v, hn::GatherIndex(df, job.source.slopes, k),
                    hn::GatherIndex(df, job.source.intercepts, k));
}

/// Where they are.
template <class T>
HWY_INLINE void find(const VolumeJob& job, const Cell& cell, Corners<T>& c) {
  const DI di;
  const Size3& n = job.source.size;
  const int rowVoxels = static_cast<int>(job.source.rowVoxels),
            sliceVoxels = static_cast<int>(job.source.sliceVoxels);
  c.base = reinterpret_cast<const T*>(job.source.voxels);
  VI k = cell.i[2];
  // Beyond 2 GB a 32-bit byte offset from the volume's start is too short: count from the packet's own
  // lowest slice.
  if (static_cast<std::int64_t>(sliceVoxels) * n[2] * static_cast<std::int64_t>(sizeof(T)) > 0x7fffff00LL) {
    const auto lowest = hn::MinOfLanes(di, k);
    c.base += static_cast<std::int64_t>(hn::GetLane(lowest)) * sliceVoxels;
    k = hn::Sub(k, lowest);
  }
  c.index = hn::Add(hn::Add(hn::Mul(k, seti(sliceVoxels)), hn::Mul(cell.i[1], seti(rowVoxels))), cell.i[0]);
  c.nextY = n[1] > 1 ? rowVoxels : 0;
  c.nextZ = n[2] > 1 ? sliceVoxels : 0;
}

/// Pointers to the four rows about a sample, moved by so many voxels.
template <class T>
struct FourRows {
  const T* at[4];
  HWY_INLINE FourRows(const Corners<T>& c, std::int64_t a, std::int64_t b, std::int64_t d, std::int64_t e)
      : at{c.base + a, c.base + b, c.base + d, c.base + e} {}
  HWY_INLINE explicit FourRows(const Corners<T>& c)
      : FourRows(c, 0, c.nextY, c.nextZ, std::int64_t{c.nextZ} + c.nextY) {}
};

/// All that a value and a gradient need.
template <class T>
HWY_INLINE Corners<T> fetch(const VolumeJob& job, const Cell& cell) {
  const DF df;
  const DI di;
  const Size3& n = job.source.size;
  Corners<T> c;
  find(job, cell, c);
  gatherQuads(df, FourRows<T>(c).at, c.index, c.m, c.a, c.b, c.p);
  const auto first = asFloatMask(hn::Eq(cell.i[0], hn::Zero(di)));
  const auto last = asFloatMask(hn::Gt(cell.i[0], seti(n[0] - 3)));
  const auto above = hn::Min(hn::Add(cell.i[2], seti(1)), seti(n[2] - 1));
  for (int r = 0; r < 4; ++r) {
    if (n[0] == 1) c.b[r] = c.a[r];
    c.m[r] = hn::IfThenElse(first, c.a[r], c.m[r]);
    c.p[r] = hn::IfThenElse(last, c.b[r], c.p[r]);
    if (job.source.slopes) {
      const auto& plane = r < 2 ? cell.i[2] : above;
      c.m[r] = perSliceRescale<T>(job, c.m[r], plane);
      c.a[r] = perSliceRescale<T>(job, c.a[r], plane);
      c.b[r] = perSliceRescale<T>(job, c.b[r], plane);
      c.p[r] = perSliceRescale<T>(job, c.p[r], plane);
    }
    c.row[r] = lerp(c.a[r], c.b[r], cell.f[0]);
  }
  return c;
}

HWY_INLINE VF modalityValue(const VolumeJob& job, VF value) {
  if (job.source.slopes) return value;
  return hn::MulAdd(value, set(job.source.slope), set(job.source.intercept));
}

template <class T>
HWY_INLINE VF rowAt(const VolumeJob& job, const Corners<T>& c, VI index, VI plane, VF fx) {
  const DF df;
  VF a, b;
  gatherPair(df, c.base, index, job.source.size[0] > 1 ? 1 : 0, a, b);
  auto v = lerp(a, b, fx);
  if (job.source.slopes) v = perSliceRescale<T>(job, v, plane);
  return v;
}

/// The modality value at a sample, without what only a gradient needs.
template <class T>
HWY_INLINE VF valueAt(const VolumeJob& job, const Cell& cell) {
  Corners<T> c;
  find(job, cell, c);
  if (!job.source.slopes) {
    VF row[4];
    interpolateRows(DF(), FourRows<T>(c).at, c.index, job.source.size[0] > 1 ? 1 : 0, cell.f[0], row);
    return modalityValue(job,
                         lerp(lerp(row[0], row[1], cell.f[1]), lerp(row[2], row[3], cell.f[1]), cell.f[2]));
  }
  const auto nextY = seti(c.nextY), up = hn::Add(c.index, seti(c.nextZ));
  const auto above = hn::Min(hn::Add(cell.i[2], seti(1)), seti(job.source.size[2] - 1));
  const auto& fx = cell.f[0];
  const auto near = lerp(rowAt(job, c, c.index, cell.i[2], fx),
                         rowAt(job, c, hn::Add(c.index, nextY), cell.i[2], fx), cell.f[1]);
  const auto far =
      lerp(rowAt(job, c, up, above, fx), rowAt(job, c, hn::Add(up, nextY), above, fx), cell.f[1]);
  return modalityValue(job, lerp(near, far, cell.f[2]));
}

// Central differences at the eight corners (one-sided at the volume's faces), interpolated: the field's
// difference two voxels apart, continuous everywhere. Per voxel step, still doubled.
template <class T>
HWY_INLINE void gradient(const VolumeJob& job, const Cell& cell, const Corners<T>& c, VF g[3]) {
  const DF df;
  const DI di;
  const Size3& n = job.source.size;
  const auto zero = hn::Zero(di), one = seti(1);
  const auto hasBefore = [&](int a) HWY_ATTR { return hn::Gt(cell.i[a], zero); };
  const auto hasAfter = [&](int a)
                            HWY_ATTR { return hn::Lt(cell.i[a], seti(n[static_cast<std::size_t>(a)] - 2)); };
  const auto &fx = cell.f[0], &fy = cell.f[1], &fz = cell.f[2];
  const auto above = hn::Min(hn::Add(cell.i[2], one), seti(n[2] - 1));
  {
    VF d[4];
    for (int r = 0; r < 4; ++r) d[r] = lerp(hn::Sub(c.b[r], c.m[r]), hn::Sub(c.p[r], c.a[r]), fx);
    g[0] = lerp(lerp(d[0], d[1], fy), lerp(d[2], d[3], fy), fz);
  }
  const auto inner = [&](int a) HWY_ATTR { return hn::And(hasBefore(a), hasAfter(a)); };
  if (!job.source.slopes && !job.uneven && hn::AllTrue(di, hn::And(inner(1), inner(2)))) {
    // No face is near: the rows lie at the same distances for all lanes.
    const std::int64_t y = c.nextY, z = c.nextZ;
    const int nextX = n[0] > 1 ? 1 : 0;
    VF m[4];
    interpolateRows(df, FourRows<T>(c, -y, 2 * y, z - y, z + 2 * y).at, c.index, nextX, fx, m);
    g[1] = lerp(lerp(hn::Sub(c.row[1], m[0]), hn::Sub(m[1], c.row[0]), fy),
                lerp(hn::Sub(c.row[3], m[2]), hn::Sub(m[3], c.row[2]), fy), fz);
    interpolateRows(df, FourRows<T>(c, -z, y - z, 2 * z, y + 2 * z).at, c.index, nextX, fx, m);
    g[2] = lerp(hn::Sub(lerp(c.row[2], c.row[3], fy), lerp(m[0], m[1], fy)),
                hn::Sub(lerp(m[2], m[3], fy), lerp(c.row[0], c.row[1], fy)), fz);
    return;
  }
  const auto nextY = seti(c.nextY), nextZ = seti(c.nextZ);
  {
    const auto rowVoxels = seti(static_cast<int>(job.source.rowVoxels));
    const auto before = hn::IfThenElseZero(hasBefore(1), rowVoxels);
    const auto after = hn::Add(nextY, hn::IfThenElseZero(hasAfter(1), rowVoxels));
    VF d[2];
    for (int z = 0; z < 2; ++z) {
      const auto index = z ? hn::Add(c.index, nextZ) : c.index;
      const auto& plane = z ? above : cell.i[2];
      const auto m = rowAt(job, c, hn::Sub(index, before), plane, fx);
      const auto p = rowAt(job, c, hn::Add(index, after), plane, fx);
      d[z] = lerp(hn::Sub(c.row[2 * z + 1], m), hn::Sub(p, c.row[2 * z]), fy);
    }
    g[1] = lerp(d[0], d[1], fz);
  }
  {
    const auto sliceVoxels = seti(static_cast<int>(job.source.sliceVoxels));
    const auto isBefore = hasBefore(2), isAfter = hasAfter(2);
    const auto before = hn::IfThenElseZero(isBefore, sliceVoxels);
    const auto after = hn::Add(nextZ, hn::IfThenElseZero(isAfter, sliceVoxels));
    const auto planeBefore = hn::Sub(cell.i[2], hn::IfThenElseZero(isBefore, one));
    const auto planeAfter = hn::Add(above, hn::IfThenElseZero(isAfter, one));
    const auto m = lerp(rowAt(job, c, hn::Sub(c.index, before), planeBefore, fx),
                        rowAt(job, c, hn::Add(hn::Sub(c.index, before), nextY), planeBefore, fx), fy);
    const auto p = lerp(rowAt(job, c, hn::Add(c.index, after), planeAfter, fx),
                        rowAt(job, c, hn::Add(hn::Add(c.index, after), nextY), planeAfter, fx), fy);
    const auto here = lerp(c.row[0], c.row[1], fy), next = lerp(c.row[2], c.row[3], fy);
    auto lower = hn::Sub(next, m), upper = hn::Sub(p, here);
    if (job.uneven) {
      // Differences per mm between true positions; the missing neighbour of an end slice repeats its gap.
      const float* offset = job.uneven->offset.data();
      const auto k = cell.i[2];
      const auto to = hn::GatherIndex(df, offset + 1, k), from = hn::GatherIndex(df, offset, k);
      const auto below = hn::IfThenElse(asFloatMask(isBefore), hn::GatherIndex(df, offset, planeBefore),
                                        hn::Sub(from, cell.gap));
      const auto beyond = hn::IfThenElse(asFloatMask(isAfter), hn::GatherIndex(df, offset, planeAfter),
                                         hn::Add(to, cell.gap));
      const auto two = set(2.0f);
      lower = hn::Div(hn::Mul(lower, two), hn::Sub(to, below));
      upper = hn::Div(hn::Mul(upper, two), hn::Sub(beyond, from));
    }
    g[2] = lerp(lower, upper, fz);
  }
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
