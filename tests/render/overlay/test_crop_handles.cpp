// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/crop_handles.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "render/overlay/clip_handles.h"
#include "tests/render/overlay/crop_samples.h"

using namespace iso;
using namespace iso::test;

namespace {

CameraOnScreen viewOf(const VolumeGeometry& g, const Vector3& forward, double viewAngle) {
  CameraOnScreen view;
  view.camera.focalPoint = g.center();
  view.camera.forward = forward.normalized();
  const Vector3 up = std::abs(view.camera.forward.z()) < 0.9 ? Vector3::UnitZ() : Vector3::UnitY();
  view.camera.up = (up - view.camera.forward * view.camera.forward.dot(up)).normalized();
  view.camera.halfHeightMm = 30.0;
  view.camera.viewAngle = viewAngle;
  view.width = 500;
  view.height = 400;
  return view;
}

constexpr double kAngle = std::numbers::pi / 6.0;

}  // namespace

TEST_CASE("Seen askew a box has nine near edges and three behind it, three near handles and three others") {
  for (const VolumeGeometry& g : {cubeGeometry(), obliqueGeometry()})
    for (const double angle : {0.0, kAngle}) {
      const CropBox box = wholeBox(g);
      // Between the outward normals of three faces that meet: all of them face the viewer.
      const Vector3 forward = -(faceNormal(g, 1) + 0.8 * faceNormal(g, 2) + 0.9 * faceNormal(g, 5));
      const auto view = viewOf(g, forward, angle);
      const Overlay o = cropBoxMarks(view, g, box, std::nullopt);
      REQUIRE(o.lines.size() == 12);
      REQUIRE(o.handles.size() == 6);
      const auto bright = [](const auto& mark) { return mark.color.a > 200; };
      CHECK(std::count_if(o.lines.begin(), o.lines.end(), bright) == 9);
      CHECK(std::count_if(o.handles.begin(), o.handles.end(), bright) == 3);
      // What is near is painted over what is behind.
      CHECK(std::is_sorted(o.lines.begin(), o.lines.end(),
                           [&](const auto& a, const auto& b) { return !bright(a) && bright(b); }));
      // The three dim edges meet in the corner that is hidden: where the other three faces meet.
      const auto corners = boxCorners(g, box);
      const Vector2 hidden = *view.toView(corners[2]);
      for (const auto& line : o.lines) {
        const bool meets = (line.points[0] - hidden).norm() < 1e-9 || (line.points[1] - hidden).norm() < 1e-9;
        CHECK(meets == !bright(line));
      }
    }
}

TEST_CASE("Every face's handle is where its middle appears, and is taken there") {
  const VolumeGeometry g = obliqueGeometry();
  CropBox box = wholeBox(g);
  box.low = {4.0, 1.0, 0.75};
  for (const double angle : {0.0, kAngle}) {
    const auto view = viewOf(g, {0.5, 0.7, -0.4}, angle);
    for (int face = 0; face < kBoxFaces; ++face) {
      const Vector2 at = *view.toView(faceCentre(g, box, face));
      CHECK(cropFaceAt(view, g, box, at) == face);
      // At least 12 logical pixels across.
      CHECK(cropFaceAt(view, g, box, at + Vector2(6, 0)) == face);
      CHECK(cropFaceAt(view, g, box, at - Vector2(0, 6)) == face);
    }
    CHECK_FALSE(cropFaceAt(view, g, box, {2, 2}));
    const Overlay held = cropBoxMarks(view, g, box, 3);
    const Vector2 at = *view.toView(faceCentre(g, box, 3));
    const auto big = std::max_element(held.handles.begin(), held.handles.end(),
                                      [](const auto& a, const auto& b) { return a.radius < b.radius; });
    CHECK((big->position - at).norm() < 1e-9);
  }
}

TEST_CASE("Of two handles in one place the near face's is taken") {
  const VolumeGeometry g = cubeGeometry();
  // From the front (+y into the picture) the face at the low end of y is nearest.
  CHECK(cropFaceAt(viewOf(g, Vector3::UnitY(), 0.0), g, wholeBox(g), {250, 200}) == 2);
  CHECK(cropFaceAt(viewOf(g, -Vector3::UnitY(), 0.0), g, wholeBox(g), {250, 200}) == 3);
  // The faces seen edge on are the outline, and not hidden.
  const auto handles = cropBoxMarks(viewOf(g, Vector3::UnitY(), 0.0), g, wholeBox(g), std::nullopt).handles;
  CHECK(std::count_if(handles.begin(), handles.end(), [](const auto& h) { return h.color.a > 200; }) == 5);
}

