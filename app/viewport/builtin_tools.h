// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "plugins/sdk/view_tool.h"

namespace iso::app {

/// Things the built-in tools ask of the preferences.
struct ToolPreferences {
  bool verticalWindowInverted = false;  ///< dragging down makes brighter
};

/// The program's own tools, in the order of the toolbar: window, pan, zoom, scroll, crosshair, rotate3d,
/// sculpt, curve.
/// They use the interface that plug-ins use, and nothing else.
std::vector<std::unique_ptr<sdk::ViewTool>> builtinTools(std::shared_ptr<const ToolPreferences> preferences);

}  // namespace iso::app
