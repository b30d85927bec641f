// SPDX-License-Identifier: Apache-2.0
#include "core/geometry/volume_geometry.h"

#include <Eigen/LU>
#include <algorithm>
#include <cmath>

namespace iso {

Result<VolumeGeometry> VolumeGeometry::make(Size3 size, const Matrix3& axes, const PatientPoint& origin,
                                            std::vector<double> sliceOffsets) {
  for (int n : size)
    if (n < 1) return fail(ErrorCode::InvalidArgument, "A volume needs at least one voxel along each axis.");
  if (!axes.allFinite() || !origin.mm.allFinite())
    return fail(ErrorCode::InvalidArgument, "The volume's position or spacing is not a finite number.");
  const Vector3 steps = axes.colwise().norm();
  if (!(steps.minCoeff() > 0.0) || !(std::abs(axes.determinant()) > 1e-6 * steps[0] * steps[1] * steps[2]))
    return fail(ErrorCode::InvalidArgument, "The volume's axes do not span space.");
  if (!sliceOffsets.empty()) {
    if (sliceOffsets.size() != static_cast<std::size_t>(size[2]) || sliceOffsets.size() < 2)
      return fail(ErrorCode::InvalidArgument,
                  "The number of slice offsets differs from the number of slices.");
    for (std::size_t k = 0; k < sliceOffsets.size(); ++k)
      if (!std::isfinite(sliceOffsets[k]) || (k > 0 && !(sliceOffsets[k] > sliceOffsets[k - 1])))
        return fail(ErrorCode::InvalidArgument, "The slice offsets do not rise.");
    if (sliceOffsets.front() != 0.0)
      return fail(ErrorCode::InvalidArgument, "The first slice offset is not zero.");
  }
  VolumeGeometry g;
  g.size_ = size;
  g.axes_ = axes;
  g.inverseAxes_ = axes.inverse();
  g.origin_ = origin;
  g.sliceOffsets_ = std::move(sliceOffsets);
  return g;
}

Matrix3 VolumeGeometry::direction() const {
  Matrix3 d = axes_;
  d.colwise().normalize();
  return d;
}

Vector3 VolumeGeometry::sliceNormal() const {
  return Vector3(axes_.col(0)).cross(Vector3(axes_.col(1))).normalized();
}

bool VolumeGeometry::isSheared(double radians) const {
  const Vector3 k = Vector3(axes_.col(2)).normalized();
  return sliceNormal().cross(k).norm() > std::sin(radians);
}

double VolumeGeometry::sliceIndexAt(double offsetMm) const {
  const auto& o = sliceOffsets_;
  const auto last = o.size() - 1;
  const auto after = std::upper_bound(o.begin(), o.end(), offsetMm);
  const auto upper =
      std::clamp<std::size_t>(static_cast<std::size_t>(after - o.begin()), std::size_t{1}, last);
  const std::size_t lower = upper - 1;
  return static_cast<double>(lower) + (offsetMm - o[lower]) / (o[upper] - o[lower]);
}

double VolumeGeometry::offsetAt(double sliceIndex) const {
  const auto& o = sliceOffsets_;
  const double top = static_cast<double>(o.size()) - 2.0;
  const auto lower = static_cast<std::size_t>(std::clamp(std::floor(sliceIndex), 0.0, top));
  return o[lower] + (sliceIndex - static_cast<double>(lower)) * (o[lower + 1] - o[lower]);
}

PatientPoint VolumeGeometry::toPatient(const IndexPoint& index) const {
  Vector3 v = index.ijk;
  if (isUneven()) v[2] = offsetAt(v[2]) / axes_.col(2).norm();
  return {origin_.mm + axes_ * v};
}

IndexPoint VolumeGeometry::toIndex(const PatientPoint& point) const {
  Vector3 v = inverseAxes_ * (point.mm - origin_.mm);
  if (isUneven()) v[2] = sliceIndexAt(v[2] * axes_.col(2).norm());
  return {v};
}

PatientPoint VolumeGeometry::center() const {
  const Vector3 first = toPatient({Vector3::Zero()}).mm;
  const Vector3 last = toPatient({Vector3(size_[0] - 1, size_[1] - 1, size_[2] - 1)}).mm;
  return {0.5 * (first + last)};
}

std::array<PatientPoint, 8> VolumeGeometry::corners() const {
  std::array<PatientPoint, 8> out;
  for (std::size_t c = 0; c < 8; ++c) {
    Vector3 v;
    for (int a = 0; a < 3; ++a) v[a] = (c >> a & 1u) ? size_[static_cast<std::size_t>(a)] - 0.5 : -0.5;
    out[c] = toPatient({v});
  }
  return out;
}

bool VolumeGeometry::contains(const IndexPoint& index) const {
  for (int a = 0; a < 3; ++a)
    if (!(index.ijk[a] >= -0.5 && index.ijk[a] <= size_[static_cast<std::size_t>(a)] - 0.5)) return false;
  return true;
}

}  // namespace iso
