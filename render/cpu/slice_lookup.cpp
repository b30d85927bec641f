// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/slice_lookup.h"

#include <algorithm>
#include <cmath>

namespace iso {

SliceLookup::SliceLookup(const VolumeGeometry& geometry) {
  const auto& offsets = geometry.sliceOffsets();
  double smallest = offsets.back();
  for (std::size_t k = 1; k < offsets.size(); ++k) smallest = std::min(smallest, offsets[k] - offsets[k - 1]);
  const double bins = std::min(std::ceil(offsets.back() / smallest) + 1.0, 1e6);
  binsPerMm = static_cast<float>(bins / offsets.back());
  const auto last = static_cast<std::int32_t>(offsets.size()) - 2;
  for (std::size_t b = 0; b < static_cast<std::size_t>(bins) + 2; ++b) {
    // A hair before the bin's start: the float multiplication that finds the bin may round up.
    const double start = (static_cast<double>(b) - 1e-3) / static_cast<double>(binsPerMm);
    const auto above = std::upper_bound(offsets.begin(), offsets.end(), start) - offsets.begin();
    segment.push_back(std::clamp(static_cast<std::int32_t>(above) - 1, 0, last));
  }
  for (double o : offsets) offset.push_back(static_cast<float>(o));
}

}  // namespace iso
