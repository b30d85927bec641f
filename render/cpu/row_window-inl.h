// SPDX-License-Identifier: Apache-2.0
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_ROW_WINDOW_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_ROW_WINDOW_INL_H_
#undef ISO_RENDER_CPU_ROW_WINDOW_INL_H_
#else
#define ISO_RENDER_CPU_ROW_WINDOW_INL_H_
#endif

#include <cstdint>

#include "render/cpu/slice_kernel.h"
#include "render/cpu/voxel_gather-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Neighbouring pixels of a slice mostly lie in the same row of voxels, a few voxels apart. With AVX-512 a row
// is then read by one load and its voxels are brought to their lanes by a permutation, instead of one read
// for each lane: sixteen pixels of an oblique picture meet five or six rows instead of sixteen reads.
#if HWY_TARGET == HWY_AVX3

constexpr bool kHasRowWindows = true;

/// Bit n: lane n lies in another row than the lane before it. Never bit 0.
HWY_INLINE std::uint32_t changedLanes(hn::Vec<DI> row) {
  const __m512i before = _mm512_alignr_epi32(row.raw, row.raw, 15);
  return _mm512_cmpneq_epi32_mask(row.raw, before) & 0xfffeu;
}

/// Voxels that one load brings, as words of 16 bits.
template <bool kWide, class T>
HWY_INLINE __m512i loadWindow(const T* row) {
  if constexpr (sizeof(T) == 1) {
    if constexpr (kWide)
      return _mm512_cvtepu8_epi16(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(row)));
    else
      return _mm512_castsi256_si512(
          _mm256_cvtepu8_epi16(_mm_loadu_si128(reinterpret_cast<const __m128i*>(row))));
  } else {
    if constexpr (kWide)
      return _mm512_loadu_si512(row);
    else
      return _mm512_castsi256_si512(_mm256_loadu_si256(reinterpret_cast<const __m256i*>(row)));
  }
}

/// For each of the four rows at base[n] + row: voxel `column` and its right neighbour, as two words of each
/// lane. `low` is the window's first column; columns lie in low … low + reach of the window. `row` changes
/// along the lanes a few times at most; any number is right.
template <bool kWide, class T>
HWY_INLINE void windowRows(const T* const base[4], hn::Vec<DI> row, hn::Vec<DI> column, std::int32_t low,
                           hn::Vec<DI> bits[4]) {
  alignas(64) std::int32_t at[16];
  spill(row, at);
  const __m512i first = _mm512_sub_epi32(column.raw, _mm512_set1_epi32(low));
  const __m512i pairs =
      _mm512_add_epi32(_mm512_or_si512(first, _mm512_slli_epi32(first, 16)), _mm512_set1_epi32(0x10000));
  std::uint32_t changes = changedLanes(row);
  __m512i words[4];
  for (int n = 0; n < 4; ++n)
    words[n] = _mm512_permutexvar_epi16(pairs, loadWindow<kWide>(base[n] + (at[0] + low)));
  while (changes != 0) {
    const auto lane = static_cast<std::uint32_t>(__builtin_ctz(changes));
    changes &= changes - 1;
    const auto rest = static_cast<__mmask32>(~0u << (2 * lane));
    const std::int64_t from = at[lane] + low;
    for (int n = 0; n < 4; ++n)
      words[n] = _mm512_mask_permutexvar_epi16(words[n], rest, pairs, loadWindow<kWide>(base[n] + from));
  }
  for (int n = 0; n < 4; ++n) bits[n] = hn::Vec<DI>{words[n]};
}

/// 8-bit voxels lie in words of their own here.
HWY_INLINE void splitWords(const std::uint8_t*, DF df, hn::Vec<DI> bits, hn::Vec<DF>& a, hn::Vec<DF>& b) {
  splitPair(static_cast<const std::uint16_t*>(nullptr), df, bits, a, b);
}

template <class T>
HWY_INLINE void splitWords(const T* type, DF df, hn::Vec<DI> bits, hn::Vec<DF>& a, hn::Vec<DF>& b) {
  splitPair(type, df, bits, a, b);
}

/// `interpolateRows` by windows.
template <class T>
HWY_INLINE void interpolateWindows(DF df, const T* const base[4], hn::Vec<DI> row, hn::Vec<DI> column,
                                   const LaneOffsets& lanes, hn::Vec<DF> f, hn::Vec<DF> out[4]) {
  hn::Vec<DI> bits[4] = {hn::Zero(DI()), hn::Zero(DI()), hn::Zero(DI()), hn::Zero(DI())};
  if (lanes.window == RowWindow::Narrow)
    windowRows<false>(base, row, column, lanes.windowLow, bits);
  else
    windowRows<true>(base, row, column, lanes.windowLow, bits);
  for (int n = 0; n < 4; ++n) {
    auto a = hn::Zero(df), b = hn::Zero(df);
    splitWords(base[n], df, bits[n], a, b);
    out[n] = hn::MulAdd(hn::Sub(b, a), f, a);
  }
}

/// The same for floats, which are as wide as a lane: the pair comes by two permutations.
HWY_INLINE void interpolateWindows(DF, const float* const base[4], hn::Vec<DI> row, hn::Vec<DI> column,
                                   const LaneOffsets& lanes, hn::Vec<DF> f, hn::Vec<DF> out[4]) {
  alignas(64) std::int32_t at[16];
  spill(row, at);
  const __m512i left = _mm512_sub_epi32(column.raw, _mm512_set1_epi32(lanes.windowLow));
  const __m512i right = _mm512_add_epi32(left, _mm512_set1_epi32(1));
  std::uint32_t changes = changedLanes(row) | 1;
  hn::Vec<DF> a[4], b[4];
  for (int n = 0; n < 4; ++n) a[n] = b[n] = hn::Zero(DF());
  while (changes != 0) {
    const auto lane = static_cast<std::uint32_t>(__builtin_ctz(changes));
    changes &= changes - 1;
    const auto rest = static_cast<__mmask16>(~0u << lane);
    const std::int64_t from = at[lane] + lanes.windowLow;
    for (int n = 0; n < 4; ++n) {
      const __m512 window = _mm512_loadu_ps(base[n] + from);
      a[n].raw = _mm512_mask_permutexvar_ps(a[n].raw, rest, left, window);
      b[n].raw = _mm512_mask_permutexvar_ps(b[n].raw, rest, right, window);
    }
  }
  for (int n = 0; n < 4; ++n) out[n] = hn::MulAdd(hn::Sub(b[n], a[n]), f, a[n]);
}

#else

constexpr bool kHasRowWindows = false;

template <class T>
HWY_INLINE void interpolateWindows(DF, const T* const*, hn::Vec<DI>, hn::Vec<DI>, const LaneOffsets&,
                                   hn::Vec<DF>, hn::Vec<DF>*) {}

#endif

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
