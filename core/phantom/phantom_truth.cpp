// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/phantom_truth.h"

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <algorithm>
#include <cmath>
#include <numbers>
#include <utility>

#include "core/phantom/anatomy.h"

namespace iso {
namespace {

constexpr double kDegree = std::numbers::pi / 180.0;

Vec3f toFloat(const PatientPoint& p) {
  return p.mm.cast<float>();
}

PatientPoint rounded(const Vec3f& p) {
  return {(p.cast<double>() * 10.0).array().round().matrix() / 10.0};
}

/// Where the grown anatomy's point q lies in the patient (the warp undone).
Vec3f unwarped(const Vec3f& q) {
  Vec3f p = q;
  for (int i = 0; i < 8; ++i) p -= warped(p) - q;
  return p;
}

/// First point outside the skin along a ray from inside the head.
Vec3f skinAlong(const PhantomModel& model, const Vec3f& direction) {
  const auto skin = std::find_if(model.layers().begin(), model.layers().end(),
                                 [](const PhantomLayer& layer) { return layer.surface == Tissue::Skin; });
  const Vec3f from(0.0f, 0.0f, 225.0f);
  float along = 30.0f;
  while (along < 150.0f && skin->distance(warped(from + along * direction)) < 0.0f) along += 0.1f;
  return from + along * direction;
}

PhantomTruth makeTruth(const PhantomModel& model) {
  PhantomTruth truth{};
  // Centres lie on the PET's voxel centres (multiples of 4 mm).
  truth.lesions = {{"right lung nodule", {{-72, 24, 20}}, 8.0, 40.0, 12.0},
                   {"liver metastasis", {{-64, 4, -100}}, 15.0, 55.0, 8.0},
                   {"right iliac lymph node", {{-32, 20, -256}}, 25.0, 85.0, 4.0}};
  truth.rulerA = {{42, 104, 200}};
  truth.rulerB = {{72, 104, 240}};
  truth.rulerMm = 50.0;
  truth.slabAngleDegrees = 15.0;
  truth.slabNormal = {std::sin(15.0 * kDegree), std::cos(15.0 * kDegree), 0.0};
  truth.slabCentre = {{-32, 102, 226}};
  truth.slabThicknessMm = 6.0;

  PhantomModel scratch;
  const AnatomyPlan plan(scratch);
  const Vertebra& l3 = plan.vertebra("L3");
  truth.screwHead = rounded(unwarped(l3.at(16, 35, 4)));
  truth.screwTip = rounded(unwarped(l3.at(5, -7, 0)));
  truth.screwDiameterMm = 4.5;

  truth.mrToCt = Eigen::Matrix4d::Identity();
  truth.mrToCt.topLeftCorner<3, 3>() = (Eigen::AngleAxisd(9.0 * kDegree, Vector3::UnitZ()) *
                                        Eigen::AngleAxisd(-6.0 * kDegree, Vector3::UnitY()) *
                                        Eigen::AngleAxisd(11.0 * kDegree, Vector3::UnitX()))
                                           .toRotationMatrix();
  truth.mrToCt.topRightCorner<3, 1>() = Vector3(7.5, -4.0, 226.0);
  const Eigen::Matrix4d ctToMr = truth.mrToCt.inverse();
  const std::vector<std::pair<std::string, Vec3f>> directions{
      {"forehead", {0.12f, -1.0f, 0.42f}},      {"right temple", {-1.0f, -0.42f, 0.12f}},
      {"left temple", {1.0f, -0.30f, 0.22f}},   {"right parietal", {-0.62f, 0.35f, 0.72f}},
      {"left parietal", {0.66f, 0.10f, 0.80f}}, {"left cheek", {0.72f, -0.78f, -0.62f}}};
  for (const auto& [name, direction] : directions) {
    const Vec3f unit = direction.normalized();
    const PatientPoint ct = rounded(skinAlong(model, unit) + 3.2f * unit);
    truth.landmarks.push_back({name, ct, {(ctToMr * ct.mm.homogeneous()).head<3>()}});
  }
  return truth;
}

void paintTruth(PhantomModel& model, const PhantomTruth& truth) {
  const std::vector<Tissue> lesionTissue{Tissue::LesionLung, Tissue::LesionLiver, Tissue::LesionNode};
  for (std::size_t i = 0; i < truth.lesions.size(); ++i) {
    const auto& lesion = truth.lesions[i];
    LayerBuilder(model, lesionTissue[i])
        .rigid()
        .sphere(toFloat(lesion.centre), static_cast<float>(0.5 * lesion.diameterMm));
  }
  LayerBuilder(model, Tissue::Bead)
      .rigid()
      .sphere(toFloat(truth.rulerA), 2.5f)
      .sphere(toFloat(truth.rulerB), 2.5f);

  Mat3f slab;
  slab.col(1) = truth.slabNormal.cast<float>();
  slab.col(2) = Vec3f::UnitZ();
  slab.col(0) = slab.col(1).cross(slab.col(2));
  LayerBuilder(model, Tissue::Slab)
      .rigid()
      .box(toFloat(truth.slabCentre), {22, static_cast<float>(0.5 * truth.slabThicknessMm), 30}, 0, slab);

  const Vec3f head = toFloat(truth.screwHead), tip = toFloat(truth.screwTip);
  const float length = (tip - head).norm();
  const Vec3f axis = (tip - head) / length;
  const float radius = static_cast<float>(0.5 * truth.screwDiameterMm);
  LayerBuilder(model, Tissue::Metal)
      .rigid()
      .cylinder(0.5f * (head + tip), {radius, radius, 0.5f * length}, 0, along(axis))
      .cylinder(head + 2.0f * axis, {4.5f, 4.5f, 2.0f}, 0.5f, along(axis));
  auto markers = LayerBuilder(model, Tissue::Marker);
  markers.rigid();
  for (const auto& landmark : truth.landmarks) markers.sphere(toFloat(landmark.ct), 4.0f);
}

}  // namespace

Phantom makePhantom() {
  std::shared_ptr<PhantomModel> model = makePatient();
  PhantomTruth truth = makeTruth(*model);
  paintTruth(*model, truth);
  return {std::move(model), std::move(truth)};
}

}  // namespace iso
