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

// Neighbouring pixels of a slice mostly lie in the same row of voxels, a few voxels apart. A row is then read
// by one load and its voxels are brought to their lanes by a permutation, instead of one read for each lane:
// sixteen pixels of an oblique picture meet five or six rows instead of sixteen reads.

/// 8-bit voxels lie in words of their own here.
HWY_INLINE void splitWords(const std::uint8_t*, DF df, hn::Vec<DI> bits, hn::Vec<DF>& a, hn::Vec<DF>& b) {
  splitPair(static_cast<const std::int16_t*>(nullptr), df, bits, a, b);
}
template <class T>
HWY_INLINE void splitWords(const T* type, DF df, hn::Vec<DI> bits, hn::Vec<DF>& a, hn::Vec<DF>& b) {
  splitPair(type, df, bits, a, b);
}
HWY_INLINE hn::Vec<DF> interpolateWords(const std::uint8_t*, DF df, hn::Vec<DI> bits, hn::Vec<DF> f) {
  return interpolatePair(static_cast<const std::int16_t*>(nullptr), df, bits, f);
}
template <class T>
HWY_INLINE hn::Vec<DF> interpolateWords(const T* type, DF df, hn::Vec<DI> bits, hn::Vec<DF> f) {
  return interpolatePair(type, df, bits, f);
}

#if HWY_TARGET == HWY_AVX3

/// Whether the pixels of a vector can be read by windows, for linear interpolation and for cubic.
template <class T>
HWY_INLINE bool windowsFit(const LaneOffsets& lanes) {
  return lanes.window != RowWindow::None &&
         lanes.window <= (sizeof(T) == 4 ? RowWindow::Narrow : RowWindow::Wide);
}
template <class T>
HWY_INLINE bool cubicWindowsFit(const LaneOffsets& lanes) {
  return lanes.cubicWindow != RowWindow::None &&
         lanes.cubicWindow <= (sizeof(T) == 4 ? RowWindow::Narrow : RowWindow::Wide);
}

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

/// The lanes of a vector by the row of voxels that they lie in: each group from its first lane to the last of
/// all, so that the groups behind it overwrite theirs.
struct RowGroups {
  int count = 0;
  std::int32_t row[16];     ///< voxels from a pointer to a row
  std::uint32_t lanes[16];  ///< a bit for each lane of 32 bits
  std::uint32_t words[16];  ///< two
  static constexpr bool fit = true;

  HWY_INLINE RowGroups(hn::Vec<DI> rows, hn::Vec<DI> /*columns*/) {
    alignas(64) std::int32_t at[16];
    spill(rows, at);
    std::uint32_t changes = changedLanes(rows) | 1;
    while (changes != 0) {
      const auto lane = static_cast<std::uint32_t>(__builtin_ctz(changes));
      changes &= changes - 1;
      row[count] = at[lane];
      lanes[count] = 0xffffu << lane & 0xffffu;
      words[count] = ~0u << (2 * lane);
      ++count;
    }
  }
};

/// For each of the four rows at base[n] + row: the voxels `column` − 1 … `column` + 2, two words each in
/// `low` and `high`. `first` is the window's first column.
template <bool kWide, class T>
HWY_INLINE void windowQuads(const T* const base[4], const RowGroups& groups, hn::Vec<DI> column,
                            std::int32_t first, hn::Vec<DI> low[4], hn::Vec<DI> high[4]) {
  const __m512i left = _mm512_sub_epi32(column.raw, _mm512_set1_epi32(first + 1));
  const __m512i pairs =
      _mm512_add_epi32(_mm512_or_si512(left, _mm512_slli_epi32(left, 16)), _mm512_set1_epi32(0x10000));
  const __m512i next = _mm512_add_epi32(pairs, _mm512_set1_epi32(0x20002));
  __m512i a[4], b[4];
  for (int n = 0; n < 4; ++n) {
    const __m512i window = loadWindow<kWide>(base[n] + (groups.row[0] + first));
    a[n] = _mm512_permutexvar_epi16(pairs, window);
    b[n] = _mm512_permutexvar_epi16(next, window);
  }
  for (int g = 1; g < groups.count; ++g) {
    const __mmask32 words = groups.words[g];
    const std::int64_t from = groups.row[g] + first;
    for (int n = 0; n < 4; ++n) {
      const __m512i window = loadWindow<kWide>(base[n] + from);
      a[n] = _mm512_mask_permutexvar_epi16(a[n], words, pairs, window);
      b[n] = _mm512_mask_permutexvar_epi16(b[n], words, next, window);
    }
  }
  for (int n = 0; n < 4; ++n) {
    low[n] = hn::Vec<DI>{a[n]};
    high[n] = hn::Vec<DI>{b[n]};
  }
}

