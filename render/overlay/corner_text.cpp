// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/corner_text.h"

#include <algorithm>

namespace iso {
namespace {

constexpr double kNarrowest = 48.0;   // a column below this says nothing
constexpr double kLetterHalf = 14.0;  // half the height that the side letters take at the middle

std::vector<CornerLine> fitted(std::vector<CornerLine> lines, std::size_t room) {
  lines.erase(std::remove_if(lines.begin(), lines.end(), [](const auto& l) { return l.text.empty(); }),
              lines.end());
  while (lines.size() > room) {
    auto worst = lines.begin();
    for (auto it = lines.begin(); it != lines.end(); ++it)
      if (it->priority >= worst->priority) worst = it;
    lines.erase(worst);
  }
  return lines;
}

}  // namespace

Overlay cornerText(const CornerLines& corners, double width, double height, double topMiddle,
                   double bottomMiddle, const OverlayTheme& theme) {
  Overlay o;
  const double rows = (0.5 * height - kLetterHalf - theme.margin) / theme.lineHeight;
  const auto room = static_cast<std::size_t>(std::max(0.0, rows));
  for (std::size_t c = 0; c < corners.size(); ++c) {
    const auto corner = static_cast<Corner>(c);
    const bool top = corner == Corner::TopLeft || corner == Corner::TopRight;
    const bool left = corner == Corner::TopLeft || corner == Corner::BottomLeft;
    const double column = 0.5 * width - theme.margin - (top ? topMiddle : bottomMiddle);
    if (column < kNarrowest) continue;
    const auto lines = fitted(corners[c], room);
    for (std::size_t i = 0; i < lines.size(); ++i) {
      const double row = static_cast<double>(top ? i : lines.size() - 1 - i) * theme.lineHeight;
      OverlayText t;
      t.position = {left ? theme.margin : width - theme.margin,
                    top ? theme.margin + row : height - theme.margin - row};
      t.anchor = top ? (left ? Anchor::TopLeft : Anchor::TopRight)
                     : (left ? Anchor::BottomLeft : Anchor::BottomRight);
      t.text = lines[i].text;
      t.color = lines[i].color.value_or(theme.text);
      t.size = theme.size;
      t.bold = lines[i].bold;
      t.maxWidth = column;
      o.texts.push_back(std::move(t));
    }
  }
  return o;
}

}  // namespace iso
