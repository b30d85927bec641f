// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/cubic_kernel.h"

#include <algorithm>
#include <cstring>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "render/cpu/cubic_kernel.cpp"
// See slice_kernel.cpp.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include <hwy/foreach_target.h>
//
#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "render/cpu/row_window-inl.h"
#include "render/cpu/span_positions-inl.h"
#include "render/cpu/voxel_gather-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Of the voxels at −1, 0, 1 and 2 for a position between 0 and 1: the cubic that has the neighbours' values
/// and, at each of them, the slope of the line through the two voxels about it. A share is the distance from
/// 0 to 1 over that of those two (½ where voxels are even: Catmull-Rom).
struct CubicWeights {
  hn::Vec<DF> of[4];

  HWY_INLINE CubicWeights(DF df, hn::Vec<DF> t, float below, float above) {
    const auto one = hn::Set(df, 1.0f);
    const auto rest = hn::Sub(one, t), product = hn::Mul(t, rest);
    const auto rising = hn::Mul(hn::Mul(product, rest), hn::Set(df, below));  // t (1 − t)² · share
    const auto falling = hn::Mul(hn::Mul(product, t), hn::Set(df, above));    // t² (1 − t) · share
    // t² (3 − 2t) = t² + 2t² (1 − t)
    const auto upper = hn::Mul(t, hn::MulAdd(hn::Set(df, 2.0f), product, t));
    of[0] = hn::Neg(rising);
    of[1] = hn::Add(hn::Sub(one, upper), falling);
    of[2] = hn::Add(upper, rising);
    of[3] = hn::Neg(falling);
  }
  HWY_INLINE hn::Vec<DF> sum(const hn::Vec<DF> v[4]) const {
    return hn::MulAdd(of[3], v[3], hn::MulAdd(of[2], v[2], hn::MulAdd(of[1], v[1], hn::Mul(of[0], v[0]))));
  }
};

// Which voxels are a position's neighbours, and so the range that it may not leave, must not hang on a
// rounding error where it lies on a voxel, as all positions of a plane through a slice do: 1.5e-8 of a voxel.
constexpr int kSnap = 16;

/// A weighted sum with the range of the voxels that it may not leave.
struct CubicSum {
  hn::Vec<DF> value, low, high;
};

/// Of one slice, row by row.
class SliceSum {
 public:
  HWY_INLINE SliceSum(const CubicWeights& wx, const CubicWeights& wy) : wx_(wx), wy_(wy) {}

  /// Row n of 0…3, its four voxels.
  template <int n>
  HWY_INLINE void add(std::integral_constant<int, n>, const hn::Vec<DF> v[4]) {
    sum_.value = hn::MulAdd(wy_.of[n], wx_.sum(v), sum_.value);
    if constexpr (n == 1) {
      sum_.low = hn::Min(v[1], v[2]);
      sum_.high = hn::Max(v[1], v[2]);
    } else if constexpr (n == 2) {
      sum_.low = hn::Min(sum_.low, hn::Min(v[1], v[2]));
      sum_.high = hn::Max(sum_.high, hn::Max(v[1], v[2]));
    }
  }
  HWY_INLINE const CubicSum& sum() const { return sum_; }

 private:
  const CubicWeights& wx_;
  const CubicWeights& wy_;
  CubicSum sum_{hn::Zero(DF()), hn::Zero(DF()), hn::Zero(DF())};
};

template <class T>
class CubicSampler {
 public:
  HWY_INLINE CubicSampler(const VoxelSource& s, const RowSpan& span, const LaneOffsets& offsets)
      : source_(s),
        span_(span),
        offsets_(offsets),
        positions_(span, offsets, 0.0),
        voxels_(reinterpret_cast<const T*>(s.voxels)),
        rowVoxels_(s.rowVoxels),
        sliceVoxels_(s.sliceVoxels),
        windows_(cubicWindowsFit<T>(offsets)) {
    const int lanes = static_cast<int>(hn::Lanes(DF()));
    for (int n = 0; n < kFetches; ++n) {
      const auto l = static_cast<std::size_t>(n * lanes / kFetches);
      fetches_[n] =
          offsets.whole[2][l] * sliceVoxels_ + offsets.whole[1][l] * rowVoxels_ + offsets.whole[0][l];
    }
  }

  HWY_INLINE void all(float* HWY_RESTRICT out) const {
    const DF df;
    const int lanes = static_cast<int>(hn::Lanes(df));
    const int count = span_.end - span_.begin;
    HWY_ALIGN float tail[HWY_MAX_BYTES / sizeof(float)];
    for (int x = 0; x < count; x += lanes) {
      // As in sampleSpanT: the last vector steps back.
      const int at = count >= lanes ? std::min(x, count - lanes) : x;
      const auto value = vector(at, lanes);
      if (count >= lanes) {
        hn::StoreU(value, df, out + at);
      } else {
        hn::Store(value, df, tail);
        std::memcpy(out, tail, static_cast<std::size_t>(count) * sizeof(float));
      }
    }
  }

