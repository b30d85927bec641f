// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/shape.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

namespace iso {
namespace {

constexpr float kTiny = 1e-6f;

/// Distance to an ellipsoid by Quilez's formula; exact on the surface, sign always right.
/// @param inverse one over each radius
template <class V>
float ellipsoidDistance(const V& p, const V& inverse) {
  const V scaled = p.cwiseProduct(inverse);
  const float k0 = scaled.squaredNorm();
  const float k1 = scaled.cwiseProduct(inverse).squaredNorm();
  if (k1 < kTiny * kTiny) return -1.0f / inverse.maxCoeff();
  return (k0 - std::sqrt(k0)) / std::sqrt(k1);
}

float triangleDistance(const Vec3f& p, const Vec3f& a, const Vec3f& b, const Vec3f& c) {
  const Vec3f ba = b - a, cb = c - b, ac = a - c;
  const Vec3f pa = p - a, pb = p - b, pc = p - c;
  const Vec3f n = ba.cross(ac);
  auto edge = [](const Vec3f& e, const Vec3f& q) {
    return (e * std::clamp(e.dot(q) / e.squaredNorm(), 0.0f, 1.0f) - q).squaredNorm();
  };
  const bool outside = ba.cross(n).dot(pa) < 0.0f || cb.cross(n).dot(pb) < 0.0f || ac.cross(n).dot(pc) < 0.0f;
  if (outside) return std::sqrt(std::min({edge(ba, pa), edge(cb, pb), edge(ac, pc)}));
  return std::abs(n.dot(pa)) / n.norm();
}

float hermite(float a, float b, float ma, float mb, float t) {
  const float t2 = t * t, t3 = t2 * t;
  return (2 * t3 - 3 * t2 + 1) * a + (t3 - 2 * t2 + t) * ma + (-2 * t3 + 3 * t2) * b + (t3 - t2) * mb;
}

}  // namespace

Loft::Loft(std::vector<Station> stations, float boxiness) : boxiness_(boxiness) {
  std::sort(stations.begin(), stations.end(), [](const Station& a, const Station& b) { return a.z < b.z; });
  low_ = stations.front().z;
  const std::size_t count = static_cast<std::size_t>(stations.back().z - low_) + 1;
  auto slope = [&](std::size_t i, auto value) {
    if (i == 0 || i + 1 == stations.size()) return 0.0f;
    return (value(stations[i + 1]) - value(stations[i - 1])) / (stations[i + 1].z - stations[i - 1].z);
  };
  auto sample = [&](float z, auto value) {
    std::size_t i = 0;
    while (i + 2 < stations.size() && stations[i + 1].z < z) ++i;
    const float step = stations[i + 1].z - stations[i].z;
    return hermite(value(stations[i]), value(stations[i + 1]), slope(i, value) * step,
                   slope(i + 1, value) * step, std::clamp((z - stations[i].z) / step, 0.0f, 1.0f));
  };
  for (std::size_t k = 0; k < count; ++k) {
    const float z = low_ + static_cast<float>(k);
    const float front = sample(z, [](const Station& s) { return s.front; });
    const float back = sample(z, [](const Station& s) { return s.back; });
    table_.push_back({sample(z, [](const Station& s) { return s.halfWidth; }), 0.5f * (front + back),
                      0.5f * (back - front), 0.0f, 0.0f, 0.0f});
  }
  for (std::size_t k = 0; k < count; ++k) {
    const Section& next = table_[std::min(k + 1, count - 1)];
    const Section& before = table_[k > 0 ? k - 1 : 0];
    const float step = static_cast<float>(std::min(k + 1, count - 1) - (k > 0 ? k - 1 : 0));
    table_[k].dWidth = (next.halfWidth - before.halfWidth) / step;
    table_[k].dCentre = (next.centre - before.centre) / step;
    table_[k].dDepth = (next.halfDepth - before.halfDepth) / step;
  }
}

Loft::Section Loft::section(float z) const {
  const float position = std::clamp(z - low_, 0.0f, static_cast<float>(table_.size() - 1) - 0.001f);
  const std::size_t k = static_cast<std::size_t>(position);
  const float t = position - static_cast<float>(k);
  const Section& a = table_[k];
  const Section& b = table_[std::min(k + 1, table_.size() - 1)];
  auto mix = [t](float x, float y) { return x + t * (y - x); };
  return {mix(a.halfWidth, b.halfWidth), mix(a.centre, b.centre),   mix(a.halfDepth, b.halfDepth),
          mix(a.dWidth, b.dWidth),       mix(a.dCentre, b.dCentre), mix(a.dDepth, b.dDepth)};
}

float Loft::distance(const Vec3f& p) const {
  const Section s = section(p.z());
  const float u = p.x() / s.halfWidth, v = (p.y() - s.centre) / s.halfDepth;
  const float k2 = std::sqrt(u * u + v * v);
  if (k2 < 0.25f) return (k2 - 1.0f) * std::min(s.halfWidth, s.halfDepth);
  const float u2 = u * u, v2 = v * v;
  const float k4 = std::sqrt(std::sqrt(u2 * u2 + v2 * v2));
  const float k = k2 + boxiness_ * (k4 - k2);
  const float k43 = k4 * k4 * k4;
  const float du = (1.0f - boxiness_) * u / k2 + boxiness_ * u * u2 / k43;
  const float dv = (1.0f - boxiness_) * v / k2 + boxiness_ * v * v2 / k43;
  const float gx = du / s.halfWidth, gy = dv / s.halfDepth;
  const float gz = -(du * u * s.dWidth / s.halfWidth + dv * (v * s.dDepth + s.dCentre) / s.halfDepth);
  return (k - 1.0f) / std::sqrt(gx * gx + gy * gy + gz * gz);
}

Vec3f Loft::rim(float z, float angle, float inset) const {
  const Section s = section(z);
  const float u = std::sin(angle), v = std::cos(angle);
  const float k = 1.0f + boxiness_ * (std::pow(u * u * u * u + v * v * v * v, 0.25f) - 1.0f);
  return {u / k * (s.halfWidth - inset), s.centre + v / k * (s.halfDepth - inset), z};
}

float Primitive::distance(const Vec3f& p) const {
  switch (kind) {
    case ShapeKind::Ellipsoid: {
      const Vec3f q = p - a;
      return rotated ? ellipsoidDistance<Vec3f>(toLocal * q, c) : ellipsoidDistance<Vec3f>(q, c);
    }
    case ShapeKind::Capsule: {
      const Vec3f pa = p - a;  // c holds the axis over its squared length, b the axis
      const float h = std::clamp(pa.dot(c), 0.0f, 1.0f);
      return (pa - b * h).norm() - (r0 + h * (r1 - r0));
    }
    case ShapeKind::Box: {
      const Vec3f local = rotated ? Vec3f(toLocal * (p - a)) : Vec3f(p - a);
      const Vec3f q = local.cwiseAbs() - b + Vec3f::Constant(r0);
      return q.cwiseMax(0.0f).norm() + std::min(q.maxCoeff(), 0.0f) - r0;
    }
    case ShapeKind::Cylinder: {
      const Vec3f local = rotated ? Vec3f(toLocal * (p - a)) : Vec3f(p - a);
      const Eigen::Vector2f q(ellipsoidDistance<Eigen::Vector2f>(local.head<2>(), c.head<2>()),
                              std::abs(local.z()) - b.z() + r0);
      return q.cwiseMax(0.0f).norm() + std::min(q.maxCoeff(), 0.0f) - r0;
    }
    case ShapeKind::Triangle:
      return triangleDistance(p, a, b, c) - r0;
    case ShapeKind::Plane:
      return (p - a).dot(b);
    case ShapeKind::Loft:
      return loft->distance(p) + r0;
  }
  return 1e9f;
}

Primitive::Range Primitive::range(const Vec3f& p, float radius) const {
  switch (kind) {
    case ShapeKind::Ellipsoid: {
      // |p / radii| changes by at most 1 / smallest radius per mm, and the formula lies between
      // (k0 − 1) × smallest and (k0 − 1) × largest radius.
      const Vec3f local = rotated ? Vec3f(toLocal * (p - a)) : Vec3f(p - a);
      const float smallest = b.minCoeff(), largest = b.maxCoeff();
      const float k0 = local.cwiseQuotient(b).norm();
      const float low = std::max(k0 - radius / smallest, 0.0f) - 1.0f;
      const float high = k0 + radius / smallest - 1.0f;
      // Far outside, the plain distance to the bounding ball is the tighter bound of the true distance,
      // which the formula never undercuts by more than the ratio of the radii.
      return {low > 0.0f ? low * smallest : low * largest, high > 0.0f ? high * largest : high * smallest};
    }
    case ShapeKind::Capsule: {
      const float slope = (r1 - r0) / std::max(b.norm(), kTiny);
      const float reach = radius * std::sqrt(1.0f + slope * slope);
      const float d = distance(p);
      return {d - reach, d + reach};
    }
    case ShapeKind::Cylinder: {
      const float reach = radius * std::max(b.x() / b.y(), b.y() / b.x());
      const float d = distance(p);
      return {d - reach, d + reach};
    }
    case ShapeKind::Loft: {
      const float d = distance(p);
      return {d - 1.7f * radius, d + 1.7f * radius};
    }
    default: {
      const float d = distance(p);
      return {d - radius, d + radius};
    }
  }
}

}  // namespace iso
