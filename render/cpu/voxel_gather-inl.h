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
#include <cstring>
#include <type_traits>

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

using DF = hn::ScalableTag<float>;
using DI = hn::RebindToSigned<DF>;

// 32 bits are read at a time whatever the voxel type, so one read brings a voxel of 8 or 16 bits together
// with its right neighbour. At a volume's last voxel that reads up to three bytes further: VoxelBuffer
// guarantees them.
//
// Gather instructions are microcode on AMD processors and slowed down by mitigations on Intel's: plain
// loads, put together in registers, take two thirds of their time (measured on Zen 5: 6.5 against 9.1 ns for
// sixteen reads of 32 bits).
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
template <class Word>
HWY_INLINE Word loadWord(const char* address) {
  Word w;
  std::memcpy(&w, address, sizeof(w));
  return w;
}

// Lane indices in memory. The empty statement keeps the compiler from seeing through: it would take the lanes
// out of the register by shuffles, which costs more than the loads.
HWY_INLINE void spill(hn::Vec<DI> index, std::int32_t* lanes) {
  hn::Store(index, DI(), lanes);
  __asm__ volatile("" : : "r"(lanes) : "memory");
}

template <std::int64_t kBytes>
HWY_INLINE __m128i fourReads(const char* base, const std::int32_t* index) {
  const auto at = [&](int n) HWY_ATTR { return loadWord<std::int32_t>(base + kBytes * index[n]); };
  __m128i v = _mm_cvtsi32_si128(at(0));
  v = _mm_insert_epi32(v, at(1), 1);
  v = _mm_insert_epi32(v, at(2), 2);
  return _mm_insert_epi32(v, at(3), 3);
}

template <std::int64_t kBytes>
HWY_INLINE __m128i twoLongReads(const char* base, const std::int32_t* index) {
  const __m128i v = _mm_cvtsi64_si128(loadWord<std::int64_t>(base + kBytes * index[0]));
  return _mm_insert_epi64(v, loadWord<std::int64_t>(base + kBytes * index[1]), 1);
}

HWY_INLINE __m256i join(__m128i low, __m128i high) {
  return _mm256_inserti128_si256(_mm256_castsi128_si256(low), high, 1);
}
#endif

template <class T>
HWY_INLINE hn::Vec<DI> gatherBits(const T* base, hn::Vec<DI> index) {
  const DI di;
  constexpr std::int64_t kBytes = sizeof(T);
#if HWY_TARGET == HWY_AVX3
  alignas(64) std::int32_t i[16];
  spill(index, i);
  const char* p = reinterpret_cast<const char*>(base);
  const __m256i low = join(fourReads<kBytes>(p, i), fourReads<kBytes>(p, i + 4));
  const __m256i high = join(fourReads<kBytes>(p, i + 8), fourReads<kBytes>(p, i + 12));
  return hn::Vec<DI>{_mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1)};
#elif HWY_TARGET == HWY_AVX2
  alignas(32) std::int32_t i[8];
  spill(index, i);
  const char* p = reinterpret_cast<const char*>(base);
  return hn::Vec<DI>{join(fourReads<kBytes>(p, i), fourReads<kBytes>(p, i + 4))};
#else
  constexpr int kShift = kBytes == 1 ? 0 : kBytes == 2 ? 1 : 2;
  return hn::GatherOffset(di, reinterpret_cast<const std::int32_t*>(base), hn::ShiftLeft<kShift>(index));
#endif
}

#if HWY_TARGET == HWY_AVX3
HWY_INLINE __m512i wordProducts(__m512i a, __m512i b) {
  return _mm512_madd_epi16(a, b);
}
#elif HWY_TARGET == HWY_AVX2
HWY_INLINE __m256i wordProducts(__m256i a, __m256i b) {
  return _mm256_madd_epi16(a, b);
}
#endif

/// The lower one of two signed words.
HWY_INLINE hn::Vec<DI> lowerWord(hn::Vec<DI> bits) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
  return hn::Vec<DI>{wordProducts(bits.raw, hn::Set(DI(), 1).raw)};
#else
  return hn::ShiftRight<16>(hn::ShiftLeft<16>(bits));
#endif
}

