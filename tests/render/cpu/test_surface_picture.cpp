// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "render/engine/surface_picture.h"
#include "tests/support/made_meshes.h"

namespace iso::test {
namespace {

VolumeView viewOf(std::vector<ShownSurface> surfaces, double viewAngle, int width = 131, int height = 77) {
  VolumeView view;
  view.camera.focalPoint = {{3.0, -2.0, 11.0}};
  view.camera.forward = Vector3(0.3, 0.9, -0.2).normalized();
  view.camera.up = (Vector3::UnitZ() - view.camera.forward * view.camera.forward.z()).normalized();
  view.camera.halfHeightMm = 20.0;
  view.camera.viewAngle = viewAngle;
  view.width = width;
  view.height = height;
  view.surfaces = std::move(surfaces);
  return view;
}

struct Line {
  Vector3 origin, direction;  ///< depth is what the direction's forward part is worth
};

/// The line that a pixel sees, written anew: its forward part is one millimetre a unit, depth 0 at `origin`.
Line lineOf(const VolumeView& view, double x, double y) {
  const Camera& c = view.camera;
  const double pixel = 2.0 * c.halfHeightMm / view.height;
  const Vector3 onPlane = c.focalPoint.mm + (x - 0.5 * (view.width - 1)) * pixel * c.forward.cross(c.up) -
                          (y - 0.5 * (view.height - 1)) * pixel * c.up;
  if (c.viewAngle <= 0.0) return {onPlane, c.forward};
  const double distance = c.halfHeightMm / std::tan(0.5 * c.viewAngle);
  return {onPlane, (onPlane - (c.focalPoint.mm - distance * c.forward)) / distance};
}

/// Depth at which a line meets a triangle (Möller and Trumbore 1997); infinity if it does not.
double meets(const Line& line, const Vector3& a, const Vector3& b, const Vector3& c) {
  const Vector3 e1 = b - a, e2 = c - a, p = line.direction.cross(e2), t = line.origin - a;
  const double det = e1.dot(p), u = t.dot(p) / det;
  const Vector3 q = t.cross(e1);
  const double v = line.direction.dot(q) / det;
  if (!(u >= 0.0) || !(v >= 0.0) || !(u + v <= 1.0)) return std::numeric_limits<double>::infinity();
  return e2.dot(q) / det;
}

SurfaceMeshPtr triangleSoup(unsigned seed, int count, double spread) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<float> mm(static_cast<float>(-spread), static_cast<float>(spread));
  std::vector<SurfaceMesh::Triple> vertices;
  std::vector<SurfaceMesh::Triangle> triangles;
  for (int n = 0; n < 3 * count; ++n) {
    const float x = mm(random), y = mm(random), z = mm(random);
    vertices.push_back({x, y, z});
    if (n % 3 == 2) {
      const auto last = static_cast<std::uint32_t>(n);
      triangles.push_back({last - 2, last - 1, last});
    }
  }
  return *SurfaceMesh::make(vertices, triangles);
}

/// A convex polygon in a plane across the view in triangles of all sizes around points inside.
SurfaceMeshPtr flatFan(const VolumeView& view, bool onPixels) {
  // In pixels; with onPixels every corner is what one pixel sees.
  std::vector<std::pair<double, double>> places = {{60.0, 40.0}};
  for (int n = 0; n < 17; ++n) {
    const double angle = 2.0 * 3.14159265358979 * n / 17, radius = 33.0;
    places.emplace_back(60.0 + radius * std::cos(angle), 40.0 + radius * std::sin(angle));
  }
  for (int n = 0; n < 17; ++n) {
    const double angle = 2.0 * 3.14159265358979 * (n + 0.4) / 17, radius = 4.0 + 1.1 * n;
    places.emplace_back(60.0 + radius * std::cos(angle), 40.0 + radius * std::sin(angle));
  }
  std::vector<SurfaceMesh::Triple> vertices;
  for (auto [x, y] : places) {
    if (onPixels) {
      x = std::round(x);
      y = std::round(y);
    }
    const Line line = lineOf(view, x, y);
    const Vector3 p = line.origin + (5.0 + 0.1 * x) * line.direction;
    vertices.push_back({static_cast<float>(p.x()), static_cast<float>(p.y()), static_cast<float>(p.z())});
  }
  std::vector<SurfaceMesh::Triangle> triangles;
  for (std::uint32_t n = 0; n < 17; ++n) {
    const std::uint32_t next = (n + 1) % 17;
    triangles.push_back({0, 18 + n, 18 + next});
    triangles.push_back({18 + n, 1 + n, 1 + next});
    triangles.push_back({18 + n, 1 + next, 18 + next});
  }
  return *SurfaceMesh::make(vertices, triangles);
}

}  // namespace

