// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/tool_marks.h"

#include <utility>

namespace iso::app {
namespace {

constexpr double kTextOffset = 14.0;  ///< logical pixels between the last point and its text
constexpr Rgba8 kUnder{0, 0, 0, 150};
constexpr Rgba8 kText{240, 243, 246, 255};

Rgba8 toRgba(const QColor& c) {
  const auto part = [](int v) { return static_cast<std::uint8_t>(v); };
  return {part(c.red()), part(c.green()), part(c.blue()), part(c.alpha())};
}

}  // namespace

Overlay markOverlay(const QVector<sdk::ToolMark>& marks, double width, double height) {
  Overlay overlay;
  for (const sdk::ToolMark& mark : marks) {
    OverlayLine line;
    for (const QPointF& p : mark.line) line.points.emplace_back(p.x(), p.y());
    line.closed = mark.closed;
    line.width = 1.5;
    line.color = toRgba(mark.color);
    if (mark.fill.isValid()) line.fill = toRgba(mark.fill);
    if (mark.dashed) {
      // On a dark line, so that the dashes are seen on any picture.
      OverlayLine under = line;
      under.color = kUnder;
      under.halo = 0.0;
      overlay.lines.push_back(std::move(under));
      line.fill.reset();
      line.halo = 0.0;
      line.dashed = true;
    }
    overlay.lines.push_back(std::move(line));
    if (mark.text.isEmpty() || mark.line.isEmpty()) continue;
    const QPointF last = mark.line.last();
    OverlayText text;
    const bool left = last.x() > 0.6 * width, above = last.y() > 0.85 * height;
    text.position = {last.x() + (left ? -kTextOffset : kTextOffset),
                     last.y() + (above ? -kTextOffset : kTextOffset)};
    text.anchor = left ? (above ? Anchor::BottomRight : Anchor::TopRight)
                       : (above ? Anchor::BottomLeft : Anchor::TopLeft);
    text.text = mark.text.toStdString();
    text.color = kText;  // the mark's own would drown in its fill
    text.size = 13.0;
    overlay.texts.push_back(std::move(text));
  }
  return overlay;
}

Overlay noteOverlay(const std::string& note, double width, double height) {
  Overlay overlay;
  if (note.empty()) return overlay;
  OverlayText text;
  text.position = {0.5 * width, 0.5 * height};
  text.anchor = Anchor::Center;
  text.text = note;
  text.color = {255, 255, 255, 255};
  text.size = 14.0;
  text.maxWidth = width;
  overlay.texts.push_back(std::move(text));
  return overlay;
}

}  // namespace iso::app
