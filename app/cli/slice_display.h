// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/cli/selection.h"
#include "render/scene/slice_view.h"

namespace iso::cli {

/// --slab, --step and --projection.
Slab parseSlab(double thicknessMm, double stepMm, const std::string& projection);
Interpolation parseInterpolation(const std::string& name);

/// @return InvalidArgument with the names there are; "" is good
Result<void> checkMap(const std::string& map);

/// --window, or the file's first, or the automatic one; --map, or grey as the file wants it.
Result<SliceDisplay> sliceDisplay(const Selected& selected, const std::string& window,
                                  const std::string& map);

}  // namespace iso::cli
