// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/surface_marks.h"

#include <utility>

namespace iso {
namespace {

constexpr double kWidth = 1.5, kHalo = 0.5;

}  // namespace

Overlay surfaceSectionMarks(const PlaneOnScreen& view, const SurfaceMesh& mesh, const Rgba8& color) {
  Overlay o;
  for (const SectionLine& section : sectionOf(mesh, view.center, view.normal())) {
    OverlayLine line;
    Vector2 low = view.toView(section.points.front()), high = low;
    for (const PatientPoint& p : section.points) {
      line.points.push_back(view.toView(p));
      low = low.cwiseMin(line.points.back());
      high = high.cwiseMax(line.points.back());
    }
    if (low.x() > view.width || low.y() > view.height || high.x() < 0.0 || high.y() < 0.0) continue;
    line.color = {color.r, color.g, color.b, 255};
    line.width = kWidth;
    line.closed = section.closed;
    line.halo = kHalo;
    o.lines.push_back(std::move(line));
  }
  return o;
}

}  // namespace iso
