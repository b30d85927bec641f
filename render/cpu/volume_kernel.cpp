// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/volume_kernel.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "render/cpu/volume_kernel.cpp"
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "render/cpu/volume_tile-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {

void renderVolumeTileImpl(const VolumeJob& job, int x0, int y0, int x1, int y1) {
  tileOfType<false>(job, x0, y0, x1, y1);
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace iso {
HWY_EXPORT(renderVolumeTileImpl);

void renderVolumeTile(const VolumeJob& job, int x0, int y0, int x1, int y1) {
  if (job.hidden) return renderMaskedTile(job, x0, y0, x1, y1);
  HWY_DYNAMIC_DISPATCH(renderVolumeTileImpl)(job, x0, y0, x1, y1);
}

}  // namespace iso
#endif