/// The voxel and its right neighbour out of the 32 bits read at it.
HWY_INLINE void splitPair(const std::int16_t*, DF df, hn::Vec<DI> bits, hn::Vec<DF>& a, hn::Vec<DF>& b) {
  a = hn::ConvertTo(df, lowerWord(bits));
  b = hn::ConvertTo(df, hn::ShiftRight<16>(bits));
}

HWY_INLINE void splitPair(const std::uint16_t*, DF df, hn::Vec<DI> bits, hn::Vec<DF>& a, hn::Vec<DF>& b) {
  const auto low = hn::Set(DI(), 0xffff);
  a = hn::ConvertTo(df, hn::And(bits, low));
  b = hn::ConvertTo(df, hn::And(hn::ShiftRight<16>(bits), low));
}

HWY_INLINE void splitPair(const std::uint8_t*, DF df, hn::Vec<DI> bits, hn::Vec<DF>& a, hn::Vec<DF>& b) {
  const auto low = hn::Set(DI(), 0xff);
  a = hn::ConvertTo(df, hn::And(bits, low));
  b = hn::ConvertTo(df, hn::And(hn::ShiftRight<8>(bits), low));
}

/// Between the voxel and its right neighbour.
template <class T>
HWY_INLINE hn::Vec<DF> interpolatePair(const T* type, DF df, hn::Vec<DI> bits, hn::Vec<DF> f) {
  auto a = hn::Zero(df), b = hn::Zero(df);
  splitPair(type, df, bits, a, b);
  return hn::MulAdd(hn::Sub(b, a), f, a);
}

// Sums of products of words: the voxel and the difference to its neighbour in one instruction each.
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
HWY_INLINE hn::Vec<DF> interpolatePair(const std::int16_t*, DF df, hn::Vec<DI> bits, hn::Vec<DF> f) {
  const auto a = hn::Vec<DI>{wordProducts(bits.raw, hn::Set(DI(), 1).raw)};
  const auto rise = hn::Vec<DI>{wordProducts(bits.raw, hn::Set(DI(), 0x1ffff).raw)};
  return hn::MulAdd(hn::ConvertTo(df, rise), f, hn::ConvertTo(df, a));
}
#endif

/// Voxels at base[index] and base[index + next] as floats; next is 1, or 0 where there is no neighbour.
template <class T>
HWY_INLINE void gatherPair(DF df, const T* base, hn::Vec<DI> index, int /*next*/, hn::Vec<DF>& a,
                           hn::Vec<DF>& b) {
  splitPair(base, df, gatherBits(base, index), a, b);
}

HWY_INLINE void gatherPair(DF df, const float* base, hn::Vec<DI> index, int next, hn::Vec<DF>& a,
                           hn::Vec<DF>& b) {
  a = hn::BitCast(df, gatherBits(base, index));
  b = hn::BitCast(df, gatherBits(base + next, index));
}

template <class T>
HWY_INLINE hn::Vec<DF> gatherOne(DF df, const T* base, hn::Vec<DI> index) {
  auto a = hn::Zero(df), b = hn::Zero(df);
  gatherPair(df, base, index, 0, a, b);
  return a;
}

/// The reads of `gatherPair` for four rows at once, all at the same index.
template <class T>
HWY_INLINE void gatherRows(const T* const base[4], hn::Vec<DI> index, hn::Vec<DI> bits[4]) {
#if HWY_TARGET == HWY_AVX3
  const DI di;
  constexpr std::int64_t kBytes = sizeof(T);
  alignas(64) std::int32_t i[16];
  spill(index, i);
  const char *p = reinterpret_cast<const char*>(base[0]), *q = reinterpret_cast<const char*>(base[1]),
             *r = reinterpret_cast<const char*>(base[2]), *t = reinterpret_cast<const char*>(base[3]);
  const char* const rows[4] = {p, q, r, t};
  for (int n = 0; n < 4; ++n) {
    const __m256i low = join(fourReads<kBytes>(rows[n], i), fourReads<kBytes>(rows[n], i + 4));
    const __m256i high = join(fourReads<kBytes>(rows[n], i + 8), fourReads<kBytes>(rows[n], i + 12));
    bits[n] = hn::Vec<DI>{_mm512_inserti64x4(_mm512_castsi256_si512(low), high, 1)};
  }
#elif HWY_TARGET == HWY_AVX2
  constexpr std::int64_t kBytes = sizeof(T);
  alignas(32) std::int32_t i[8];
  spill(index, i);
  for (int n = 0; n < 4; ++n) {
    const char* p = reinterpret_cast<const char*>(base[n]);
    bits[n] = hn::Vec<DI>{join(fourReads<kBytes>(p, i), fourReads<kBytes>(p, i + 4))};
  }
#else
  for (int n = 0; n < 4; ++n) bits[n] = gatherBits(base[n], index);
#endif
}

