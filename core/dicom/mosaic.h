// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "core/dicom/header_fields.h"
#include "core/dicom/headers.h"

namespace iso {

/// A Siemens mosaic: all slices of a volume as tiles of one picture, row by row from its top left.
struct Mosaic {
  int slices = 0;
  int tileRows = 0, tileColumns = 0;  ///< pixels of one slice
  std::optional<Vector3> normal;      ///< unit, LPS: from each tile's slice to the next one's
  double stepMm = 0.0;                ///< between slices' centres; 0 = not said
};

/// What a file whose image type says MOSAIC tells of its tiles: their number by (0019,100A) or the maker's
/// "CSA" header (0029,1010), their order by that header's SliceNormalVector.
/// @return nullopt if it is no mosaic, or one whose tiles are not known or do not fill its picture
std::optional<Mosaic> readMosaic(const Fields& dataset, int rows, int columns);

/// One entry for each slice, in the order of the tiles. The picture's Image Position is that of a single
/// slice as large as the whole picture, with the same centre.
/// @param picture the frame of the whole picture
/// @param note why positions were not taken, else unchanged
std::vector<FrameHeader> mosaicFrames(const Mosaic& mosaic, const FrameHeader& picture, int rows, int columns,
                                      std::string& note);

/// Values of one entry of a Siemens CSA header, either format; empty if it is not there or the header is not
/// whole. Never reads beyond `csa`.
std::vector<std::string> csaValues(std::span<const std::uint8_t> csa, std::string_view name);

}  // namespace iso
