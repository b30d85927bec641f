// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Geometry>
#include <catch2/catch.hpp>
#include <cmath>

#include "app/viewport/slice_view_model.h"
#include "app/viewport/volume_view_model.h"

using namespace iso;
using namespace iso::app;

namespace {

VolumeGeometry plain(Size3 size = {40, 50, 30}, const Vector3& spacing = {0.5, 0.5, 2.0}) {
  return *VolumeGeometry::make(size, spacing.asDiagonal(), {{-10, -20, 100}});
}

VolumeGeometry uneven() {
  return *VolumeGeometry::make({10, 10, 5}, Vector3(1, 1, 3).asDiagonal(), {{0, 0, 0}}, {0, 1, 4, 7, 12});
}

Vector3 normalOf(const PlaneAxes& a) {
  return a.right.cross(a.down);
}

}  // namespace

TEST_CASE("The shared point starts on a voxel and steps from slice to slice") {
  const auto geometry = plain();
  LinkedCursor cursor(geometry);
  CHECK(geometry.toIndex(cursor.point()).ijk.isApprox(Vector3(19, 24, 14)));
  cursor.step(Plane::Axial, 3);
  CHECK(geometry.toIndex(cursor.point()).ijk.isApprox(Vector3(19, 24, 17)));
  cursor.step(Plane::Sagittal, -2);  // one voxel at a time along its own axis
  CHECK(geometry.toIndex(cursor.point()).ijk.isApprox(Vector3(17, 24, 17)));
  cursor.step(Plane::Coronal, 1000);  // stops at the volume's end
  CHECK(geometry.toIndex(cursor.point()).ijk.isApprox(Vector3(17, 49, 17)));
  cursor.step(Plane::Axial, -1000);
  CHECK(geometry.toIndex(cursor.point()).ijk.isApprox(Vector3(17, 49, 0)));
}

TEST_CASE("Stepping an uneven stack lands on the slices themselves") {
  LinkedCursor cursor(uneven());
  CHECK(cursor.point().mm.z() == Approx(4));
  cursor.step(Plane::Axial, 1);
  CHECK(cursor.point().mm.z() == Approx(7));
  cursor.step(Plane::Axial, 1);
  CHECK(cursor.point().mm.z() == Approx(12));
  cursor.step(Plane::Axial, -4);
  CHECK(cursor.point().mm.z() == Approx(0).margin(1e-9));
}

TEST_CASE("A point outside is taken into the volume") {
  const auto geometry = plain();
  LinkedCursor cursor(geometry);
  cursor.moveTo({{1000, -1000, 110}});
  CHECK(geometry.toIndex(cursor.point()).ijk.isApprox(Vector3(39, 0, 5)));
}

TEST_CASE("Turning one plane's lines turns the other two and keeps all at 90 degrees") {
  LinkedCursor cursor(plain());
  const double a = 30.0 * M_PI / 180.0;
  cursor.turn(Plane::Axial, a);
  CHECK(cursor.axes(Plane::Axial).right.isApprox(Vector3::UnitX()));
  CHECK(cursor.isStandard(Plane::Axial));
  CHECK_FALSE(cursor.isStandard(Plane::Coronal));
  // From axial right (x) towards down (y): coronal's right goes 30° from x to y.
  CHECK(cursor.axes(Plane::Coronal).right.isApprox(Vector3(std::cos(a), std::sin(a), 0)));
  CHECK(cursor.axes(Plane::Coronal).down.isApprox(-Vector3::UnitZ()));
  // Double oblique, a thousand small turns.
  for (int i = 0; i < 1000; ++i) {
    cursor.turn(Plane::Coronal, 0.011);
    cursor.turn(Plane::Sagittal, -0.007);
    cursor.turn(Plane::Axial, 0.003);
  }
  const Vector3 n0 = cursor.normal(Plane::Axial), n1 = cursor.normal(Plane::Coronal),
                n2 = cursor.normal(Plane::Sagittal);
  CHECK(std::abs(n0.dot(n1)) < 1e-9);
  CHECK(std::abs(n1.dot(n2)) < 1e-9);
  CHECK(std::abs(n2.dot(n0)) < 1e-9);
  CHECK(n0.norm() == Approx(1.0));
  cursor.reset();
  for (const auto plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal}) CHECK(cursor.isStandard(plane));
}

