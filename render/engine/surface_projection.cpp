// SPDX-License-Identifier: Apache-2.0
#include "render/engine/surface_projection.h"

#include <cmath>
#include <map>
#include <utility>

namespace iso {
namespace {

/// Nothing nearer to the eye than this part of its distance from the focal point is drawn.
constexpr double kNearest = 1e-4;
/// With corners on a grid the sides of all edges inside a picture of 8192 pixels are found without rounding.
constexpr double kGrid = 4096.0;

/// Before the eye: to the right and down from the focal point, and away from the eye.
struct CameraVertex {
  Vector3 mm;
  SurfaceMesh::Triple normal{};
};

class Projection {
 public:
  explicit Projection(const VolumeView& view)
      : camera_(view.camera),
        right_(view.camera.right()),
        eye_(view.camera.eyeDistance()),
        perPixel_(2.0 * view.camera.halfHeightMm / view.height),
        centerX_(0.5 * (view.width - 1)),
        centerY_(0.5 * (view.height - 1)) {}

  void add(const SurfaceMesh& mesh, std::uint32_t surface) {
    near_.clear();
    cuts_.clear();
    first_ = static_cast<std::uint32_t>(out_.vertices.size());
    const double nearest = kNearest * eye_;
    for (std::size_t n = 0; n < mesh.vertices().size(); ++n) {
      const Vector3 p = toVector(mesh.vertices()[n]) - camera_.focalPoint.mm;
      const Vector3 mm(right_.dot(p), -camera_.up.dot(p), camera_.forward.dot(p) + eye_);
      const bool before = eye_ <= 0.0 || mm.z() > nearest;
      near_.push_back({{mm, mesh.normals()[n]}, before});
      // What lies behind the eye has no place in the picture: it is only cut to.
      out_.vertices.push_back(before ? onScreen({mm, mesh.normals()[n]}) : ScreenVertex{});
    }
    for (const auto& t : mesh.triangles()) addTriangle(t, surface);
  }

  ProjectedSurfaces taken() { return std::move(out_); }

 private:
  struct Placed {
    CameraVertex at;
    bool before = true;
  };

  ScreenVertex onScreen(const CameraVertex& v) const {
    const double scale = eye_ > 0.0 ? eye_ / v.mm.z() : 1.0;
    const auto snapped = [](double p) { return std::round(p * kGrid) / kGrid; };
    return {snapped(centerX_ + v.mm.x() * scale / perPixel_),
            snapped(centerY_ + v.mm.y() * scale / perPixel_), eye_ > 0.0 ? 1.0 / v.mm.z() : v.mm.z(),
            v.normal};
  }

  /// Where an edge reaches the nearest plane; the same vertex for both triangles of the edge.
  std::uint32_t cut(std::uint32_t a, std::uint32_t b) {
    if (a > b) std::swap(a, b);
    const auto [at, isNew] = cuts_.try_emplace({a, b}, static_cast<std::uint32_t>(out_.vertices.size()));
    if (isNew) {
      const CameraVertex &from = near_[a].at, &to = near_[b].at;
      const double t = (kNearest * eye_ - from.mm.z()) / (to.mm.z() - from.mm.z());
      CameraVertex v{from.mm + t * (to.mm - from.mm), {}};
      v.mm.z() = kNearest * eye_;
      for (std::size_t c = 0; c < 3; ++c)
        v.normal[c] = static_cast<float>(from.normal[c] + t * (to.normal[c] - from.normal[c]));
      out_.vertices.push_back(onScreen(v));
    }
    return at->second;
  }

  void addTriangle(const SurfaceMesh::Triangle& t, std::uint32_t surface) {
    std::array<std::uint32_t, 4> corners{};
    std::size_t count = 0;
    for (std::size_t n = 0; n < 3; ++n) {
      const std::uint32_t a = t[n], b = t[(n + 1) % 3];
      if (near_[a].before) corners[count++] = first_ + a;
      if (near_[a].before != near_[b].before) corners[count++] = cut(a, b);
    }
    for (std::size_t n = 2; n < count; ++n)
      out_.triangles.push_back({{corners[0], corners[n - 1], corners[n]}, surface});
  }

  Camera camera_;
  Vector3 right_;
  double eye_, perPixel_, centerX_, centerY_;
  ProjectedSurfaces out_;
  std::uint32_t first_ = 0;  ///< screen vertex of the surface's first
  std::vector<Placed> near_;
  std::map<std::pair<std::uint32_t, std::uint32_t>, std::uint32_t> cuts_;
};

}  // namespace

ProjectedSurfaces project(const VolumeView& view) {
  Projection projection(view);
  for (std::size_t n = 0; n < view.surfaces.size(); ++n)
    projection.add(*view.surfaces[n].mesh, static_cast<std::uint32_t>(n));
  return projection.taken();
}

}  // namespace iso