 private:
  /// Whether all voxels that a vector's pixels need along an axis are there.
  HWY_INLINE bool isInner(int axis, int at, int lanes) const {
    const std::int64_t a = positions_.along(axis, at), b = positions_.along(axis, at + lanes - 1);
    // A lane's own rounding may take it over an edge that its exact position stays below.
    constexpr std::int64_t kOne = std::int64_t{1} << kPositionBits, kSlack = kOne >> 20;
    const std::int64_t last = source_.size[static_cast<std::size_t>(axis)] - 2;
    return std::min(a, b) >= kOne + kSlack && std::max(a, b) < last * kOne - kSlack;
  }

  HWY_INLINE hn::Vec<DF> vector(int at, int lanes) const {
    // Never copied: a copy by vectors of what was just written number by number waits for the memory.
    VectorPosition p = positions_.at(at);
    const bool flat = source_.size[2] == 1;
    if (isInner(0, at, lanes) && isInner(1, at, lanes) && (flat || isInner(2, at, lanes))) {
      if (flat) {
        p.base[2] = 0;
        p.iz = hn::Zero(DI());
      }
      return inner(p, flat);
    }
    return atRim(p, flat);
  }

  HWY_INLINE hn::Vec<DF> inner(const VectorPosition& p, bool flat) const {
    const DF df;
    const DI di;
    const T* origin = originOf(p);
    if (offsets_.ahead != 0)
      for (const std::int64_t fetch : fetches_)
        for (int z = -1; z < 3; ++z)
          hwy::Prefetch(origin + (offsets_.ahead + fetch + z * sliceVoxels_ + 2 * rowVoxels_));
    const CubicWeights wx(df, p.fx, 0.5f, 0.5f), wy(df, p.fy, 0.5f, 0.5f);
    const auto row = hn::Add(hn::Mul(p.iz, hn::Set(di, static_cast<int>(sliceVoxels_))),
                             hn::Mul(p.iy, hn::Set(di, static_cast<int>(rowVoxels_))));
    const RowGroups groups(row, p.ix);
    const bool windows = windows_ && groups.fit;
    const auto rowsOf = [&](int z, const T* rows[4]) HWY_ATTR {
      const T* const middle = origin + z * sliceVoxels_;
      for (int y = 0; y < 4; ++y) rows[y] = middle + (y - 1) * rowVoxels_;
    };
    if (windows)
      return overSlices(p, flat, [&](int z) HWY_ATTR {
        const T* rows[4];
        rowsOf(z, rows);
        SliceSum sum(wx, wy);
        quadsByWindow(df, rows, groups, p.ix, offsets_,
                      [&](auto n, const hn::Vec<DF> v[4]) HWY_ATTR { sum.add(n, v); });
        return sum.sum();
      });
    const auto index = hn::Add(row, p.ix);
    return overSlices(p, flat, [&](int z) HWY_ATTR {
      const T* rows[4];
      rowsOf(z, rows);
      SliceSum sum(wx, wy);
      forFour([&](auto n) HWY_ATTR {
        hn::Vec<DF> v[4] = {hn::Zero(df), hn::Zero(df), hn::Zero(df), hn::Zero(df)};
        gatherQuad(df, rows[n], index, v[0], v[1], v[2], v[3]);
        sum.add(n, v);
      });
      return sum.sum();
    });
  }

  /// Near the volume's faces: every voxel by itself, the outermost one instead of those beyond it.
  HWY_NOINLINE hn::Vec<DF> atRim(VectorPosition& p, bool flat) const {
    const DF df;
    const DI di;
    clampAxis(di, df, source_.size[0], p.base[0], false, p.ix, p.fx);
    clampAxis(di, df, source_.size[1], p.base[1], false, p.iy, p.fy);
    clampAxis(di, df, source_.size[2], p.base[2], false, p.iz, p.fz);
    const T* origin = originOf(p);
    const CubicWeights wx(df, p.fx, 0.5f, 0.5f), wy(df, p.fy, 0.5f, 0.5f);
    // Two pairs of voxels along i, each moved inside: −1 and 0, 1 and 2.
    const int nx = source_.size[0], next = nx > 1 ? 1 : 0;
    const auto before = neighbour(p.ix, -1, p.base[0], nx);
    const auto after = hn::Min(neighbour(p.ix, 1, p.base[0], nx), neighbour(p.ix, nx, p.base[0], nx - next));
    const auto atFirst = hn::RebindMask(df, hn::Eq(before, p.ix));
    const auto atLast = hn::RebindMask(df, hn::Eq(after, p.ix));
    return overSlices(p, flat, [&](int z) HWY_ATTR {
      SliceSum sum(wx, wy);
      const auto k = hn::Mul(sliceIndex(p, z), hn::Set(di, static_cast<int>(sliceVoxels_)));
      forFour([&](auto n) HWY_ATTR {
        const auto j = hn::Mul(neighbour(p.iy, n - 1, p.base[1], source_.size[1]),
                               hn::Set(di, static_cast<int>(rowVoxels_)));
        hn::Vec<DF> v[4] = {hn::Zero(df), hn::Zero(df), hn::Zero(df), hn::Zero(df)};
        const auto row = hn::Add(k, j);
        gatherPair(df, origin, hn::Add(row, before), next, v[0], v[1]);
        gatherPair(df, origin, hn::Add(row, after), next, v[2], v[3]);
        // Both pairs stay inside: beyond an edge the voxel at it is the pair's other one.
        v[1] = hn::IfThenElse(atFirst, v[0], v[1]);
        v[2] = hn::IfThenElse(atLast, v[3], v[2]);
        sum.add(n, v);
      });
      return sum.sum();
    });
  }

