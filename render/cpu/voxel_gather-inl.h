// SPDX-License-Identifier: Apache-2.0
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_VOXEL_GATHER_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_VOXEL_GATHER_INL_H_
#undef ISO_RENDER_CPU_VOXEL_GATHER_INL_H_
#else
#define ISO_RENDER_CPU_VOXEL_GATHER_INL_H_
#endif

#include <hwy/highway.h>

#include <algorithm>
#include <cstdint>

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DF = hn::ScalableTag<float>;
using DI = hn::RebindToSigned<DF>;

// Gathers read 32 bits at a time whatever the voxel type, so one gather brings a voxel of 8 or 16 bits
// together with its right neighbour. At a volume's last voxel that reads up to three bytes further:
// VoxelBuffer guarantees them.
template <class T>
HWY_INLINE hn::Vec<DI> gatherBits(const T* base, hn::Vec<DI> index) {
  const DI di;
  constexpr int kShift = sizeof(T) == 1 ? 0 : sizeof(T) == 2 ? 1 : 2;
  return hn::GatherOffset(di, reinterpret_cast<const std::int32_t*>(base), hn::ShiftLeft<kShift>(index));
}

/// Voxels at base[index] and base[index + next] as floats; next is 1, or 0 where there is no neighbour.
HWY_INLINE void gatherPair(DF df, const std::int16_t* base, hn::Vec<DI> index, int /*next*/, hn::Vec<DF>& a,
                           hn::Vec<DF>& b) {
  const auto bits = gatherBits(base, index);
  a = hn::ConvertTo(df, hn::ShiftRight<16>(hn::ShiftLeft<16>(bits)));
  b = hn::ConvertTo(df, hn::ShiftRight<16>(bits));
}

HWY_INLINE void gatherPair(DF df, const std::uint16_t* base, hn::Vec<DI> index, int /*next*/, hn::Vec<DF>& a,
                           hn::Vec<DF>& b) {
  const DI di;
  const auto low = hn::Set(di, 0xffff);
  const auto bits = gatherBits(base, index);
  a = hn::ConvertTo(df, hn::And(bits, low));
  b = hn::ConvertTo(df, hn::And(hn::ShiftRight<16>(bits), low));
}

HWY_INLINE void gatherPair(DF df, const std::uint8_t* base, hn::Vec<DI> index, int /*next*/, hn::Vec<DF>& a,
                           hn::Vec<DF>& b) {
  const DI di;
  const auto low = hn::Set(di, 0xff);
  const auto bits = gatherBits(base, index);
  a = hn::ConvertTo(df, hn::And(bits, low));
  b = hn::ConvertTo(df, hn::And(hn::ShiftRight<8>(bits), low));
}

HWY_INLINE void gatherPair(DF df, const float* base, hn::Vec<DI> index, int next, hn::Vec<DF>& a,
                           hn::Vec<DF>& b) {
  a = hn::GatherIndex(df, base, index);
  b = hn::GatherIndex(df, base + next, index);
}

template <class T>
HWY_INLINE hn::Vec<DF> gatherOne(DF df, const T* base, hn::Vec<DI> index) {
  hn::Vec<DF> a, b;
  gatherPair(df, base, index, 0, a, b);
  return a;
}

/// Clamps base + index to an axis of n voxels. Linear: the lower neighbour stays in 0…n−2 and the fraction
/// becomes 0 or 1 beyond the ends, so the outermost voxel is repeated. Nearest: 0…n−1.
HWY_INLINE void clampAxis(DI di, DF df, int n, std::int64_t base, bool nearest, hn::Vec<DI>& index,
                          hn::Vec<DF>& fraction) {
  // A view may lie far away from the volume; nothing further out than this is told apart.
  const auto low = hn::Set(di, static_cast<int>(std::clamp<std::int64_t>(-base, -(1 << 30), 1 << 30)));
  const int top = nearest ? n - 1 : std::max(n - 2, 0);
  const auto high = hn::Set(di, static_cast<int>(std::clamp<std::int64_t>(top - base, -(1 << 30), 1 << 30)));
  const auto below = hn::Lt(index, low), above = hn::Gt(index, high);
  fraction = hn::IfThenElse(hn::RebindMask(df, below), hn::Zero(df), fraction);
  fraction = hn::IfThenElse(hn::RebindMask(df, above), hn::Set(df, 1.0f), fraction);
  if (n == 1) fraction = hn::Zero(df);
  index = hn::Min(hn::Max(index, low), high);
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
