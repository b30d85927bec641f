// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/slab_kernel.h"

#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "render/cpu/slab_kernel.cpp"
// See slice_kernel.cpp.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// body(first element, vectors of which length) for all of count.
template <class Body>
HWY_INLINE void forVectors(int count, const Body& body) {
  const hn::ScalableTag<float> df;
  const int lanes = static_cast<int>(hn::Lanes(df));
  int x = 0;
  for (; x + lanes <= count; x += lanes) body(df, x);
  for (; x < count; ++x) body(hn::CappedTag<float, 1>(), x);
}

void takeGreaterImpl(const float* HWY_RESTRICT values, int count, float* HWY_RESTRICT kept) {
  forVectors(count, [&](auto d, int x) HWY_ATTR {
    const auto v = hn::LoadU(d, values + x), k = hn::LoadU(d, kept + x);
    hn::StoreU(hn::IfThenElse(hn::Gt(v, k), v, k), d, kept + x);
  });
}

void takeSmallerImpl(const float* HWY_RESTRICT values, int count, float* HWY_RESTRICT kept) {
  forVectors(count, [&](auto d, int x) HWY_ATTR {
    const auto v = hn::LoadU(d, values + x), k = hn::LoadU(d, kept + x);
    hn::StoreU(hn::IfThenElse(hn::Lt(v, k), v, k), d, kept + x);
  });
}

void addImpl(const float* HWY_RESTRICT values, int count, float* HWY_RESTRICT sums, float* HWY_RESTRICT lost,
             float* HWY_RESTRICT taken) {
  forVectors(count, [&](auto d, int x) HWY_ATTR {
    const auto v = hn::LoadU(d, values + x), sum = hn::LoadU(d, sums + x), l = hn::LoadU(d, lost + x);
    const auto number = hn::Eq(v, v);
    const auto term = hn::Sub(v, l), next = hn::Add(sum, term);
    hn::StoreU(hn::IfThenElse(number, next, sum), d, sums + x);
    hn::StoreU(hn::IfThenElse(number, hn::Sub(hn::Sub(next, sum), term), l), d, lost + x);
    const auto t = hn::LoadU(d, taken + x);
    hn::StoreU(hn::Add(t, hn::IfThenElseZero(number, hn::Set(d, 1.0f))), d, taken + x);
  });
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace iso {

HWY_EXPORT(takeGreaterImpl);
HWY_EXPORT(takeSmallerImpl);
HWY_EXPORT(addImpl);

void SlabRow::start(SlabProjection projection, int width) {
  projection_ = projection;
  width_ = static_cast<std::size_t>(width);
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const bool mean = projection == SlabProjection::Mean;
  value_.assign(width_, mean ? 0.0f : projection == SlabProjection::Maximum ? -kInfinity : kInfinity);
  if (!mean) return;
  lost_.assign(width_, 0.0f);
  taken_.assign(width_, 0.0f);
}

void SlabRow::take(const float* values, int begin, int count) {
  switch (projection_) {
    case SlabProjection::Maximum:
      HWY_DYNAMIC_DISPATCH(takeGreaterImpl)(values, count, value_.data() + begin);
      break;
    case SlabProjection::Minimum:
      HWY_DYNAMIC_DISPATCH(takeSmallerImpl)(values, count, value_.data() + begin);
      break;
    case SlabProjection::Mean:
      HWY_DYNAMIC_DISPATCH(addImpl)
      (values, count, value_.data() + begin, lost_.data() + begin, taken_.data() + begin);
      break;
  }
}

void SlabRow::finish(float* out) const {
  constexpr float kNone = std::numeric_limits<float>::quiet_NaN();
  constexpr float kInfinity = std::numeric_limits<float>::infinity();
  const bool mean = projection_ == SlabProjection::Mean;
  const float nothing = projection_ == SlabProjection::Maximum ? -kInfinity : kInfinity;
  for (std::size_t x = 0; x < width_; ++x) {
    if (mean)
      out[x] = taken_[x] > 0.0f ? value_[x] / taken_[x] : kNone;
    else
      out[x] = value_[x] == nothing ? kNone : value_[x];
  }
}

}  // namespace iso
#endif