/// `interpolateRows` by windows.
/// @return false, with nothing done, where the lanes lie in too many rows
template <class T>
HWY_INLINE bool interpolateWindows(DF df, const T* const base[4], hn::Vec<DI> row, hn::Vec<DI> column,
                                   const LaneOffsets& lanes, hn::Vec<DF> f, hn::Vec<DF> out[4]) {
  hn::Vec<DI> bits[4] = {hn::Zero(DI()), hn::Zero(DI()), hn::Zero(DI()), hn::Zero(DI())};
  const std::int32_t low = hn::GetLane(column) + lanes.windowLow;
  if (lanes.window == RowWindow::Narrow)
    windowRows<false>(base, row, column, low, bits);
  else
    windowRows<true>(base, row, column, low, bits);
  for (int n = 0; n < 4; ++n) out[n] = interpolateWords(base[n], df, bits[n], f);
  return true;
}

/// The same for floats, which are as wide as a lane: the pair comes by two permutations.
HWY_INLINE bool interpolateWindows(DF, const float* const base[4], hn::Vec<DI> row, hn::Vec<DI> column,
                                   const LaneOffsets& lanes, hn::Vec<DF> f, hn::Vec<DF> out[4]) {
  alignas(64) std::int32_t at[16];
  spill(row, at);
  const std::int32_t low = hn::GetLane(column) + lanes.windowLow;
  const __m512i left = _mm512_sub_epi32(column.raw, _mm512_set1_epi32(low));
  const __m512i right = _mm512_add_epi32(left, _mm512_set1_epi32(1));
  std::uint32_t changes = changedLanes(row) | 1;
  hn::Vec<DF> a[4], b[4];
  for (int n = 0; n < 4; ++n) a[n] = b[n] = hn::Zero(DF());
  while (changes != 0) {
    const auto lane = static_cast<std::uint32_t>(__builtin_ctz(changes));
    changes &= changes - 1;
    const auto rest = static_cast<__mmask16>(~0u << lane);
    const std::int64_t from = at[lane] + low;
    for (int n = 0; n < 4; ++n) {
      const __m512 window = _mm512_loadu_ps(base[n] + from);
      a[n].raw = _mm512_mask_permutexvar_ps(a[n].raw, rest, left, window);
      b[n].raw = _mm512_mask_permutexvar_ps(b[n].raw, rest, right, window);
    }
  }
  for (int n = 0; n < 4; ++n) out[n] = hn::MulAdd(hn::Sub(b[n], a[n]), f, a[n]);
  return true;
}

/// Four voxels of each of four rows, see windowQuads; `take` gets them row by row, with the row's number as a
/// type so that nothing is decided while it runs.
template <class T, class Take>
HWY_INLINE void quadsByWindow(DF df, const T* const base[4], const RowGroups& groups, hn::Vec<DI> column,
                              const LaneOffsets& lanes, const Take& take) {
  const DI di;
  hn::Vec<DI> low[4] = {hn::Zero(di), hn::Zero(di), hn::Zero(di), hn::Zero(di)};
  hn::Vec<DI> high[4] = {hn::Zero(di), hn::Zero(di), hn::Zero(di), hn::Zero(di)};
  if (lanes.cubicWindow == RowWindow::Narrow)
    windowQuads<false>(base, groups, column, lanes.windowLow - 1, low, high);
  else
    windowQuads<true>(base, groups, column, lanes.windowLow - 1, low, high);
  forFour([&](auto n) HWY_ATTR {
    hn::Vec<DF> v[4] = {hn::Zero(df), hn::Zero(df), hn::Zero(df), hn::Zero(df)};
    splitWords(base[n], df, low[n], v[0], v[1]);
    splitWords(base[n], df, high[n], v[2], v[3]);
    take(n, v);
  });
}

