// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "render/scene/shown_surface.h"

namespace iso::cli {

/// Reads what --surface names: "FILE" or "FILE,color=RRGGBB" each; without a color the next of a few.
/// @return InvalidArgument for a color that is none, else as readSurface
Result<std::vector<ShownSurface>> readSurfaces(const std::vector<std::string>& texts);

}  // namespace iso::cli
