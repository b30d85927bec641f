// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "render/cpu/row_spans.h"
#include "render/cpu/slab_kernel.h"
#include "render/cpu/slice_kernel.h"
#include "render/scene/padding.h"

namespace iso {

/// The pixels of a slab, some of a row at a time.
class SlabSampler {
 public:
  /// @param hidden stored numbers that count as no value
  SlabSampler(const Volume& volume, const SliceView& view, const SlabSamples& samples,
              const VoxelSource& source, const StoredRange& hidden);

  /// Kept by the caller, one a thread, from row to row.
  struct Scratch {
    SlabRow row;
    std::vector<RowSpan> spans;
    LaneOffsets lanes, storedLanes;
    std::vector<float> values, stored;
  };
  /// Modality values of pixels [x0, x1) of row y; NaN where the slab has none.
  void sample(int y, int x0, int x1, Scratch& scratch, float* out) const;

 private:
  const VoxelSource source_, stored_;
  const StoredRange hidden_;
  const SlabProjection projection_;
  std::vector<SlicePlan> layers_;  ///< those that meet the volume
};

}  // namespace iso
