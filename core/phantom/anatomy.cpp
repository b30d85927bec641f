// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/anatomy.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cstddef>
#include <string>

namespace iso {
namespace {

std::vector<Vertebra> makeVertebrae() {
  std::vector<Vertebra> spine;
  auto add = [&](char region, int number, float z, const Vec3f& half) {
    std::string name(1, region);
    name += std::to_string(number);
    const Vec3f up = (spineAt(z + 4.0f) - spineAt(z - 4.0f)).normalized();
    Mat3f axes;
    axes.col(0) = Vec3f::UnitX();
    axes.col(1) = up.cross(Vec3f::UnitX()).normalized();
    axes.col(2) = up;
    spine.push_back({std::move(name), spineAt(z), half, axes});
  };
  for (int i = 0; i < 7; ++i) {
    const float n = static_cast<float>(i);
    add('C', i + 1, 172.0f - 12.6f * n, {8.2f + 0.5f * n, 6.8f + 0.15f * n, 4.4f});
  }
  for (int i = 0; i < 12; ++i) {
    const float n = static_cast<float>(i);
    add('T', i + 1, 81.5f - 17.0f * n, {10.8f + 0.36f * n, 8.6f + 0.36f * n, 6.2f + 0.1f * n});
  }
  for (int i = 0; i < 5; ++i) {
    const float n = static_cast<float>(i);
    add('L', i + 1, -126.0f - 24.0f * n, {16.2f + 0.9f * n, 12.6f + 0.35f * n, 9.2f});
  }
  return spine;
}

}  // namespace

Vec3f spineAt(float z) {
  static const Loft line({{190, 10, 16, 17},
                          {172, 10, 15, 16},
                          {150, 10, 10, 11},
                          {125, 10, 11, 12},
                          {96, 10, 21, 22},
                          {82, 10, 27, 28},
                          {30, 10, 43, 44},
                          {-20, 10, 48, 49},
                          {-60, 10, 45, 46},
                          {-105, 10, 35, 36},
                          {-149, 10, 21, 22},
                          {-173, 10, 18, 19},
                          {-197, 10, 20, 21},
                          {-221, 10, 28, 29},
                          {-243, 10, 41, 42},
                          {-270, 10, 60, 61}},
                         0.0f);
  return {0.0f, line.section(z).centre, z};
}

AnatomyPlan::AnatomyPlan(PhantomModel& patient) : model(patient), vertebrae(makeVertebrae()) {
  skin = model.addLoft({{176, 47, -36, 62},
                        {150, 46, -36, 61},
                        {120, 47, -36, 66},
                        {102, 74, -37, 78},
                        {86, 106, -44, 86},
                        {65, 139, -56, 93},
                        {40, 150, -70, 99},
                        {0, 148, -85, 102},
                        {-50, 144, -91, 101},
                        {-100, 137, -92, 96},
                        {-150, 131, -90, 91},
                        {-190, 133, -88, 92},
                        {-230, 148, -84, 97},
                        {-270, 160, -81, 105},
                        {-330, 166, -77, 108}},
                       0.35f);
  muscle = model.addLoft({{176, 43, -32, 57},
                          {150, 42, -32, 56},
                          {120, 43, -32, 60},
                          {102, 68, -32, 71},
                          {86, 97, -38, 79},
                          {65, 130, -48, 86},
                          {40, 140, -61, 92},
                          {0, 138, -75, 95},
                          {-50, 132, -79, 93},
                          {-100, 123, -77, 87},
                          {-150, 115, -72, 80},
                          {-190, 114, -69, 79},
                          {-230, 128, -66, 83},
                          {-270, 139, -64, 91},
                          {-330, 145, -63, 93}},
                         0.35f);
  cage = model.addLoft({{104, 14, 10, 44},
                        {98, 25, 0, 52},
                        {84, 45, -16, 61},
                        {66, 64, -35, 69},
                        {48, 83, -47, 75},
                        {25, 100, -58, 80},
                        {0, 113, -67, 83},
                        {-40, 122, -73, 83},
                        {-80, 122, -72, 79},
                        {-120, 114, -67, 71},
                        {-165, 103, -60, 62}},
                       0.2f);
  cavity = model.addLoft({{-40, 112, -66, 66},
                          {-110, 105, -65, 54},
                          {-160, 98, -62, 48},
                          {-200, 97, -60, 46},
                          {-240, 92, -57, 58},
                          {-275, 72, -50, 68},
                          {-330, 50, -42, 60}},
                         0.25f);
}

const Vertebra& AnatomyPlan::vertebra(const std::string& name) const {
  const auto found =
      std::find_if(vertebrae.begin(), vertebrae.end(), [&](const Vertebra& v) { return v.name == name; });
  return found == vertebrae.end() ? vertebrae.front() : *found;
}

std::unique_ptr<PhantomModel> makePatient() {
  auto model = std::make_unique<PhantomModel>();
  const AnatomyPlan plan(*model);
  paintCouch(plan);
  paintEnvelope(plan);
  paintThorax(plan);
  paintAbdomen(plan);
  paintSpine(plan);
  paintRibCage(plan);
  paintPelvis(plan);
  paintVessels(plan);
  paintBraincase(plan);
  paintFace(plan);
  return model;
}

}  // namespace iso
