// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/dicom/header_fields.h"
#include "core/dicom/headers.h"

namespace iso {

/// One entry for each frame: from the top level of a classic file, from the shared and per-frame
/// functional groups of an enhanced one (PS3.3 C.7.6.16), from the grid offsets of an RT dose. Frames of
/// other classic multi-frame files say nothing of their own about where they lie: they get no position.
/// @param note why positions were not taken, else unchanged
std::vector<FrameHeader> frameHeaders(const Fields& dataset, int frames, std::string& note);

}  // namespace iso
