// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>

#include "core/dicom/header_fields.h"

namespace iso {

/// {i step, j step} in mm of a DICOM spacing, which names the j step first (PS3.3 10.7.1.3); nullopt unless
/// both are positive.
std::optional<std::array<double, 2>> spacingFrom(const Fields& fields, const DcmTagKey& tag);

/// Spacing at the detector, made smaller by the Estimated Radiographic Magnification Factor (0018,1114) where
/// one above 1 is given: the size in the patient (PS3.3 C.8.7.5).
std::array<double, 2> atPatient(std::array<double, 2> atDetector, std::optional<double> magnification);

/// The pixel spacing of an image by its top level. Regions of an ultrasound first; then Pixel Spacing, unless
/// it is only the Imager Pixel Spacing written again; then Imager Pixel Spacing over the magnification; then
/// Nominal Scanned Pixel Spacing (PS3.3 10.7.1.3).
/// @param note why there is none although there is something about it, else unchanged
std::optional<std::array<double, 2>> imageSpacing(const Fields& dataset, std::string& note);

}  // namespace iso
