// SPDX-License-Identifier: Apache-2.0
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_SPAN_POSITIONS_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_SPAN_POSITIONS_INL_H_
#undef ISO_RENDER_CPU_SPAN_POSITIONS_INL_H_
#else
#define ISO_RENDER_CPU_SPAN_POSITIONS_INL_H_
#endif

#include <cmath>
#include <cstdint>

#include "render/cpu/slice_kernel.h"
#include "render/cpu/voxel_gather-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// A pixel's position is the vector's first position (40 binary places) plus its lane's offset (30), added as
// integers: exact to 2⁻²⁹ of a voxel wherever in the volume and however much the picture is reduced. Only the
// finished fraction is rounded to a float.
constexpr int kPositionBits = 40;
constexpr double kPositionOne = 1099511627776.0;  // 2⁴⁰
constexpr double kFractionOne = 1073741824.0;     // 2³⁰

/// Where the pixels of one vector lie: whole voxels from `base` on, and fractions of a voxel.
struct VectorPosition {
  std::int64_t base[3];
  hn::Vec<DI> ix, iy, iz;
  hn::Vec<DF> fx, fy, fz;
};

/// @tparam kSnap positions that are less than this many 2⁻³⁰ below a voxel count as on it
template <int kSnap>
class SpanPositions {
 public:
  /// @param shift added to every position, in voxels
  HWY_INLINE SpanPositions(const RowSpan& span, const LaneOffsets& offsets, double shift)
      : wholeX_(hn::Load(DI(), offsets.whole[0])),
        wholeY_(hn::Load(DI(), offsets.whole[1])),
        wholeZ_(hn::Load(DI(), offsets.whole[2])),
        fractionX_(hn::Load(DI(), offsets.fraction[0])),
        fractionY_(hn::Load(DI(), offsets.fraction[1])),
        fractionZ_(hn::Load(DI(), offsets.fraction[2])) {
    for (int a = 0; a < 3; ++a) {
      const auto n = static_cast<std::size_t>(a);
      start_[a] = std::llround((span.start[n] + shift) * kPositionOne) +
                  (std::int64_t{kSnap} << (kPositionBits - 30));
      step_[a] = std::llround(span.step[n] * kPositionOne);
    }
  }

  /// Of pixel x of the span along an axis, with kPositionBits binary places.
  HWY_INLINE std::int64_t along(int axis, int x) const { return start_[axis] + x * step_[axis]; }

  /// Of the vector whose first pixel is pixel x of the span.
  HWY_INLINE VectorPosition at(int x) const {
    const DI di;
    const DF df;
    const auto fraction = [&](hn::Vec<DI> sum) HWY_ATTR {
      auto bits = hn::And(sum, hn::Set(di, (1 << 30) - 1));
      if constexpr (kSnap > 0) bits = hn::Max(hn::Sub(bits, hn::Set(di, kSnap)), hn::Zero(di));
      return hn::Mul(hn::ConvertTo(df, bits), hn::Set(df, static_cast<float>(1.0 / kFractionOne)));
    };
    std::int64_t base[3];
    std::int32_t first[3];
    for (int a = 0; a < 3; ++a) {
      const std::int64_t c = along(a, x);
      base[a] = c >> kPositionBits;
      first[a] = static_cast<std::int32_t>((c >> (kPositionBits - 30)) & ((1 << 30) - 1));
    }
    const auto sx = hn::Add(fractionX_, hn::Set(di, first[0]));
    const auto sy = hn::Add(fractionY_, hn::Set(di, first[1]));
    const auto sz = hn::Add(fractionZ_, hn::Set(di, first[2]));
    return {{base[0], base[1], base[2]},
            hn::Add(hn::ShiftRight<30>(sx), wholeX_),
            hn::Add(hn::ShiftRight<30>(sy), wholeY_),
            hn::Add(hn::ShiftRight<30>(sz), wholeZ_),
            fraction(sx),
            fraction(sy),
            fraction(sz)};
  }

 private:
  std::int64_t start_[3], step_[3];
  hn::Vec<DI> wholeX_, wholeY_, wholeZ_, fractionX_, fractionY_, fractionZ_;
};

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
