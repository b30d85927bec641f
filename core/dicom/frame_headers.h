// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "core/dicom/header_fields.h"
#include "core/dicom/headers.h"
#include "core/dicom/mosaic.h"

namespace iso {

/// Unit directions along a row and along a column by an orientation's six numbers; nullopt if they are not
/// two directions at a right angle.
std::optional<std::array<Vector3, 2>> axesFrom(const Fields& fields,
                                               const DcmTagKey& tag = DCM_ImageOrientationPatient);

/// One entry for each frame: from the top level of a classic file, from the shared and per-frame
/// functional groups of an enhanced one (PS3.3 C.7.6.16), from the grid offsets of an RT dose, from the
/// detector and slice vector of a reconstructed nuclear image, from the tiles of a mosaic. Frames of other
/// classic multi-frame files say nothing of their own about where they lie: they get no position.
///
/// Values: the file's own rescale; a real-world value mapping where there is none, and its unit where it says
/// the same as the rescale and the file names no unit. With a Modality LUT neither.
/// @param layout rows, columns, frames, signedness and Modality LUT are asked
/// @param unit of the file's values (see unitOf)
/// @param note why positions or spacing were not taken, else unchanged
std::vector<FrameHeader> frameHeaders(const Fields& dataset, const PixelLayout& layout,
                                      const std::string& unit, const std::optional<Mosaic>& mosaic,
                                      std::string& note);

}  // namespace iso
