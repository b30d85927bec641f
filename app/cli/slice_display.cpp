// SPDX-License-Identifier: Apache-2.0
#include "app/cli/slice_display.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/parse.h"

namespace iso::cli {

Slab parseSlab(double thicknessMm, double stepMm, const std::string& projection) {
  return {thicknessMm, stepMm,
          projection == "min"    ? SlabProjection::Minimum
          : projection == "mean" ? SlabProjection::Mean
                                 : SlabProjection::Maximum};
}

Interpolation parseInterpolation(const std::string& name) {
  return name == "nearest" ? Interpolation::Nearest
         : name == "cubic" ? Interpolation::Cubic
                           : Interpolation::Linear;
}

Result<void> checkMap(const std::string& map) {
  const auto names = colorMapNames();
  if (map.empty() ||
      std::any_of(names.begin(), names.end(), [&](const auto& n) { return sameIgnoringCase(n, map); }))
    return {};
  return fail(ErrorCode::InvalidArgument,
              fmt::format("There is no colour map {}; there are {}.", map, fmt::join(names, ", ")));
}

Result<SliceDisplay> sliceDisplay(const Selected& selected, const std::string& window,
                                  const std::string& map) {
  SliceDisplay display;
  const VolumeDescription& description = selected.description();
  if (!window.empty()) {
    const auto parsed = parseWindow(window, selected.series.modality);
    if (!parsed) return tl::make_unexpected(parsed.error());
    display.window = *parsed;
  } else {
    display.window =
        description.windows.empty() ? automaticWindow(*selected.volume) : description.windows.front();
  }
  if (!map.empty())
    display.map = colorMap(map);
  else if (description.invertedGrey)
    display.map = display.map.inverted();
  return display;
}

}  // namespace iso::cli
