// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/base/cancel.h"
#include "core/volume/volume.h"

namespace iso::app {

/// How many voxels have which modality value, in bins of equal width from the lowest to the highest.
struct ValueHistogram {
  double low = 0.0, high = 0.0;       ///< the volume's own values; equal if it has but one
  std::vector<std::uint64_t> counts;  ///< empty where there is nothing to count (colours)

  double binWidth() const { return counts.empty() ? 0.0 : (high - low) / static_cast<double>(counts.size()); }
  std::uint64_t greatest() const;
};

/// Counts every voxel but padding and what is no number, each with its slice's own rescale. A value between
/// two bins belongs to the upper, the highest to the last.
/// @return no counts for Rgb8, for a volume without any number, and when cancelled
ValueHistogram countValues(const Volume& volume, std::size_t bins = 256, const CancelToken& cancel = {});

}  // namespace iso::app