/// Pairs of four rows, interpolated along i.
template <class T>
HWY_INLINE void interpolateRows(DF df, const T* const base[4], hn::Vec<DI> index, int /*next*/, hn::Vec<DF> f,
                                hn::Vec<DF> row[4]) {
  hn::Vec<DI> bits[4] = {hn::Zero(DI()), hn::Zero(DI()), hn::Zero(DI()), hn::Zero(DI())};
  gatherRows(base, index, bits);
  for (int n = 0; n < 4; ++n) row[n] = interpolatePair(base[n], df, bits[n], f);
}

HWY_INLINE void interpolateRows(DF df, const float* const base[4], hn::Vec<DI> index, int next, hn::Vec<DF> f,
                                hn::Vec<DF> row[4]) {
  for (int n = 0; n < 4; ++n) {
    const auto a = hn::BitCast(df, gatherBits(base[n], index));
    const auto b = hn::BitCast(df, gatherBits(base[n] + next, index));
    row[n] = hn::MulAdd(hn::Sub(b, a), f, a);
  }
}

/// Voxels at base[index − 1 … index + 2] as floats: what a value and its difference along i need. Reads up to
/// one voxel before and three bytes after them whether or not they are neighbours; see VoxelBuffer.
HWY_INLINE void gatherQuad(DF df, const std::uint8_t* base, hn::Vec<DI> index, hn::Vec<DF>& m, hn::Vec<DF>& a,
                           hn::Vec<DF>& b, hn::Vec<DF>& p) {
  const DI di;
  const auto low = hn::Set(di, 0xff);
  const auto bits = gatherBits(base - 1, index);
  m = hn::ConvertTo(df, hn::And(bits, low));
  a = hn::ConvertTo(df, hn::And(hn::ShiftRight<8>(bits), low));
  b = hn::ConvertTo(df, hn::And(hn::ShiftRight<16>(bits), low));
  p = hn::ConvertTo(df, hn::And(hn::ShiftRight<24>(bits), low));
}

HWY_INLINE void gatherQuad(DF df, const float* base, hn::Vec<DI> index, hn::Vec<DF>& m, hn::Vec<DF>& a,
                           hn::Vec<DF>& b, hn::Vec<DF>& p) {
  m = hn::BitCast(df, gatherBits(base - 1, index));
  a = hn::BitCast(df, gatherBits(base, index));
  b = hn::BitCast(df, gatherBits(base + 1, index));
  p = hn::BitCast(df, gatherBits(base + 2, index));
}

// 16-bit voxels: four of them are one 64-bit element, and gathers cost by the element.
#if HWY_TARGET == HWY_AVX3
HWY_INLINE void readLong(const char* p, const std::int32_t* i, hn::Vec<DI>& low, hn::Vec<DI>& high) {
  const DI di;
  const __m256i w0 = join(twoLongReads<2>(p, i), twoLongReads<2>(p, i + 2));
  const __m256i w1 = join(twoLongReads<2>(p, i + 4), twoLongReads<2>(p, i + 6));
  const __m256i w2 = join(twoLongReads<2>(p, i + 8), twoLongReads<2>(p, i + 10));
  const __m256i w3 = join(twoLongReads<2>(p, i + 12), twoLongReads<2>(p, i + 14));
  const hn::Vec<DI> first{_mm512_inserti64x4(_mm512_castsi256_si512(w0), w1, 1)};
  const hn::Vec<DI> second{_mm512_inserti64x4(_mm512_castsi256_si512(w2), w3, 1)};
  low = hn::ConcatEven(di, second, first);
  high = hn::ConcatOdd(di, second, first);
}
#elif HWY_TARGET == HWY_AVX2
HWY_INLINE void readLong(const char* p, const std::int32_t* i, hn::Vec<DI>& low, hn::Vec<DI>& high) {
  // Lanes 0, 1, 4, 5 and 2, 3, 6, 7: shuffles put them in order without crossing the register's middle.
  const __m256 first = _mm256_castsi256_ps(join(twoLongReads<2>(p, i), twoLongReads<2>(p, i + 4)));
  const __m256 second = _mm256_castsi256_ps(join(twoLongReads<2>(p, i + 2), twoLongReads<2>(p, i + 6)));
  low = hn::Vec<DI>{_mm256_castps_si256(_mm256_shuffle_ps(first, second, 0x88))};
  high = hn::Vec<DI>{_mm256_castps_si256(_mm256_shuffle_ps(first, second, 0xdd))};
}
#endif

