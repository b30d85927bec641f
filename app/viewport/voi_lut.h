// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <string>

#include "core/display/color_map.h"
#include "core/display/lookup_table.h"
#include "core/display/window_level.h"

namespace iso::app {

/// A window under which a table's inputs lie evenly over all greys: as wide as the table, each input in the
/// middle of its own share, so that a table of 256 entries gets one grey step an entry.
WindowLevel lutWindow(const LookupTable& table);

/// The table's output at each of 256 grey fractions of lutWindow(), scaled to 0…255.
std::array<std::uint8_t, 256> lutGreys(const LookupTable& table);

/// A map that shows values under lutWindow() as the table says, in the colours of another map.
ColorMap lutMap(const LookupTable& table, const ColorMap& colors);

/// "From the file (name)", or without a name "From the file (table)".
std::string lutTitle(const LookupTable& table);

}  // namespace iso::app
