// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/volume_kernel.h"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "render/cpu/volume_kernel.cpp"
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "render/cpu/voxel_gather-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;
using VF = hn::Vec<DF>;
using VI = hn::Vec<DI>;
using MF = hn::Mask<DF>;

HWY_INLINE VF lerp(VF a, VF b, VF t) {
  return hn::MulAdd(hn::Sub(b, a), t, a);
}
HWY_INLINE VF set(float v) {
  return hn::Set(DF(), v);
}
HWY_INLINE VI seti(int v) {
  return hn::Set(DI(), v);
}
HWY_INLINE MF asFloatMask(hn::Mask<DI> m) {
  return hn::RebindMask(DF(), m);
}

HWY_INLINE VF tableAt(const float* table, VI index) {
  return hn::BitCast(DF(), gatherBits(table, index));
}

// A packet is a small block of pixels, one a lane, as square as the lane count allows: neighbours read the
// same voxels. Lanes march on their own: each jumps over its own empty bricks.
struct PacketShape {
  int width, height;
};
HWY_INLINE PacketShape packetShape() {
  const std::size_t lanes = hn::Lanes(DF());
  if (lanes >= 16) return {4, 4};
  if (lanes >= 8) return {4, 2};
  if (lanes >= 4) return {2, 2};
  return {1, 1};
}

struct Ray {
  VF o[3], d[3];  // index space
  VF inverse[3];  // steps per voxel along each axis: 1 / (d × step)
  VF ux, uy, uz;  // unit direction, patient
  VF t0;          // mm, where the ray enters the box
  VF count;       // samples until it leaves
  VF depthPerMm;  // depth = t × this
};

// d is kept away from zero so that 1/d stays finite and 0 × (1/d) is never NaN.
HWY_INLINE VF awayFromZero(VF d) {
  const auto tiny = set(1e-12f);
  return hn::IfThenElse(hn::Lt(hn::Abs(d), tiny), hn::CopySign(tiny, d), d);
}

constexpr float kFace = 1e-4f;

HWY_INLINE Ray makeRay(const VolumeJob& job, int x0, int y0) {
  const DF df;
  const DI di;
  const PacketShape shape = packetShape();
  const auto lane = hn::Iota(di, 0);
  // Shapes are powers of two: lane = y · width + x.
  const int bits = shape.width == 4 ? 2 : shape.width == 2 ? 1 : 0;
  const auto lx = hn::And(lane, seti(shape.width - 1));
  const auto ly = bits == 2 ? hn::ShiftRight<2>(lane) : bits == 1 ? hn::ShiftRight<1>(lane) : hn::Zero(di);
  const auto x = hn::ConvertTo(df, hn::Add(lx, seti(x0)));
  const auto y = hn::ConvertTo(df, hn::Add(ly, seti(y0)));
  Ray ray;
  for (int a = 0; a < 3; ++a)
    ray.o[a] = hn::MulAdd(
        y, set(static_cast<float>(job.positionY[a])),
        hn::MulAdd(x, set(static_cast<float>(job.positionX[a])), set(static_cast<float>(job.position[a]))));
  VF u[3];
  VF low = set(-std::numeric_limits<float>::max());
  ray.depthPerMm = set(1.0f);
  if (job.perspective) {
    for (int a = 0; a < 3; ++a)
      u[a] = hn::MulAdd(y, set(static_cast<float>(job.directionY[a])),
                        hn::MulAdd(x, set(static_cast<float>(job.directionX[a])),
                                   set(static_cast<float>(job.direction[a]))));
    const auto length = hn::Sqrt(hn::MulAdd(u[0], u[0], hn::MulAdd(u[1], u[1], hn::Mul(u[2], u[2]))));
    for (auto& c : u) c = hn::Div(c, length);
    low = hn::Neg(length);  // nothing behind the eye
    ray.depthPerMm = hn::MulAdd(u[0], set(static_cast<float>(job.forward[0])),
                                hn::MulAdd(u[1], set(static_cast<float>(job.forward[1])),
                                           hn::Mul(u[2], set(static_cast<float>(job.forward[2])))));
  } else {
    for (int a = 0; a < 3; ++a) u[a] = set(static_cast<float>(job.direction[a]));
  }
  ray.ux = u[0];
  ray.uy = u[1];
  ray.uz = u[2];
  VF high = set(std::numeric_limits<float>::max());
  for (int a = 0; a < 3; ++a) {
    const auto d = hn::MulAdd(u[0], set(static_cast<float>(job.toIndex(a, 0))),
                              hn::MulAdd(u[1], set(static_cast<float>(job.toIndex(a, 1))),
                                         hn::Mul(u[2], set(static_cast<float>(job.toIndex(a, 2))))));
    ray.d[a] = awayFromZero(d);
    const auto inverse = hn::Div(set(1.0f), ray.d[a]);
    // The box is a hair wider than the voxel centres, so that a ray along its face is not lost to rounding.
    const auto p = hn::Mul(hn::Sub(set(-kFace), ray.o[a]), inverse);
    const auto q = hn::Mul(hn::Sub(set(job.box[a] + kFace), ray.o[a]), inverse);
    low = hn::Max(low, hn::Min(p, q));
    high = hn::Min(high, hn::Max(p, q));
    ray.inverse[a] = hn::Mul(inverse, set(1.0f / job.step));
  }
  const auto hit = hn::Lt(low, high);
  ray.t0 = hn::IfThenElseZero(hit, low);
  ray.count =
      hn::IfThenElseZero(hit, hn::Ceil(hn::Sub(hn::Div(hn::Sub(high, low), set(job.step)), set(0.5f))));
  return ray;
}

