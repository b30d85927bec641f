// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QVector>
#include <string>

#include "plugins/sdk/view_tool.h"
#include "render/overlay/overlay.h"

namespace iso::app {

/// What a tool draws over a view of that many logical pixels. Texts stay inside it.
Overlay markOverlay(const QVector<sdk::ToolMark>& marks, double width, double height);
/// A note about work that goes on, in the middle of a view; nothing for "".
Overlay noteOverlay(const std::string& note, double width, double height);

}  // namespace iso::app
