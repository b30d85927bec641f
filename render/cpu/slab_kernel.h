// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "render/scene/slab.h"

namespace iso {

/// What a row of a slab's pixels has taken so far.
class SlabRow {
 public:
  void start(SlabProjection projection, int width);
  /// Pixels [begin, begin + count) take a sample each; NaN is none.
  void take(const float* values, int begin, int count);
  /// NaN where nothing was taken.
  void finish(float* out) const;

 private:
  SlabProjection projection_ = SlabProjection::Maximum;
  std::size_t width_ = 0;
  /// The extreme value, or the sum, what its last place lost (Kahan 1965), and how many were taken.
  std::vector<float> value_, lost_, taken_;
};

}  // namespace iso
