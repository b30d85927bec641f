// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/layout.h"

#include <algorithm>
#include <cmath>

namespace iso::app {
namespace {

constexpr double kSmallest = 0.1;

int cut(double fraction, int length) {
  return static_cast<int>(std::lround(fraction * length));
}

double fractionAt(int position, int length, double low, double high) {
  return std::clamp(static_cast<double>(position) / std::max(length, 1), low, high);
}

/// [from, to) with half the gap taken off at inner edges.
struct Span {
  int from, to;
};
Span span(int from, int to, int length, int gap) {
  return {from == 0 ? 0 : from + (gap - gap / 2), to == length ? length : to - gap / 2};
}
QRect rect(Span x, Span y) {
  return {x.from, y.from, std::max(0, x.to - x.from), std::max(0, y.to - y.from)};
}

}  // namespace

QString layoutName(LayoutKind kind) {
  switch (kind) {
    case LayoutKind::TwoByTwo:
      return QStringLiteral("2x2");
    case LayoutKind::OneAndThree:
      return QStringLiteral("1+3");
    case LayoutKind::Single:
      return QStringLiteral("single");
  }
  return {};
}

std::optional<LayoutKind> parseLayout(const QString& name) {
  for (const auto kind : {LayoutKind::TwoByTwo, LayoutKind::OneAndThree, LayoutKind::Single})
    if (name.compare(layoutName(kind), Qt::CaseInsensitive) == 0) return kind;
  return std::nullopt;
}

std::vector<QRect> layoutRects(LayoutKind kind, const LayoutSplits& s, QSize area, int gap, int single) {
  std::vector<QRect> rects(4);
  const int w = area.width(), h = area.height();
  switch (kind) {
    case LayoutKind::TwoByTwo: {
      const int x = cut(s.column, w), y = cut(s.row, h);
      rects[0] = rect(span(0, x, w, gap), span(0, y, h, gap));
      rects[1] = rect(span(x, w, w, gap), span(0, y, h, gap));
      rects[2] = rect(span(0, x, w, gap), span(y, h, h, gap));
      rects[3] = rect(span(x, w, w, gap), span(y, h, h, gap));
      break;
    }
    case LayoutKind::OneAndThree: {
      const int x = cut(s.large, w), a = cut(s.first, h), b = cut(s.second, h);
      rects[0] = rect(span(0, x, w, gap), {0, h});
      rects[1] = rect(span(x, w, w, gap), span(0, a, h, gap));
      rects[2] = rect(span(x, w, w, gap), span(a, b, h, gap));
      rects[3] = rect(span(x, w, w, gap), span(b, h, h, gap));
      break;
    }
    case LayoutKind::Single:
      if (single >= 0 && single < 4) rects[static_cast<std::size_t>(single)] = QRect(0, 0, w, h);
      break;
  }
  return rects;
}

Splitter splitterAt(LayoutKind kind, const LayoutSplits& s, QSize area, QPoint p, int reach) {
  const auto near = [reach](int a, int b) { return std::abs(a - b) <= reach; };
  const int w = area.width(), h = area.height();
  if (kind == LayoutKind::TwoByTwo) {
    const bool column = near(p.x(), cut(s.column, w)), row = near(p.y(), cut(s.row, h));
    if (column && row) return Splitter::Cross;
    return column ? Splitter::Column : row ? Splitter::Row : Splitter::None;
  }
  if (kind == LayoutKind::OneAndThree) {
    const int x = cut(s.large, w);
    if (near(p.x(), x)) return Splitter::Large;
    if (p.x() > x && near(p.y(), cut(s.first, h))) return Splitter::First;
    if (p.x() > x && near(p.y(), cut(s.second, h))) return Splitter::Second;
  }
  return Splitter::None;
}

void moveSplitter(LayoutSplits& s, Splitter splitter, QSize area, QPoint p) {
  const int w = area.width(), h = area.height();
  if (splitter == Splitter::Column || splitter == Splitter::Cross)
    s.column = fractionAt(p.x(), w, kSmallest, 1.0 - kSmallest);
  if (splitter == Splitter::Row || splitter == Splitter::Cross)
    s.row = fractionAt(p.y(), h, kSmallest, 1.0 - kSmallest);
  if (splitter == Splitter::Large) s.large = fractionAt(p.x(), w, kSmallest, 1.0 - kSmallest);
  if (splitter == Splitter::First) s.first = fractionAt(p.y(), h, kSmallest, s.second - kSmallest);
  if (splitter == Splitter::Second) s.second = fractionAt(p.y(), h, s.first + kSmallest, 1.0 - kSmallest);
}

}  // namespace iso::app
