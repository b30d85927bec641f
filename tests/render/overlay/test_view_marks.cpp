// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Geometry>
#include <catch2/catch.hpp>
#include <cmath>
#include <map>
#include <set>

#include "render/overlay/corner_text.h"
#include "render/overlay/view_marks.h"
#include "render/scene/slice_view.h"

using namespace iso;

namespace {

std::map<Anchor, std::string> letters(Plane plane) {
  const auto axes = planeAxes(plane);
  std::map<Anchor, std::string> found;
  for (const auto& t : edgeLetters(axes.right, axes.down, 400, 300, {}, 8).texts) found[t.anchor] = t.text;
  return found;
}

std::set<std::string> cubeLetters(const Vector3& forward, const Vector3& up) {
  std::set<std::string> found;
  for (const auto& t : orientationCube(forward, up, {50, 50}, 40, {}).texts) found.insert(t.text);
  return found;
}

}  // namespace

TEST_CASE("Edge letters follow the radiological convention in every standard plane") {
  // Seen from the feet, from the front, from the patient's left.
  auto axial = letters(Plane::Axial);
  CHECK(axial[Anchor::Left] == "R");
  CHECK(axial[Anchor::Right] == "L");
  CHECK(axial[Anchor::Top] == "A");
  CHECK(axial[Anchor::Bottom] == "P");
  auto coronal = letters(Plane::Coronal);
  CHECK(coronal[Anchor::Left] == "R");
  CHECK(coronal[Anchor::Right] == "L");
  CHECK(coronal[Anchor::Top] == "H");
  CHECK(coronal[Anchor::Bottom] == "F");
  auto sagittal = letters(Plane::Sagittal);
  CHECK(sagittal[Anchor::Left] == "A");
  CHECK(sagittal[Anchor::Right] == "P");
  CHECK(sagittal[Anchor::Top] == "H");
  CHECK(sagittal[Anchor::Bottom] == "F");
}

TEST_CASE("The ruler takes the largest 1-2-5 length that fits") {
  CHECK(niceLength(1.0) == 1.0);
  CHECK(niceLength(99.9) == 50.0);
  CHECK(niceLength(100.0) == 100.0);
  CHECK(niceLength(0.3) == Approx(0.2));
  CHECK(niceLength(4.99) == 2.0);
  CHECK(niceLength(1000.0) == 1000.0);
  CHECK(niceLength(0.0) == 0.0);
  CHECK(niceLength(-1.0) == 0.0);
  CHECK(niceLength(INFINITY) == 0.0);
}

TEST_CASE("The ruler is as long on the screen as it says") {
  for (const double mmPerPixel : {0.037, 0.25, 0.451, 1.7, 4.0}) {
    const auto o = ruler(mmPerPixel, 600, 400, {});
    REQUIRE(o.texts.size() == 1);
    const double pixels = (o.lines[0].points[1] - o.lines[0].points[0]).norm();
    CHECK(pixels * mmPerPixel == Approx(std::stod(o.texts[0].text)));
    CHECK(pixels <= 200.0);
    CHECK(2.0 * rulerHalfWidth(mmPerPixel, 600) >= pixels);
  }
  CHECK(ruler(0.5, 60, 400, {}).empty());
}

TEST_CASE("A flipped view is mirrored, a turned one is not") {
  const Vector3 x = Vector3::UnitX(), y = Vector3::UnitY(), z = Vector3::UnitZ();
  CHECK_FALSE(isMirrored(x, y, z));
  CHECK(isMirrored(-x, y, z));
  CHECK(isMirrored(x, -y, z));
  CHECK_FALSE(isMirrored(-x, -y, z));
  CHECK_FALSE(isMirrored(-y, x, z));
}

TEST_CASE("The cube shows the faces that look at the viewer") {
  const Vector3 x = Vector3::UnitX(), y = Vector3::UnitY(), z = Vector3::UnitZ();
  CHECK(cubeLetters(y, z) == std::set<std::string>{"A"});   // from the front
  CHECK(cubeLetters(-y, z) == std::set<std::string>{"P"});  // from behind
  CHECK(cubeLetters(-x, z) == std::set<std::string>{"L"});  // from the patient's left
  CHECK(cubeLetters(-z, -y) == std::set<std::string>{"H"});
  // From the front, the left and above.
  const Vector3 forward = Vector3(-1, 1, -1).normalized();
  const Vector3 up = (z - forward * forward.z()).normalized();
  CHECK(cubeLetters(forward, up) == std::set<std::string>{"A", "L", "H"});
}

TEST_CASE("Letters on the cube are not mirrored") {
  // Each letter's own right × down points away from the viewer, as on a page.
  for (const Vector3& forward :
       {Vector3(0, 1, 0), Vector3(-1, 1, -1), Vector3(1, -0.3, 0.6), Vector3(0.2, 0.1, 1)}) {
    const Vector3 f = forward.normalized();
    const Vector3 side = f.unitOrthogonal();
    for (const auto& t : orientationCube(f, side, {0, 0}, 40, {}).texts) {
      REQUIRE(t.basis);
      CHECK(t.basis->x.x() * t.basis->y.y() - t.basis->x.y() * t.basis->y.x() > 0.0);
    }
  }
}

TEST_CASE("The front face's letter stands upright and left is on the screen's right from the front") {
  const auto o = orientationCube(Vector3::UnitY(), Vector3::UnitZ(), {50, 50}, 40, {});
  REQUIRE(o.texts.size() == 1);
  CHECK(o.texts[0].position == Vector2(50, 50));
  CHECK(o.texts[0].basis->x.x() > 0.0);
  CHECK(o.texts[0].basis->x.y() == Approx(0.0).margin(1e-12));
  CHECK(o.texts[0].basis->y.y() > 0.0);
}

TEST_CASE("Corner texts never meet each other, the letters or the ruler") {
  CornerLines corners;
  for (auto& corner : corners)
    for (int i = 0; i < 8; ++i)
      corner.push_back({"A line of text that is rather long " + std::to_string(i), i, {}, false});
  const OverlayTheme theme;
  for (const double width : {90.0, 160.0, 320.0, 900.0})
    for (const double height : {60.0, 120.0, 240.0, 800.0}) {
      const double middle = 30.0;
      const auto o = cornerText(corners, width, height, middle, middle, theme);
      for (const auto& t : o.texts) {
        const bool left = t.anchor == Anchor::TopLeft || t.anchor == Anchor::BottomLeft;
        const bool top = t.anchor == Anchor::TopLeft || t.anchor == Anchor::TopRight;
        CHECK(t.maxWidth > 0.0);
        if (left)
          CHECK(t.position.x() + t.maxWidth <= 0.5 * width - middle + 1e-9);
        else
          CHECK(t.position.x() - t.maxWidth >= 0.5 * width + middle - 1e-9);
        // Above or below the side letters at mid-height.
        if (top)
          CHECK(t.position.y() + theme.lineHeight <= 0.5 * height);
        else
          CHECK(t.position.y() - theme.lineHeight >= 0.5 * height);
      }
    }
}

TEST_CASE("Where lines must go, the least important goes first") {
  CornerLines corners;
  corners[0] = {
      {"name", 0, {}, false}, {"id", 1, {}, false}, {"institution", 5, {}, false}, {"birth", 3, {}, false}};
  // Room for three lines: (height/2 − 14 − 8) / 16 = 3.
  const auto o = cornerText(corners, 600, 2 * (3 * 16 + 22) + 2, 20, 20, {});
  std::vector<std::string> left;
  for (const auto& t : o.texts) left.push_back(t.text);
  CHECK(left == std::vector<std::string>{"name", "id", "birth"});
}
