// SPDX-License-Identifier: Apache-2.0
#include "app/session/value_histogram.h"

#include <algorithm>
#include <cmath>
#include <cstring>
#include <limits>

namespace iso::app {
namespace {

/// Calls what(value) for every voxel of one slice that is a measurement.
template <class T, class What>
void forEachIn(const Volume& volume, int k, const What& what) {
  const std::byte* slice = volume.data() + static_cast<std::size_t>(k) * volume.sliceBytes();
  const std::size_t count = volume.sliceBytes() / sizeof(T);
  const Rescale& rescale = volume.rescale(k);
  const StoredRange& padding = volume.padding();
  for (std::size_t n = 0; n < count; ++n) {
    T voxel;
    std::memcpy(&voxel, slice + n * sizeof(T), sizeof(T));
    const double stored = static_cast<double>(voxel);
    if (padding && stored >= (*padding)[0] && stored <= (*padding)[1]) continue;
    const double value = rescale(stored);
    if (std::isfinite(value)) what(value);
  }
}

template <class What>
void forEachValue(const Volume& volume, const CancelToken& cancel, const What& what) {
  for (int k = 0; k < volume.size()[2] && !cancel.cancelled(); ++k) {
    switch (volume.type()) {
      case VoxelType::UInt8:
        forEachIn<std::uint8_t>(volume, k, what);
        break;
      case VoxelType::Int16:
        forEachIn<std::int16_t>(volume, k, what);
        break;
      case VoxelType::UInt16:
        forEachIn<std::uint16_t>(volume, k, what);
        break;
      case VoxelType::Float32:
        forEachIn<float>(volume, k, what);
        break;
      case VoxelType::Rgb8:
        return;
    }
  }
}

}  // namespace

std::uint64_t ValueHistogram::greatest() const {
  return counts.empty() ? 0 : *std::max_element(counts.begin(), counts.end());
}

ValueHistogram countValues(const Volume& volume, std::size_t bins, const CancelToken& cancel) {
  double low = std::numeric_limits<double>::infinity(), high = -low;
  forEachValue(volume, cancel, [&](double value) {
    low = std::min(low, value);
    high = std::max(high, value);
  });
  if (!(low <= high) || bins == 0) return {};
  ValueHistogram found;
  found.low = low;
  found.high = high;
  found.counts.assign(bins, 0);
  const double perUnit = high > low ? static_cast<double>(bins) / (high - low) : 0.0;
  forEachValue(volume, cancel, [&](double value) {
    const auto bin = static_cast<std::size_t>((value - low) * perUnit);
    ++found.counts[std::min(bin, bins - 1)];
  });
  return cancel.cancelled() ? ValueHistogram{} : found;
}

}  // namespace iso::app
