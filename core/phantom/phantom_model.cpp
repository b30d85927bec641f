// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/phantom_model.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <cstddef>
#include <numbers>
#include <utility>

#include "core/phantom/noise.h"

namespace iso {
namespace {

// Sine by a parabola with one refinement (error 1e-3, smooth): the warp needs speed, not digits.
float quickSine(float turns) {
  const float t = turns - static_cast<float>(floorToInt(turns + 0.5f));
  const float y = 8.0f * t - 16.0f * t * std::abs(t);
  return y + 0.225f * (y * std::abs(y) - y);
}

}  // namespace

Vec3f warped(const Vec3f& p) {
  const float x = p.x(), y = p.y(), z = p.z();
  return {
      x + 1.1f * quickSine(y * 0.0113f + z * 0.0071f + 0.13f) + 0.5f * quickSine(z * 0.0237f - y * 0.0151f),
      y + 1.0f * quickSine(z * 0.0097f + x * 0.0089f + 0.41f) + 0.5f * quickSine(x * 0.0221f + z * 0.0133f),
      z + 1.0f * quickSine(x * 0.0107f - y * 0.0093f + 0.77f) + 0.4f * quickSine(y * 0.0251f + x * 0.0127f)};
}

float PhantomLayer::distance(const Vec3f& p) const {
  SolidSum sum;
  for (const Primitive& shape : shapes) sum.add(shape, shape.distance(p));
  return sum.result();
}

const Loft* PhantomModel::addLoft(std::vector<Loft::Station> stations, float boxiness) {
  lofts_.push_back(std::make_unique<Loft>(std::move(stations), boxiness));
  return lofts_.back().get();
}

LayerBuilder::LayerBuilder(PhantomModel& model, Tissue tissue) : layer_(model.layers().emplace_back()) {
  layer_.surface = layer_.core = tissue;
}

LayerBuilder& LayerBuilder::shell(float mm, Tissue core) {
  layer_.shell = mm;
  layer_.core = core;
  return *this;
}

LayerBuilder& LayerBuilder::texture(Texture texture, float depth) {
  layer_.texture = texture;
  layer_.textureDepth = depth;
  return *this;
}

LayerBuilder& LayerBuilder::rigid() {
  layer_.rigid = true;
  return *this;
}

LayerBuilder& LayerBuilder::blend(float mm) {
  blend_ = mm;
  return *this;
}

LayerBuilder& LayerBuilder::unite() {
  op_ = ShapeOp::Unite;
  return *this;
}

LayerBuilder& LayerBuilder::subtract() {
  op_ = ShapeOp::Subtract;
  return *this;
}

LayerBuilder& LayerBuilder::intersect() {
  op_ = ShapeOp::Intersect;
  return *this;
}

LayerBuilder& LayerBuilder::add(Primitive primitive) {
  primitive.blend = blend_;
  primitive.op = op_;
  primitive.group = inTube_ ? group_ : ++group_;
  layer_.shapes.push_back(primitive);
  return *this;
}

LayerBuilder& LayerBuilder::ellipsoid(const Vec3f& centre, const Vec3f& radii, const Mat3f& axes) {
  Primitive s;
  s.kind = ShapeKind::Ellipsoid;
  s.a = centre;
  s.b = radii;
  s.c = radii.cwiseInverse();
  s.rotated = !axes.isIdentity();
  s.toLocal = axes.transpose();
  return add(s);
}

LayerBuilder& LayerBuilder::sphere(const Vec3f& centre, float radius) {
  return capsule(centre, centre, radius, radius);
}

LayerBuilder& LayerBuilder::capsule(const Vec3f& a, const Vec3f& b, float ra, float rb) {
  Primitive s;
  s.kind = ShapeKind::Capsule;
  s.a = a;
  s.b = b - a;
  s.c = s.b / std::max(s.b.squaredNorm(), 1e-6f);
  s.r0 = ra;
  s.r1 = rb;
  return add(s);
}

LayerBuilder& LayerBuilder::tube(const std::vector<Vec3f>& points, const std::vector<float>& radii) {
  constexpr int kSteps = 4;
  const auto curve = smoothCurve(points, kSteps);
  auto radius = [&](std::size_t i) {
    const std::size_t knot = i / kSteps;
    const float t = static_cast<float>(i % kSteps) / kSteps;
    const float a = radii[std::min(knot, radii.size() - 1)], b = radii[std::min(knot + 1, radii.size() - 1)];
    return a + t * (b - a);
  };
  ++group_;
  inTube_ = true;
  for (std::size_t i = 0; i + 1 < curve.size(); ++i)
    capsule(curve[i], curve[i + 1], radius(i), radius(i + 1));
  inTube_ = false;
  return *this;
}

LayerBuilder& LayerBuilder::box(const Vec3f& centre, const Vec3f& half, float rounding, const Mat3f& axes) {
  Primitive s;
  s.kind = ShapeKind::Box;
  s.a = centre;
  s.b = half;
  s.r0 = rounding;
  s.rotated = !axes.isIdentity();
  s.toLocal = axes.transpose();
  return add(s);
}

LayerBuilder& LayerBuilder::cylinder(const Vec3f& centre, const Vec3f& half, float rounding,
                                     const Mat3f& axes) {
  box(centre, half, rounding, axes);
  Primitive& s = layer_.shapes.back();
  s.kind = ShapeKind::Cylinder;
  s.c = (half - Vec3f::Constant(rounding)).cwiseInverse();
  return *this;
}

LayerBuilder& LayerBuilder::triangle(const Vec3f& a, const Vec3f& b, const Vec3f& c, float thickness) {
  Primitive s;
  s.kind = ShapeKind::Triangle;
  s.a = a;
  s.b = b;
  s.c = c;
  s.r0 = 0.5f * thickness;
  return add(s);
}

LayerBuilder& LayerBuilder::plane(const Vec3f& point, const Vec3f& normal) {
  Primitive s;
  s.kind = ShapeKind::Plane;
  s.a = point;
  s.b = normal.normalized();
  return add(s);
}

LayerBuilder& LayerBuilder::loft(const Loft* loft, float inset) {
  Primitive s;
  s.kind = ShapeKind::Loft;
  s.loft = loft;
  s.r0 = inset;
  return add(s);
}

std::vector<Vec3f> smoothCurve(const std::vector<Vec3f>& points, int steps) {
  if (points.size() < 2) return points;
  std::vector<Vec3f> curve;
  const std::size_t last = points.size() - 1;
  for (std::size_t i = 0; i < last; ++i) {
    const Vec3f &p0 = points[i > 0 ? i - 1 : 0], &p1 = points[i], &p2 = points[i + 1];
    const Vec3f& p3 = points[std::min(i + 2, last)];
    for (int k = 0; k < steps; ++k) {
      const float t = static_cast<float>(k) / static_cast<float>(steps);
      curve.emplace_back(0.5f *
                         (2.0f * p1 + t * (p2 - p0) + t * t * (2.0f * p0 - 5.0f * p1 + 4.0f * p2 - p3) +
                          t * t * t * (3.0f * p1 - p0 - 3.0f * p2 + p3)));
    }
  }
  curve.push_back(points[last]);
  return curve;
}

Mat3f turned(float x, float y, float z) {
  constexpr float kDegree = std::numbers::pi_v<float> / 180.0f;
  return (Eigen::AngleAxisf(z * kDegree, Vec3f::UnitZ()) * Eigen::AngleAxisf(y * kDegree, Vec3f::UnitY()) *
          Eigen::AngleAxisf(x * kDegree, Vec3f::UnitX()))
      .toRotationMatrix();
}

Mat3f along(const Vec3f& direction) {
  return Eigen::Quaternionf::FromTwoVectors(Vec3f::UnitZ(), direction).toRotationMatrix();
}

}  // namespace iso
