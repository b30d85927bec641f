// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/dicom/headers.h"

namespace iso {

/// Makes volumes of the images of one series. A different image type, quantity, orientation or grid is
/// another volume; the same quantity over time, trigger, b-value or echo becomes phases. Slices are sorted
/// by position along row × column, never by name or number. Nothing is silently repaired: whatever is
/// unusual is one of the volume's issues. Volumes come in order of their lowest instance number.
/// @param files images that can be shown (Kind::Image, `unsupported` empty), all of one series; the same
///        instance twice counts once
std::vector<VolumeDescription> assembleVolumes(const std::vector<const FileHeader*>& files);

}  // namespace iso
