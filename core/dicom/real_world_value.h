// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>

#include "core/dicom/header_fields.h"

namespace iso {

/// A straight line from stored to real-world values, with its unit (PS3.3 C.7.6.16.2.11).
struct RealWorldValue {
  double slope = 1.0, intercept = 0.0;
  std::string unit;  ///< see unitOfUcum
};

/// The Real World Value Mapping Sequence of an item. Of several mappings of the same pixels (alternatives, in
/// other units) the first counts. A table counts if its values lie on a straight line.
/// @return nullopt if there is none, or none that a single line says: several lines for several ranges of the
///         pixels, or a curved table
std::optional<RealWorldValue> readRealWorldValue(const Fields& item);

}  // namespace iso
