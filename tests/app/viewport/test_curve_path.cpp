// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Geometry>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "app/viewport/curve_path.h"
#include "app/viewport/curved_view_model.h"

using namespace iso;
using namespace iso::app;

namespace {

/// Half of a circle of 30 mm in the plane of two directions, from −first to +first.
std::vector<PatientPoint> halfCircle(const Vector3& first, const Vector3& second) {
  std::vector<PatientPoint> points;
  for (int n = 0; n <= 12; ++n) {
    const double a = n * std::numbers::pi / 12.0;
    points.push_back({30.0 * (-std::cos(a) * first + std::sin(a) * second)});
  }
  return points;
}

CurvePath pathOf(std::vector<PatientPoint> points, std::optional<Vector3> normal = std::nullopt) {
  CurvePath path;
  path.setPicks({std::move(points), normal});
  return path;
}

}  // namespace

TEST_CASE("A stretched picture's lines run along the normal of the plane that was picked on") {
  const auto arch = halfCircle(Vector3::UnitX(), -Vector3::UnitY());
  // Whether that plane was seen from the feet or flipped.
  for (const double sign : {1.0, -1.0}) {
    CurvePath path = pathOf(arch, sign * Vector3::UnitZ());
    path.setAngle(0.0);
    CHECK(path.stretchedRight().isApprox(Vector3::UnitZ()));
    path.setMode(CurveMode::Stretched);
    const auto surface = path.surface();
    REQUIRE(surface);
    // Nothing of the half circle is lost, and the path runs along the picture's middle.
    CHECK((*surface)->extent() == Approx(30.0 * std::numbers::pi).epsilon(1e-3));
    CHECK(std::abs((*surface)->pathAcross().first) < 1e-9);
    CHECK(std::abs((*surface)->pathAcross().second) < 1e-9);
  }
}

TEST_CASE("Without such a plane it is the patient's axis that is least aligned with the chord") {
  const auto rightOf = [](const Vector3& chord) {
    CurvePath path = pathOf({{Vector3::Zero()}, {chord}});
    path.setAngle(0.0);
    return path.stretchedRight();
  };
  CHECK(rightOf({50, 20, 3}) == Vector3(0, 0, 1));
  CHECK(rightOf({50, 3, 20}) == Vector3(0, 1, 0));
  CHECK(rightOf({-3, 50, 20}) == Vector3(1, 0, 0));
  CHECK(rightOf({50, 0, 0}) == Vector3(0, 0, 1));
}

TEST_CASE("Turned about its chord by a quarter the lines lie across chord and axis") {
  CurvePath path = pathOf({{{0, 0, 0}}, {{40, 0, 0}}}, Vector3::UnitZ());
  path.setAngle(0.5 * std::numbers::pi);
  // By the right-hand rule about +x: z goes to −y.
  CHECK(path.stretchedRight().isApprox(-Vector3::UnitY()));
}

TEST_CASE("A picture along a vessel that runs down stands head up from whichever end it is picked") {
  for (const double way : {1.0, -1.0}) {
    CurvePath path =
        pathOf({{{0, 0, 60.0 * way}}, {{4, 6, 20.0 * way}}, {{-3, 8, -20.0 * way}}, {{0, 0, -60.0 * way}}});
    const auto surface = path.surface();
    REQUIRE(surface);
    const CurvedPicture picture = CurvedViewModel().picture(*surface, path.quarterTurns(), 301, 401);
    const auto at = [&](double x, double y) { return picture.toPatient(picture.pixelToSurface(x, y)).mm; };
    CHECK((at(150, 150) - at(150, 250)).z() > 10.0 * picture.pixelMm);
    // Seen from the front or from the left, never mirrored: right × down leads away from the viewer.
    const Vector3 right = at(200, 200) - at(150, 200), down = at(150, 201) - at(150, 200);
    const auto line = (*surface)->line(picture.along);
    CHECK(right.cross(down).normalized().dot(line.normal) > 0.9);
    CHECK((right.x() > 0.0 || right.y() > 0.0));
    const PlaneAxes section = path.sectionAxes();
    CHECK(std::abs(section.right.cross(section.down).dot(path.curve()->tangent(path.station()))) ==
          Approx(1.0));
  }
}

