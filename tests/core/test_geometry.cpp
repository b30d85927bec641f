// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "core/geometry/orientation_letters.h"
#include "core/geometry/volume_geometry.h"

namespace iso::test {

TEST_CASE("Index and patient positions are each other's inverse, shear included") {
  Matrix3 axes;
  axes << 0.9, 0.1, 0.0, -0.1, 0.8, 0.3, 0.0, 0.2, 2.5;
  const auto g = VolumeGeometry::make({10, 20, 30}, axes, {{-5, 7, 900}});
  REQUIRE(g);
  const Vector3 index(3.25, -1.5, 17.75);
  const Vector3 expected = Vector3(-5, 7, 900) + 3.25 * Vector3(axes.col(0)) - 1.5 * Vector3(axes.col(1)) +
                           17.75 * Vector3(axes.col(2));
  CHECK((g->toPatient({index}).mm - expected).norm() < 1e-12);
  CHECK((g->toIndex({expected}).ijk - index).norm() < 1e-12);
  CHECK(g->isSheared());
}

TEST_CASE("An uneven stack puts slices where they are") {
  Matrix3 axes = Matrix3::Identity();
  axes.col(2) = Vector3(0, 0.6, 0.8) * 2.0;  // median step 2 mm along a tilted axis
  const auto g = VolumeGeometry::make({4, 4, 4}, axes, {{0, 0, 10}}, {0.0, 2.0, 4.0, 9.0});
  REQUIRE(g);
  CHECK((g->toPatient({{0, 0, 3}}).mm - Vector3(0, 5.4, 17.2)).norm() < 1e-12);
  CHECK((g->toPatient({{0, 0, 2.5}}).mm - Vector3(0, 3.9, 15.2)).norm() < 1e-12);
  CHECK((g->toPatient({{0, 0, 4}}).mm - Vector3(0, 8.4, 21.2)).norm() < 1e-12);   // beyond: the last gap
  CHECK((g->toPatient({{0, 0, -1}}).mm - Vector3(0, -1.2, 8.4)).norm() < 1e-12);  // before: the first
  for (double k : {-0.4, 0.0, 0.7, 2.0, 2.9, 3.3})
    CHECK(g->toIndex(g->toPatient({{1, 2, k}})).ijk[2] == Approx(k));
}

TEST_CASE("Geometry that is none is refused") {
  const double nan = std::numeric_limits<double>::quiet_NaN();
  CHECK_FALSE(VolumeGeometry::make({0, 1, 1}, Matrix3::Identity(), {}));
  CHECK_FALSE(VolumeGeometry::make({2, 2, 2}, Matrix3::Zero(), {}));
  CHECK_FALSE(VolumeGeometry::make({2, 2, 2}, Matrix3::Identity() * nan, {}));
  CHECK_FALSE(VolumeGeometry::make({2, 2, 2}, Matrix3::Identity(), {{nan, 0, 0}}));
  CHECK_FALSE(VolumeGeometry::make({2, 2, 3}, Matrix3::Identity(), {}, {0, 2, 1}));
  CHECK_FALSE(VolumeGeometry::make({2, 2, 3}, Matrix3::Identity(), {}, {0, 1}));
}

TEST_CASE("Directions are named as DICOM does: +x left, +y posterior, +z head") {
  CHECK(orientationLetters({1, 0, 0}) == "L");
  CHECK(orientationLetters({-3, 0, 0}) == "R");
  CHECK(orientationLetters({0, 1, 0}) == "P");
  CHECK(orientationLetters({0, -1, 0}) == "A");
  CHECK(orientationLetters({0, 0, 1}) == "H");
  CHECK(orientationLetters({0, 0, -1}) == "F");
  CHECK(orientationLetters({0, 0, 0}).empty());
  const double degree = 3.14159265358979 / 180.0;
  CHECK(orientationLetters({std::cos(5 * degree), std::sin(5 * degree), 0}) == "L");
  CHECK(orientationLetters({std::cos(17 * degree), std::sin(17 * degree), 0}) == "LP");
  CHECK(orientationLetters({-0.6, 0.0, -0.8}) == "FR");
}

}  // namespace iso::test
