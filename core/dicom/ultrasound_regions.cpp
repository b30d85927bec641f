// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/ultrasound_regions.h"

#include <cmath>

namespace iso {

std::optional<std::array<double, 2>> ultrasoundSpacing(const Fields& d, std::string& note) {
  constexpr int kTwoDimensional = 1, kCentimetres = 3;
  constexpr long kMostRegions = 256;
  std::optional<std::array<double, 2>> spacing;
  for (long n = 0; n < kMostRegions; ++n) {
    const Fields region = d.sequence(DCM_SequenceOfUltrasoundRegions, n);
    if (!region) break;
    if (region.integer(DCM_RegionSpatialFormat) != kTwoDimensional ||
        region.integer(DCM_PhysicalUnitsXDirection) != kCentimetres ||
        region.integer(DCM_PhysicalUnitsYDirection) != kCentimetres)
      continue;
    const auto x = region.number(DCM_PhysicalDeltaX), y = region.number(DCM_PhysicalDeltaY);
    if (!x || !y || *x == 0.0 || *y == 0.0) continue;
    // A delta is negative where its direction runs against the pixels'.
    const std::array<double, 2> own{std::abs(*x) * 10.0, std::abs(*y) * 10.0};
    if (!spacing) spacing = own;
    for (std::size_t k = 0; k < 2; ++k)
      if (std::abs(own[k] - (*spacing)[k]) > 1e-4 * (*spacing)[k]) {
        note = "its regions have different scales";
        return std::nullopt;
      }
  }
  return spacing;
}

}  // namespace iso
