// SPDX-License-Identifier: Apache-2.0
// Samples among hidden voxels, see Engine.
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_VOLUME_HIDDEN_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_VOLUME_HIDDEN_INL_H_
#undef ISO_RENDER_CPU_VOLUME_HIDDEN_INL_H_
#else
#define ISO_RENDER_CPU_VOLUME_HIDDEN_INL_H_
#endif

#include "render/cpu/volume_cell-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Where more than half of what surrounds a sample is hidden.
HWY_INLINE MF hiddenAt(const VolumeJob& job, const Cell& cell) {
  const DF df;
  const Size3& n = job.source.size;
  const int rowBytes = job.hiddenRowBytes;
  const auto one = seti(1);
  // A row's bits are read 32 at a time from the byte on that holds the first one.
  const auto row = hn::Add(hn::Mul(cell.i[2], seti(n[1])), cell.i[1]);
  const auto at = hn::Add(hn::Mul(row, seti(rowBytes)), hn::ShiftRight<3>(cell.i[0]));
  const auto shift = hn::And(cell.i[0], seti(7));
  const auto along = [&](VI byte) HWY_ATTR {
    const auto bits = hn::Shr(gatherBits(job.hidden, byte), shift);
    const auto next = n[0] > 1 ? hn::And(hn::ShiftRight<1>(bits), one) : hn::And(bits, one);
    return lerp(hn::ConvertTo(df, hn::And(bits, one)), hn::ConvertTo(df, next), cell.f[0]);
  };
  const auto nextY = seti(n[1] > 1 ? rowBytes : 0), nextZ = seti(n[2] > 1 ? rowBytes * n[1] : 0);
  const auto up = hn::Add(at, nextZ);
  const auto near = lerp(along(at), along(hn::Add(at, nextY)), cell.f[1]);
  const auto far = lerp(along(up), along(hn::Add(up, nextY)), cell.f[1]);
  return hn::Gt(lerp(near, far, cell.f[2]), set(0.5f));
}

/// Those of some samples that are not hidden. Without a mask (kMasked = false) that is all of them, and
/// costs nothing.
template <bool kMasked>
HWY_INLINE MF seenOf(const VolumeJob& job, const Cell& cell, MF samples) {
  if constexpr (kMasked) {
    if (hn::AllFalse(DF(), samples)) return samples;
    return hn::AndNot(hiddenAt(job, cell), samples);
  } else {
    return samples;
  }
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
