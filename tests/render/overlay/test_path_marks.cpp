// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "render/overlay/path_marks.h"
#include "render/overlay/view_marks.h"

using namespace iso;

namespace {

/// Looked at along z at z = 30 mm: (10, 20) in the middle, half a millimetre a pixel.
PlaneOnScreen axial() {
  PlaneOnScreen v;
  v.center = {{10, 20, 30}};
  v.mmPerPixel = 0.5;
  v.width = 400;
  v.height = 300;
  return v;
}

PathOnScreen path(const std::vector<PatientPoint>& points) {
  const Curve curve = Curve::through(points).value();
  return pathOnScreen(points, &curve);
}

/// Three points of a straight line in the plane, 20 mm apart: at x = 160, 200 and 240 on the screen.
const std::vector<PatientPoint> kLevel{{{-10, 20, 30}}, {{10, 20, 30}}, {{30, 20, 30}}};

}  // namespace

TEST_CASE("A click on a path's point is that point, on its line the place between two") {
  const auto p = path(kLevel);
  const PathStyle style;
  const auto point = hitPath(axial(), p, {204, 153}, style);
  REQUIRE(point);
  CHECK(point->part == PathHit::Part::Point);
  CHECK(point->index == 1);
  for (const auto& [x, before] : {std::pair{175.0, 1}, {190.0, 1}, {212.0, 2}, {230.0, 2}}) {
    const auto line = hitPath(axial(), p, {x, 152}, style);
    REQUIRE(line);
    CHECK(line->part == PathHit::Part::Line);
    CHECK(line->index == before);
  }
  CHECK_FALSE(hitPath(axial(), p, {180, 160}, style));
  CHECK_FALSE(hitPath(axial(), p, {250, 150}, style));
  CHECK_FALSE(hitPath(axial(), {}, {200, 150}, style));
}

TEST_CASE("The segment is that of the curve, not the nearest pair of points") {
  // A hairpin: up at x = 0, down at x = 4 mm. The two legs lie 8 pixels apart.
  const std::vector<PatientPoint> points{{{10, 20, 30}}, {{10, 60, 30}}, {{14, 60, 30}}, {{14, 20, 30}}};
  PathStyle style;
  style.reach = 3.0;
  const auto p = path(points);
  // Where the curve itself is at a quarter and at three quarters of its way.
  for (const double part : {0.2, 0.8}) {
    const Curve curve = *Curve::through(points);
    const double station = part * curve.length();
    const auto hit = hitPath(axial(), p, axial().toView(curve.at(station)), style);
    REQUIRE(hit);
    CHECK(hit->part == PathHit::Part::Line);
    CHECK(hit->index == (part < 0.5 ? 1 : 3));
  }
}

TEST_CASE("Off the plane points are hollow, far off they are gone, and the line there is no handle") {
  PathStyle style;
  style.nearMm = 0.5;
  style.shownMm = 15.0;
  const std::vector<PatientPoint> points{{{-10, 20, 30}}, {{10, 20, 38}}, {{30, 20, 50}}};
  const auto p = path(points);
  const auto marks = pathMarks(axial(), p, std::nullopt, style);
  REQUIRE(marks.handles.size() == 2);  // 0 and 8 mm off; 20 mm is too far
  CHECK(marks.handles[0].fill);
  CHECK(marks.handles[0].position == Vector2(160, 150));
  CHECK_FALSE(marks.handles[1].fill);
  CHECK(marks.handles[1].color.a < 255);
  CHECK(marks.handles[1].radius < marks.handles[0].radius);
  // The line begins in the plane and goes on faintly.
  REQUIRE(marks.lines.size() == 2);
  CHECK(marks.lines[0].color.a == 255);
  CHECK(marks.lines[1].color.a < 255);
  CHECK(marks.lines[0].points.back() == marks.lines[1].points.front());
  const auto off = hitPath(axial(), p, {200, 150}, style);
  REQUIRE(off);
  CHECK(off->part == PathHit::Part::Point);
  CHECK(off->index == 1);
  CHECK_FALSE(hitPath(axial(), p, {240, 150}, style));
  CHECK_FALSE(hitPath(axial(), p, {220, 150}, style));
}

TEST_CASE("Of two points at one place on the screen the one in the plane is meant") {
  const std::vector<PatientPoint> points{{{10, 20, 25}}, {{40, 20, 25}}, {{10.5, 20, 30}}};
  const auto hit = hitPath(axial(), path(points), {200, 150}, {});
  REQUIRE(hit);
  CHECK(hit->index == 2);
}

TEST_CASE("Picks at one place keep their numbers") {
  const std::vector<PatientPoint> points{{{0, 0, 0}}, {{0, 0, 0}}, {{10, 0, 0}}, {{10, 0, 0}}};
  const auto p = path(points);
  REQUIRE(p.pointStations.size() == 4);
  CHECK(p.pointStations[0] == 0.0);
  CHECK(p.pointStations[1] == 0.0);
  CHECK(p.pointStations[2] == Approx(10.0));
  CHECK(p.pointStations[3] == Approx(10.0));
}

TEST_CASE("The upright ruler is as long as it says") {
  const OverlayTheme theme;
  const auto r = sideRuler(0.2, 500, 400, theme);
  REQUIRE(r.texts.size() == 1);
  CHECK(r.texts[0].text == "20 mm");
  const auto& body = r.lines.front().points;
  CHECK(std::abs(body[1].y() - body[0].y()) * 0.2 == Approx(20.0));
  CHECK(body[0].x() == body[1].x());
  CHECK(body[0].y() + body[1].y() == Approx(400.0));
  CHECK(sideRuler(0.2, 500, 100, theme).empty());
  CHECK(sideRuler(0.0, 500, 400, theme).empty());
}
