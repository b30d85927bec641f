// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "app/cli/context.h"
#include "core/display/volume_preset.h"

namespace iso::cli {

/// The preset of that id or title, ignoring case; "" = the one the modality starts with.
/// @return InvalidArgument with the names there are; NotFound where the program's presets are missing
Result<VolumePreset> findPreset(const Context& context, const std::string& wanted,
                                const std::string& modality);

}  // namespace iso::cli
