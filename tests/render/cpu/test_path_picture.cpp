// SPDX-License-Identifier: Apache-2.0
// From paths to a picture: the display curve, coverage, and what smoothing may and may not do.
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "render/engine/path_picture.h"
#include "render/engine/path_scene.h"

namespace iso::test {
namespace {

struct Patch {
  double light = 0.3, albedo = 0.5;
  Vector3 normal{0.0, -1.0, 0.0};
  double covered = 1.0;
};

/// A wall 10 mm behind the focal plane, seen from the front, each pixel as `patch` says, with `paths` paths
/// of light that vary by `noise` times their mean.
PathFrame made(const VolumeView& view, int paths, double noise,
               const std::function<Patch(int x, int y)>& patch) {
  std::mt19937 random(7);
  std::normal_distribution<double> normal;
  PathFrame frame;
  fitPathFrame(frame, view);
  std::fill(frame.passes.begin(), frame.passes.end(), paths);
  for (int y = 0; y < view.height; ++y)
    for (int x = 0; x < view.width; ++x) {
      const Patch p = patch(x, y);
      const double met = std::round(paths * p.covered);
      const double mean = p.light * (1.0 + noise / std::sqrt(met) * normal(random));
      float* s = frame.sums.data() + frame.row(y) + static_cast<std::size_t>(x) * PathFrame::kSums;
      for (int c = 0; c < 3; ++c) s[c] = static_cast<float>(mean * met);
      s[3] = static_cast<float>(met);
      for (int c = 0; c < 3; ++c) s[4 + c] = static_cast<float>(p.albedo * met);
      for (int c = 0; c < 3; ++c) s[7 + c] = static_cast<float>(p.normal[c] * met);
      s[10] = static_cast<float>(10.0 * met);
      s[11] = static_cast<float>(met * (mean * mean + p.light * p.light * noise * noise));
    }
  return frame;
}

VolumeView viewOf(int size, bool denoise) {
  VolumeView v;
  v.width = v.height = size;
  v.camera.halfHeightMm = 0.5 * size;
  v.cinematic.emplace().denoise = denoise;
  return v;
}

ColorFrame pictureOf(const PathFrame& frame, const VolumeView& view) {
  ThreadPool pool(2);
  auto picture = developed(frame, view, pool, {});
  REQUIRE(picture);
  return *picture;
}

double red(const ColorFrame& picture, int x, int y) {
  return picture.pixels[static_cast<std::size_t>(y * picture.width + x)].r;
}

}  // namespace

TEST_CASE("Display curve: sRGB below the shoulder, then ever closer to white") {
  // IEC 61966-2-1: linear 0.2140 is display 0.5, 0.0030 is 0.0388, 0.6 is 0.7977.
  CHECK(displayed(0.21404, 1.0) == Approx(0.5).margin(1e-4));
  CHECK(displayed(0.003, 1.0) == Approx(0.03876).margin(1e-5));
  CHECK(displayed(0.3, 2.0) == Approx(0.79774).margin(1e-4));
  double before = -1.0;
  for (double light = 0.0; light < 5.0; light += 0.01) {
    CHECK(displayed(light, 1.0) > before);
    before = displayed(light, 1.0);
  }
  CHECK(before < 1.0);
}

TEST_CASE("Developing paths without noise changes nothing, smoothing or not") {
  const auto patch = [](int x, int y) {
    Patch p;
    p.light = 0.02 * (1 + (x * 7 + y * 3) % 40);
    p.albedo = x % 3 ? 0.4 : 0.9;
    return p;
  };
  for (const bool denoise : {false, true}) {
    VolumeView view = viewOf(24, denoise);
    const ColorFrame picture = pictureOf(made(view, 1000000, 0.0, patch), view);
    for (int y = 0; y < 24; ++y)
      for (int x = 0; x < 24; ++x)
        CHECK(std::abs(red(picture, x, y) - 255.0 * displayed(patch(x, y).light, 1.0)) <= 1.0);
  }
}

TEST_CASE("Developing lays what is covered over the background, with depth where half is covered") {
  VolumeView view = viewOf(8, false);
  view.background = {0, 100, 200, 255};
  const ColorFrame picture = pictureOf(made(view, 100, 0.0,
                                            [](int x, int) {
                                              Patch p;
                                              p.covered = x < 4 ? 0.25 : 0.75;
                                              p.light = 0.21404 * p.covered;  // of all paths
                                              p.light = 0.21404;
                                              return p;
                                            }),
                                       view);
  const Rgba8 thin = picture.pixels[1], dense = picture.pixels[6];
  CHECK(std::abs(thin.r - 0.25 * 127.5) <= 1.0);
  CHECK(std::abs(thin.b - (0.25 * 127.5 + 0.75 * 200.0)) <= 1.0);
  CHECK(std::abs(dense.g - (0.75 * 127.5 + 0.25 * 100.0)) <= 1.0);
  CHECK(thin.a == 255);
  CHECK(std::isinf(picture.depth[1]));
  CHECK(picture.depth[6] == Approx(10.0f));
}

TEST_CASE("Smoothing takes noise away and leaves texture and edges of surfaces") {
  constexpr int kSize = 64;
  const auto patch = [](int x, int y) {
    Patch p;
    p.albedo = y % 8 < 2 ? 0.2 : 0.8;  // stripes across
    p.normal = x < kSize / 2 ? Vector3(0.0, -1.0, 0.0) : Vector3(0.8, -0.6, 0.0);
    p.light = p.albedo * (x < kSize / 2 ? 0.6 : 0.25);
    return p;
  };
  VolumeView view = viewOf(kSize, true), raw = viewOf(kSize, false);
  const PathFrame noisy = made(view, 8, 1.0, patch);
  const ColorFrame smooth = pictureOf(noisy, view), rough = pictureOf(noisy, raw);
  double before = 0.0, after = 0.0, worst = 0.0;
  for (int y = 2; y < kSize - 2; ++y)
    for (int x = 2; x < kSize - 2; ++x) {
      const double truth = 255.0 * displayed(patch(x, y).light, 1.0);
      before += std::pow(red(rough, x, y) - truth, 2.0);
      after += std::pow(red(smooth, x, y) - truth, 2.0);
      if (std::abs(x - kSize / 2) <= 3) worst = std::max(worst, std::abs(red(smooth, x, y) - truth));
    }
  CHECK(std::sqrt(after) < std::sqrt(before) / 5.0);
  CHECK(worst < 30.0);  // the two sides are up to 75 apart
}

TEST_CASE("With many paths smoothing vanishes: the picture is the paths' own") {
  const auto patch = [](int x, int y) {
    Patch p;
    p.light = 0.3 + 0.1 * std::sin(0.9 * x) * std::cos(0.7 * y);
    return p;
  };
  VolumeView view = viewOf(32, true), raw = viewOf(32, false);
  const PathFrame many = made(view, 4000000, 1.0, patch);
  const ColorFrame a = pictureOf(many, view), b = pictureOf(many, raw);
  for (int y = 0; y < 32; ++y)
    for (int x = 0; x < 32; ++x) CHECK(std::abs(red(a, x, y) - red(b, x, y)) <= 1.0);
}

}  // namespace iso::test
