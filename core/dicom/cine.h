// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/dicom/header_fields.h"

namespace iso {

/// Milliseconds from one frame to the next: Frame Time, else Cine Rate, else Recommended Display Frame Rate,
/// else the median of the Frame Time Vector (PS3.3 C.7.6.5); 0 = the file does not say.
/// @param frames as the file claims, which the vector is not read beyond
double frameTimeMs(const Fields& dataset, int frames);

}  // namespace iso
