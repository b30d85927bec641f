// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/curved_view_model.h"

#include <algorithm>

namespace iso::app {
namespace {

constexpr double kSmallestZoom = 0.05, kLargestZoom = 200.0;
constexpr double kRoom = 1.15;  ///< more than the path's length, so that its ends are seen

}  // namespace

CurvedPicture CurvedViewModel::picture(const CurvedSurface::Ptr& surface, int quarterTurns, int width,
                                       int height) const {
  CurvedPicture p;
  p.surface = surface;
  p.quarterTurns = quarterTurns;
  p.width = width;
  p.height = height;
  const bool lying = quarterTurns % 2 != 0;
  const auto [low, high] = surface->pathAcross();
  const double along = std::max(lying ? width : height, 1), across = std::max(lying ? height : width, 1);
  p.pixelMm =
      std::max(kRoom * surface->extent() / along, std::max(kLeastMm, kRoom * (high - low)) / across) / zoom_;
  p.along = 0.5 * surface->extent() + offset_.along;
  p.across = 0.5 * (low + high) + offset_.across;
  return p;
}

void CurvedViewModel::pan(const CurvedPicture& now, double dx, double dy) {
  const Eigen::Vector2d d = now.pixelMm * Eigen::Vector2d(dx, dy);
  offset_.along -= d.dot(now.alongOnScreen().cast<double>());
  offset_.across -= d.dot(now.acrossOnScreen().cast<double>());
}

void CurvedViewModel::zoomBy(const CurvedPicture& now, double factor, const Vector2& fixed) {
  const double before = zoom_;
  zoom_ = std::clamp(zoom_ * factor, kSmallestZoom, kLargestZoom);
  const double change = now.pixelMm * (1.0 - before / zoom_);
  const Eigen::Vector2d from = change * (fixed - 0.5 * Vector2(now.width, now.height));
  offset_.along += from.dot(now.alongOnScreen().cast<double>());
  offset_.across += from.dot(now.acrossOnScreen().cast<double>());
}

void CurvedViewModel::zoomTo(const CurvedPicture& now, double pixelMm) {
  if (pixelMm > 0.0) zoom_ = std::clamp(zoom_ * now.pixelMm / pixelMm, kSmallestZoom, kLargestZoom);
}

void CurvedViewModel::zoomToFit() {
  zoom_ = 1.0;
  offset_ = {};
}

}  // namespace iso::app
