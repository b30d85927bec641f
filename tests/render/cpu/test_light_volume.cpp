// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "core/base/parallel.h"
#include "render/cpu/cpu_engine.h"
#include "render/engine/light_volume.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

/// Half opaque above 500 at `thickness` per mm, nothing below.
VolumeView viewOf(const VolumeGeometry& geometry, double thickness) {
  VolumeView view;
  const double opacity = 1.0 - std::exp(-thickness);
  view.preset.transfer.points = {{499, 0.0, {1, 1, 1}}, {501, opacity, {1, 1, 1}}};
  view.width = view.height = 64;
  view.camera = fitCamera(geometry, 0.0, 0.0, 1.0, 64, 64);
  return view;
}

struct Shares {
  double ambient, direct;
};

/// Of the cell that holds a voxel.
Shares at(const LightVolume& light, int i, int j, int k) {
  const std::uint32_t cell = light.cells[static_cast<std::size_t>(
      (k / light.side * light.size[1] + j / light.side) * light.size[0] + i / light.side)];
  return {(cell & 0xffff) / 65535.0, (cell >> 16) / 65535.0};
}

VolumeGeometry cube(int side) {
  return *VolumeGeometry::make({side, side, side}, Matrix3::Identity(), {});
}

}  // namespace

TEST_CASE("Light volume: a wall's shadow is what its thickness lets through, and soft at its edge") {
  const auto g = cube(120);
  // A wall 6 mm thick, low in the volume a floor; the wall covers half of it.
  const auto volume = filledVolume(VoxelType::Int16, g, [](int i, int, int k) {
    return k < 4 || (k >= 60 && k < 66 && i >= 60) ? 1000.0 : 0.0;
  });
  ThreadPool pool(2);
  LightCache cache(pool);
  for (const double thickness : {0.05, 0.2, 2.0}) {
    VolumeView view = viewOf(g, thickness);
    view.shadows = true;
    view.light = Vector3(0, 0, 1);
    const auto light = cache.get(volume, view, {});
    REQUIRE(light);
    CAPTURE(thickness);
    // The floor itself stands over the cell's middle with 2 mm at most.
    const double floor = at(*light, 20, 60, 2).direct;
    CHECK(floor > std::exp(-2.5 * thickness));
    const double behind = at(*light, 100, 60, 2).direct;
    CHECK(behind / floor == Approx(std::exp(-6.0 * thickness)).margin(0.05));
    CHECK(at(*light, 100, 60, 90).direct == Approx(1.0));
    // From full light to shadow within a few cells of the edge, and never back.
    double before = 1.1;
    for (int i = 30; i < 95; i += light->side) {
      const double now = at(*light, i, 60, 2).direct / floor;
      CHECK(now <= before + 0.02);
      before = now;
    }
  }
}

TEST_CASE("Light volume: a floor, an edge and a corner see a half, a quarter and an eighth of the sky") {
  const auto g = cube(128);
  const int inner = 64;
  const auto volume = filledVolume(VoxelType::Int16, g, [&](int i, int j, int k) {
    return i < inner && j >= 4 ? 1000.0 : j < 4 ? 1000.0 : (k < 4 && i > 0 ? 1000.0 : 0.0);
  });
  VolumeView view = viewOf(g, 5.0);
  view.occlusion = 1.0;
  ThreadPool pool(2);
  const auto light = LightCache(pool).get(volume, view, {});
  REQUIRE(light);
  const int s = light->side;
  // As far before the surfaces as samples read. On one the open half is everything, so the shares are
  // doubled: 1, 1/2, 1/4.
  const int away = s + s / 2;
  CHECK(light->awayMm == Approx(1.5 * s));
  CHECK(at(*light, 115, 4 + away, 110).ambient == Approx(1.0).margin(0.12));
  CHECK(at(*light, inner + away, 4 + away, 90).ambient == Approx(0.5).margin(0.13));
  CHECK(at(*light, inner + away, 4 + away, 4 + away).ambient == Approx(0.25).margin(0.13));
}