template <class Take>
HWY_INLINE void quadsByWindow(DF df, const float* const base[4], const RowGroups& groups, hn::Vec<DI> column,
                              const LaneOffsets& lanes, const Take& take) {
  const std::int32_t first = lanes.windowLow - 1;
  __m512i index[4];
  index[0] = _mm512_sub_epi32(column.raw, _mm512_set1_epi32(first + 1));
  for (int c = 1; c < 4; ++c) index[c] = _mm512_add_epi32(index[c - 1], _mm512_set1_epi32(1));
  forFour([&](auto n) HWY_ATTR {
    hn::Vec<DF> v[4] = {hn::Zero(df), hn::Zero(df), hn::Zero(df), hn::Zero(df)};
    for (int g = 0; g < groups.count; ++g) {
      const __m512 window = _mm512_loadu_ps(base[n] + (groups.row[g] + first));
      for (int c = 0; c < 4; ++c)
        v[c].raw =
            _mm512_mask_permutexvar_ps(v[c].raw, static_cast<__mmask16>(groups.lanes[g]), index[c], window);
    }
    take(n, v);
  });
}

#elif HWY_TARGET == HWY_AVX2

// With AVX2 a permutation of words stays within eight of them: four lanes share a load of eight voxels, and
// where they lie in two rows (that of the first and that of the last) two loads, whatever the picture. Where
// they lie in more, `fit` is false.

template <class T>
HWY_INLINE bool windowsFit(const LaneOffsets& lanes) {
  return sizeof(T) <= 2 && lanes.fourFit;
}
template <class T>
HWY_INLINE bool cubicWindowsFit(const LaneOffsets& lanes) {
  return sizeof(T) <= 2 && lanes.fourFitCubic;
}

/// Which voxels of which rows the lanes take, for windows that begin at the least column of four lanes.
struct RowGroups {
  bool fit;
  std::int64_t first[2], last[2];  ///< voxels from a pointer to a row to the windows of each four lanes
  __m256i isFirst;                 ///< all bits of the lanes in the first lane's row
  __m256i pair;                    ///< bytes of a lane's voxel and its right neighbour in its window

  HWY_INLINE RowGroups(hn::Vec<DI> rows, hn::Vec<DI> columns) {
    const __m256i firstRow = _mm256_shuffle_epi32(rows.raw, 0x00),
                  lastRow = _mm256_shuffle_epi32(rows.raw, 0xff);
    isFirst = _mm256_cmpeq_epi32(rows.raw, firstRow);
    fit = _mm256_movemask_epi8(_mm256_or_si256(isFirst, _mm256_cmpeq_epi32(rows.raw, lastRow))) == -1;
    const __m256i low =
        _mm256_min_epi32(_mm256_shuffle_epi32(columns.raw, 0x00), _mm256_shuffle_epi32(columns.raw, 0xff));
    alignas(32) std::int32_t firsts[8], lasts[8];
    spill(hn::Vec<DI>{_mm256_add_epi32(firstRow, low)}, firsts);
    spill(hn::Vec<DI>{_mm256_add_epi32(lastRow, low)}, lasts);
    for (int side = 0; side < 2; ++side) {
      first[side] = firsts[4 * side];
      last[side] = lasts[4 * side];
    }
    // Byte numbers 2c, 2c + 1, 2c + 2, 2c + 3.
    const __m256i spread =
        _mm256_set_epi64x(0x0c0c0c0c08080808, 0x0404040400000000, 0x0c0c0c0c08080808, 0x0404040400000000);
    const __m256i column = _mm256_sub_epi32(columns.raw, low);
    pair = _mm256_add_epi32(_mm256_shuffle_epi8(_mm256_add_epi32(column, column), spread),
                            _mm256_set1_epi32(0x03020100));
  }
};

