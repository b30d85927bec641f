// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <optional>
#include <string>

#include "app/cli/selection.h"
#include "core/display/volume_preset.h"

namespace iso::cli {

/// --layer's text: a series, and how it looks and lies. "" = not given.
struct FusionLayerText {
  std::string series, preset, map, window;
  double opacity = 1.0;  ///< 0…1
  std::filesystem::path transform;
};

/// "S,preset=NAME,map=NAME,opacity=A,window=C:W,transform=F.json", all but S as wanted.
/// @return InvalidArgument with a sentence that names what is not understood
Result<FusionLayerText> parseFusionLayer(const std::string& text);

/// The layer's preset with its values fitted to the volume. A window stretches the preset's points over it; a
/// map takes the place of its colours from the first point to the last; opacity multiplies the points' own.
/// PET and NM without a preset are hot and transparent where they are low.
/// @return InvalidArgument for a preset, map or window that is not there
Result<VolumePreset> fusionPreset(const Context& context, const FusionLayerText& text,
                                  const Selected& selected);

}  // namespace iso::cli
