// SPDX-License-Identifier: Apache-2.0
#include "render/engine/surface_picture.h"

#include <algorithm>
#include <cmath>
#include <limits>
#include <optional>
#include <utility>

#include "render/engine/surface_projection.h"

namespace iso {
namespace {

constexpr int kTile = 64;

/// Columns and rows of pixels, the last included; empty if the last is before the first.
struct PixelBox {
  int x0, y0, x1, y1;
};

PixelBox boxOf(const ScreenVertex& a, const ScreenVertex& b, const ScreenVertex& c, int width, int height) {
  const auto first = [](double v, int size) {
    return static_cast<int>(std::clamp(std::ceil(v), 0.0, 1.0 * size));
  };
  const auto last = [](double v, int size) {
    return static_cast<int>(std::clamp(std::floor(v), -1.0, size - 1.0));
  };
  return {first(std::min({a.x, b.x, c.x}), width), first(std::min({a.y, b.y, c.y}), height),
          last(std::max({a.x, b.x, c.x}), width), last(std::max({a.y, b.y, c.y}), height)};
}

/// An edge of a triangle whose inside is to its right on the screen, y down.
class Edge {
 public:
  Edge(const ScreenVertex& a, const ScreenVertex& b) {
    // From the same end whichever triangle asks: neighbours find exactly opposite numbers for every pixel.
    const bool turned = b.x < a.x || (b.x == a.x && b.y < a.y);
    const ScreenVertex &from = turned ? b : a, &to = turned ? a : b;
    x_ = from.x;
    y_ = from.y;
    dx_ = to.x - from.x;
    dy_ = to.y - from.y;
    sign_ = turned ? -1.0 : 1.0;
    // Going up it is a left edge, level and to the right a top one.
    owned_ = b.y < a.y || (b.y == a.y && b.x > a.x);
  }

  /// Twice the area of the triangle of the edge and a point; positive inside.
  double area(double x, double y) const { return sign_ * (dx_ * (y - y_) - dy_ * (x - x_)); }
  bool holds(double area) const { return area > 0.0 || (area == 0.0 && owned_); }

 private:
  double x_, y_, dx_, dy_, sign_;
  bool owned_;
};

class SurfaceDrawing {
 public:
  SurfaceDrawing(const VolumeView& view, SurfacePicture& out)
      : view_(view),
        out_(out),
        projected_(project(view)),
        right_(view.camera.right()),
        eye_(view.camera.eyeDistance()),
        perPixel_(2.0 * view.camera.halfHeightMm / view.height),
        tilesX_((view.width + kTile - 1) / kTile),
        tilesY_((view.height + kTile - 1) / kTile) {
    if (view.light) light_ = view.light->normalized();
    sort();
  }

  std::size_t tiles() const { return static_cast<std::size_t>(tilesX_) * static_cast<std::size_t>(tilesY_); }

  void drawTile(std::size_t tile) {
    const int x = static_cast<int>(tile) % tilesX_ * kTile, y = static_cast<int>(tile) / tilesX_ * kTile;
    const PixelBox here{x, y, std::min(x + kTile, view_.width) - 1, std::min(y + kTile, view_.height) - 1};
    for (std::size_t n = begins_[tile]; n < begins_[tile + 1]; ++n)
      draw(projected_.triangles[sorted_[n]], here);
  }

 private:
  PixelBox boxOf(const ScreenTriangle& t) const {
    const auto& v = projected_.vertices;
    return iso::boxOf(v[t.corners[0]], v[t.corners[1]], v[t.corners[2]], view_.width, view_.height);
  }

  template <class Body>
  void forTilesOf(const ScreenTriangle& t, const Body& body) const {
    const PixelBox box = boxOf(t);
    if (box.x1 < box.x0 || box.y1 < box.y0) return;
    for (int y = box.y0 / kTile; y <= box.y1 / kTile; ++y)
      for (int x = box.x0 / kTile; x <= box.x1 / kTile; ++x)
        body(static_cast<std::size_t>(y) * static_cast<std::size_t>(tilesX_) + static_cast<std::size_t>(x));
  }

  /// Which triangles each tile has to draw, in their order.
  void sort() {
    begins_.assign(tiles() + 1, 0);
    for (const auto& t : projected_.triangles) forTilesOf(t, [&](std::size_t tile) { ++begins_[tile + 1]; });
    for (std::size_t n = 1; n < begins_.size(); ++n) begins_[n] += begins_[n - 1];
    sorted_.resize(begins_.back());
    std::vector<std::size_t> next(begins_.begin(), begins_.end() - 1);
    for (std::size_t n = 0; n < projected_.triangles.size(); ++n)
      forTilesOf(projected_.triangles[n],
                 [&](std::size_t tile) { sorted_[next[tile]++] = static_cast<std::uint32_t>(n); });
  }

