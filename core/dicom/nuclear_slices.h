// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/dicom/header_fields.h"
#include "core/dicom/headers.h"

namespace iso {

/// Gives the frames of a reconstructed nuclear medicine image (image type RECON TOMO or RECON GATED TOMO)
/// their places: the first slice's from the Detector Information Sequence, the others along row × column by
/// their slice number and Spacing Between Slices, whose sign counts (PS3.3 C.8.4.10 and C.8.4.15). A gated
/// one's time slots become phase keys; frames of different energy windows are told apart.
/// @return false, and nothing is changed, if the file is none or lacks any of these
bool placeNuclearSlices(const Fields& dataset, std::vector<FrameHeader>& frames);

}  // namespace iso