TEST_CASE("Giving one plane new axes takes the others along") {
  LinkedCursor cursor(plain());
  const Matrix3 r = Eigen::AngleAxisd(0.7, Vector3(1, 2, -1).normalized()).toRotationMatrix();
  const auto axial = planeAxes(Plane::Axial), sagittal = planeAxes(Plane::Sagittal);
  cursor.setAxes(Plane::Axial, {r * axial.right, r * axial.down});
  CHECK(cursor.axes(Plane::Axial).right.isApprox(r * axial.right));
  CHECK(cursor.axes(Plane::Sagittal).right.isApprox(r * sagittal.right));
  CHECK(cursor.normal(Plane::Sagittal).isApprox(r * normalOf(sagittal)));
}

TEST_CASE("A linked plane passes through the shared point, whatever was panned") {
  const auto geometry = plain();
  LinkedCursor cursor(geometry);
  SliceViewModel model(geometry);
  for (const auto plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal}) {
    model.showPlane(plane);
    model.pan(31, -17, 400, 300);
    cursor.moveTo({{-3, -11, 120}});
    const auto view = model.view(cursor, 400, 300, Interpolation::Linear);
    CHECK(std::abs(view.distance(cursor.point())) < 1e-9);
  }
}

TEST_CASE("A stack shows the acquired slice, pixel for pixel at 1:1") {
  const auto geometry = uneven();
  LinkedCursor cursor(geometry);
  SliceViewModel model(geometry);
  model.showStack();
  model.setSlice(4);
  model.zoomOneToOne(10, 10);
  const auto view = model.view(cursor, 10, 10, Interpolation::Nearest);
  for (int j : {0, 5, 9})
    for (int i : {0, 3, 9}) {
      const Vector3 index = geometry.toIndex(view.pixelToPatient(i, j)).ijk;
      CHECK((index - Vector3(i, j, 4)).norm() < 1e-9);
    }
  CHECK(model.magnification(10, 10) == Approx(1.0));
}

TEST_CASE("Fit shows the whole slice and nothing is stretched") {
  const auto geometry = plain({40, 50, 30}, {0.5, 0.8, 2.0});
  SliceViewModel model(geometry);
  model.showStack();
  const auto view = model.view(LinkedCursor(geometry), 300, 400, Interpolation::Linear);
  // 20 × 40 mm into 300 × 400: the height decides, 0.1 mm a pixel in both directions.
  CHECK(view.pixelMm == Approx(0.1));
}

TEST_CASE("The picture follows the hand, and zooming keeps the point under it") {
  const auto geometry = plain();
  const LinkedCursor cursor(geometry);
  SliceViewModel model(geometry);
  for (int turns = 0; turns < 4; ++turns)
    for (const bool flip : {false, true}) {
      model.showPlane(Plane::Sagittal);
      for (int t = 0; t < turns; ++t) model.rotateClockwise();
      if (flip) model.flipHorizontal();
      const auto before = model.view(cursor, 400, 300, Interpolation::Linear);
      const auto point = before.pixelToPatient(100, 50);
      model.pan(40, 25, 400, 300);
      const auto moved = model.view(cursor, 400, 300, Interpolation::Linear).patientToPixel(point);
      CHECK(moved.x() == Approx(140));
      CHECK(moved.y() == Approx(75));
      // Position 140.5 is the middle of pixel 140.
      model.zoomBy(1.7, {140.5, 75.5}, 400, 300);
      const auto zoomed = model.view(cursor, 400, 300, Interpolation::Linear);
      CHECK(zoomed.patientToPixel(point).x() == Approx(140));
      CHECK(zoomed.patientToPixel(point).y() == Approx(75));
      CHECK(zoomed.pixelMm == Approx(before.pixelMm / 1.7));
    }
}

