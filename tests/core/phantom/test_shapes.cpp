// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "core/phantom/noise.h"
#include "core/phantom/phantom_model.h"

using namespace iso;

namespace {

Primitive only(PhantomModel& model) {
  return model.layers().back().shapes.back();
}

}  // namespace

TEST_CASE("solids have the distances of their closed forms") {
  PhantomModel model;
  LayerBuilder(model, Tissue::Muscle).sphere({1, 2, 3}, 5);
  CHECK(only(model).distance({1, 2, 13}) == Approx(5.0));
  CHECK(only(model).distance({1, 2, 3}) == Approx(-5.0));

  LayerBuilder(model, Tissue::Muscle).capsule({0, 0, 0}, {10, 0, 0}, 2, 4);
  CHECK(only(model).distance({5, 7, 0}) == Approx(4.0));  // radius 3 in the middle
  CHECK(only(model).distance({-6, 0, 0}) == Approx(4.0));
  CHECK(only(model).distance({20, 0, 0}) == Approx(6.0));

  LayerBuilder(model, Tissue::Muscle).box({0, 0, 0}, {3, 4, 5}, 0);
  CHECK(only(model).distance({6, 8, 0}) == Approx(5.0));
  CHECK(only(model).distance({0, 3, 0}) == Approx(-1.0));

  LayerBuilder(model, Tissue::Muscle).triangle({0, 0, 0}, {10, 0, 0}, {0, 10, 0}, 2);
  CHECK(only(model).distance({2, 2, 7}) == Approx(6.0));
  CHECK(only(model).distance({-3, 2, 4}) == Approx(4.0));

  LayerBuilder(model, Tissue::Muscle).plane({0, 0, 2}, {0, 0, 3});
  CHECK(only(model).distance({9, 9, 6}) == Approx(4.0));

  LayerBuilder(model, Tissue::Muscle).cylinder({0, 0, 0}, {2, 2, 6}, 0, along({1, 0, 0}));
  CHECK(only(model).distance({9, 0, 0}) == Approx(3.0));
  CHECK(only(model).distance({0, 0, 5}) == Approx(3.0));
}

TEST_CASE("an ellipsoid is zero on its surface and negative inside, also when turned") {
  PhantomModel model;
  const Mat3f axes = turned(20, -30, 40);
  const Vec3f centre(4, -2, 7), radii(3, 9, 5);
  LayerBuilder(model, Tissue::Liver).ellipsoid(centre, radii, axes);
  RandomStream random(3);
  for (int i = 0; i < 200; ++i) {
    const Vec3f unit =
        Vec3f(random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)).normalized();
    const Vec3f surface = centre + axes * unit.cwiseProduct(radii);
    CHECK(only(model).distance(surface) == Approx(0.0).margin(1e-4));
    CHECK(only(model).distance(centre + 0.9f * (surface - centre)) < 0.0f);
    CHECK(only(model).distance(centre + 1.1f * (surface - centre)) > 0.0f);
  }
}

TEST_CASE("a loft passes through its stations and its rim lies on its surface") {
  const Loft loft({{0, 50, -30, 40}, {20, 60, -35, 45}, {60, 40, -20, 30}}, 0.3f);
  CHECK(loft.distance({60, 5, 20}) == Approx(0.0).margin(0.2));
  CHECK(loft.distance({0, -35, 20}) == Approx(0.0).margin(0.2));
  CHECK(loft.distance({0, 45, 20}) == Approx(0.0).margin(0.2));
  for (float angle = 0.0f; angle < 6.28f; angle += 0.4f) {
    CHECK(loft.distance(loft.rim(33, angle, 0)) == Approx(0.0).margin(0.05));
  }
}

TEST_CASE("bounds over a ball hold for every solid") {
  PhantomModel model;
  const Loft* loft = model.addLoft({{-40, 50, -30, 40}, {0, 60, -35, 45}, {40, 40, -20, 30}}, 0.3f);
  LayerBuilder layer(model, Tissue::Muscle);
  layer.ellipsoid({0, 0, 0}, {20, 7, 12}, turned(10, 20, 30)).capsule({-10, 0, 0}, {10, 5, 3}, 4, 9);
  layer.box({0, 0, 0}, {10, 4, 7}, 1, turned(30, 0, 10)).cylinder({0, 0, 0}, {10, 14, 6}, 2);
  layer.triangle({0, 0, 0}, {20, 0, 0}, {0, 20, 5}, 3).plane({0, 0, 0}, {1, 2, 3}).loft(loft, 2);
  RandomStream random(9);
  for (const Primitive& shape : model.layers().back().shapes) {
    for (int i = 0; i < 400; ++i) {
      const Vec3f centre(random.uniform(-60, 60), random.uniform(-60, 60), random.uniform(-35, 35));
      const float radius = random.uniform(2, 12);
      const Vec3f way =
          Vec3f(random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1)).normalized();
      const Vec3f p = centre + random.uniform(0, radius) * way;
      const auto range = shape.range(centre, radius);
      const float d = shape.distance(p);
      INFO("kind " << static_cast<int>(shape.kind));
      // What the field asks of a bound: never call a point clear of, or deep inside, a solid wrongly.
      if (range.low > 0.0f) CHECK(d >= std::min(range.low, 40.0f) - 0.5f);
      if (range.high < 0.0f) CHECK(d <= std::max(range.high, -40.0f) + 0.5f);
    }
  }
}

TEST_CASE("rounded joins never lie outside the plain ones by more than a quarter of their radius") {
  CHECK(smoothMin(3.0f, 9.0f, 2.0f) == 3.0f);
  CHECK(smoothMin(3.0f, 3.0f, 2.0f) == Approx(2.5f));
  CHECK(smoothMax(3.0f, 3.0f, 2.0f) == Approx(3.5f));
}

TEST_CASE("hash noise is about normal") {
  double sum = 0.0, squares = 0.0;
  constexpr int kCount = 200000;
  for (int i = 0; i < kCount; ++i) {
    const double g = gaussianFromBits(mixBits(static_cast<std::uint64_t>(i)));
    sum += g;
    squares += g * g;
  }
  CHECK(sum / kCount == Approx(0.0).margin(0.01));
  CHECK(squares / kCount == Approx(1.0).margin(0.01));
}