/// Eight voxels as words, from each of two places.
template <class T>
HWY_INLINE __m256i loadWindows(const T* low, const T* high) {
  if constexpr (sizeof(T) == 1)
    return join(_mm_cvtepu8_epi16(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(low))),
                _mm_cvtepu8_epi16(_mm_loadl_epi64(reinterpret_cast<const __m128i*>(high))));
  else
    return join(_mm_loadu_si128(reinterpret_cast<const __m128i*>(low)),
                _mm_loadu_si128(reinterpret_cast<const __m128i*>(high)));
}

template <class T>
HWY_INLINE bool interpolateWindows(DF df, const T* const base[4], hn::Vec<DI> row, hn::Vec<DI> column,
                                   const LaneOffsets&, hn::Vec<DF> f, hn::Vec<DF> out[4]) {
  const RowGroups groups(row, column);
  if (!groups.fit) return false;
  for (int n = 0; n < 4; ++n) {
    const __m256i a = loadWindows(base[n] + groups.first[0], base[n] + groups.first[1]);
    const __m256i b = loadWindows(base[n] + groups.last[0], base[n] + groups.last[1]);
    const hn::Vec<DI> words{_mm256_blendv_epi8(_mm256_shuffle_epi8(b, groups.pair),
                                               _mm256_shuffle_epi8(a, groups.pair), groups.isFirst)};
    out[n] = interpolateWords(base[n], df, words, f);
  }
  return true;
}

template <class T, class Take>
HWY_INLINE void quadsByWindow(DF df, const T* const base[4], const RowGroups& groups, hn::Vec<DI> /*column*/,
                              const LaneOffsets&, const Take& take) {
  // A window begins one voxel to the left here: its pairs are those of −1 and 0, and two further on.
  const __m256i next = _mm256_add_epi32(groups.pair, _mm256_set1_epi32(0x04040404));
  forFour([&](auto n) HWY_ATTR {
    const T* const p = base[n] - 1;
    const __m256i a = loadWindows(p + groups.first[0], p + groups.first[1]);
    const __m256i b = loadWindows(p + groups.last[0], p + groups.last[1]);
    const auto words = [&](__m256i bytes) HWY_ATTR {
      return hn::Vec<DI>{
          _mm256_blendv_epi8(_mm256_shuffle_epi8(b, bytes), _mm256_shuffle_epi8(a, bytes), groups.isFirst)};
    };
    hn::Vec<DF> v[4] = {hn::Zero(df), hn::Zero(df), hn::Zero(df), hn::Zero(df)};
    splitWords(base[n], df, words(groups.pair), v[0], v[1]);
    splitWords(base[n], df, words(next), v[2], v[3]);
    take(n, v);
  });
}

template <class Take>
HWY_INLINE void quadsByWindow(DF, const float* const*, const RowGroups&, hn::Vec<DI>, const LaneOffsets&,
                              const Take&) {}
HWY_INLINE bool interpolateWindows(DF, const float* const*, hn::Vec<DI>, hn::Vec<DI>, const LaneOffsets&,
                                   hn::Vec<DF>, hn::Vec<DF>*) {
  return false;
}

#else

template <class T>
HWY_INLINE bool windowsFit(const LaneOffsets&) {
  return false;
}
template <class T>
HWY_INLINE bool cubicWindowsFit(const LaneOffsets&) {
  return false;
}

template <class T>
HWY_INLINE bool interpolateWindows(DF, const T* const*, hn::Vec<DI>, hn::Vec<DI>, const LaneOffsets&,
                                   hn::Vec<DF>, hn::Vec<DF>*) {
  return false;
}

struct RowGroups {
  static constexpr bool fit = false;
  RowGroups(hn::Vec<DI>, hn::Vec<DI>) {}
};

template <class T, class Take>
HWY_INLINE void quadsByWindow(DF, const T* const*, const RowGroups&, hn::Vec<DI>, const LaneOffsets&,
                              const Take&) {}

#endif

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
