// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>
#include <vector>

#include "core/phantom/anatomy.h"
#include "core/phantom/noise.h"
#include "core/phantom/phantom_ct.h"
#include "core/phantom/phantom_truth.h"

using namespace iso;

TEST_CASE("the fast field equals painting every layer") {
  ThreadPool pool(2);
  const Phantom phantom = makePhantom();
  const PhantomField::Box box{{-239, -150, -314}, {239, 150, 314}};
  const PhantomField field(phantom.model, 1.5f, box, pool);
  RandomStream random(7);
  int compared = 0, wrong = 0;
  while (compared < 6000) {
    const Vec3f p(random.uniform(-170, 170), random.uniform(-110, 115), random.uniform(-313, 313));
    const float expected = field.valueByBruteForce(p, Channel::Ct);
    if (expected == -1000.0f) continue;
    ++compared;
    if (std::abs(field.value(p, Channel::Ct) - expected) > 2.0f) ++wrong;
  }
  CHECK(wrong <= 6);  // one in a thousand may differ where many soft joins meet
}

TEST_CASE("organs are on their sides and at their heights") {
  ThreadPool pool(2);
  const Phantom phantom = makePhantom();
  const PhantomField field(phantom.model, 1.0f, {{-239, -150, -314}, {239, 150, 314}}, pool);
  // Means over small balls, so that texture does not matter.
  auto mean = [&](float x, float y, float z, Channel channel) {
    float sum = 0.0f;
    int count = 0;
    for (float a = -2; a <= 2; ++a) {
      for (float b = -2; b <= 2; ++b) {
        for (float c = -2; c <= 2; ++c, ++count) sum += field.value({x + a, y + b, z + c}, channel);
      }
    }
    return sum / static_cast<float>(count);
  };
  CHECK(mean(-70, -10, -110, Channel::Ct) == Approx(110).margin(25));  // liver, right
  CHECK(mean(82, 36, -98, Channel::Ct) == Approx(122).margin(25));     // spleen, left
  CHECK(mean(27, -20, -24, Channel::Ct) > 200.0f);                     // left ventricle, left of the midline
  CHECK(mean(-80, 20, 30, Channel::Ct) < -700.0f);                     // lungs
  CHECK(mean(80, 30, 30, Channel::Ct) < -700.0f);
  CHECK(mean(52, -36, -116, Channel::Ct) < -500.0f);  // gas in the stomach, in front
  CHECK(mean(0, -92, 195, Channel::Ct) > -500.0f);    // nose, in front
  CHECK(mean(0, 95, 195, Channel::Ct) < -500.0f);     // behind the head: foam
  CHECK(mean(40, 20, 262, Channel::Pet) > 2.5f);      // brain
  CHECK(mean(0, -18, -288, Channel::Pet) > 10.0f);    // bladder
}

TEST_CASE("every vertebra is a bone of its own") {
  ThreadPool pool(2);
  const auto model = makePatient();
  PhantomModel scratch;
  const AnatomyPlan plan(scratch);
  REQUIRE(plan.vertebrae.size() == 24);
  for (std::size_t i = 1; i + 1 < plan.vertebrae.size(); ++i) {
    const Vertebra& v = plan.vertebrae[i];
    const Vertebra& next = plan.vertebrae[i + 1];
    // Between two bodies there is a gap for the disc.
    CHECK(v.centre.z() - v.half.z() - (next.centre.z() + next.half.z()) > 1.5f);
  }
}

TEST_CASE("a phantom CT in memory repeats itself and has a scanner's noise") {
  ThreadPool pool(2);
  const Size3 size{96, 80, 12};
  const Vector3 spacing(2.0, 2.0, 2.0);
  // Through the liver.
  const PatientPoint origin{{-100, -80, -112}};
  const auto a = makePhantomCt(size, spacing, origin, 1, pool);
  const auto b = makePhantomCt(size, spacing, origin, 1, pool);
  const auto c = makePhantomCt(size, spacing, origin, 2, pool);
  REQUIRE(a);
  REQUIRE(b);
  REQUIRE(c);
  const std::size_t bytes = (*a)->sliceBytes() * 12;
  CHECK(std::memcmp((*a)->data(), (*b)->data(), bytes) == 0);
  CHECK(std::memcmp((*a)->data(), (*c)->data(), bytes) != 0);
  CHECK((*a)->unit() == "HU");
  // The difference of two seeds has the noise twice.
  double squares = 0.0;
  int count = 0;
  for (int k = 0; k < 12; ++k) {
    for (int j = 30; j < 50; ++j) {
      for (int i = 10; i < 40; ++i, ++count) {
        const double d = (*a)->valueAt(i, j, k) - (*c)->valueAt(i, j, k);
        squares += d * d;
      }
    }
  }
  const double deviation = std::sqrt(squares / count / 2.0);
  CHECK(deviation > 6.0);
  CHECK(deviation < 14.0);
  CHECK_FALSE(makePhantomCt({0, 1, 1}, spacing, origin, 1, pool));
  CHECK_FALSE(makePhantomCt({1, 1, 1}, {1, 0, 1}, origin, 1, pool));
}
