// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <optional>

#include "render/overlay/view_marks.h"

namespace iso {

struct CornerLine {
  std::string text;
  int priority = 0;  ///< small = kept longest when the view is small
  std::optional<Rgba8> color;
  bool bold = false;
};

enum class Corner { TopLeft, TopRight, BottomLeft, BottomRight };

/// Lines of the four corners, from top to bottom; index by Corner.
using CornerLines = std::array<std::vector<CornerLine>, 4>;

/// Places the corner texts so that they never meet each other, the edge letters or the ruler: each corner
/// gets its own rectangle, long lines are cut with an ellipsis, lines that do not fit are left out, those
/// of the largest `priority` first (of equal ones the lower line first).
/// @param topMiddle, bottomMiddle half widths in pixels kept free about the middle of the two edges
Overlay cornerText(const CornerLines& corners, double width, double height, double topMiddle,
                   double bottomMiddle, const OverlayTheme& theme);

}  // namespace iso
