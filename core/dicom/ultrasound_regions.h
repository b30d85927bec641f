// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/dicom/header_fields.h"

namespace iso {

/// The pixel spacing of an ultrasound picture by its calibrated regions (PS3.3 C.8.5.5): of those that show
/// tissue in two dimensions with both directions in cm.
/// @param note if regions of different scale lie in one picture: why there is no spacing
/// @return {i step, j step} in mm; nullopt without such regions or if they disagree
std::optional<std::array<double, 2>> ultrasoundSpacing(const Fields& dataset, std::string& note);

}  // namespace iso