TEST_CASE("The station stays on the path when the path gets shorter or goes") {
  CurvePath path = pathOf({{{0, 0, 0}}, {{40, 0, 0}}});
  CHECK(path.station() == Approx(20.0));
  path.setStation(1000.0);
  CHECK(path.station() == Approx(40.0));
  CHECK(path.stationPoint().mm.isApprox(Vector3(40, 0, 0)));
  path.setPicks({{{{0, 0, 0}}, {{10, 0, 0}}}, std::nullopt});
  CHECK(path.station() == Approx(10.0));
  path.setStation(std::nan(""));
  CHECK(std::isfinite(path.station()));
  path.setPicks({{{{0, 0, 0}}}, std::nullopt});
  CHECK_FALSE(path.curve());
  CHECK(path.problem().isEmpty());
  path.setPicks({{{{0, 0, 0}}, {{0, 0, 0}}}, std::nullopt});
  CHECK_FALSE(path.curve());
  CHECK_FALSE(path.problem().isEmpty());
}

TEST_CASE("A path along the lines of a stretched picture says so") {
  CurvePath path = pathOf({{{0, 0, 0}}, {{0, 0, 40}}}, Vector3::UnitZ());
  path.setMode(CurveMode::Stretched);
  const auto surface = path.surface();
  REQUIRE_FALSE(surface);
  CHECK(surface.error().code == ErrorCode::InvalidArgument);
}

TEST_CASE(
    "An arch picked point by point, from either side, is seen from the front: the patient's left is right") {
  auto arch = halfCircle(Vector3::UnitX(), -Vector3::UnitY());  // from the patient's right over the front
  for (const bool fromLeft : {false, true}) {
    if (fromLeft) std::reverse(arch.begin(), arch.end());
    CurvePath path;
    std::vector<PatientPoint> picked;
    for (const PatientPoint& point : arch) {
      picked.push_back(point);
      path.setPicks({picked, Vector3::UnitZ()});
    }
    const auto surface = path.surface();
    REQUIRE(surface);
    const CurvedPicture picture = CurvedViewModel().picture(*surface, path.quarterTurns(), 401, 201);
    const auto at = [&](double x, double y) { return picture.toPatient(picture.pixelToSurface(x, y)).mm; };
    CHECK(at(300, 100).x() > at(100, 100).x() + 10.0);
    CHECK(at(200, 50).z() > at(200, 150).z() + 1.0);
    // Turned by hand it stays so.
    path.setAngle(path.angle() + 1.0);
    const double angle = path.angle();
    picked.push_back({picked.back().mm + Vector3(0, 20, 0)});
    path.setPicks({picked, Vector3::UnitZ()});
    CHECK(path.angle() == angle);
  }
}

TEST_CASE("All of a path is seen at first, upright or lying") {
  CurvePath path = pathOf(halfCircle(Vector3::UnitX(), -Vector3::UnitY()), Vector3::UnitZ());
  const auto surface = *path.surface();
  for (const int turns : {0, 1, 2, 3}) {
    const CurvedPicture p = CurvedViewModel().picture(surface, turns, 320, 200);
    const auto ends = {p.surfaceToPixel({0.0, 0.0}), p.surfaceToPixel({surface->extent(), 0.0})};
    for (const auto& end : ends) {
      CHECK(end.x() > 0.0);
      CHECK(end.x() < 319.0);
      CHECK(end.y() > 0.0);
      CHECK(end.y() < 199.0);
    }
    CHECK(p.surfaceToPixel({0.5 * surface->extent(), 0.0}).isApprox(Eigen::Vector2d(159.5, 99.5)));
    // At least as much across as it says.
    CHECK((turns % 2 == 0 ? 320 : 200) * p.pixelMm >= CurvedViewModel::kLeastMm - 1e-9);
  }
}
