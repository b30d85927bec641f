// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>

#include "core/dicom/header_fields.h"

namespace iso {

/// The unit that a term of Rescale Type or Modality LUT Type stands for (PS3.3 C.11.1.1.2); "" for
/// unspecified. OD counts thousandths of an optical density: "mOD". What is not in the list stays as written.
std::string unitOfRescaleType(std::string_view type);

/// The unit of a UCUM code: words that radiology has of its own ("HU", "SUVbw"), else the code as written.
std::string unitOfUcum(std::string_view code);

/// The unit of a file's values after rescale, as far as the whole file has one; "" where it names none.
/// PET: Units and SUV Type (PS3.3 C.8.9.1), also where a converted enhanced object keeps them; CT: HU unless
/// Rescale Type says otherwise; RT dose: Gy.
std::string unitOf(const Fields& dataset, const std::string& modality);

}  // namespace iso
