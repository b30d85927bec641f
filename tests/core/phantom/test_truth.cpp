// SPDX-License-Identifier: Apache-2.0
#include <Eigen/LU>
#include <catch2/catch.hpp>
#include <cmath>
#include <vector>

#include "core/phantom/phantom_ct.h"
#include "core/phantom/phantom_truth.h"

using namespace iso;

namespace {

Vec3f single(const PatientPoint& p) {
  return p.mm.cast<float>();
}

/// Centroid of what exceeds a background in a box, by plain sampling every 0.25 mm.
Vector3 centroid(const PhantomField& field, const PatientPoint& about, double reach, float background,
                 float full) {
  Vector3 sum = Vector3::Zero();
  double weights = 0.0;
  const int n = static_cast<int>(reach / 0.25);
  for (int k = -n; k <= n; ++k) {
    for (int j = -n; j <= n; ++j) {
      for (int i = -n; i <= n; ++i) {
        const Vector3 p = about.mm + 0.25 * Vector3(i, j, k);
        const double w =
            std::max(0.0, static_cast<double>((field.value(p.cast<float>(), Channel::Ct) - background) /
                                              (full - background)));
        sum += w * p;
        weights += w;
      }
    }
  }
  return sum / weights;
}

}  // namespace

TEST_CASE("what the truth says is what the field holds") {
  ThreadPool pool(2);
  const Phantom phantom = makePhantom();
  const PhantomTruth& truth = phantom.truth;
  const PhantomField field(phantom.model, 0.6f, {{-239, -150, -314}, {239, 150, 314}}, pool);

  SECTION("lesions") {
    REQUIRE(truth.lesions.size() == 3);
    const double diameters[] = {8.0, 15.0, 25.0}, suvs[] = {12.0, 8.0, 4.0};
    for (std::size_t i = 0; i < 3; ++i) {
      const auto& lesion = truth.lesions[i];
      CHECK(lesion.diameterMm == diameters[i]);
      CHECK(lesion.suv == suvs[i]);
      CHECK(field.value(single(lesion.centre), Channel::Ct) == Approx(lesion.hu));
      CHECK(field.value(single(lesion.centre), Channel::Pet) == Approx(lesion.suv));
      for (int axis = 0; axis < 3; ++axis) {
        for (const double side : {-1.0, 1.0}) {
          const float inside = static_cast<float>(side * (0.5 * lesion.diameterMm - 0.5));
          const float outside = static_cast<float>(side * (0.5 * lesion.diameterMm + 0.5));
          const Vec3f unit = Vec3f::Unit(axis);
          CHECK(field.value(single(lesion.centre) + inside * unit, Channel::Pet) == Approx(lesion.suv));
          CHECK(field.value(single(lesion.centre) + outside * unit, Channel::Pet) !=
                Approx(lesion.suv).epsilon(1e-3));
        }
      }
    }
  }

  SECTION("ruler") {
    CHECK((truth.rulerB.mm - truth.rulerA.mm).norm() == Approx(50.0).epsilon(1e-12));
    const Vector3 a = centroid(field, truth.rulerA, 4.0, -945.0f, 1800.0f);
    const Vector3 b = centroid(field, truth.rulerB, 4.0, -945.0f, 1800.0f);
    CHECK((b - a).norm() == Approx(50.0).margin(0.01));
  }

  SECTION("slab") {
    CHECK(truth.slabNormal.norm() == Approx(1.0));
    CHECK(std::acos(truth.slabNormal.y()) * 180.0 / 3.14159265358979 == Approx(truth.slabAngleDegrees));
    // Find the face by halving along the normal at several places: all lie in one plane with that normal.
    const Vector3 along(truth.slabNormal.y(), -truth.slabNormal.x(), 0.0);
    for (const double u : {-15.0, 0.0, 15.0}) {
      for (const double v : {-20.0, 20.0}) {
        const Vector3 start = truth.slabCentre.mm + u * along + v * Vector3::UnitZ();
        double inside = 0.0, outside = 5.5;
        const float half = 0.5f * (340.0f - 945.0f);
        for (int i = 0; i < 30; ++i) {
          const double middle = 0.5 * (inside + outside);
          const Vector3 p = start + middle * truth.slabNormal;
          (field.value(p.cast<float>(), Channel::Ct) > half ? inside : outside) = middle;
        }
        CHECK(inside == Approx(0.5 * truth.slabThicknessMm).margin(0.01));
      }
    }
  }

  SECTION("screw") {
    const Vector3 axis = (truth.screwTip.mm - truth.screwHead.mm).normalized();
    const double length = (truth.screwTip.mm - truth.screwHead.mm).norm();
    CHECK(length > 30.0);
    auto metal = [&](double t, double r) {
      const Vector3 side = axis.cross(Vector3::UnitZ()).normalized();
      const Vector3 p = truth.screwHead.mm + t * axis + r * side;
      return field.value(p.cast<float>(), Channel::Ct) > 3000.0f;
    };
    CHECK(metal(0.5, 0.0));
    CHECK(metal(length - 0.5, 0.0));
    CHECK_FALSE(metal(-0.5, 0.0));
    CHECK_FALSE(metal(length + 0.5, 0.0));
    CHECK(metal(0.6 * length, 0.5 * truth.screwDiameterMm - 0.4));
    CHECK_FALSE(metal(0.6 * length, 0.5 * truth.screwDiameterMm + 0.4));
  }

  SECTION("landmarks and the motion of the MR") {
    REQUIRE(truth.landmarks.size() == 6);
    const Matrix3 rotation = truth.mrToCt.topLeftCorner<3, 3>();
    CHECK((rotation * rotation.transpose() - Matrix3::Identity()).norm() < 1e-12);
    CHECK(rotation.determinant() == Approx(1.0));
    for (const auto& landmark : truth.landmarks) {
      const Eigen::Vector4d mapped = truth.mrToCt * landmark.mr.mm.homogeneous();
      CHECK((mapped.head<3>() - landmark.ct.mm).norm() < 1e-9);
      INFO(landmark.name);
      CHECK(field.value(single(landmark.ct), Channel::Ct) == Approx(420.0));
      CHECK(field.value(single(landmark.ct), Channel::MrT1) == Approx(1150.0));
      CHECK(landmark.ct.mm.z() > 155.0);  // inside the head CT
      CHECK(landmark.ct.mm.z() < 303.0);
    }
  }
}
