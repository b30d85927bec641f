// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>

#include "app/viewport/frame_rate.h"
#include "app/viewport/volume_look.h"
#include "tests/support/made_meshes.h"

using namespace iso;
using namespace iso::app;

TEST_CASE("The light stands where the viewer would say it does") {
  // From the front, feet down: the picture's right is the patient's left (+x).
  Camera camera;
  camera.forward = Vector3::UnitY();
  camera.up = Vector3::UnitZ();
  const double third = 1.0 / std::sqrt(3.0);
  CHECK_FALSE(lightDirection(LightPlace::Eye, camera));
  CHECK(lightDirection(LightPlace::UpperLeft, camera)->isApprox(Vector3(-third, -third, third)));
  CHECK(lightDirection(LightPlace::UpperRight, camera)->isApprox(Vector3(third, -third, third)));
  const Vector3 above = *lightDirection(LightPlace::Above, camera);
  CHECK(above.norm() == Approx(1.0));
  CHECK(above.x() == Approx(0.0).margin(1e-12));
  CHECK(above.y() < 0.0);  // towards the viewer
  CHECK(above.z() > 0.9);

  // From the patient's left, the head up: the light has gone with the viewer.
  camera.forward = -Vector3::UnitX();
  CHECK(lightDirection(LightPlace::UpperLeft, camera)->isApprox(Vector3(third, -third, third)));
}

TEST_CASE("A look fills in what it says of a view") {
  VolumeView view;
  applyLook({}, view);
  CHECK_FALSE(view.light);
  CHECK_FALSE(view.shadows);
  CHECK_FALSE(view.preintegrated);
  CHECK_FALSE(view.jitter);
  CHECK(view.occlusion == 0.0);
  applyLook({LightPlace::UpperRight, 0.4, true, true}, view);
  REQUIRE(view.light);
  CHECK(view.light->norm() == Approx(1.0));
  CHECK(view.occlusion == 0.4);
  CHECK(view.shadows);
  CHECK(view.preintegrated);
  CHECK(view.jitter);
}

TEST_CASE("A look's surfaces are in the view unless they are hidden, and none of them with traced light") {
  const auto mesh = iso::test::sphereMesh({0, 0, 0}, 5.0, 4);
  VolumeLook look;
  look.cinematic = true;
  look.surfaces = {{mesh, "one", {1, 2, 3, 255}, true}, {mesh, "two", {4, 5, 6, 255}, false}};
  VolumeView view;
  applyLook(look, view);
  REQUIRE(view.surfaces.size() == 1);
  CHECK(view.surfaces[0].mesh == mesh);
  CHECK(view.surfaces[0].color == Rgba8{1, 2, 3, 255});
  CHECK_FALSE(view.cinematic);
  look.surfaces[0].shown = false;
  VolumeView without;
  applyLook(look, without);
  CHECK(without.surfaces.empty());
  CHECK(without.cinematic);
}

TEST_CASE("Two presets are the same to the last bit, or they are not") {
  VolumePreset a;
  a.transfer.points = {{0.0, 0.0, {1, 1, 1}}, {10.0, 0.5, {1, 0, 0}}};
  VolumePreset b = a;
  CHECK(a == b);
  b.transfer.points[1].color[2] = 1e-9;
  CHECK_FALSE(a == b);
  b = a;
  b.gradient.points = {{0.0, 0.5}};
  CHECK_FALSE(a == b);
  b = a;
  b.shading.specularPower += 1.0;
  CHECK_FALSE(a == b);
  b = a;
  b.transfer.points.pop_back();
  CHECK_FALSE(a == b);
}

TEST_CASE("The frame rate counts the second before the latest picture, and tells coarse ones apart") {
  FrameRate rate;
  CHECK(rate.text().empty());
  rate.add(10.0, 35.0, 1.0);
  CHECK(rate.text() == "35 ms");
  for (int n = 1; n <= 14; ++n) rate.add(10.0 + 0.05 * n, 20.0, 1.0);
  CHECK(rate.text() == "20 fps · 20 ms");
  rate.add(10.75, 8.0, 2.0);
  CHECK(rate.text() == "20 fps · 8.0 ms, half size");
  rate.add(10.8, 9.0, 4.0);
  CHECK(rate.text().find(", quarter size") != std::string::npos);
  // After a rest there is no rate to tell.
  rate.add(60.0, 40.0, 1.0);
  CHECK(rate.text() == "40 ms");
}
