// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <limits>

#include "tests/support/made_meshes.h"

namespace iso::test {

TEST_CASE("A sphere's normals point outwards along its radii") {
  const Vector3 middle(10, -20, 300);
  const auto mesh = sphereMesh(middle, 30.0);
  for (std::size_t n = 0; n < mesh->vertices().size(); ++n) {
    const Vector3 radius = (toVector(mesh->vertices()[n]) - middle).normalized();
    CHECK(toVector(mesh->normals()[n]).dot(radius) > 0.999);
  }
  CHECK((mesh->low().mm - (middle - Vector3::Constant(30.0))).norm() < 0.2);
  CHECK((mesh->high().mm - (middle + Vector3::Constant(30.0))).norm() < 0.2);
}

TEST_CASE("A large triangle counts more in its corners' normals than a small one") {
  // Areas 8 and 2 with the normals z and x: their sum is along (1, 0, 4).
  const auto mesh =
      SurfaceMesh::make({{0, 0, 0}, {0, 4, 0}, {-4, 0, 0}, {0, 0, -1}}, {{0, 1, 2}, {0, 3, 1}}).value();
  const Vector3 expected = Vector3(1, 0, 4).normalized();
  CHECK((toVector(mesh->normals()[0]) - expected).norm() < 1e-6);
  CHECK((toVector(mesh->normals()[2]) - Vector3::UnitZ()).norm() < 1e-6);
}

TEST_CASE("Meshes that contradict themselves are refused") {
  const float nan = std::numeric_limits<float>::quiet_NaN();
  const std::vector<SurfaceMesh::Triple> corners{{0, 0, 0}, {1, 0, 0}, {0, 1, 0}};
  CHECK(SurfaceMesh::make(corners, {{0, 1, 2}}).has_value());
  CHECK(SurfaceMesh::make(corners, {}).error().code == ErrorCode::BadFile);
  CHECK(SurfaceMesh::make(corners, {{0, 1, 3}}).error().code == ErrorCode::BadFile);
  CHECK(SurfaceMesh::make(corners, {{0, 1, 2}}, {{0, 0, 1}}).error().code == ErrorCode::BadFile);
  CHECK(SurfaceMesh::make({{0, 0, 0}, {1, nan, 0}, {0, 1, 0}}, {{0, 1, 2}}).error().code ==
        ErrorCode::BadFile);
  CHECK(SurfaceMesh::make({{0, 0, 0}, {1e30F, 0, 0}, {0, 1, 0}}, {{0, 1, 2}}).error().code ==
        ErrorCode::BadFile);
}

}  // namespace iso::test