TEST_CASE("Turning clockwise brings the top to the right; flipping mirrors") {
  const auto geometry = plain();
  const LinkedCursor cursor(geometry);
  SliceViewModel model(geometry);
  model.showPlane(Plane::Axial);  // anterior on top, left on the right
  model.rotateClockwise();
  auto view = model.view(cursor, 200, 200, Interpolation::Linear);
  CHECK(view.right.isApprox(-Vector3::UnitY()));  // anterior is now right
  CHECK(view.down.isApprox(Vector3::UnitX()));
  CHECK_FALSE(model.isFlipped());
  model.flipHorizontal();
  view = model.view(cursor, 200, 200, Interpolation::Linear);
  CHECK(view.right.isApprox(Vector3::UnitY()));
  CHECK(model.isFlipped());
  CHECK(view.normal().dot(model.planeNormal(cursor)) < 0.0);
  model.rotateClockwise();
  CHECK(model.isFlipped());
  model.flipHorizontal();
  CHECK_FALSE(model.isFlipped());
}

TEST_CASE("While the planes turn, the shared point stays where it is on the screen") {
  const auto geometry = plain();
  LinkedCursor cursor(geometry);
  cursor.moveTo({{2, -14, 131}});
  SliceViewModel model(geometry);
  model.showPlane(Plane::Coronal);
  model.pan(13, 40, 400, 300);
  const auto before = model.view(cursor, 400, 300, Interpolation::Linear).patientToPixel(cursor.point());
  const LinkedCursor old = cursor;
  cursor.turn(Plane::Axial, 0.6);
  model.keepInPlace(old, cursor);
  const auto after = model.view(cursor, 400, 300, Interpolation::Linear).patientToPixel(cursor.point());
  CHECK((after - before).norm() < 1e-9);
}

TEST_CASE("3D: named sides look the right way and the near side follows the hand") {
  const auto geometry = plain();
  VolumeViewModel model(geometry);
  const auto forward = [&](const char* side) {
    REQUIRE(model.lookFrom(side));
    return model.camera(300, 300).forward;
  };
  CHECK(forward("anterior").isApprox(Vector3::UnitY()));
  CHECK(forward("posterior").isApprox(-Vector3::UnitY()));
  CHECK(forward("left").isApprox(-Vector3::UnitX()));
  CHECK(forward("right").isApprox(Vector3::UnitX()));
  CHECK(forward("head").isApprox(-Vector3::UnitZ()));
  CHECK(forward("feet").isApprox(Vector3::UnitZ()));
  CHECK_FALSE(model.lookFrom("nowhere"));

  model.lookFrom("anterior");
  const Vector3 nose = geometry.center().mm - 5.0 * Vector3::UnitY();
  const auto across = [&] {
    const auto c = model.camera(300, 300);
    return Vector2(c.right().dot(nose - c.focalPoint.mm), -c.up.dot(nose - c.focalPoint.mm));
  };
  CHECK(across().norm() < 1e-9);
  model.rotate(20, 0, 300, 300);
  CHECK(across().x() > 0.5);
  CHECK(std::abs(across().y()) < 1e-9);
  model.reset();
  model.rotate(0, 20, 300, 300);
  CHECK(across().y() > 0.5);
  // Half a turn across the whole view.
  model.reset();
  model.rotate(300, 0, 300, 300);
  CHECK(model.camera(300, 300).forward.isApprox(-Vector3::UnitY(), 1e-9));
}

TEST_CASE("3D: panning moves the body with the hand, zooming keeps the point under it") {
  const auto geometry = plain();
  VolumeViewModel model(geometry);
  const auto pixel = [&](const Vector3& p) {
    const auto c = model.camera(400, 300);
    const double mm = 2.0 * c.halfHeightMm / 300.0;
    const Vector3 d = p - c.focalPoint.mm;
    return Vector2(200 + c.right().dot(d) / mm, 150 - c.up.dot(d) / mm);
  };
  const Vector3 p(3, -8, 121);
  const Vector2 before = pixel(p);
  model.pan(21, -9, 400, 300);
  CHECK((pixel(p) - before - Vector2(21, -9)).norm() < 1e-9);
  const Vector2 at = pixel(p);
  model.zoomBy(2.5, at, 400, 300);
  CHECK((pixel(p) - at).norm() < 1e-9);
}
