// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/row_spans.h"

#include <algorithm>
#include <cmath>

namespace iso {
namespace {

// Positions come from decimal strings: this much of a voxel beyond the rim still counts as the rim.
constexpr double kSlack = 1e-6;
// How far from the outermost centres a pixel must stay to be sampled without clamping, in voxels: far more
// than the float error of a position inside a vector, far less than anything visible.
constexpr double kMargin = 1e-4;

AxisLimits limitsOf(const SlicePlan& plan, std::size_t axis) {
  const double last = plan.size[axis] - 1.0;
  if (axis == 2 && !plan.offsets.empty()) {
    const auto& o = plan.offsets;
    const double first = o[1] - o[0], end = o.back() - o[o.size() - 2];
    return {-(0.5 + kSlack) * first, o.back() + (0.5 + kSlack) * end, kMargin * first,
            o.back() - kMargin * end};
  }
  return {-0.5 - kSlack, last + 0.5 + kSlack, kMargin, last - kMargin};
}

bool within(const std::array<AxisLimits, 3>& rims, const Vector3& c) {
  for (std::size_t a = 0; a < 3; ++a) {
    const double position = c[static_cast<Eigen::Index>(a)];
    if (!(position >= rims[a].innerLow && position <= rims[a].innerHigh)) return false;
  }
  return true;
}

// Narrows [low, high] (x as a real number) to where a ≤ c + x · d ≤ b.
void clip(double c, double d, double a, double b, double& low, double& high) {
  if (d == 0.0) {
    if (!(c >= a && c <= b)) high = low - 1.0;
    return;
  }
  const double p = (a - c) / d, q = (b - c) / d;
  low = std::max(low, std::min(p, q));
  high = std::min(high, std::max(p, q));
}

void addSpan(const SlicePlan& plan, const Vector3& c, int begin, int end, bool inside, double innerLow,
             double innerHigh, std::vector<RowSpan>& spans) {
  if (begin >= end) return;
  RowSpan& span = spans.emplace_back();
  span.begin = begin;
  span.end = end;
  span.inside = inside;
  if (inside) {
    span.rim = begin < innerLow || end - 1 > innerHigh;
    for (std::size_t a = 0; a < 3; ++a) {
      const auto e = static_cast<Eigen::Index>(a);
      span.start[a] = c[e] + begin * plan.dx[e];
      span.step[a] = plan.dx[e];
    }
    if (!plan.offsets.empty()) {
      // One segment between two slices: distance → index is linear there.
      const auto& o = plan.offsets;
      const double middle = c[2] + 0.5 * (begin + end - 1) * plan.dx[2];
      const auto above = std::upper_bound(o.begin(), o.end(), middle) - o.begin();
      const auto k = std::clamp<std::ptrdiff_t>(above - 1, 0, static_cast<std::ptrdiff_t>(o.size()) - 2);
      const auto n = static_cast<std::size_t>(k);
      const double gap = o[n + 1] - o[n];
      span.start[2] = static_cast<double>(k) + (span.start[2] - o[n]) / gap;
      span.step[2] = plan.dx[2] / gap;
      // Beyond the ends the outermost slice is repeated at the nearest pair's distance.
      const double below = n > 0 ? o[n] - o[n - 1] : gap, next = n + 2 < o.size() ? o[n + 2] - o[n + 1] : gap;
      span.shares = {static_cast<float>(gap / (below + gap)), static_cast<float>(gap / (gap + next))};
    }
  }
}

}  // namespace

SlicePlan SlicePlan::make(const VolumeGeometry& geometry, const SliceView& view) {
  SlicePlan plan;
  const Matrix3& inverse = geometry.inverseAxes();
  plan.origin = inverse * (view.pixelToPatient(0, 0).mm - geometry.origin().mm);
  plan.dx = inverse * (view.right * view.pixelMm);
  plan.dy = inverse * (view.down * view.pixelMm);
  plan.size = geometry.size();
  if (geometry.isUneven()) {
    plan.offsets = geometry.sliceOffsets();
    const double mm = geometry.axes().col(2).norm();
    plan.origin[2] *= mm;
    plan.dx[2] *= mm;
    plan.dy[2] *= mm;
  }
  for (std::size_t a = 0; a < 3; ++a) plan.limits[a] = limitsOf(plan, a);
  return plan;
}

void rowSpans(const SlicePlan& plan, int y, int x0, int x1, std::vector<RowSpan>& spans) {
  spans.clear();
  const Vector3 c = plan.origin + y * plan.dy;
  // Most rows of most tiles lie within an even volume from end to end.
  if (plan.offsets.empty() && x0 < x1 && within(plan.limits, c + x0 * plan.dx) &&
      within(plan.limits, c + (x1 - 1) * plan.dx)) {
    addSpan(plan, c, x0, x1, true, x0, x1 - 1, spans);
    return;
  }
  double low = x0, high = x1 - 1, innerLow = x0, innerHigh = x1 - 1;
  for (std::size_t a = 0; a < 3; ++a) {
    const auto e = static_cast<Eigen::Index>(a);
    const AxisLimits& limit = plan.limits[a];
    clip(c[e], plan.dx[e], limit.outerLow, limit.outerHigh, low, high);
    clip(c[e], plan.dx[e], limit.innerLow, limit.innerHigh, innerLow, innerHigh);
  }
  // A thousandth of a micro-pixel: division may put an exact bound a rounding error past its pixel.
  const double first = std::ceil(low - 1e-9), last = std::floor(high + 1e-9);
  if (!(first <= last)) {
    addSpan(plan, c, x0, x1, false, 0, 0, spans);
    return;
  }
  const int begin = static_cast<int>(first), end = static_cast<int>(last) + 1;
  addSpan(plan, c, x0, begin, false, 0, 0, spans);

  // Cuts between begin and end: where the rim ends and starts, and each slice of an uneven stack.
  std::vector<double> cuts;
  if (innerLow <= innerHigh) {
    cuts.push_back(std::ceil(innerLow));
    cuts.push_back(std::floor(innerHigh) + 1.0);
  }
  if (!plan.offsets.empty() && plan.dx[2] != 0.0)
    for (double o : plan.offsets) cuts.push_back(std::ceil((o - c[2]) / plan.dx[2]));
  std::sort(cuts.begin(), cuts.end());
  int from = begin;
  for (double cut : cuts) {
    if (!(cut > from && cut < end)) continue;
    const int to = static_cast<int>(cut);
    addSpan(plan, c, from, to, true, innerLow, innerHigh, spans);
    from = to;
  }
  addSpan(plan, c, from, end, true, innerLow, innerHigh, spans);
  addSpan(plan, c, end, x1, false, 0, 0, spans);
}

}  // namespace iso
