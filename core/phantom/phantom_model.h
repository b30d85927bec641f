// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <vector>

#include "core/phantom/shape.h"
#include "core/phantom/texture.h"
#include "core/phantom/tissue.h"

namespace iso {

/// One coat of paint: a solid made of primitives (united, then cut in order), its tissue at the surface and
/// deeper in. Layers are painted in order, later ones over earlier ones.
struct PhantomLayer {
  Tissue surface = Tissue::SoftTissue;
  Tissue core = Tissue::SoftTissue;
  float shell = 0.0f;  ///< mm of `surface` before `core` begins; 0 = all surface
  Texture texture = Texture::None;
  float textureDepth = 0.0f;  ///< mm below the surface where the texture still depends on depth
  bool rigid = false;         ///< not moved by the patient's irregularity (known truth, couch)
  std::vector<Primitive> shapes;

  /// Signed distance in mm, negative inside. @param p already warped unless rigid
  float distance(const Vec3f& p) const;
};

/// The patient as an ordered list of layers.
class PhantomModel {
 public:
  std::vector<PhantomLayer>& layers() { return layers_; }
  const std::vector<PhantomLayer>& layers() const { return layers_; }
  const Loft* addLoft(std::vector<Loft::Station> stations, float boxiness);

 private:
  std::vector<PhantomLayer> layers_;
  std::vector<std::unique_ptr<Loft>> lofts_;
};

/// Small smooth irregularity of everything that grew: shifts a patient point by at most about 3 mm, so that
/// nothing is a perfect ellipsoid and left and right differ.
Vec3f warped(const Vec3f& p);
/// How much `warped` can stretch a distance, as an upper bound.
inline constexpr float kWarpStretch = 1.16f;

/// Adds a layer and fills it, one call per solid. Valid until the model's next layer is begun.
class LayerBuilder {
 public:
  LayerBuilder(PhantomModel& model, Tissue tissue);

  LayerBuilder& shell(float mm, Tissue core);
  LayerBuilder& texture(Texture texture, float depth = 0.0f);
  LayerBuilder& rigid();
  /// Solids from here on melt into the earlier ones over `mm`, until changed.
  LayerBuilder& blend(float mm);
  LayerBuilder& unite();
  LayerBuilder& subtract();
  LayerBuilder& intersect();

  LayerBuilder& ellipsoid(const Vec3f& centre, const Vec3f& radii, const Mat3f& axes = Mat3f::Identity());
  LayerBuilder& sphere(const Vec3f& centre, float radius);
  LayerBuilder& capsule(const Vec3f& a, const Vec3f& b, float ra, float rb);
  /// Round tube along a smooth curve through the points; radii at the points (the last one repeats).
  LayerBuilder& tube(const std::vector<Vec3f>& points, const std::vector<float>& radii);
  LayerBuilder& box(const Vec3f& centre, const Vec3f& half, float rounding,
                    const Mat3f& axes = Mat3f::Identity());
  /// Elliptic cylinder along its local z; half = (radius x, radius y, half height).
  LayerBuilder& cylinder(const Vec3f& centre, const Vec3f& half, float rounding,
                         const Mat3f& axes = Mat3f::Identity());
  /// Plate `thickness` mm thick.
  LayerBuilder& triangle(const Vec3f& a, const Vec3f& b, const Vec3f& c, float thickness);
  /// Half-space: inside is where (p − point) · normal < 0.
  LayerBuilder& plane(const Vec3f& point, const Vec3f& normal);
  LayerBuilder& loft(const Loft* loft, float inset);

 private:
  LayerBuilder& add(Primitive primitive);
  PhantomLayer& layer_;
  float blend_ = 0.0f;
  ShapeOp op_ = ShapeOp::Unite;
  std::uint16_t group_ = 0;
  bool inTube_ = false;
};

/// Points along a Catmull-Rom curve, `steps` per span.
std::vector<Vec3f> smoothCurve(const std::vector<Vec3f>& points, int steps);
/// Rotation by degrees about x, then y, then z (patient axes).
Mat3f turned(float x, float y, float z);
/// Axes whose third column points along `direction`.
Mat3f along(const Vec3f& direction);

}  // namespace iso
