// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/dicom/header_fields.h"
#include "core/study/pixel_layout.h"

namespace iso {

/// The table of a Modality LUT Sequence (PS3.3 C.11.1.1).
/// @param fields the item that holds the sequence
/// @param signedPixels whether the stored pixels, the table's input, are signed
/// @return null if there is no such sequence; BadFile if its table is not whole
Result<std::shared_ptr<const LookupTable>> readModalityLut(const Fields& fields, bool signedPixels);

/// The tables of a VOI LUT Sequence (PS3.3 C.11.2.1.1), those that are not whole left out.
/// @param signedValues whether the modality values, the tables' input, can be negative
std::vector<std::shared_ptr<const LookupTable>> readVoiLuts(const Fields& fields, bool signedValues);

/// The three tables of PALETTE COLOR pixels (PS3.3 C.7.6.3.1.5 and .6), plain or segmented (C.7.9.2).
/// @return BadFile if one is absent or not whole
Result<std::shared_ptr<const Palette>> readPalette(const Fields& dataset);

/// What the segments of a palette stand for (PS3.3 C.7.9.2): runs of values, straight ramps, and earlier
/// segments again.
/// @param data segments in units of one entry, 8 or 16 bits
/// @param wideEntries 16 bits: an indirect segment's offset takes two units, else four
/// @param count entries that are expected; more are not made
/// @return nullopt if the segments run out or contradict themselves before `count` entries
std::optional<std::vector<std::uint16_t>> expandSegments(const std::vector<std::uint16_t>& data,
                                                         bool wideEntries, std::size_t count);

}  // namespace iso