template <class T>
HWY_INLINE void gatherBits64(const T* base, hn::Vec<DI> index, hn::Vec<DI>& low, hn::Vec<DI>& high) {
#if HWY_TARGET == HWY_SCALAR
  low = gatherBits(base - 1, index);
  high = gatherBits(base + 1, index);
#elif HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
  alignas(64) std::int32_t i[16];
  spill(index, i);
  readLong(reinterpret_cast<const char*>(base - 1), i, low, high);
#else
  const DI di;
  const hn::Half<DI> half;
  const hn::Repartition<std::int64_t, DI> d64;
  const auto bytes = hn::ShiftLeft<1>(index);
  const auto* words = reinterpret_cast<const std::int64_t*>(base - 1);
  const auto first = hn::GatherOffset(d64, words, hn::PromoteTo(d64, hn::LowerHalf(half, bytes)));
  const auto second = hn::GatherOffset(d64, words, hn::PromoteTo(d64, hn::UpperHalf(half, bytes)));
  low = hn::ConcatEven(di, hn::BitCast(di, second), hn::BitCast(di, first));
  high = hn::ConcatOdd(di, hn::BitCast(di, second), hn::BitCast(di, first));
#endif
}

HWY_INLINE void gatherQuad(DF df, const std::int16_t* base, hn::Vec<DI> index, hn::Vec<DF>& m, hn::Vec<DF>& a,
                           hn::Vec<DF>& b, hn::Vec<DF>& p) {
  const DI di;
  auto low = hn::Zero(di), high = hn::Zero(di);
  gatherBits64(base, index, low, high);
  splitPair(base, df, low, m, a);
  splitPair(base, df, high, b, p);
}

HWY_INLINE void gatherQuad(DF df, const std::uint16_t* base, hn::Vec<DI> index, hn::Vec<DF>& m,
                           hn::Vec<DF>& a, hn::Vec<DF>& b, hn::Vec<DF>& p) {
  const DI di;
  auto low = hn::Zero(di), high = hn::Zero(di);
  gatherBits64(base, index, low, high);
  splitPair(base, df, low, m, a);
  splitPair(base, df, high, b, p);
}

/// `gatherQuad` for four rows at once, all at the same index.
template <class T>
HWY_INLINE void gatherQuads(DF df, const T* const base[4], hn::Vec<DI> index, hn::Vec<DF> m[4],
                            hn::Vec<DF> a[4], hn::Vec<DF> b[4], hn::Vec<DF> p[4]) {
#if HWY_TARGET == HWY_AVX3 || HWY_TARGET == HWY_AVX2
  if constexpr (sizeof(T) == 2) {
    alignas(64) std::int32_t i[16];
    spill(index, i);
    for (int n = 0; n < 4; ++n) {
      auto low = hn::Zero(DI()), high = hn::Zero(DI());
      readLong(reinterpret_cast<const char*>(base[n] - 1), i, low, high);
      splitPair(base[n], df, low, m[n], a[n]);
      splitPair(base[n], df, high, b[n], p[n]);
    }
    return;
  }
#endif
  for (int n = 0; n < 4; ++n) gatherQuad(df, base[n], index, m[n], a[n], b[n], p[n]);
}

/// body(0) … body(3), the number as a type.
template <class Body>
HWY_INLINE void forFour(const Body& body) {
  body(std::integral_constant<int, 0>());
  body(std::integral_constant<int, 1>());
  body(std::integral_constant<int, 2>());
  body(std::integral_constant<int, 3>());
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