// Where a sample lies: cell, fraction, brick.
struct Cell {
  VI i[3];
  VF f[3];
  VF gap;  // uneven: mm from this slice to the next
  VI brick;
};

HWY_INLINE Cell locate(const VolumeJob& job, const Ray& ray, VF t, VF position[3]) {
  const DF df;
  const DI di;
  Cell cell;
  for (int a = 0; a < 3; ++a)
    position[a] = hn::Min(hn::Max(hn::MulAdd(ray.d[a], t, ray.o[a]), hn::Zero(df)), set(job.box[a]));
  for (int a = 0; a < 3; ++a) {
    if (a == 2 && job.uneven) {
      const SliceLookup& look = *job.uneven;
      const auto bin = hn::ConvertTo(di, hn::Mul(position[2], set(look.binsPerMm)));
      auto k = hn::GatherIndex(di, look.segment.data(), bin);
      const auto next = hn::GatherIndex(df, look.offset.data() + 1, k);
      const auto past =
          hn::And(hn::RebindMask(di, hn::Ge(position[2], next)), hn::Lt(k, seti(job.source.size[2] - 2)));
      k = hn::IfThenElse(past, hn::Add(k, seti(1)), k);
      const auto from = hn::GatherIndex(df, look.offset.data(), k);
      const auto to = hn::GatherIndex(df, look.offset.data() + 1, k);
      cell.i[2] = k;
      cell.gap = hn::Sub(to, from);
      cell.f[2] = hn::Div(hn::Sub(position[2], from), cell.gap);
    } else {
      const auto top = seti(std::max(job.source.size[static_cast<std::size_t>(a)] - 2, 0));
      cell.i[a] = hn::Min(hn::ConvertTo(di, position[a]), top);
      cell.f[a] = hn::Sub(position[a], hn::ConvertTo(df, cell.i[a]));
    }
  }
  const Size3& bricks = job.bricks->size();
  cell.brick = hn::Add(
      hn::Mul(hn::Add(hn::Mul(hn::ShiftRight<3>(cell.i[2]), seti(bricks[1])), hn::ShiftRight<3>(cell.i[1])),
              seti(bricks[0])),
      hn::ShiftRight<3>(cell.i[0]));
  return cell;
}

