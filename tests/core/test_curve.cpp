// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <limits>
#include <random>
#include <vector>

#include "core/geometry/curve.h"

namespace iso::test {
namespace {

constexpr double kPi = 3.14159265358979323846;
constexpr double kDegree = kPi / 180.0;

Curve curve(const std::vector<Vector3>& points) {
  std::vector<PatientPoint> picked;
  for (const Vector3& p : points) picked.push_back({p});
  const auto c = Curve::through(picked);
  REQUIRE(c);
  return *c;
}

std::vector<Vector3> sampled(const std::function<Vector3(double)>& f, double from, double to, int steps) {
  std::vector<Vector3> out;
  for (int i = 0; i <= steps; ++i) out.push_back(f(from + (to - from) * i / steps));
  return out;
}

std::vector<Vector3> randomPoints(unsigned seed, int count) {
  std::mt19937 random(seed);
  std::uniform_real_distribution<double> mm(-100.0, 100.0);
  std::vector<Vector3> out;
  for (int i = 0; i < count; ++i) {
    const double x = mm(random), y = mm(random), z = mm(random);
    out.emplace_back(x, y, z);
  }
  return out;
}

/// A circle that lies in no plane of the patient's axes.
struct Circle {
  double radius;
  Vector3 center{30, -40, 500};
  Vector3 e1 = Vector3(1, 2, -0.5).normalized();
  Vector3 e2 = Vector3(0.3, 0.1, 1.0).cross(e1).normalized();
  Vector3 at(double a) const { return center + radius * (std::cos(a) * e1 + std::sin(a) * e2); }
  Vector3 tangent(double a) const { return -std::sin(a) * e1 + std::cos(a) * e2; }
  Vector3 axis() const { return e1.cross(e2); }
};

double polygonLength(const Curve& c, int steps) {
  double sum = 0.0;
  Vector3 last = c.at(0.0).mm;
  for (int i = 1; i <= steps; ++i) {
    const Vector3 next = c.at(c.length() * i / steps).mm;
    sum += (next - last).norm();
    last = next;
  }
  return sum;
}

void checkOrthonormal(const CurveFrame& f) {
  Matrix3 m;
  m << f.right, f.tangent, f.normal;
  CHECK((m.transpose() * m - Matrix3::Identity()).cwiseAbs().maxCoeff() < 1e-9);
  CHECK(m.determinant() == Approx(1.0).margin(1e-9));
}

}  // namespace

TEST_CASE("A path through points of one line is that line") {
  const Vector3 a(10, -20, 300), b(40, 20, 180);  // 130 mm
  const Vector3 d = (b - a) / 130.0;
  const auto on = [&](double s) { return Vector3(a + s * d); };
  for (const Curve& c : {curve({a, b}), curve({a, on(1), on(30), on(31), on(125), b})}) {
    CHECK(c.length() == Approx(130.0).epsilon(1e-13));
    for (double s : {0.0, 0.3, 17.0, 64.9, 129.99, 130.0}) {
      CHECK((c.at(s).mm - on(s)).norm() < 1e-10);
      CHECK((c.tangent(s) - d).norm() < 1e-12);
      const Vector3 beside = on(s) + 25.0 * d.unitOrthogonal();
      CHECK(c.nearest({beside}) == Approx(s).margin(1e-9));
    }
    CHECK(c.nearest({on(-50)}) == 0.0);
    CHECK(c.nearest({on(200)}) == c.length());
    for (const double angle : {0.0, 0.7}) {
      const CurveFrame f0 = c.frame(0.0, angle), f1 = c.frame(100.0, angle);
      CHECK((f0.right - f1.right).norm() < 1e-12);
    }
  }
}

TEST_CASE("A path through points of a circle is an arc") {
  for (const double radius : {20.0, 60.0, 200.0})
    for (const double step : {5.0, 10.0}) {
      const Circle circle{radius};
      for (const double degrees : {30.0, 90.0, 300.0}) {
        CAPTURE(radius, step, degrees);
        const double arc = degrees * kDegree;
        const Curve c = curve(sampled([&](double t) { return circle.at(t); }, 0.0, arc,
                                      static_cast<int>(std::lround(degrees / step))));
        // What a centripetal Catmull-Rom spline loses against a circle, by its series; a quarter circle of
        // 20 mm at 10° or of 200 mm at 5° is right within 1e-3 mm.
        const double h4 = std::pow(step * kDegree, 4);
        const double inside = 0.0235 * h4 * radius, shorter = 0.0126 * h4 * radius * arc;
        CHECK(c.length() <= radius * arc);
        CHECK(c.length() >= radius * arc - shorter);
        double worst = 0.0, tilt = 0.0, far = 0.0;
        for (int i = 0; i <= 101; ++i) {
          const double a = arc * i / 101.0;
          worst = std::max(worst, (c.at(radius * a).mm - circle.at(a)).norm());
          tilt = std::max(tilt, (c.tangent(radius * a) - circle.tangent(a)).norm());
          for (const double r : {0.4, 0.95, 1.0, 1.3}) {
            const Vector3 p = circle.center + r * (circle.at(a) - circle.center) + 5.0 * circle.axis();
            far = std::max(far, std::abs(c.nearest({p}) - radius * a));
          }
        }
        CHECK(worst <= inside + shorter);
        CHECK(tilt < 0.1 * std::pow(step * kDegree, 3));
        CHECK(far <= shorter + radius * 0.25 * std::pow(step * kDegree, 3));
        if ((radius == 20.0 || step == 5.0) && degrees <= 90.0) {
          CHECK(std::abs(c.length() - radius * arc) < 1e-3);
          CHECK(worst < 1e-3);
        }
      }
    }
}

TEST_CASE("A path is the centripetal Catmull-Rom spline, to the pyramid of Barry and Goldman") {
  const auto p = randomPoints(3, 9);
  const Curve c = curve(p);
  double worst = 0.0;
  for (std::size_t n = 1; n + 2 < p.size(); ++n) {
    std::array<double, 4> t{};
    for (std::size_t i = 1; i < 4; ++i) t[i] = t[i - 1] + std::sqrt((p[n - 1 + i] - p[n - 2 + i]).norm());
    const auto mix = [&](double x, std::size_t i, std::size_t j, const Vector3& a, const Vector3& b) {
      return Vector3((t[j] - x) / (t[j] - t[i]) * a + (x - t[i]) / (t[j] - t[i]) * b);
    };
    for (int k = 0; k <= 20; ++k) {
      const double x = t[1] + (t[2] - t[1]) * k / 20.0;
      const Vector3 a1 = mix(x, 0, 1, p[n - 1], p[n]), a2 = mix(x, 1, 2, p[n], p[n + 1]),
                    a3 = mix(x, 2, 3, p[n + 1], p[n + 2]);
      const Vector3 q = mix(x, 1, 2, mix(x, 0, 2, a1, a2), mix(x, 1, 3, a2, a3));
      worst = std::max(worst, (c.at(c.nearest({q})).mm - q).norm());
    }
  }
  CHECK(worst < 1e-9);
}

TEST_CASE("A path goes through every picked point, and its length is that of a fine polygon") {
  for (unsigned seed : {1u, 2u, 3u}) {
    const Curve c = curve(randomPoints(seed, 40));
    REQUIRE(c.pointLengths().size() == 40);
    double rounding = 0.0;
    for (std::size_t i = 0; i < 40; ++i) {
      CHECK(c.at(c.pointLengths()[i]) == c.points()[i]);
      CHECK((c.at(c.pointLengths()[i] + 1e-7).mm - c.points()[i].mm).norm() < 2e-7);
      rounding = std::max(rounding, std::abs(c.nearest(c.points()[i]) - c.pointLengths()[i]));
    }
    CHECK(rounding < 1e-6);
    CHECK(c.length() == Approx(polygonLength(c, 50000)).epsilon(2e-5));
  }
  // A gentle one, where the polygon is closer to the curve than the tolerance.
  const Curve c = curve(sampled(
      [](double a) { return Vector3(25.0 * std::cos(a), 25.0 * std::sin(a), 8.0 * a); }, 0.0, 12.0, 36));
  CHECK(c.length() == Approx(polygonLength(c, 100000)).epsilon(1e-9));
}

TEST_CASE("Equal arc lengths are equal distances, and the tangent is their direction") {
  const Curve c = curve(randomPoints(5, 30));
  const double h = 1e-4;
  double speed = 0.0, direction = 0.0;
  for (int i = 1; i < 5000; ++i) {
    const double s = c.length() * i / 5000.0;
    const Vector3 d = (c.at(s + h).mm - c.at(s - h).mm) / (2.0 * h);
    speed = std::max(speed, std::abs(d.norm() - 1.0));
    direction = std::max(direction, (d - c.tangent(s)).norm());
  }
  CHECK(speed < 1e-5);
  CHECK(direction < 1e-4);
}

TEST_CASE("The nearest point of a path is the one that looking everywhere finds") {
  const Curve c = curve(randomPoints(8, 12));
  const int steps = 100000;
  std::vector<Vector3> all;
  for (int i = 0; i <= steps; ++i) all.push_back(c.at(c.length() * i / steps).mm);
  for (const Vector3& p : randomPoints(9, 100)) {
    double best = std::numeric_limits<double>::infinity();
    for (const Vector3& q : all) best = std::min(best, (q - p).norm());
    const double found = (c.at(c.nearest({p})).mm - p).norm();
    CHECK(found <= best + 1e-9);
    CHECK(found >= best - 1e-3);
  }
  for (int i = 0; i <= 300; ++i) {
    const double s = c.length() * i / 300.0;
    CHECK(c.nearest(c.at(s)) == Approx(s).margin(1e-5));
  }
}

TEST_CASE("A helix has its length, and its frames turn against Frenet's by the torsion") {
  const double r = 25.0, rise = 8.0;  // mm and mm per radian
  const double perRadian = std::hypot(r, rise), torsion = rise / (r * r + rise * rise);
  const double turns = 4.0 * kPi;
  const auto helix = [&](double a) { return Vector3(r * std::cos(a), r * std::sin(a), rise * a); };

  const Curve coarse = curve(sampled(helix, 0.0, turns, 48));  // every 15°
  CHECK(coarse.length() == Approx(perRadian * turns).epsilon(1e-3));

  // Angle of `right` from the closed form's principal normal towards its binormal, tracked along the curve.
  const auto twistError = [&](int picks) {
    const Curve c = curve(sampled(helix, 0.0, turns, picks));
    double first = 0.0, last = 0.0, worst = 0.0;
    const int steps = 2000;
    for (int i = 0; i <= steps; ++i) {
      const double s = c.length() * i / steps, a = turns * i / steps;
      const CurveFrame f = c.frame(s, 0.4);
      const Vector3 n(-std::cos(a), -std::sin(a), 0.0);
      const Vector3 t = Vector3(-r * std::sin(a), r * std::cos(a), rise) / perRadian;
      double phi = std::atan2(f.right.dot(t.cross(n)), f.right.dot(n));
      if (i == 0) first = last = phi;
      phi += 2.0 * kPi * std::round((last - phi) / (2.0 * kPi));
      last = phi;
      worst = std::max(worst, std::abs(phi - first + torsion * perRadian * a));
    }
    return worst;
  };
  CHECK(torsion * perRadian * turns > 3.0);  // so much must the frames turn
  CHECK(twistError(48) < 0.002);
  CHECK(twistError(360) < 1e-5);
}

TEST_CASE("Frames turn no more than they must") {
  // Independent of double reflection: `right` turned as little as takes one tangent to the next, in small
  // steps.
  for (unsigned seed : {11u, 12u, 13u}) {
    const Curve c = curve(randomPoints(seed, 15));
    const int steps = 50000;
    Vector3 right = c.frame(0.0, 0.0).right, last = c.tangent(0.0);
    double worst = 0.0;
    for (int i = 1; i <= steps; ++i) {
      const double s = c.length() * i / steps;
      const Vector3 t = c.tangent(s);
      right = Eigen::Quaterniond::FromTwoVectors(last, t) * right;
      last = t;
      if (i % 100 == 0) worst = std::max(worst, (right - c.frame(s, 0.0).right).norm());
    }
    CHECK(worst < 5e-4);
  }
}

TEST_CASE("A path in a plane keeps its frames' share out of the plane") {
  const Circle plane{1.0};
  std::vector<Vector3> p;
  for (const Vector3& q : randomPoints(4, 20))
    p.emplace_back(plane.center + q[0] * plane.e1 + q[1] * plane.e2);
  const Curve c = curve(p);
  for (const double angle : {0.0, 1.1, -2.0}) {
    const auto frames = c.frames(0.5, angle);
    REQUIRE(frames);
    double changeRight = 0.0, changeNormal = 0.0;
    for (const CurveFrame& f : *frames) {
      changeRight = std::max(changeRight, std::abs((f.right - frames->front().right).dot(plane.axis())));
      changeNormal = std::max(changeNormal, std::abs((f.normal - frames->front().normal).dot(plane.axis())));
    }
    CHECK(changeRight < 1e-9);
    CHECK(changeNormal < 1e-9);
  }

  // Picked on an axial slice: `right` is S everywhere.
  const auto axial = curve({{0, 0, 70}, {0, -30, 70}, {25, -55, 70}, {60, -50, 70}}).frames(1.0, 0.0);
  REQUIRE(axial);
  for (const CurveFrame& f : *axial) CHECK((f.right - Vector3::UnitZ()).norm() < 1e-12);
}

TEST_CASE("Frames start from the patient's axis least aligned with the path, S before L before P") {
  const auto first = [](const Vector3& direction) {
    return curve({Vector3::Zero(), 50.0 * direction}).frame(0.0, 0.0).right;
  };
  CHECK((first({0, 0, 1}) - Vector3::UnitX()).norm() < 1e-12);
  CHECK((first({0, 0, -1}) - Vector3::UnitX()).norm() < 1e-12);
  CHECK((first({1, 0, 0}) - Vector3::UnitZ()).norm() < 1e-12);
  CHECK((first({0, 1, 0}) - Vector3::UnitZ()).norm() < 1e-12);
  CHECK((first({1, 1e-13, 1e-13}) - Vector3::UnitZ()).norm() < 1e-12);
  CHECK((first({0.8, 0, 0.6}) - Vector3::UnitY()).norm() < 1e-12);
  CHECK((first({1, 1, 1}) - Vector3(-1, -1, 2).normalized()).norm() < 1e-12);
}

TEST_CASE("Frames are orthonormal, right-handed, turned by the angle, and do not depend on the step") {
  const Curve c = curve(randomPoints(6, 60));
  const auto plain = c.frames(3.7, 0.0), turned = c.frames(3.7, 0.6);
  REQUIRE(plain);
  REQUIRE(turned);
  REQUIRE(plain->size() == static_cast<std::size_t>(c.length() / 3.7) + 1);
  REQUIRE(turned->size() == plain->size());
  for (std::size_t i = 0; i < plain->size(); ++i) {
    const CurveFrame &f = (*plain)[i], &g = (*turned)[i];
    const double s = 3.7 * static_cast<double>(i);
    checkOrthonormal(f);
    checkOrthonormal(g);
    CHECK(f.point == c.at(s));
    CHECK(f.tangent == c.tangent(s));
    CHECK((f.right.cross(f.tangent) - f.normal).norm() < 1e-9);
    const Vector3 expected = Eigen::AngleAxisd(0.6, f.tangent) * f.right;
    CHECK((g.right - expected).norm() < 1e-9);
  }
  CHECK((c.frame(20.0, kPi / 2).right + c.frame(20.0, 0.0).normal).norm() < 1e-9);

  const auto fine = c.frames(0.37, 0.0);
  REQUIRE(fine);
  for (std::size_t i = 0; i < plain->size(); ++i)
    CHECK(((*fine)[10 * i].right - (*plain)[i].right).norm() < 1e-9);
}

TEST_CASE("Beyond its ends a path stays where it ends") {
  const Curve c = curve({{0, 0, 0}, {10, 0, 0}, {10, 10, 0}, {10, 10, 10}});
  CHECK(c.at(-5.0) == c.points().front());
  CHECK(c.at(std::numeric_limits<double>::quiet_NaN()) == c.points().front());
  CHECK(c.at(c.length() + 5.0) == c.points().back());
  CHECK(c.at(c.length()) == c.points().back());
  CHECK(c.tangent(-5.0) == c.tangent(0.0));
  CHECK(c.tangent(1e9) == c.tangent(c.length()));
  CHECK(c.frame(1e9, 0.2).right == c.frame(c.length(), 0.2).right);
  const auto even = curve({{0, 0, 0}, {0, 0, 30}}).frames(0.1, 0.0);  // 0.1 is no binary fraction
  REQUIRE(even);
  CHECK(even->size() == 301);
  CHECK((even->back().point.mm - Vector3(0, 0, 30)).norm() < 1e-9);
}

TEST_CASE("Points picked twice count once") {
  const Vector3 a(0, 0, 0), b(10, 5, 0), d(20, 0, 3), tiny(3e-7, 0, 0);
  const Curve once = curve({a, b, d}), twice = curve({a, a, a + tiny, b, b - tiny, d, d, d + tiny});
  CHECK(twice.points() == once.points());
  CHECK(twice.length() == once.length());
  CHECK(curve({a, b, a}).points().size() == 3);  // only consecutive ones
}

TEST_CASE("A sharp zigzag has no cusp") {
  std::vector<Vector3> p;
  for (int i = 0; i < 8; ++i) p.emplace_back(i % 2 * 100.0, i * 2.0, i % 3 * 1.0);
  p.emplace_back(0.0, 16.1, 0.0);  // and a much shorter chord
  const Curve c = curve(p);
  for (std::size_t i = 1; i < c.pointLengths().size(); ++i)
    CHECK(c.pointLengths()[i] - c.pointLengths()[i - 1] >= (c.points()[i].mm - c.points()[i - 1].mm).norm());
  // At a cusp the chord across it is nothing and the tangent turns round at once.
  double shortest = 1.0, turn = 1.0;
  for (const double at : c.pointLengths())
    for (int k = -4000; k < 4000; ++k) {
      const double s = at + 1e-5 * k;
      if (s < 0.0 || s + 1e-5 > c.length()) continue;
      shortest = std::min(shortest, (c.at(s + 1e-5).mm - c.at(s).mm).norm() / 1e-5);
      turn = std::min(turn, c.tangent(s).dot(c.tangent(s + 1e-5)));
    }
  CHECK(shortest > 0.9);
  CHECK(turn > 0.9);
  const auto frames = c.frames(0.25, 0.0);
  REQUIRE(frames);
  for (const CurveFrame& f : *frames) checkOrthonormal(f);
}

TEST_CASE("A path that turns straight back on itself still has frames") {
  const Vector3 a(0, 0, 0), b(0, 30, 40);
  const Curve c = curve({a, b, 0.5 * b, 2.0 * b});
  CHECK(c.length() == Approx(50.0 + 25.0 + 75.0));
  CHECK((c.at(60.0).mm - 0.8 * b).norm() < 1e-9);
  CHECK((c.tangent(20.0) - b / 50.0).norm() < 1e-9);
  CHECK((c.tangent(60.0) + b / 50.0).norm() < 1e-9);
  CHECK((c.tangent(c.pointLengths()[1]) + b / 50.0).norm() < 1e-9);
  CHECK((c.tangent(c.length()) - b / 50.0).norm() < 1e-9);
  for (const double angle : {0.0, 0.3}) {
    const auto frames = c.frames(0.5, angle);
    REQUIRE(frames);
    for (const CurveFrame& f : *frames) {
      checkOrthonormal(f);
      if (angle == 0.0) CHECK((f.right - frames->front().right).norm() < 1e-9);
    }
  }
  // Exactly or nearly: every place of the path is its own nearest, or another pass through it is.
  for (const double off : {0.0, 1e-9, 1e-8, 1e-7, 1e-5, 1e-2})
    for (unsigned seed = 0; seed < 8; ++seed) {
      std::vector<Vector3> p = randomPoints(seed, 3);
      for (std::size_t i = 0; i < 3; ++i) p[i] = off / 100.0 * p[i] + Vector3(i == 1 ? 0.0 : 20.0, 0.0, 0.0);
      if (seed % 2 == 1) p[2][0] = 10.0;
      const Curve turning = curve(p);
      for (int i = 0; i <= 200; ++i) {
        const PatientPoint q = turning.at(turning.length() * i / 200.0);
        CHECK((turning.at(turning.nearest(q)).mm - q.mm).norm() < 1e-6);
      }
    }
}

TEST_CASE("A path that is none is refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN(), inf = std::numeric_limits<double>::infinity();
  const PatientPoint a{{1, 2, 3}}, b{{4, 5, 6}};
  CHECK_FALSE(Curve::through({}));
  CHECK_FALSE(Curve::through({a}));
  CHECK_FALSE(Curve::through({a, a, {{1, 2, 3 + 9e-7}}}));
  CHECK_FALSE(Curve::through({a, b, {{nan, 0, 0}}}));
  CHECK_FALSE(Curve::through({a, {{0, inf, 0}}, b}));
  CHECK_FALSE(Curve::through({a, {{0, 0, 1e300}}}));
  std::vector<PatientPoint> many;
  for (const Vector3& p : randomPoints(1, 1001)) many.push_back({p});
  CHECK_FALSE(Curve::through(many));
  many.pop_back();
  const auto longest = Curve::through(many);
  REQUIRE(longest);

  const Curve c = curve({a.mm, b.mm});
  for (const double step : {0.0, -1.0, nan, inf, 1e-5, 1e-300}) CHECK_FALSE(c.frames(step, 0.0));
  CHECK_FALSE(c.frames(1.0, nan));
  CHECK_FALSE(c.frames(1e-6, 0.0).error().message.empty());
  CHECK(c.frames(100.0, 0.0)->size() == 1);
  CHECK(c.frames(c.length() / 99999.0, 0.0)->size() == Curve::kMaxFrames);
}

}  // namespace iso::test
