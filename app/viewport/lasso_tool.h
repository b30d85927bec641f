// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "plugins/sdk/view_tool.h"

namespace iso::app {

/// "sculpt": a line drawn round a piece of a 3D view takes it away; with Shift all else. Escape while drawing
/// takes the line back.
std::unique_ptr<sdk::ViewTool> lassoTool();

}  // namespace iso::app
