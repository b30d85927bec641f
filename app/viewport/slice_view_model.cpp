// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/slice_view_model.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <utility>

namespace iso::app {
namespace {

constexpr double kSmallestZoom = 0.05, kLargestZoom = 200.0;
constexpr double kSectionMm = 50.0;  ///< what a cross-section at zoom 1 shows of its shorter side

}  // namespace

SliceViewModel::SliceViewModel(const VolumeGeometry& geometry)
    : geometry_(geometry), slice_((geometry.size()[2] - 1) / 2) {}

void SliceViewModel::showStack() {
  stack_ = true;
  section_.reset();
  reset();
}

void SliceViewModel::showPlane(Plane plane) {
  stack_ = false;
  section_.reset();
  plane_ = plane;
  reset();
}

void SliceViewModel::showSection(std::shared_ptr<const CurvePath> path) {
  stack_ = false;
  section_ = std::move(path);
  reset();
}

void SliceViewModel::setSlice(int slice) {
  slice_ = std::clamp(slice, 0, geometry_.size()[2] - 1);
}

void SliceViewModel::showNearest(const PatientPoint& point) {
  setSlice(static_cast<int>(std::lround(std::clamp(geometry_.toIndex(point).ijk.z(), -1.0, 1e8))));
}

PlaneAxes SliceViewModel::baseAxes(const LinkedCursor* cursor) const {
  if (section_) return section_->sectionAxes();
  if (!stack_) return cursor ? cursor->axes(plane_) : planeAxes(plane_);
  const Matrix3 d = geometry_.direction();
  const Vector3 right = d.col(0);
  const Vector3 down = (d.col(1) - right * right.dot(d.col(1))).normalized();
  return {right, down};
}

PlaneAxes SliceViewModel::screenAxes(const PlaneAxes& base) const {
  return {orientation_(0, 0) * base.right + orientation_(0, 1) * base.down,
          orientation_(1, 0) * base.right + orientation_(1, 1) * base.down};
}

PatientPoint SliceViewModel::anchor() const {
  if (section_) return section_->stationPoint();
  if (!stack_) return geometry_.center();
  const auto& n = geometry_.size();
  return geometry_.toPatient({{0.5 * (n[0] - 1), 0.5 * (n[1] - 1), static_cast<double>(slice_)}});
}

Vector3 SliceViewModel::planeNormal(const LinkedCursor& cursor) const {
  const auto axes = baseAxes(&cursor);
  return axes.right.cross(axes.down);
}

double SliceViewModel::fitPixelMm(int width, int height) const {
  if (section_) return kSectionMm / std::max(std::min(width, height), 1);
  // Of the unturned plane: turning it must not change the scale.
  const auto axes = screenAxes(baseAxes(nullptr));
  if (!stack_) return fitSlice(geometry_, axes, std::max(width, 1), std::max(height, 1)).pixelMm;
  const auto& n = geometry_.size();
  double halfX = 0.0, halfY = 0.0;
  for (const double si : {-0.5, 0.5})
    for (const double sj : {-0.5, 0.5}) {
      const Vector3 c = geometry_.axes().col(0) * (si * n[0]) + geometry_.axes().col(1) * (sj * n[1]);
      halfX = std::max(halfX, std::abs(axes.right.dot(c)));
      halfY = std::max(halfY, std::abs(axes.down.dot(c)));
    }
  return std::max(2.0 * halfX / std::max(width, 1), 2.0 * halfY / std::max(height, 1));
}

SliceView SliceViewModel::view(const LinkedCursor& cursor, int width, int height,
                               Interpolation interpolation) const {
  const auto base = baseAxes(&cursor);
  const auto axes = screenAxes(base);
  SliceView v;
  v.right = axes.right;
  v.down = axes.down;
  v.center = {anchor().mm + offset_.x() * base.right + offset_.y() * base.down};
  if (!stack_ && !section_) {
    const Vector3 n = base.right.cross(base.down);
    v.center.mm += n * n.dot(cursor.point().mm - v.center.mm);
  }
  v.pixelMm = pixelMm(width, height);
  v.width = width;
  v.height = height;
  v.interpolation = interpolation;
  return v;
}

void SliceViewModel::pan(double dx, double dy, int width, int height) {
  offset_ -= orientation_.cast<double>().transpose() * Eigen::Vector2d(dx, dy) * pixelMm(width, height);
}

void SliceViewModel::zoomBy(double factor, const Vector2& fixed, int width, int height) {
  const double before = pixelMm(width, height);
  zoom_ = std::clamp(zoom_ * factor, kSmallestZoom, kLargestZoom);
  const double change = before - pixelMm(width, height);
  const Eigen::Vector2d fromCentre = fixed - 0.5 * Vector2(width, height);
  offset_ += orientation_.cast<double>().transpose() * fromCentre * change;
}

void SliceViewModel::zoomToFit() {
  zoom_ = 1.0;
  offset_.setZero();
}

double SliceViewModel::smallestVoxelSide() const {
  const Vector3 spacing = geometry_.spacing();
  if (stack_) return std::min(spacing.x(), spacing.y());
  return spacing.minCoeff();
}

double SliceViewModel::magnification(int width, int height) const {
  return smallestVoxelSide() / pixelMm(width, height);
}

void SliceViewModel::zoomOneToOne(int width, int height) {
  zoom_ = std::clamp(fitPixelMm(width, height) / smallestVoxelSide(), kSmallestZoom, kLargestZoom);
}

void SliceViewModel::rotateClockwise() {
  // What was up goes to the right, what was right goes down.
  Eigen::Matrix2i turned;
  turned.row(0) = -orientation_.row(1);
  turned.row(1) = orientation_.row(0);
  orientation_ = turned;
}

void SliceViewModel::flipHorizontal() {
  orientation_.row(0) *= -1;
}

void SliceViewModel::reset() {
  resetOrientation();
  zoomToFit();
}

void SliceViewModel::keepInPlace(const LinkedCursor& before, const LinkedCursor& after) {
  if (stack_) return;
  const auto& a = before.axes(plane_);
  const auto& b = after.axes(plane_);
  const Vector3 d0 = anchor().mm - before.point().mm, d1 = anchor().mm - after.point().mm;
  offset_.x() += a.right.dot(d0) - b.right.dot(d1);
  offset_.y() += a.down.dot(d0) - b.down.dot(d1);
}

}  // namespace iso::app
