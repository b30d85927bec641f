// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/display/window_level.h"

namespace iso {

struct WindowPreset {
  std::string name;  ///< English, shown to the user
  WindowLevel window;
};

/// Windows in general use for a modality ("CT", "PT"; others have none), in the order they are listed.
std::vector<WindowPreset> windowPresets(std::string_view modality);

}  // namespace iso