TEST_CASE("A slice shows where it cuts the box, and which edge belongs to which face") {
  const VolumeGeometry g = cubeGeometry();
  CropBox box = wholeBox(g);
  box.low.x() = 1.5;   // −3 mm
  box.high.y() = 7.5;  // 3 mm
  PlaneOnScreen view;
  view.center = {{0, 0, 0.5}};
  view.mmPerPixel = 0.05;
  view.width = 400;
  view.height = 300;
  // 1 mm is 20 pixels: x from 140 to 300, y from 50 to 210.
  const Overlay o = cropSectionMarks(view, g, box, std::nullopt);
  REQUIRE(o.lines.size() == 4);
  REQUIRE(o.handles.size() == 4);
  for (const auto& line : o.lines)
    for (const auto& p : line.points) {
      CHECK((std::abs(p.x() - 140) < 1e-6 || std::abs(p.x() - 300) < 1e-6));
      CHECK((std::abs(p.y() - 50) < 1e-6 || std::abs(p.y() - 210) < 1e-6));
    }
  CHECK(cropEdgeAt(view, g, box, {141, 180}) == 0);
  CHECK(cropEdgeAt(view, g, box, {298, 100}) == 1);
  CHECK(cropEdgeAt(view, g, box, {220, 48}) == 2);
  CHECK(cropEdgeAt(view, g, box, {220, 217}) == 3);  // the handle reaches further than the line
  CHECK_FALSE(cropEdgeAt(view, g, box, {180, 217}));
  CHECK_FALSE(cropEdgeAt(view, g, box, {220, 130}));
  view.center.mm.z() = 6.0;
  CHECK(cropSectionMarks(view, g, box, std::nullopt).empty());
}

TEST_CASE("The handle of a long edge lies in the part that is seen") {
  const VolumeGeometry g = cubeGeometry();
  PlaneOnScreen view;
  view.center = {{5, 0, 0}};
  view.mmPerPixel = 0.01;  // the view is 4 × 3 mm
  view.width = 400;
  view.height = 300;
  const Overlay o = cropSectionMarks(view, g, wholeBox(g), std::nullopt);
  REQUIRE(o.lines.size() == 1);
  CHECK(o.handles[0].position.isApprox(Vector2(200, 150)));
}

TEST_CASE("A clip plane is taken at its disc and at its arrow's tip") {
  const VolumeGeometry g = cubeGeometry();
  const HandleStyle style;
  const ClipPlane plane{{{1, 2, -1}}, 4.0 * Vector3::UnitX()};
  const double side = clipSquareMm(g);
  for (const double angle : {0.0, kAngle}) {
    const auto view = viewOf(g, {0.2, 1.0, -0.3}, angle);
    const Vector2 centre = *view.toView(plane.point);
    const Vector2 tip = *view.toView({plane.point.mm + side * Vector3::UnitX()});
    CHECK(clipPartAt(view, plane, side, centre, style) == ClipPart::Move);
    CHECK(clipPartAt(view, plane, side, tip, style) == ClipPart::Turn);
    CHECK_FALSE(clipPartAt(view, plane, side, tip + Vector2(20, 20), style));
    const Overlay o = clipPlaneMarks(view, plane, side, std::nullopt, style);
    REQUIRE(o.handles.size() == 1);
    CHECK(o.handles[0].position == centre);
    // The square's corners lie in the plane, as far from the middle as its half diagonal.
    REQUIRE(o.lines[0].points.size() == 4);
    CHECK(o.lines[0].closed);
    CHECK(o.lines[0].fill);
    if (angle == 0.0) {
      const Vector2 middle =
          0.25 * (o.lines[0].points[0] + o.lines[0].points[1] + o.lines[0].points[2] + o.lines[0].points[3]);
      CHECK((middle - centre).norm() < 1e-9);
    }
  }
}

TEST_CASE("While a clip plane's arrow points at the viewer its tip is a ring about the disc") {
  const VolumeGeometry g = cubeGeometry();
  const HandleStyle style;
  const auto view = viewOf(g, Vector3::UnitY(), 0.0);
  const ClipPlane plane{g.center(), Vector3::UnitY()};
  const Vector2 middle(250, 200);
  CHECK(clipPartAt(view, plane, clipSquareMm(g), middle, style) == ClipPart::Move);
  CHECK(clipPartAt(view, plane, clipSquareMm(g), middle + Vector2(15, 0), style) == ClipPart::Turn);
  CHECK_FALSE(clipPartAt(view, plane, clipSquareMm(g), middle + Vector2(30, 0), style));
}

TEST_CASE("A clip plane moves along its normal as far as the volume's corners") {
  const VolumeGeometry g = cubeGeometry();
  const ClipPlane plane{{{1, 0, 0}}, 2.0 * Vector3::UnitX()};
  CHECK(movedPlane(g, plane, 2.5).point.mm.isApprox(Vector3(3.5, 0, 0)));
  CHECK(movedPlane(g, plane, 1e6).point.mm.isApprox(Vector3(5, 0, 0)));
  CHECK(movedPlane(g, plane, -1e6).point.mm.isApprox(Vector3(-5, 0, 0)));
  CHECK(movedPlane(g, plane, 2.5).normal == plane.normal);
}
