// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/dicom/header_fields.h"

namespace iso {

/// Short name of what a file without an image to show is ("SEG", "SR", "RTSTRUCT", "ECG", …), by its SOP
/// class (PS3.6 A-1), else its modality, else "unknown".
std::string objectName(std::string_view sopClass, const std::string& modality);

/// What such a file calls itself: its content label, structure set label, plan label, document title or an
/// SR's title, else its series' description; UTF-8, "" if nothing.
std::string objectLabel(const Fields& dataset);

}  // namespace iso
