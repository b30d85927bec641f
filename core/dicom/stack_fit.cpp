// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/stack_fit.h"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <numeric>

namespace iso {
namespace {

double median(std::vector<double> values) {
  const auto middle = values.begin() + static_cast<std::ptrdiff_t>(values.size() / 2);
  std::nth_element(values.begin(), middle, values.end());
  if (values.size() % 2 == 1) return *middle;
  return 0.5 * (*middle + *std::max_element(values.begin(), middle));
}

/// The line through the positions: how far the in-plane position moves per mm along the normal, and what
/// is left over at each slice.
struct Line {
  Vector3 drift = Vector3::Zero();
  std::vector<double> depth;     ///< mm along the normal from the first slice
  std::vector<double> residual;  ///< mm within the plane
};

Line fitLine(const std::vector<Vector3>& positions, const Vector3& normal) {
  Line line;
  const auto count = static_cast<double>(positions.size());
  std::vector<Vector3> lateral;
  Vector3 meanLateral = Vector3::Zero();
  double meanDepth = 0.0;
  for (const Vector3& p : positions) {
    const Vector3 offset = p - positions.front();
    line.depth.push_back(offset.dot(normal));
    lateral.emplace_back(offset - line.depth.back() * normal);
    meanDepth += line.depth.back() / count;
    meanLateral += lateral.back() / count;
  }
  double sum = 0.0;
  for (std::size_t k = 0; k < positions.size(); ++k) {
    const double d = line.depth[k] - meanDepth;
    sum += d * d;
    line.drift += d * (lateral[k] - meanLateral);
  }
  line.drift = sum > 0.0 ? Vector3(line.drift / sum) : Vector3::Zero();
  for (std::size_t k = 0; k < positions.size(); ++k)
    line.residual.push_back((lateral[k] - meanLateral - (line.depth[k] - meanDepth) * line.drift).norm());
  return line;
}

/// Largest distance from value ≈ a + step · index, by least squares.
double regressionResidual(const std::vector<double>& index, const std::vector<double>& value, double& step) {
  const auto count = static_cast<double>(index.size());
  const double mi = std::accumulate(index.begin(), index.end(), 0.0) / count;
  const double mv = std::accumulate(value.begin(), value.end(), 0.0) / count;
  double a = 0.0, b = 0.0;
  for (std::size_t k = 0; k < index.size(); ++k) {
    a += (index[k] - mi) * (value[k] - mv);
    b += (index[k] - mi) * (index[k] - mi);
  }
  step = a / b;
  double worst = 0.0;
  for (std::size_t k = 0; k < index.size(); ++k)
    worst = std::max(worst, std::abs(value[k] - mv - step * (index[k] - mi)));
  return worst;
}

/// Missing slices if all gaps are whole multiples of one step; 0 if they are not.
int missingSlices(const std::vector<double>& offsets, const std::vector<double>& gaps) {
  for (const double base : {median(gaps), *std::min_element(gaps.begin(), gaps.end())}) {
    std::vector<double> index{0.0};
    int missing = 0;
    for (const double gap : gaps) {
      const double steps = std::max(1.0, std::round(gap / base));
      // Gaps that large are no missing slices, whatever they are.
      if (!(steps <= 1e4)) {
        missing = 0;
        break;
      }
      missing += static_cast<int>(steps) - 1;
      index.push_back(index.back() + steps);
    }
    double step = 0.0;
    if (missing > 0 && regressionResidual(index, offsets, step) <= stackTolerance(step)) return missing;
  }
  return 0;
}

}  // namespace

double stackTolerance(double stepMm) {
  return std::max(0.02, 0.01 * std::abs(stepMm));
}

double lateralResidual(const std::vector<Vector3>& positions, const std::array<Vector3, 2>& axes) {
  const Line line = fitLine(positions, axes[0].cross(axes[1]).normalized());
  return *std::max_element(line.residual.begin(), line.residual.end());
}

Result<StackFit> fitStack(const std::vector<Vector3>& positions, const std::array<Vector3, 2>& axes,
                          const std::array<double, 2>& spacing, std::array<int, 2> size, double thicknessMm) {
  StackFit fit;
  const Vector3 normal = axes[0].cross(axes[1]).normalized();
  const std::size_t count = positions.size();
  Matrix3 steps;
  steps.col(0) = axes[0] * spacing[0];
  steps.col(1) = axes[1] * spacing[1];
  steps.col(2) = normal * (thicknessMm > 0.0 ? thicknessMm : 1.0);
  std::vector<double> offsets;

  if (count > 1) {
    Line line = fitLine(positions, normal);
    // A drift within the rounding of the positions is no tilt, however short the stack.
    if (line.drift.norm() * line.depth.back() <= 0.02) line.drift.setZero();
    const double tilt = std::atan(line.drift.norm());
    const Vector3 along = normal + line.drift;
    for (const double d : line.depth) offsets.push_back(d * along.norm());
    std::vector<double> gaps, index;
    for (std::size_t k = 0; k < count; ++k) index.push_back(static_cast<double>(k));
    for (std::size_t k = 1; k < count; ++k) gaps.push_back(offsets[k] - offsets[k - 1]);
    double step = 0.0;
    const double worst = regressionResidual(index, offsets, step);
    const double worstLateral = *std::max_element(line.residual.begin(), line.residual.end());
    if (tilt > 1e-3)
      fit.issues.push_back(
          {"gantry-tilt", fmt::format("The slices are tilted by {:.1f}° against the direction they "
                                      "are stacked in; shown without distortion.",
                                      tilt * 180.0 / std::numbers::pi)});
    const bool even = worst <= stackTolerance(step);
    if (!even) {
      const auto [low, high] = std::minmax_element(gaps.begin(), gaps.end());
      if (const int missing = missingSlices(offsets, gaps); missing > 0)
        fit.issues.push_back(
            {"missing-slices",
             fmt::format(
                 "{} slice{} missing: steps run from {:.2f} to {:.2f} mm; every slice is shown at its true "
                 "position, and between them values are interpolated.",
                 missing, missing == 1 ? " is" : "s are", *low, *high)});
      else
        fit.issues.push_back(
            {"uneven-spacing",
             fmt::format("The slices are unevenly spaced, with steps from {:.2f} to {:.2f} mm; every "
                         "slice is shown at its true position.",
                         *low, *high)});
    }
    if (worstLateral > stackTolerance(step))
      fit.issues.push_back(
          {"uneven-spacing", fmt::format("Slices lie up to {:.2f} mm beside the straight line through "
                                         "the stack; they are shown on the line.",
                                         worstLateral)});
    const double third = even ? offsets.back() / static_cast<double>(count - 1) : median(gaps);
    steps.col(2) = along.normalized() * third;
    if (even) offsets.clear();
  }
  auto geometry = VolumeGeometry::make({size[0], size[1], static_cast<int>(count)}, steps,
                                       PatientPoint{positions.front()}, std::move(offsets));
  if (!geometry) return tl::make_unexpected(geometry.error());
  fit.geometry = std::move(*geometry);
  return fit;
}

}  // namespace iso