  const T* originOf(const VectorPosition& p) const {
    return voxels_ + (p.base[2] * sliceVoxels_ + p.base[1] * rowVoxels_ + p.base[0]);
  }

  /// The cubic through four slices (one if there are no others), clamped and rescaled.
  /// @param slice sum of the slice z above a pixel's lower one, −1…2
  template <class Slice>
  HWY_INLINE hn::Vec<DF> overSlices(const VectorPosition& p, bool flat, const Slice& slice) const {
    const DF df;
    const auto rescaled = [&](int z) HWY_ATTR {
      CubicSum sum = slice(z);
      if (source_.slopes != nullptr) {
        const auto k = sliceIndex(p, z);
        const auto slope = hn::GatherIndex(df, source_.slopes + p.base[2], k);
        const auto intercept = hn::GatherIndex(df, source_.intercepts + p.base[2], k);
        const auto a = hn::MulAdd(sum.low, slope, intercept), b = hn::MulAdd(sum.high, slope, intercept);
        sum = {hn::MulAdd(sum.value, slope, intercept), hn::Min(a, b), hn::Max(a, b)};
      }
      return sum;
    };
    CubicWeights wz(df, p.fz, span_.shares[0], span_.shares[1]);
    if (flat) wz.of[1] = hn::Set(df, 1.0f);
    constexpr float kFar = std::numeric_limits<float>::infinity();
    CubicSum total{hn::Zero(df), hn::Set(df, kFar), hn::Set(df, -kFar)};
    // A loop, so that `slice` is compiled once and in place: its result would go through memory.
    for (int z = flat ? 0 : -1, end = flat ? 1 : 3; z < end; ++z) {
      const CubicSum sum = rescaled(z);
      total.value = hn::MulAdd(wz.of[z + 1], sum.value, total.value);
      if (z == 0 || z == 1) {
        total.low = hn::Min(total.low, sum.low);
        total.high = hn::Max(total.high, sum.high);
      }
    }
    const auto clamped = hn::Min(hn::Max(total.value, total.low), total.high);
    const auto value = hn::IfThenElse(hn::Eq(total.value, total.value), clamped, total.value);  // NaN stays
    if (source_.slopes != nullptr) return value;
    return hn::MulAdd(value, hn::Set(df, source_.slope), hn::Set(df, source_.intercept));
  }

  /// Index of the slice z above a pixel's lower one, from base on; that of the outermost beyond it.
  HWY_INLINE hn::Vec<DI> sliceIndex(const VectorPosition& p, int z) const {
    return neighbour(p.iz, z, p.base[2], source_.size[2]);
  }
  static HWY_INLINE hn::Vec<DI> neighbour(hn::Vec<DI> index, int step, std::int64_t base, int size) {
    const DI di;
    const auto low = hn::Set(di, static_cast<int>(std::clamp<std::int64_t>(-base, -(1 << 30), 1 << 30)));
    const auto high =
        hn::Set(di, static_cast<int>(std::clamp<std::int64_t>(size - 1 - base, -(1 << 30), 1 << 30)));
    return hn::Min(hn::Max(hn::Add(index, hn::Set(di, step)), low), high);
  }

  const VoxelSource& source_;
  const RowSpan& span_;
  const LaneOffsets& offsets_;
  const SpanPositions<kSnap> positions_;
  const T* voxels_;
  const std::int64_t rowVoxels_, sliceVoxels_;
  const bool windows_;
  static constexpr int kFetches = 2;
  std::int64_t fetches_[kFetches];
};

void sampleCubicImpl(const VoxelSource& s, const RowSpan& span, const LaneOffsets& lanes, float* out) {
  switch (s.type) {
    case VoxelType::UInt8:
      CubicSampler<std::uint8_t>(s, span, lanes).all(out);
      break;
    case VoxelType::Int16:
      CubicSampler<std::int16_t>(s, span, lanes).all(out);
      break;
    case VoxelType::UInt16:
      CubicSampler<std::uint16_t>(s, span, lanes).all(out);
      break;
    case VoxelType::Float32:
      CubicSampler<float>(s, span, lanes).all(out);
      break;
    case VoxelType::Rgb8:
      break;  // see rgb_slice.h
  }
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace iso {

HWY_EXPORT(sampleCubicImpl);

void sampleCubicSpan(const VoxelSource& source, const RowSpan& span, const LaneOffsets& lanes, float* out) {
  HWY_DYNAMIC_DISPATCH(sampleCubicImpl)(source, span, lanes, out);
}

}  // namespace iso
#endif
