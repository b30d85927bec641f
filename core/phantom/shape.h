// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <Eigen/Geometry>
#include <cstdint>
#include <vector>

namespace iso {

using Vec3f = Eigen::Vector3f;
using Mat3f = Eigen::Matrix3f;

/// A body whose cross-sections are rounded rectangles between an ellipse and a box, stacked along z: half
/// width and the front and back edge given at some heights, smoothly interpolated between them.
class Loft {
 public:
  struct Station {
    float z, halfWidth, front, back;  ///< mm; front < back (posterior is +y)
  };
  /// @param stations in falling or rising z, at least two
  /// @param boxiness 0 = ellipse, 1 = strongly boxy
  Loft(std::vector<Station> stations, float boxiness);

  /// First-order distance to the surface in mm, negative inside.
  float distance(const Vec3f& p) const;
  struct Section {
    float halfWidth, centre, halfDepth;
    float dWidth, dCentre, dDepth;  ///< derivatives by z
  };
  Section section(float z) const;
  /// Point of the section at height z at an angle from posterior (0) over the patient's left (π/2) to
  /// anterior (π); inset in mm moves it inwards.
  Vec3f rim(float z, float angle, float inset) const;

 private:
  float low_ = 0.0f;
  float boxiness_;
  std::vector<Section> table_;  ///< every millimetre from low_
};

enum class ShapeKind : std::uint8_t { Ellipsoid, Capsule, Box, Cylinder, Triangle, Plane, Loft };
enum class ShapeOp : std::uint8_t { Unite, Subtract, Intersect };

/// One solid with a signed distance in mm, negative inside.
struct Primitive {
  ShapeKind kind = ShapeKind::Ellipsoid;
  ShapeOp op = ShapeOp::Unite;
  bool rotated = false;
  std::uint16_t group = 0;  ///< united solids of one group (a tube's pieces) join without rounding
  float blend = 0.0f;       ///< radius in mm over which the group melts into what came before
  float r0 = 0.0f;          ///< radius, rounding, thickness or inset
  float r1 = 0.0f;          ///< second radius of a capsule
  Vec3f a = Vec3f::Zero();  ///< centre or first point
  Vec3f b = Vec3f::Zero();  ///< radii, half sizes, second point or normal
  Vec3f c = Vec3f::Zero();  ///< third point, or what speeds up the distance (inverse radii, axis / length²)
  Mat3f toLocal = Mat3f::Identity();
  const Loft* loft = nullptr;

  float distance(const Vec3f& p) const;
  struct Range {
    float low, high;
  };
  /// Bounds of `distance` over the ball around `p`.
  Range range(const Vec3f& p, float radius) const;
};

/// Minimum and maximum with a rounded transition k mm wide (Quilez's quadratic form).
inline float smoothMin(float a, float b, float k) {
  const float lowest = a < b ? a : b;
  const float difference = a < b ? b - a : a - b;
  if (difference >= k) return lowest;
  const float h = k - difference;
  return lowest - h * h / (4.0f * k);
}
inline float smoothMax(float a, float b, float k) {
  return -smoothMin(-a, -b, k);
}

/// Puts the distances of a layer's solids together, in their order.
class SolidSum {
 public:
  void add(const Primitive& shape, float distance) {
    if (shape.op == ShapeOp::Unite) {
      if (shape.group != group_) flush();
      group_ = shape.group;
      blend_ = shape.blend;
      if (distance < pending_) pending_ = distance;
      return;
    }
    flush();
    sum_ = smoothMax(sum_, shape.op == ShapeOp::Subtract ? -distance : distance, shape.blend);
  }
  float result() {
    flush();
    return sum_;
  }

 private:
  static constexpr float kFar = 1e9f;
  void flush() {
    if (pending_ < kFar) sum_ = smoothMin(sum_, pending_, blend_);
    pending_ = kFar;
  }
  float sum_ = kFar, pending_ = kFar, blend_ = 0.0f;
  std::uint16_t group_ = 0;
};

}  // namespace iso
