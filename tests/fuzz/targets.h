// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <span>

#include "core/study/pixel_layout.h"

namespace iso::fuzz {

// What the harnesses call, in one place: a change of the readers' signatures ends here. Each of them may fail
// in any way that is a Result; crashing, hanging, reading outside its memory or leaking is what is looked
// for.

/// The header of one file held in memory, its frames included.
void readHeader(std::span<const std::byte> file);

/// One compressed frame, or several fragments of it, as it lies in the file.
/// @param layout what the header claims, transfer syntax included
void decodeFrame(std::span<const std::byte> stored, const PixelLayout& layout);

/// One message of the protocol between the workstation and its reader processes.
void readMessage(std::span<const std::byte> message);

}  // namespace iso::fuzz
