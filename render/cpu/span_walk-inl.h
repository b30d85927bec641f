// SPDX-License-Identifier: Apache-2.0
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_SPAN_WALK_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_SPAN_WALK_INL_H_
#undef ISO_RENDER_CPU_SPAN_WALK_INL_H_
#else
#define ISO_RENDER_CPU_SPAN_WALK_INL_H_
#endif

#include <cmath>
#include <cstdint>

#include "render/cpu/span_positions-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The positions of one vector after the other along a span, each from the one before by additions of
/// integers: a third of the instructions that SpanPositions takes. A step is rounded to 2⁻³⁰ of a voxel, so
/// the walk begins anew (`start`) after kVectors at most, before that adds up to 2⁻²⁷. For volumes of
/// less than 2 GB.
class SpanWalk {
 public:
  static constexpr int kVectors = 16;

  HWY_INLINE SpanWalk(const RowSpan& span, std::int64_t rowVoxels, std::int64_t sliceVoxels) {
    const DI di;
    const auto lanes = static_cast<double>(hn::Lanes(di));
    std::int32_t whole[3], fraction[3];
    for (std::size_t a = 0; a < 3; ++a) {
      const std::int64_t step = std::llround(span.step[a] * lanes * kFractionOne);
      whole[a] = static_cast<std::int32_t>(step >> 30);
      fraction[a] = static_cast<std::int32_t>(step & ((1 << 30) - 1));
    }
    const int row = static_cast<int>(rowVoxels), slice = static_cast<int>(sliceVoxels);
    row_ = hn::Set(di, row);
    slice_ = hn::Set(di, slice);
    stepX_ = hn::Set(di, whole[0]);
    stepRow_ = hn::Set(di, whole[1] * row + whole[2] * slice);
    for (int a = 0; a < 3; ++a) stepFraction_[a] = hn::Set(di, fraction[a]);
  }

  /// At the vector whose first pixel is pixel x of the span.
  template <int kSnap>
  HWY_INLINE void start(const SpanPositions<kSnap>& positions, const LaneOffsets& offsets, int x) {
    const DI di;
    const auto mask = hn::Set(di, (1 << 30) - 1);
    hn::Vec<DI> whole[3] = {hn::Zero(di), hn::Zero(di), hn::Zero(di)};
    for (int a = 0; a < 3; ++a) {
      const std::int64_t c = positions.along(a, x);
      const auto first = static_cast<std::int32_t>((c >> (kPositionBits - 30)) & ((1 << 30) - 1));
      const auto sum = hn::Add(hn::Load(di, offsets.fraction[a]), hn::Set(di, first));
      fraction_[a] = hn::And(sum, mask);
      whole[a] = hn::Add(hn::Add(hn::ShiftRight<30>(sum), hn::Load(di, offsets.whole[a])),
                         hn::Set(di, static_cast<std::int32_t>(c >> kPositionBits)));
    }
    column_ = whole[0];
    rowStart_ = hn::Add(hn::Mul(whole[2], slice_), hn::Mul(whole[1], row_));
  }

  HWY_INLINE void next() {
    const DI di;
    const auto mask = hn::Set(di, (1 << 30) - 1);
    const auto x = hn::Add(fraction_[0], stepFraction_[0]), y = hn::Add(fraction_[1], stepFraction_[1]),
               z = hn::Add(fraction_[2], stepFraction_[2]);
    const auto carried = [&](hn::Vec<DI> sum, hn::Vec<DI> stride)
                             HWY_ATTR { return hn::And(hn::VecFromMask(di, hn::Gt(sum, mask)), stride); };
    column_ = hn::Add(column_, hn::Add(stepX_, hn::ShiftRight<30>(x)));
    rowStart_ = hn::Add(hn::Add(rowStart_, stepRow_), hn::Add(carried(y, row_), carried(z, slice_)));
    fraction_[0] = hn::And(x, mask);
    fraction_[1] = hn::And(y, mask);
    fraction_[2] = hn::And(z, mask);
  }

  /// Voxels from the volume's first to the row that a pixel lies in, and from there to its voxel.
  HWY_INLINE hn::Vec<DI> rowStart() const { return rowStart_; }
  HWY_INLINE hn::Vec<DI> column() const { return column_; }
  /// Of a voxel, along an axis.
  template <int kSnap>
  HWY_INLINE hn::Vec<DF> fraction(int axis) const {
    const DI di;
    const DF df;
    auto bits = fraction_[axis];
    if constexpr (kSnap > 0) bits = hn::Max(hn::Sub(bits, hn::Set(di, kSnap)), hn::Zero(di));
    return hn::Mul(hn::ConvertTo(df, bits), hn::Set(df, static_cast<float>(1.0 / kFractionOne)));
  }

 private:
  hn::Vec<DI> fraction_[3]{hn::Zero(DI()), hn::Zero(DI()), hn::Zero(DI())};
  hn::Vec<DI> stepFraction_[3]{hn::Zero(DI()), hn::Zero(DI()), hn::Zero(DI())};
  hn::Vec<DI> column_ = hn::Zero(DI()), rowStart_ = hn::Zero(DI());
  hn::Vec<DI> stepX_ = hn::Zero(DI()), stepRow_ = hn::Zero(DI());
  hn::Vec<DI> row_ = hn::Zero(DI()), slice_ = hn::Zero(DI());
};

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