TEST_CASE("Each pixel shows the nearest triangle that its line meets") {
  ThreadPool pool(2);
  const auto soup = triangleSoup(5, 60, 25.0);
  for (const double angle : {0.0, 0.5, 1.9}) {
    // At 1.9 the eye is among the triangles, and many reach behind it.
    const VolumeView view = viewOf({{soup, {200, 100, 50, 255}}}, angle);
    const double eye = view.camera.eyeDistance();
    const auto picture = drawSurfaces(view, pool, {});
    REQUIRE(picture);
    int wrong = 0, covered = 0;
    for (int y = 0; y < view.height; ++y)
      for (int x = 0; x < view.width; ++x) {
        double nearest = std::numeric_limits<double>::infinity();
        for (const auto& t : soup->triangles()) {
          const double depth = meets(lineOf(view, x, y), toVector(soup->vertices()[t[0]]),
                                     toVector(soup->vertices()[t[1]]), toVector(soup->vertices()[t[2]]));
          if (angle <= 0.0 || depth > -eye + 1e-4 * eye) nearest = std::min(nearest, depth);
        }
        const double drawn =
            static_cast<double>(picture->depth[static_cast<std::size_t>(y * view.width + x)]);
        covered += std::isfinite(nearest);
        // Corners are rounded to 1/4096 of a pixel: lines along a steep triangle or past an edge differ.
        wrong += std::isfinite(nearest) != std::isfinite(drawn) ||
                 (std::isfinite(nearest) && std::abs(nearest - drawn) > 0.02);
      }
    CAPTURE(angle, covered);
    CHECK(covered > 2000);
    CHECK(wrong <= 10);
  }
}

TEST_CASE("Triangles that share edges cover every pixel between them exactly once") {
  ThreadPool pool(1);
  for (const double angle : {0.0, 0.7})
    for (const bool onPixels : {false, true}) {
      const VolumeView empty = viewOf({}, angle);
      const auto mesh = flatFan(empty, onPixels);
      std::vector<int> times(static_cast<std::size_t>(empty.width * empty.height), 0);
      for (const auto& triangle : mesh->triangles()) {
        const VolumeView one = viewOf({{*SurfaceMesh::make(mesh->vertices(), {triangle}), {}}}, angle);
        const auto picture = drawSurfaces(one, pool, {});
        REQUIRE(picture);
        for (std::size_t n = 0; n < times.size(); ++n) times[n] += std::isfinite(picture->depth[n]);
      }
      const auto whole = drawSurfaces(viewOf({{mesh, {}}}, angle), pool, {});
      REQUIRE(whole);
      int wrong = 0, cracks = 0;
      for (int y = 0; y < empty.height; ++y)
        for (int x = 0; x < empty.width; ++x) {
          const auto n = static_cast<std::size_t>(y * empty.width + x);
          const double away = std::hypot(x - 60.0, y - 40.0);
          cracks += away < 31.0 && times[n] != 1;
          wrong += times[n] > 1 || (away > 34.0 && times[n] != 0) ||
                   std::isfinite(whole->depth[n]) != (times[n] == 1);
        }
      CAPTURE(angle, onPixels);
      CHECK(cracks == 0);
      CHECK(wrong == 0);
    }
}

TEST_CASE("Both sides of a surface are lit, by the viewer's light or a fixed one") {
  ThreadPool pool(1);
  VolumeView view = viewOf({}, 0.0, 9, 9);
  const Vector3 right = view.camera.right(), up = view.camera.up, forward = view.camera.forward;
  const Vector3 middle = view.camera.focalPoint.mm;
  const auto grey = [&] { return drawSurfaces(view, pool, {})->colors[40]; };
  const Rgba8 color{100, 150, 200, 255};
  const auto expected = [](double c, double matt, double shine) {
    return static_cast<int>(std::lround(std::min(255.0, c * matt + 255.0 * 0.2 * shine)));
  };
  for (const double side : {1.0, -1.0}) {
    // Turned 40° from the viewer.
    const double turn = 40.0 * 3.14159265358979 / 180.0;
    const Vector3 u = std::cos(turn) * right + std::sin(turn) * forward;
    view.surfaces = {{squareMesh(middle, 50.0 * u, side * 50.0 * up), color}};
    view.light.reset();
    const double c = std::cos(turn);
    CHECK(std::abs(grey().r - expected(100, 0.15 + 0.85 * c, std::pow(c, 24.0))) <= 1);
    CHECK(std::abs(grey().b - expected(200, 0.15 + 0.85 * c, std::pow(c, 24.0))) <= 1);
    // From the viewer's right the side turned to the left is in the dark but for the ambient light.
    const Vector3 across = std::cos(turn) * -forward + std::sin(turn) * right;
    view.light = right;
    const double lit = across.dot(right), half = across.dot((right - forward).normalized());
    CHECK(std::abs(grey().g - expected(150, 0.15 + 0.85 * lit, std::pow(half, 24.0))) <= 1);
    view.light = -right;
    CHECK(std::abs(grey().g - expected(150, 0.15, 0.0)) <= 1);
  }
}

TEST_CASE("A picture of surfaces is made again when anything that it shows changes") {
  ThreadPool pool(1);
  SurfacePictureCache cache(pool);
  VolumeView view = viewOf({{sphereMesh({3, -2, 11}, 9.0), {255, 0, 0, 255}}}, 0.0);
  const auto first = cache.get(view, {});
  REQUIRE(first);
  CHECK(cache.get(view, {}) == first);
  view.stepMm = 0.1;  // of the volume alone
  CHECK(cache.get(view, {}) == first);
  view.surfaces[0].color.g = 200;
  const auto second = cache.get(view, {});
  CHECK(second != first);
  view.clips = {{{{3, -2, 11}}, {0, 0, 1}}};
  const auto third = cache.get(view, {});
  CHECK(third != second);
  view.camera.halfHeightMm = 21.0;
  CHECK(cache.get(view, {}) != third);
  view.surfaces.clear();
  CHECK(cache.get(view, {}) == nullptr);
  CancelToken cancel;
  cancel.cancel();
  CHECK(drawSurfaces(view, pool, cancel) == nullptr);
}

}  // namespace iso::test
