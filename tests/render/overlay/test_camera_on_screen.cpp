// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/camera_on_screen.h"

#include <Eigen/Geometry>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "render/overlay/hand_in_space.h"

using namespace iso;

namespace {

/// From the front: right = the patient's left (+x), up = the head (+z), into the picture = +y.
CameraOnScreen front(double viewAngle) {
  CameraOnScreen view;
  view.camera.focalPoint = {{10, 20, 30}};
  view.camera.forward = Vector3::UnitY();
  view.camera.up = Vector3::UnitZ();
  view.camera.halfHeightMm = 60.0;
  view.camera.viewAngle = viewAngle;
  view.width = 400;
  view.height = 300;
  return view;
}

CameraOnScreen oblique(double viewAngle) {
  CameraOnScreen view = front(viewAngle);
  view.camera.forward = Vector3(0.5, 0.7, -0.4).normalized();
  view.camera.up = (Vector3::UnitZ() - view.camera.forward * view.camera.forward.z()).normalized();
  return view;
}

constexpr double kAngle = std::numbers::pi / 4.0;

}  // namespace

TEST_CASE("Parallel rays: 60 mm are half the height, wherever in depth") {
  const auto view = front(0.0);
  CHECK(view.mmPerPixel() == Approx(0.4));
  for (const double depth : {-500.0, 0.0, 80.0}) {
    const auto p = view.toView({{10 + 20, 20 + depth, 30 + 60}});
    REQUIRE(p);
    CHECK(p->isApprox(Vector2(250, 0)));
  }
  const auto ray = view.rayAt({250, 150});
  CHECK(ray.direction == Vector3::UnitY());
  CHECK(ray.origin.mm.x() == Approx(30.0));
  CHECK(ray.origin.mm.z() == Approx(30.0));
}

TEST_CASE("Perspective: as a pinhole sees it") {
  const auto view = front(kAngle);
  // The eye is where half the height is seen under half the angle.
  const double eye = 60.0 / std::tan(0.5 * kAngle);
  for (const double depth : {-0.5 * eye, 0.0, 200.0}) {
    const double pixelsPerMm = 150.0 / 60.0 * eye / (eye + depth);
    const auto p = view.toView({{10 + 12, 20 + depth, 30 - 7}});
    REQUIRE(p);
    CHECK(p->x() == Approx(200 + 12 * pixelsPerMm));
    CHECK(p->y() == Approx(150 + 7 * pixelsPerMm));
  }
  CHECK_FALSE(view.toView({{10, 20 - eye - 1.0, 30}}));
  // A line that passes the eye is seen as far as it is before it.
  const auto seen = view.toView({{15, 20 + 50, 30}}, {{15, 20 - 2.0 * eye, 30}});
  REQUIRE(seen);
  CHECK(seen->first.x() == Approx(200 + 5 * 2.5 * eye / (eye + 50)));
  CHECK(seen->second.x() > 200 + 400);
  CHECK(seen->second.y() == Approx(150.0));
  CHECK_FALSE(view.toView({{15, 20 - 3.0 * eye, 30}}, {{15, 20 - 2.0 * eye, 30}}));
}

TEST_CASE("What lies on a pixel's ray is shown at the pixel") {
  for (const double angle : {0.0, kAngle}) {
    const auto view = oblique(angle);
    for (const Vector2& at : {Vector2(200, 150), Vector2(13, 290), Vector2(388, 20)}) {
      const auto ray = view.rayAt(at);
      CHECK(ray.direction.norm() == Approx(1.0));
      const PatientPoint p{ray.origin.mm + 170.0 * ray.direction};
      REQUIRE(view.toView(p));
      CHECK((*view.toView(p) - at).norm() < 1e-9);
      CHECK(view.directionTo(p).isApprox(ray.direction));
    }
  }
}

TEST_CASE("What is dragged along a line stays under the hand") {
  for (const double angle : {0.0, kAngle}) {
    const auto view = oblique(angle);
    const PatientPoint from{{20, 10, 45}};
    for (const Vector3& along :
         {Vector3::UnitX().eval(), Vector3::UnitZ().eval(), Vector3(0.3, -0.4, 0.6).normalized().eval()}) {
      const Vector2 start = *view.toView(from);
      const LineDrag drag(view, from, along, start);
      for (const double mm : {-25.0, -1.0, 0.0, 8.0, 33.0})
        CHECK(drag.moved(*view.toView({from.mm + mm * along})) == Approx(mm).margin(1e-9));
      // Taken beside its middle it does not jump.
      const Vector2 beside = start + Vector2(3, -4);
      CHECK(LineDrag(view, from, along, beside).moved(beside) == 0.0);
      // The cursor's direction is where it goes on the screen.
      const Vector2 step = *view.toView({from.mm + 1e-3 * along}) - start;
      if (angle == 0.0)
        CHECK(LineDrag::screenDirection(view, from, along).isApprox(step.normalized(), 1e-6));
      else
        CHECK(LineDrag::screenDirection(view, from, along).dot(step.normalized()) > 0.9);
    }
  }
}

