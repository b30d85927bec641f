// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Geometry>
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <numbers>

#include "core/dicom/stack_fit.h"

using namespace iso;

namespace {

const std::array<Vector3, 2> kAxial{Vector3::UnitX(), Vector3::UnitY()};

bool hasIssue(const StackFit& fit, const std::string& code) {
  return std::any_of(fit.issues.begin(), fit.issues.end(), [&](const auto& i) { return i.code == code; });
}

/// Every slice's first voxel lies where its file says, whatever form the geometry takes.
void requirePositions(const StackFit& fit, const std::vector<Vector3>& positions, double tolerance) {
  REQUIRE(fit.geometry.size()[2] == static_cast<int>(positions.size()));
  for (std::size_t k = 0; k < positions.size(); ++k) {
    const Vector3 at = fit.geometry.toPatient(IndexPoint{Vector3(0, 0, static_cast<double>(k))}).mm;
    CHECK((at - positions[k]).norm() <= tolerance);
  }
}

}  // namespace

TEST_CASE("An even oblique stack is exact and right-handed", "[stack]") {
  const Matrix3 turn = Eigen::AngleAxisd(0.7, Vector3(1, 2, 3).normalized()).toRotationMatrix();
  const std::array<Vector3, 2> axes{turn.col(0), turn.col(1)};
  std::vector<Vector3> positions;
  for (int k = 0; k < 30; ++k) positions.emplace_back(Vector3(10, -20, 30) + turn.col(2) * 1.25 * k);
  const auto fit = fitStack(positions, axes, {0.5, 0.75}, {8, 9}, 5.0);
  REQUIRE(fit);
  CHECK(fit->issues.empty());
  requirePositions(*fit, positions, 1e-9);
  CHECK(fit->geometry.spacing().isApprox(Vector3(0.5, 0.75, 1.25), 1e-9));
  CHECK(fit->geometry.direction().determinant() == Approx(1.0));
}

TEST_CASE("A tilted gantry stays a shear with its true step", "[stack]") {
  const double tilt = 18.5 * std::numbers::pi / 180.0;
  // The table moves along z while the slices lean: y axis of the slice tilted about x.
  const std::array<Vector3, 2> axes{Vector3::UnitX(), Vector3(0, std::cos(tilt), -std::sin(tilt))};
  std::vector<Vector3> positions;
  for (int k = 0; k < 12; ++k) positions.emplace_back(-100, -100, 5.0 * k);
  const auto fit = fitStack(positions, axes, {0.5, 0.5}, {8, 8}, 5.0);
  REQUIRE(fit);
  CHECK(hasIssue(*fit, "gantry-tilt"));
  CHECK(fit->issues.size() == 1);
  CHECK(fit->issues.front().message.find("18.5") != std::string::npos);
  CHECK(fit->geometry.isSheared());
  CHECK_FALSE(fit->geometry.isUneven());
  CHECK(fit->geometry.axes().col(2).isApprox(Vector3(0, 0, 5), 1e-9));
  requirePositions(*fit, positions, 1e-9);
}

TEST_CASE("Uneven slices keep their own offsets", "[stack]") {
  std::vector<Vector3> positions;
  for (const double z : {0.0, 1.5, 3.0, 4.7, 9.0, 10.3}) positions.emplace_back(1, 2, z);
  const auto fit = fitStack(positions, kAxial, {1, 1}, {4, 4}, 1.5);
  REQUIRE(fit);
  CHECK(hasIssue(*fit, "uneven-spacing"));
  CHECK_FALSE(hasIssue(*fit, "missing-slices"));
  REQUIRE(fit->geometry.isUneven());
  CHECK(fit->geometry.spacing().z() == Approx(1.5));  // the median of 1.5 1.5 1.7 4.3 1.3
  requirePositions(*fit, positions, 1e-9);
}

TEST_CASE("Missing slices are told from uneven ones", "[stack]") {
  std::vector<Vector3> positions;
  for (int k = 0; k < 20; ++k)
    if (k != 7 && k != 8 && k != 15) positions.emplace_back(0, 0, 2.5 * k);
  const auto fit = fitStack(positions, kAxial, {1, 1}, {4, 4}, 2.5);
  REQUIRE(fit);
  CHECK(hasIssue(*fit, "missing-slices"));
  CHECK_FALSE(hasIssue(*fit, "uneven-spacing"));
  CHECK(fit->issues.front().message.find("3 slices") != std::string::npos);
  CHECK(fit->geometry.spacing().z() == Approx(2.5));
  requirePositions(*fit, positions, 1e-9);
}

TEST_CASE("Rounding within the tolerance is even, beyond it is not", "[stack]") {
  // Step 1 mm: max(0.02, 1 %) = 0.02 mm off the fitted line.
  const auto withOff = [](double off) {
    std::vector<Vector3> positions;
    for (int k = 0; k < 41; ++k) positions.emplace_back(0, 0, k + (k == 20 ? off : 0.0));
    return fitStack(positions, kAxial, {1, 1}, {4, 4}, 1.0);
  };
  CHECK(withOff(0.018)->issues.empty());
  CHECK(hasIssue(*withOff(0.025), "uneven-spacing"));
}

TEST_CASE("A single slice steps by its thickness", "[stack]") {
  const auto fit = fitStack({Vector3(1, 2, 3)}, kAxial, {1, 1}, {4, 4}, 3.5);
  REQUIRE(fit);
  CHECK(fit->issues.empty());
  CHECK(fit->geometry.axes().col(2).isApprox(Vector3(0, 0, 3.5)));
}
