// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "render/overlay/surface_marks.h"
#include "tests/support/made_meshes.h"

namespace iso::test {

TEST_CASE("A box's outline in an axial slice lies where the box is in the patient") {
  // Centre (10, 20, 30) in the middle of 200 × 100 pixels of half a millimetre; the patient's left on the
  // right.
  PlaneOnScreen view{{{10, 20, 30}}, Vector3::UnitX(), Vector3::UnitY(), 0.5, 200, 100};
  const auto mesh = boxMesh({15, 12, 0}, {25, 16, 50});
  const Overlay o = surfaceSectionMarks(view, *mesh, {10, 20, 30, 0});
  REQUIRE(o.lines.size() == 1);
  CHECK(o.lines[0].closed);
  CHECK(o.lines[0].color == Rgba8{10, 20, 30, 255});
  Vector2 low = o.lines[0].points[0], high = low;
  for (const Vector2& p : o.lines[0].points) {
    low = low.cwiseMin(p);
    high = high.cwiseMax(p);
  }
  CHECK(low.isApprox(Vector2(110, 34)));
  CHECK(high.isApprox(Vector2(130, 42)));
  // A flipped view has it on the other side.
  view.right = -Vector3::UnitX();
  CHECK(surfaceSectionMarks(view, *mesh, {}).lines.at(0).points[0].x() < 100.0);
  // Slices above and below, and a view beside it, show nothing.
  view.center.mm.z() = 51.0;
  CHECK(surfaceSectionMarks(view, *mesh, {}).empty());
  view.center.mm = {500, 20, 30};
  CHECK(surfaceSectionMarks(view, *mesh, {}).empty());
}

}  // namespace iso::test
