// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/real_world_value.h"

#include <algorithm>
#include <cmath>
#include <vector>

#include "core/dicom/units.h"

namespace iso {
namespace {

struct Range {
  double first, last;
};

std::optional<Range> mappedRange(const Fields& map) {
  auto first = map.number(DCM_RealWorldValueFirstValueMapped);
  auto last = map.number(DCM_RealWorldValueLastValueMapped);
  if (!first) first = map.number(DCM_DoubleFloatRealWorldValueFirstValueMapped);
  if (!last) last = map.number(DCM_DoubleFloatRealWorldValueLastValueMapped);
  if (!first || !last || *last < *first) return std::nullopt;
  return Range{*first, *last};
}

/// The line that a table's values lie on, if they do.
std::optional<RealWorldValue> lineThroughTable(const Fields& map) {
  const auto range = mappedRange(map);
  const Float64* values = nullptr;
  unsigned long count = 0;
  if (!range || map.item()->findAndGetFloat64Array(DCM_RealWorldValueLUTData, values, &count).bad() ||
      !values || count < 2 || static_cast<double>(count) != range->last - range->first + 1.0)
    return std::nullopt;
  const double step = (values[count - 1] - values[0]) / static_cast<double>(count - 1);
  double size = 0.0;
  for (unsigned long n = 0; n < count; ++n) size = std::max(size, std::abs(values[n]));
  if (!std::isfinite(size) || step == 0.0) return std::nullopt;
  for (unsigned long n = 0; n < count; ++n)
    if (!(std::abs(values[0] + step * static_cast<double>(n) - values[n]) <= 1e-9 * size))
      return std::nullopt;
  return RealWorldValue{step, values[0] - step * range->first, {}};
}

}  // namespace

std::optional<RealWorldValue> readRealWorldValue(const Fields& item) {
  const Fields first = item.sequence(DCM_RealWorldValueMappingSequence);
  if (!first) return std::nullopt;
  const auto range = mappedRange(first);
  // Maps of other pixels than the first one's: no single line holds for all.
  constexpr long kMost = 64;
  for (long n = 1; n < kMost; ++n) {
    const Fields other = item.sequence(DCM_RealWorldValueMappingSequence, n);
    if (!other) break;
    const auto its = mappedRange(other);
    if (range && its && (its->last < range->first || its->first > range->last)) return std::nullopt;
  }
  std::optional<RealWorldValue> value;
  const auto slope = first.number(DCM_RealWorldValueSlope);
  const auto intercept = first.number(DCM_RealWorldValueIntercept);
  if (slope && intercept && *slope != 0.0)
    value = RealWorldValue{*slope, *intercept, {}};
  else if (first.has(DCM_RealWorldValueLUTData))
    value = lineThroughTable(first);
  if (value) {
    const Fields code = first.sequence(DCM_MeasurementUnitsCodeSequence);
    value->unit = unitOfUcum(code.text(DCM_CodeValue));
  }
  return value;
}

}  // namespace iso