TEST_CASE("Along a line in the picture's plane a pixel is a pixel; across the line nothing happens") {
  const auto view = front(0.0);
  const LineDrag drag(view, view.camera.focalPoint, Vector3::UnitX(), {200, 150});
  CHECK(drag.moved({250, 150}) == Approx(20.0));
  CHECK(drag.moved({250, 20}) == Approx(20.0));
  CHECK(drag.moved({175, 150}) == Approx(-10.0));
}

TEST_CASE("Where the line points at the viewer, up pushes away") {
  for (const double angle : {0.0, kAngle}) {
    const auto view = front(angle);
    const Vector2 start(200, 150);
    const Vector3 tilted = Vector3(0.1, 1.0, 0.05).normalized();
    for (const Vector3& away : {Vector3::UnitY().eval(), tilted.eval()}) {
      CHECK(LineDrag(view, view.camera.focalPoint, away, start).moved({230, 130}) == Approx(20 * 0.4));
      CHECK(LineDrag(view, view.camera.focalPoint, -away, start).moved({170, 130}) == Approx(-20 * 0.4));
      CHECK(LineDrag::screenDirection(view, view.camera.focalPoint, away).isZero());
    }
  }
}

TEST_CASE("Beyond the vanishing point a line is as far as anything, not on its other side") {
  const auto view = front(kAngle);
  // Leads away from the viewer and to the right: it vanishes at tan⁻¹ 1 beside the middle.
  const Vector3 along = Vector3(1, 1, 0).normalized();
  const LineDrag drag(view, view.camera.focalPoint, along, {200, 150});
  const double eye = 60.0 / std::tan(0.5 * kAngle);
  const double vanishes = 200 + 2.5 * eye;
  CHECK(drag.moved({vanishes - 1.0, 150}) > 1000.0);
  CHECK(drag.moved({vanishes + 1.0, 150}) > 1000.0);
  CHECK(drag.moved({vanishes + 300.0, 150}) > 1000.0);
  CHECK(LineDrag(view, view.camera.focalPoint, -along, {200, 150}).moved({vanishes + 1.0, 150}) < -1000.0);
}

TEST_CASE("A direction's tip stays under the hand, on the near and on the far side") {
  const double radius = 25.0;
  for (const double angle : {0.0, kAngle}) {
    const auto view = oblique(angle);
    const PatientPoint centre{{14, 22, 38}};
    const Vector3 into = view.directionTo(centre);
    for (const double side : {-1.0, 1.0}) {
      const Vector3 direction = (side * into + 0.3 * view.camera.right()).normalized();
      const auto tipOf = [&](const Vector3& d) { return *view.toView({centre.mm + radius * d}); };
      const BallDrag drag(view, centre, radius, 3.0 * direction, tipOf(direction));
      CHECK(drag.turned(tipOf(direction)).isApprox(direction));
      const Vector3 wanted = (side * into - 0.5 * view.camera.right() + 0.4 * view.camera.up).normalized();
      CHECK(drag.turned(tipOf(wanted)).isApprox(wanted, 1e-9));
      // Off the ball: to its rim, on the side of the hand.
      const Vector3 rim = drag.turned(*view.toView({centre.mm + 2.0 * radius * view.camera.right()}));
      CHECK(rim.norm() == Approx(1.0));
      CHECK(rim.dot(view.camera.right()) > 0.9);
    }
    // Seen end on, taken at the middle: a quarter of the radius turns by its angle.
    const Vector3 toViewer = -view.camera.forward;
    if (angle == 0.0) {
      const Vector2 middle = *view.toView(centre);
      const BallDrag drag(view, centre, radius, toViewer, middle);
      const Vector3 turned = drag.turned(middle + Vector2(0.25 * radius / view.mmPerPixel(), 0));
      CHECK(turned.dot(view.camera.right()) == Approx(0.25));
      CHECK(turned.dot(toViewer) == Approx(std::sqrt(1.0 - 0.0625)));
    }
  }
}