/// Steps from here to the first sample at or beyond the edge of the cube of bricks less than `distance`
/// away from this one (0: of this part of the brick); at least one.
HWY_INLINE VF stepsToEdge(const VolumeJob& job, const Ray& ray, const Cell& cell, const VF position[3],
                          VI distance) {
  const DF df;
  const DI di;
  VF least = set(std::numeric_limits<float>::max());
  const auto partOnly = hn::Eq(distance, hn::Zero(di));
  for (int a = 0; a < 3; ++a) {
    const auto forward = hn::Gt(ray.d[a], hn::Zero(df));
    const auto up = hn::RebindMask(di, forward);
    const auto b = hn::ShiftRight<3>(cell.i[a]), part = hn::ShiftRight<2>(cell.i[a]);
    const auto brickEdge =
        hn::ShiftLeft<3>(hn::IfThenElse(up, hn::Add(b, distance), hn::Add(hn::Sub(b, distance), seti(1))));
    const auto partEdge = hn::ShiftLeft<2>(hn::Add(part, hn::IfThenElseZero(up, seti(1))));
    const auto bound = hn::IfThenElse(partOnly, partEdge, brickEdge);
    VF edge;
    if (a == 2 && job.uneven) {
      const auto k = hn::Min(hn::Max(bound, hn::Zero(di)), seti(job.source.size[2] - 1));
      edge = hn::GatherIndex(df, job.uneven->offset.data(), k);
      // Beyond the last slice there is nothing to land in: let the other axes decide.
      const auto beyond = hn::Or(hn::Lt(bound, hn::Zero(di)), hn::Gt(bound, seti(job.source.size[2] - 1)));
      const auto far = hn::IfThenElse(forward, set(1e9f), set(-1e9f));
      edge = hn::IfThenElse(asFloatMask(beyond), far, edge);
    } else {
      edge = hn::ConvertTo(df, bound);
    }
    least = hn::Min(least, hn::Mul(hn::Sub(edge, position[a]), ray.inverse[a]));
  }
  // A thousandth of a step early rather than late: a visible sample is never jumped over by rounding.
  const auto steps = hn::Ceil(hn::Sub(least, set(1e-3f)));
  return hn::Max(steps, set(1.0f));
}

/// Which part of its brick a cell lies in, see BrickMap::partLow.
HWY_INLINE VI partOf(const Cell& cell) {
  const auto bit = [](VI i) HWY_ATTR { return hn::And(hn::ShiftRight<2>(i), seti(1)); };
  return hn::Or(bit(cell.i[0]), hn::Or(hn::ShiftLeft<1>(bit(cell.i[1])), hn::ShiftLeft<2>(bit(cell.i[2]))));
}

// The voxels around a sample along i, for the four rows (j, k), (j+1, k), (j, k+1), (j+1, k+1): i − 1 to i +
// 2 (the volume's faces repeat the outermost), and interpolated. Modality values if each slice has its own
// rescale, else stored ones.
template <class T>
struct Corners {
  const T* base;
  VI index;
  VI nextY, nextZ;
  VF m[4], a[4], b[4], p[4];
  VF row[4];
};

template <class T>
HWY_INLINE VF perSliceRescale(const VolumeJob& job, VF v, VI k) {
  const DF df;
  return hn::MulAdd(v, hn::GatherIndex(df, job.source.slopes, k),
                    hn::GatherIndex(df, job.source.intercepts, k));
}

