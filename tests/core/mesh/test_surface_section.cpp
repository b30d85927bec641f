// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "core/mesh/surface_section.h"
#include "tests/support/made_meshes.h"

namespace iso::test {
namespace {

double lengthOf(const SectionLine& line) {
  double sum = 0.0;
  for (std::size_t n = 1; n < line.points.size(); ++n)
    sum += (line.points[n].mm - line.points[n - 1].mm).norm();
  if (line.closed) sum += (line.points.front().mm - line.points.back().mm).norm();
  return sum;
}

}  // namespace

TEST_CASE("A sphere is cut in circles, whatever the plane") {
  const Vector3 middle(10, -20, 300);
  const auto mesh = sphereMesh(middle, 30.0, 96);
  for (const Vector3& direction :
       {Vector3(0, 0, 1), Vector3(1, 0, 0), Vector3(1, 2, -3), Vector3(0, -5, 1e-7)})
    for (const double away : {-29.0, -7.3, 0.0, 11.0, 25.0}) {
      CAPTURE(direction, away);
      const Vector3 n = direction.normalized();
      const auto lines = sectionOf(*mesh, {middle + away * n}, direction);
      REQUIRE(lines.size() == 1);
      CHECK(lines[0].closed);
      const double radius = std::sqrt(900.0 - away * away);
      for (const PatientPoint& p : lines[0].points) {
        CHECK(std::abs(n.dot(p.mm - middle) - away) < 1e-5);
        CHECK((p.mm - middle).norm() == Approx(30.0).margin(0.02));
      }
      CHECK(lengthOf(lines[0]) == Approx(2.0 * std::numbers::pi * radius).epsilon(0.01));
    }
  CHECK(sectionOf(*mesh, {middle + Vector3(0, 0, 30.5)}, Vector3::UnitZ()).empty());
  CHECK(sectionOf(*mesh, {middle - Vector3(0, 0, 1e6)}, Vector3::UnitZ()).empty());
}

TEST_CASE("A box is cut in the rectangle that it is there") {
  const auto mesh = boxMesh({-10, 20, 5}, {30, 28, 17});
  const auto lines = sectionOf(*mesh, {{0, 0, 6}}, {0, 0, 2});
  REQUIRE(lines.size() == 1);
  CHECK(lines[0].closed);
  CHECK(lengthOf(lines[0]) == Approx(2.0 * (40 + 8)));
  for (const PatientPoint& p : lines[0].points) CHECK(p.mm.z() == 6.0);
}

TEST_CASE("Faces, edges and vertices in the plane") {
  const auto mesh = boxMesh({0, 0, 0}, {10, 10, 10});
  // The face in the plane has its rim drawn where the box lies behind it, against the normal.
  const auto top = sectionOf(*mesh, {{0, 0, 10}}, Vector3::UnitZ());
  REQUIRE(top.size() == 1);
  CHECK(top[0].closed);
  CHECK(lengthOf(top[0]) == Approx(40.0));
  CHECK(sectionOf(*mesh, {{0, 0, 0}}, Vector3::UnitZ()).empty());
  CHECK(lengthOf(sectionOf(*mesh, {{0, 0, 0}}, -Vector3::UnitZ()).at(0)) == Approx(40.0));
  // Two opposite edges in the plane: a rectangle 10 by 10 √2, its sides along the edges not doubled.
  const auto diagonal = sectionOf(*mesh, {{0, 0, 0}}, {1, -1, 0});
  REQUIRE(diagonal.size() == 1);
  CHECK(diagonal[0].closed);
  CHECK(lengthOf(diagonal[0]) == Approx(20.0 + 20.0 * std::sqrt(2.0)));
  // A corner alone is no line, and an edge alone is no closed one with a length.
  CHECK(sectionOf(*mesh, {{0, 0, 0}}, {-1, -1, -1}).empty());
  CHECK(sectionOf(*mesh, {{0, 0, 0}}, {1, 1, 1}).empty());
  for (const auto& line : sectionOf(*mesh, {{10, 10, 0}}, {1, 1, 0})) CHECK(lengthOf(line) == Approx(20.0));
}

TEST_CASE("An open surface is cut in one open line") {
  const auto mesh = squareMesh({0, 0, 0}, {10, 0, 0}, {0, 0, 10});
  const auto lines = sectionOf(*mesh, {{0, 0, 3}}, Vector3::UnitZ());
  REQUIRE(lines.size() == 1);
  CHECK_FALSE(lines[0].closed);
  CHECK(lengthOf(lines[0]) == Approx(20.0));
}

}  // namespace iso::test
