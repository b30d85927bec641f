// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Geometry>
#include <catch2/catch.hpp>
#include <cmath>

#include "render/overlay/crosshair.h"
#include "render/overlay/view_marks.h"

using namespace iso;

namespace {

PlaneOnScreen axialView() {
  PlaneOnScreen v;
  v.center = {{10, 20, 30}};
  v.mmPerPixel = 0.5;
  v.width = 400;
  v.height = 300;
  return v;
}

const std::vector<CrossingPlane> kPlanes{{1, Vector3::UnitY(), {0, 255, 0, 255}},
                                         {2, -Vector3::UnitX(), {255, 255, 0, 255}}};

}  // namespace

TEST_CASE("A point goes to the screen and back") {
  const auto v = axialView();
  CHECK(v.toView(v.center) == Vector2(200, 150));
  CHECK(v.toView({{15, 20, 99}}) == Vector2(210, 150));
  const auto p = v.toPatient({210, 140});
  CHECK(p.mm.isApprox(Vector3(15, 15, 30)));
}

TEST_CASE("Lines are cut at the view's edges") {
  const auto level = clipLine({100, 50}, {1, 0}, 400, 300);
  REQUIRE(level);
  CHECK(level->first == -100);
  CHECK(level->second == 300);
  CHECK_FALSE(clipLine({100, -1}, {1, 0}, 400, 300));
  const auto slanted = clipLine({0, 0}, Vector2(1, 1).normalized(), 400, 300);
  REQUIRE(slanted);
  CHECK(slanted->second == Approx(300 * std::sqrt(2.0)));
}

TEST_CASE("The planes' lines run along the planes") {
  const auto v = axialView();
  const PatientPoint point{{15, 20, 30}};
  const auto coronal = crossingLine(v, point, Vector3::UnitY());
  REQUIRE(coronal);
  CHECK(coronal->point == Vector2(210, 150));
  CHECK(std::abs(coronal->direction.x()) == Approx(1.0));
  // A plane turned by 30° about z: its line lies 30° from the horizontal on the screen.
  const double a = 30.0 * M_PI / 180.0;
  const auto turned = crossingLine(v, point, Vector3(-std::sin(a), std::cos(a), 0));
  REQUIRE(turned);
  CHECK(std::abs(turned->direction.y() / turned->direction.x()) == Approx(std::tan(a)));
  CHECK_FALSE(crossingLine(v, point, Vector3::UnitZ()));
}

TEST_CASE("The crosshair leaves a hole at the point and keeps to the plane") {
  const auto v = axialView();
  const CrosshairStyle style;
  const auto o = crosshairLines(v, v.center, kPlanes, std::nullopt, style);
  REQUIRE(o.lines.size() == 4);
  for (const auto& line : o.lines)
    for (const auto& p : line.points) CHECK((p - Vector2(200, 150)).norm() >= style.gap - 1e-9);
  CHECK(o.handles.empty());
  CHECK(crosshairLines(v, v.center, kPlanes, 2, style).handles.size() == 2);
}

TEST_CASE("A slab's edges run where its faces cut the view") {
  const auto v = axialView();
  // Half of 20 mm at 0.5 mm a pixel on each side; of a plane inclined by 60° to the view, further apart.
  for (const double inclined : {90.0, 60.0}) {
    const double a = inclined * M_PI / 180.0;
    const CrossingPlane plane{1, Vector3(0, std::sin(a), std::cos(a)), {0, 255, 0, 255}, 10.0};
    const auto o = crosshairLines(v, v.center, {plane}, std::nullopt);
    std::vector<double> rows;
    for (const auto& line : o.lines)
      if (line.dashed) {
        CHECK(line.points[0].y() == Approx(line.points[1].y()));
        rows.push_back(line.points[0].y() - 150);
        // In the patient the face is 10 mm from the plane.
        CHECK(std::abs(plane.normal.dot(v.toPatient(line.points[0]).mm - v.center.mm)) == Approx(10.0));
      }
    REQUIRE(rows.size() == 2);
    CHECK(std::abs(rows[0]) == Approx(20.0 / std::sin(a)));
    CHECK(rows[0] == Approx(-rows[1]));
  }
}

TEST_CASE("What the hand takes: the middle, a line, or its end to turn it") {
  const auto v = axialView();
  const auto at = [&](double x, double y) { return hitCrosshair(v, v.center, kPlanes, {x, y}); };
  REQUIRE(at(203, 152));
  CHECK(at(203, 152)->part == CrosshairHit::Part::Centre);
  // 0.3 × 300 = 90 pixels from the middle a line begins to turn.
  REQUIRE(at(250, 152));
  CHECK(at(250, 152)->part == CrosshairHit::Part::Move);
  CHECK(at(250, 152)->plane == 1);
  REQUIRE(at(320, 148));
  CHECK(at(320, 148)->part == CrosshairHit::Part::Turn);
  REQUIRE(at(198, 100));
  CHECK(at(198, 100)->plane == 2);
  CHECK_FALSE(at(250, 170));
}