  void draw(const ScreenTriangle& t, const PixelBox& tile) {
    const ScreenVertex* a = &projected_.vertices[t.corners[0]];
    const ScreenVertex* b = &projected_.vertices[t.corners[1]];
    const ScreenVertex* c = &projected_.vertices[t.corners[2]];
    const double area = Edge(*a, *b).area(c->x, c->y);
    if (area < 0.0) std::swap(b, c);
    if (area == 0.0) return;
    const Edge edgeA(*b, *c), edgeB(*c, *a), edgeC(*a, *b);
    const PixelBox box = boxOf(t);
    for (int y = std::max(tile.y0, box.y0); y <= std::min(tile.y1, box.y1); ++y)
      for (int x = std::max(tile.x0, box.x0); x <= std::min(tile.x1, box.x1); ++x) {
        const double wa = edgeA.area(x, y), wb = edgeB.area(x, y), wc = edgeC.area(x, y);
        if (!edgeA.holds(wa) || !edgeB.holds(wb) || !edgeC.holds(wc)) continue;
        const double sum = wa + wb + wc;
        const double reach = (wa * a->reach + wb * b->reach + wc * c->reach) / sum;
        const double depth = eye_ > 0.0 ? 1.0 / reach - eye_ : reach;
        const auto pixel =
            static_cast<std::size_t>(y) * static_cast<std::size_t>(view_.width) + static_cast<std::size_t>(x);
        if (!(depth < out_.depth[pixel])) continue;
        const Vector3 ray = (x - 0.5 * (view_.width - 1)) * perPixel_ * right_ -
                            (y - 0.5 * (view_.height - 1)) * perPixel_ * view_.camera.up;
        if (cutAway(ray, depth)) continue;
        // Of what is linear in space, the corners' shares of it are linear over the screen.
        const double pa = eye_ > 0.0 ? wa * a->reach : wa, pb = eye_ > 0.0 ? wb * b->reach : wb,
                     pc = eye_ > 0.0 ? wc * c->reach : wc;
        const Vector3 normal = pa * toVector(a->normal) + pb * toVector(b->normal) + pc * toVector(c->normal);
        out_.depth[pixel] = static_cast<float>(depth);
        out_.colors[pixel] =
            shaded(view_.surfaces[t.surface].color, normal, (ray + eye_ * view_.camera.forward));
      }
  }

  /// @param ray from the focal point to where the pixel's ray passes the plane through it
  bool cutAway(const Vector3& ray, double depth) const {
    const double scale = eye_ > 0.0 ? (depth + eye_) / eye_ : 1.0;
    const Vector3 p = view_.camera.focalPoint.mm + scale * ray + depth * view_.camera.forward;
    return std::any_of(view_.clips.begin(), view_.clips.end(),
                       [&](const ClipPlane& clip) { return clip.normal.dot(p - clip.point.mm) < 0.0; });
  }

  /// Blinn-Phong as in engine.h.
  Rgba8 shaded(const Rgba8& color, const Vector3& across, const Vector3& alongRay) const {
    const Vector3 way = eye_ > 0.0 ? Vector3(alongRay.normalized()) : view_.camera.forward;
    constexpr Shading s = kSurfaceShading;
    double matt = 1.0, shine = 0.0;
    if (const double length = across.norm(); length > 0.0) {
      const Vector3 normal = across * ((across.dot(way) > 0.0 ? -1.0 : 1.0) / length);
      const Vector3 light = light_.value_or(-way);
      const double cosine = std::clamp(normal.dot(light), 0.0, 1.0);
      const double half = normal.dot((light - way).normalized());
      matt = s.ambient + s.diffuse * cosine;
      if (cosine > 0.0 && half > 0.0) shine = s.specular * std::pow(std::min(half, 1.0), s.specularPower);
    }
    const auto channel = [&](std::uint8_t c) {
      return static_cast<std::uint8_t>(std::lround(std::clamp(c * matt + 255.0 * shine, 0.0, 255.0)));
    };
    return {channel(color.r), channel(color.g), channel(color.b), 255};
  }

  const VolumeView& view_;
  SurfacePicture& out_;
  ProjectedSurfaces projected_;
  Vector3 right_;
  double eye_, perPixel_;
  std::optional<Vector3> light_;
  int tilesX_, tilesY_;
  std::vector<std::size_t> begins_;    ///< of each tile in sorted_
  std::vector<std::uint32_t> sorted_;  ///< triangles
};

}  // namespace

std::shared_ptr<const SurfacePicture> drawSurfaces(const VolumeView& view, ThreadPool& pool,
                                                   const CancelToken& cancel) {
  auto out = std::make_shared<SurfacePicture>();
  out->width = view.width;
  out->height = view.height;
  const auto pixels = static_cast<std::size_t>(view.width) * static_cast<std::size_t>(view.height);
  out->depth.assign(pixels, std::numeric_limits<float>::infinity());
  out->colors.assign(pixels, view.background);
  SurfaceDrawing drawing(view, *out);
  pool.parallelFor(drawing.tiles(), [&](std::size_t tile) {
    if (!cancel.cancelled()) drawing.drawTile(tile);
  });
  if (cancel.cancelled()) return nullptr;
  return out;
}

std::shared_ptr<const SurfacePicture> SurfacePictureCache::get(const VolumeView& view,
                                                               const CancelToken& cancel) {
  if (view.surfaces.empty()) {
    picture_ = nullptr;
    drawn_ = {};
    return nullptr;
  }
  Key key{view.camera, view.width, view.height, view.surfaces, view.clips, view.light, view.background};
  if (picture_ && drawn_ == key) return picture_;
  picture_ = drawSurfaces(view, pool_, cancel);
  drawn_ = std::move(key);
  return picture_;
}

}  // namespace iso
