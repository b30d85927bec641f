// SPDX-License-Identifier: Apache-2.0
#include "render/scene/curved_view.h"

#include <algorithm>
#include <cmath>

namespace iso {
namespace {

constexpr double kMostRows = 16384.0;
constexpr double kStepsPerPixel = 8.0;  ///< for the length across the lines

Result<void> checkSize(const Curve& curve, double pixelMm, int width) {
  if (!(pixelMm > 0.0) || !std::isfinite(pixelMm))
    return fail(ErrorCode::InvalidArgument, "A curved picture needs a pixel size above 0 mm.");
  if (width < 1 || width > static_cast<int>(kMostRows))
    return fail(ErrorCode::InvalidArgument, "A curved picture may be 1 to 16384 pixels wide.");
  if (curve.length() / pixelMm >= kMostRows)
    return fail(ErrorCode::InvalidArgument,
                "The path is too long for so small a pixel; a picture has 16384 rows at most.");
  return {};
}

}  // namespace

Result<CurvedView> straightened(const Curve& curve, double angle, double pixelMm, int width) {
  if (auto ok = checkSize(curve, pixelMm, width); !ok) return tl::make_unexpected(ok.error());
  const auto frames = curve.frames(pixelMm, angle);
  if (!frames) return tl::make_unexpected(frames.error());
  CurvedView view;
  view.pixelMm = pixelMm;
  view.width = width;
  for (const CurveFrame& f : *frames) view.rows.push_back({f.point, f.right, f.normal});
  return view;
}

Result<CurvedView> stretched(const Curve& curve, const Vector3& right, double pixelMm, int width) {
  if (auto ok = checkSize(curve, pixelMm, width); !ok) return tl::make_unexpected(ok.error());
  if (!right.allFinite() || !(right.norm() > 1e-9))
    return fail(ErrorCode::InvalidArgument, "The lines of a stretched picture need a direction.");
  const Vector3 along = right.normalized();
  CurvedView view;
  view.pixelMm = pixelMm;
  view.width = width;
  const auto across = [&](const Vector3& v) -> Vector3 { return v - along * along.dot(v); };
  const Vector3 first = curve.at(0.0).mm;
  const auto add = [&](const Vector3& at, const Vector3& step) {
    // On the line through the path's point, at the place that is as far along the lines as the first point.
    view.rows.push_back(
        {PatientPoint{at - along * along.dot(at - first)}, along, along.cross(step).normalized()});
  };
  const int steps = std::max(2, static_cast<int>(std::ceil(kStepsPerPixel * curve.length() / pixelMm)));
  Vector3 before = first;
  double length = 0.0;
  for (int n = 1; n <= steps; ++n) {
    const Vector3 at = curve.at(curve.length() * n / steps).mm;
    const Vector3 step = across(at - before);
    const double mm = step.norm();
    if (mm > 1e-12) {
      if (view.rows.empty()) add(first, step);
      while (static_cast<double>(view.rows.size()) * pixelMm <= length + mm) {
        const double part = (static_cast<double>(view.rows.size()) * pixelMm - length) / mm;
        add(before + part * (at - before), step);
      }
    }
    length += mm;
    before = at;
  }
  if (view.rows.empty())
    return fail(ErrorCode::InvalidArgument,
                "The path runs along the lines of the stretched picture; choose another direction.");
  return view;
}

SliceView crossSection(const Curve& curve, double s, double angle, double pixelMm, int width, int height) {
  const CurveFrame frame = curve.frame(s, angle);
  SliceView view;
  view.center = frame.point;
  view.right = frame.right;
  view.down = -frame.normal;  // right × down = tangent
  view.pixelMm = pixelMm;
  view.width = width;
  view.height = height;
  return view;
}

}  // namespace iso