TEST_CASE("Light volume: what is cut away throws no shadow, and the cache follows what changes") {
  const auto g = cube(80);
  const auto volume = filledVolume(
      VoxelType::Int16, g, [](int, int, int k) { return k < 4 || (k >= 40 && k < 50) ? 1000.0 : 0.0; });
  ThreadPool pool(2);
  LightCache cache(pool);
  VolumeView view = viewOf(g, 1.0);
  CHECK(cache.get(volume, view, {}) == nullptr);
  view.shadows = true;
  CHECK(cache.get(volume, view, {}) == nullptr);  // a light at the eye throws none
  view.light = Vector3(0, 0, 2);
  const auto dark = cache.get(volume, view, {});
  REQUIRE(dark);
  CHECK(at(*dark, 40, 40, 2).direct < 0.01);
  CHECK(cache.get(volume, view, {}) == dark);
  view.clips = {{PatientPoint{{0, 0, 30}}, Vector3(0, 0, -1)}};
  const auto cut = cache.get(volume, view, {});
  REQUIRE(cut);
  CHECK(at(*cut, 40, 40, 2).direct > 0.05);
  view.clips.clear();
  view.light = Vector3(0, 0, -1);
  const auto below = cache.get(volume, view, {});
  REQUIRE(below);
  CHECK(at(*below, 40, 40, 45).direct < 0.2);  // the floor is in the way
  view.preset.transfer.points.back().opacity = 0.0;
  CHECK(at(*cache.get(volume, view, {}), 40, 40, 2).direct == Approx(1.0));
  // A draft is shown in the light that was, of the same volume only.
  const auto last = cache.get(volume, view, {});
  view.draft = true;
  view.preset.transfer.points.back().opacity = 0.4;
  CHECK(cache.get(volume, view, {}) == last);
  CHECK(cache.get(filledVolume(VoxelType::Int16, g, [](int, int, int) { return 0.0; }), view, {}) == nullptr);
  view.draft = false;
  CancelToken cancel;
  cancel.cancel();
  view.preset.transfer.points.back().opacity = 0.7;
  CHECK(cache.get(volume, view, cancel) == nullptr);
  CHECK(cache.get(volume, view, {}) != nullptr);
}

TEST_CASE("CPU volume: surroundings and shadows darken what they should and nothing else") {
  const auto g = cube(64);
  const auto volume = filledVolume(VoxelType::Int16, g, [](int i, int j, int k) {
    return j > 50 || std::hypot(i - 31.5, j - 30.0, k - 40.0) < 8.0 ? 1000.0 : 0.0;
  });
  VolumeView view = viewOf(g, 3.0);
  view.preset.shading = {true, 0.5, 0.5, 0.0, 1.0};
  view.light = Vector3(0.0, -1.0, 1.5);  // from the front and above: the ball's shadow falls below it
  const auto engine = makeCpuEngine(2);
  const auto plain = engine->volume(volume, view, {});
  view.shadows = true;
  const auto shadowed = engine->volume(volume, view, {});
  view.shadows = false;
  view.occlusion = 1.0;
  const auto occluded = engine->volume(volume, view, {});
  REQUIRE(plain);
  REQUIRE(shadowed);
  REQUIRE(occluded);
  const double pixel = 2.0 * view.camera.halfHeightMm / 64;
  const auto level = [&](const ColorFrame& f, double x, double z) {
    const int column = static_cast<int>(std::lround(31.5 + (x - 31.5) / pixel)),
              row = static_cast<int>(std::lround(31.5 - (z - 31.5) / pixel));
    return static_cast<int>(f.pixels[static_cast<std::size_t>(row * 64 + column)].r);
  };
  // The wall's front is at j = 50, the ball's middle 20 mm before it: the light's way through the middle
  // meets the wall 30 mm below.
  const double shadowZ = 40.0 - 20.0 * 1.5;
  CHECK(level(*shadowed, 31.5, shadowZ) < 0.75 * level(*plain, 31.5, shadowZ));
  CHECK(level(*shadowed, 8.0, 50.0) == Approx(level(*plain, 8.0, 50.0)).margin(12));
  CHECK(level(*occluded, 8.0, 50.0) == Approx(level(*plain, 8.0, 50.0)).margin(25));
  for (std::size_t n = 0; n < plain->pixels.size(); ++n) {
    CHECK(shadowed->pixels[n].r <= plain->pixels[n].r + 1);
    CHECK(occluded->pixels[n].r <= plain->pixels[n].r + 1);
  }
}

}  // namespace iso::test