template <class T>
HWY_INLINE Corners<T> fetch(const VolumeJob& job, const Cell& cell) {
  const DF df;
  const DI di;
  const Size3& n = job.source.size;
  const int rowVoxels = n[0], sliceVoxels = n[0] * n[1];
  Corners<T> c;
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
  c.nextY = seti(n[1] > 1 ? rowVoxels : 0);
  c.nextZ = seti(n[2] > 1 ? sliceVoxels : 0);
  const auto up = hn::Add(c.index, c.nextZ);
  gatherQuad(df, c.base, c.index, c.m[0], c.a[0], c.b[0], c.p[0]);
  gatherQuad(df, c.base, hn::Add(c.index, c.nextY), c.m[1], c.a[1], c.b[1], c.p[1]);
  gatherQuad(df, c.base, up, c.m[2], c.a[2], c.b[2], c.p[2]);
  gatherQuad(df, c.base, hn::Add(up, c.nextY), c.m[3], c.a[3], c.b[3], c.p[3]);
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

template <class T>
HWY_INLINE VF rowAt(const VolumeJob& job, const Corners<T>& c, VI index, VI plane, VF fx) {
  const DF df;
  VF a, b;
  gatherPair(df, c.base, index, job.source.size[0] > 1 ? 1 : 0, a, b);
  auto v = lerp(a, b, fx);
  if (job.source.slopes) v = perSliceRescale<T>(job, v, plane);
  return v;
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
  {
    const auto rowVoxels = seti(n[0]);
    const auto before = hn::IfThenElseZero(hasBefore(1), rowVoxels);
    const auto after = hn::Add(c.nextY, hn::IfThenElseZero(hasAfter(1), rowVoxels));
    VF d[2];
    for (int z = 0; z < 2; ++z) {
      const auto index = z ? hn::Add(c.index, c.nextZ) : c.index;
      const auto& plane = z ? above : cell.i[2];
      const auto m = rowAt(job, c, hn::Sub(index, before), plane, fx);
      const auto p = rowAt(job, c, hn::Add(index, after), plane, fx);
      d[z] = lerp(hn::Sub(c.row[2 * z + 1], m), hn::Sub(p, c.row[2 * z]), fy);
    }
    g[1] = lerp(d[0], d[1], fz);
  }
  {
    const auto sliceVoxels = seti(n[0] * n[1]);
    const auto isBefore = hasBefore(2), isAfter = hasAfter(2);
    const auto before = hn::IfThenElseZero(isBefore, sliceVoxels);
    const auto after = hn::Add(c.nextZ, hn::IfThenElseZero(isAfter, sliceVoxels));
    const auto planeBefore = hn::Sub(cell.i[2], hn::IfThenElseZero(isBefore, one));
    const auto planeAfter = hn::Add(above, hn::IfThenElseZero(isAfter, one));
    const auto m = lerp(rowAt(job, c, hn::Sub(c.index, before), planeBefore, fx),
                        rowAt(job, c, hn::Add(hn::Sub(c.index, before), c.nextY), planeBefore, fx), fy);
    const auto p = lerp(rowAt(job, c, hn::Add(c.index, after), planeAfter, fx),
                        rowAt(job, c, hn::Add(hn::Add(c.index, after), c.nextY), planeAfter, fx), fy);
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

/// The skip map's entry of a brick.
HWY_INLINE VI skipEntry(const VolumeJob& job, VI brick) {
  return gatherBits(job.skip, brick);
}

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

template <class T>
HWY_INLINE Light composite(const VolumeJob& job, const Ray& ray) {
  const DF df;
  const DI di;
  const TransferTable& table = *job.table;
  const bool uniform = job.source.slopes == nullptr;
  // Gradient in patient space: transpose of the patient → index map; halved for the two-voxel difference.
  const double scale = 0.5 * (uniform ? static_cast<double>(job.source.slope) : 1.0);
  float m[9];
  for (int r = 0; r < 3; ++r)
    for (int a = 0; a < 3; ++a) m[3 * r + a] = static_cast<float>(job.toIndex(a, r) * scale);
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
    const auto sampled = hn::AndNot(empty, alive);
    VF advance = one;
    if (!hn::AllFalse(df, hn::And(alive, empty)))
      advance = hn::IfThenElse(empty, stepsToEdge(job, ray, cell, position, hn::And(skip, seti(0xff))), one);
    if (!hn::AllFalse(df, sampled)) {
      const auto corners = fetch<T>(job, cell);
      const auto value = lerp(lerp(corners.row[0], corners.row[1], cell.f[1]),
                              lerp(corners.row[2], corners.row[3], cell.f[1]), cell.f[2]);
      const auto modality =
          uniform ? hn::MulAdd(value, set(job.source.slope), set(job.source.intercept)) : value;
      const auto entry = tableEntry(table, modality);
      const auto opacity = hn::IfThenElseZero(sampled, tableAt(table.opacity.data(), entry));
      if (!hn::AllFalse(df, hn::Gt(opacity, zero))) {
        const auto color = gatherBits(table.color.data(), entry);
        VF red, green, blue;
        unpack(color, red, green, blue);
        if (table.shaded) {
          VF g[3];
          gradient<T>(job, cell, corners, g);
          VF p[3];
          for (int r = 0; r < 3; ++r)
            p[r] = hn::MulAdd(g[0], set(m[3 * r]),
                              hn::MulAdd(g[1], set(m[3 * r + 1]), hn::Mul(g[2], set(m[3 * r + 2]))));
          const auto square = hn::MulAdd(p[0], p[0], hn::MulAdd(p[1], p[1], hn::Mul(p[2], p[2])));
          const auto along = hn::MulAdd(p[0], ray.ux, hn::MulAdd(p[1], ray.uy, hn::Mul(p[2], ray.uz)));
          const auto steep = hn::Ge(square, set(1e-6f));
          const auto cosine = hn::Min(hn::Div(hn::Abs(along), hn::Sqrt(hn::Max(square, set(1e-6f)))), one);
          const auto matt =
              hn::IfThenElse(steep, hn::MulAdd(cosine, set(table.diffuse), set(table.ambient)), one);
          const auto where =
              hn::NearestInt(hn::Mul(cosine, set(static_cast<float>(TransferTable::kHighlights - 1))));
          const auto shine = hn::IfThenElseZero(steep, tableAt(table.highlight.data(), where));
          red = hn::MulAdd(red, matt, shine);
          green = hn::MulAdd(green, matt, shine);
          blue = hn::MulAdd(blue, matt, shine);
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

template <class T>
HWY_INLINE Light maximum(const VolumeJob& job, const Ray& ray) {
  const DF df;
  const DI di;
  const TransferTable& table = *job.table;
  const bool uniform = job.source.slopes == nullptr;
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
      const auto brick = hn::Le(hn::GatherIndex(df, job.bricks->high().data(), cell.brick), greatest);
      const auto inPart = hn::Add(hn::ShiftLeft<3>(cell.brick), partOf(cell));
      const auto part = hn::Le(hn::GatherIndex(df, job.bricks->partHigh().data(), inPart), greatest);
      const auto hopeless = hn::Or(brick, part);
      const auto sampled = hn::AndNot(hopeless, alive);
      VF advance = one;
      if (stride == 1.0f && !hn::AllFalse(df, hn::And(alive, hopeless))) {
        const auto distance = hn::IfThenElseZero(hn::RebindMask(di, brick), seti(1));
        advance = hn::IfThenElse(hopeless, stepsToEdge(job, ray, cell, position, distance), one);
      }
      if (!hn::AllFalse(df, sampled)) {
        const auto corners = fetch<T>(job, cell);
        auto value = lerp(lerp(corners.row[0], corners.row[1], cell.f[1]),
                          lerp(corners.row[2], corners.row[3], cell.f[1]), cell.f[2]);
        if (uniform) value = hn::MulAdd(value, set(job.source.slope), set(job.source.intercept));
        const auto better = hn::And(sampled, hn::Gt(value, greatest));
        greatest = hn::IfThenElse(better, value, greatest);
        depth = hn::IfThenElse(better, hn::Mul(t, ray.depthPerMm), depth);
      }
      n = hn::MulAdd(advance, set(stride), n);
      alive = hn::Lt(n, ray.count);
    }
  }
  const auto entry = tableEntry(table, greatest);
  const auto seen = hn::Gt(greatest, nothing);
  const auto alpha = hn::IfThenElseZero(seen, tableAt(table.opacity.data(), entry));
  VF red, green, blue;
  unpack(gatherBits(table.color.data(), entry), red, green, blue);
  return {hn::Mul(alpha, red), hn::Mul(alpha, green), hn::Mul(alpha, blue), alpha,
          hn::IfThenElse(hn::Gt(alpha, zero), depth, set(std::numeric_limits<float>::infinity()))};
}

// Light over the background, as straight-alpha bytes.
void writePacket(const VolumeJob& job, const Light& light, int x0, int y0, int x1, int y1) {
  const DF df;
  const PacketShape shape = packetShape();
  constexpr std::size_t kLanes = HWY_MAX_BYTES / sizeof(float);
  HWY_ALIGN float r[kLanes], g[kLanes], b[kLanes], a[kLanes], depth[kLanes];
  hn::Store(light.red, df, r);
  hn::Store(light.green, df, g);
  hn::Store(light.blue, df, b);
  hn::Store(light.alpha, df, a);
  hn::Store(light.depth, df, depth);
  const float backAlpha = static_cast<float>(job.background.a) / 255.0f;
  for (int y = 0; y < shape.height && y0 + y < y1; ++y)
    for (int x = 0; x < shape.width && x0 + x < x1; ++x) {
      const auto lane = static_cast<std::size_t>(y * shape.width + x);
      const float rest = (1.0f - a[lane]) * backAlpha;
      const float alpha = a[lane] + rest;
      const float scale = alpha > 0.0f ? 255.0f / alpha : 0.0f;
      // Never negative: adding a half and cutting off rounds, without a call for each channel.
      // NOLINTBEGIN(bugprone-incorrect-roundings)
      const auto channel = [&](float front, std::uint8_t back) {
        const float v = (front + rest * (static_cast<float>(back) / 255.0f)) * scale;
        return static_cast<std::uint8_t>(std::min(v, 255.0f) + 0.5f);
      };
      const auto pixel = static_cast<std::size_t>(y0 + y) * static_cast<std::size_t>(job.width) +
                         static_cast<std::size_t>(x0 + x);
      job.pixels[pixel] = {channel(r[lane], job.background.r), channel(g[lane], job.background.g),
                           channel(b[lane], job.background.b),
                           static_cast<std::uint8_t>(std::min(alpha, 1.0f) * 255.0f + 0.5f)};
      // NOLINTEND(bugprone-incorrect-roundings)
      if (job.depth) job.depth[pixel] = depth[lane];
    }
}

template <class T>
void tile(const VolumeJob& job, int x0, int y0, int x1, int y1) {
  const PacketShape shape = packetShape();
  for (int y = y0; y < y1; y += shape.height)
    for (int x = x0; x < x1; x += shape.width) {
      const Ray ray = makeRay(job, x, y);
      const Light light = job.mode == VolumeMode::Composite ? composite<T>(job, ray) : maximum<T>(job, ray);
      writePacket(job, light, x, y, x1, y1);
    }
}

void renderVolumeTileImpl(const VolumeJob& job, int x0, int y0, int x1, int y1) {
  switch (job.source.type) {
    case VoxelType::UInt8:
      tile<std::uint8_t>(job, x0, y0, x1, y1);
      break;
    case VoxelType::Int16:
      tile<std::int16_t>(job, x0, y0, x1, y1);
      break;
    case VoxelType::UInt16:
      tile<std::uint16_t>(job, x0, y0, x1, y1);
      break;
    case VoxelType::Float32:
      tile<float>(job, x0, y0, x1, y1);
      break;
    case VoxelType::Rgb8:
      break;
  }
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace iso {
HWY_EXPORT(renderVolumeTileImpl);

SliceLookup::SliceLookup(const VolumeGeometry& geometry) {
  const auto& offsets = geometry.sliceOffsets();
  double smallest = offsets.back();
  for (std::size_t k = 1; k < offsets.size(); ++k) smallest = std::min(smallest, offsets[k] - offsets[k - 1]);
  const double bins = std::min(std::ceil(offsets.back() / smallest) + 1.0, 1e6);
  binsPerMm = static_cast<float>(bins / offsets.back());
  const auto last = static_cast<std::int32_t>(offsets.size()) - 2;
  for (std::size_t b = 0; b < static_cast<std::size_t>(bins) + 2; ++b) {
    // A hair before the bin's start: the float multiplication that finds the bin may round up.
    const double start = (static_cast<double>(b) - 1e-3) / static_cast<double>(binsPerMm);
    const auto above = std::upper_bound(offsets.begin(), offsets.end(), start) - offsets.begin();
    segment.push_back(std::clamp(static_cast<std::int32_t>(above) - 1, 0, last));
  }
  for (double o : offsets) offset.push_back(static_cast<float>(o));
}

void renderVolumeTile(const VolumeJob& job, int x0, int y0, int x1, int y1) {
  HWY_DYNAMIC_DISPATCH(renderVolumeTileImpl)(job, x0, y0, x1, y1);
}

}  // namespace iso
#endif
