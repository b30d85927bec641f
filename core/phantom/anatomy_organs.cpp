// SPDX-License-Identifier: Apache-2.0
// The abdominal cavity and what lies in it.
#include <cmath>
#include <cstddef>

#include "core/phantom/anatomy.h"
#include "core/phantom/noise.h"
#include "core/phantom/vessel_tree.h"

namespace iso {
namespace {

/// A piece of gut: wall, content, and gas above a flat level (the patient lies on the back, so gas is in
/// front).
void paintGut(const AnatomyPlan& plan, const std::vector<Vec3f>& line, const std::vector<float>& radii,
              Tissue content, Texture texture, float gasInFront) {
  plan.layer(Tissue::Bowel).blend(2).tube(line, radii);
  auto inner = radii;
  for (float& r : inner) r -= 2.0f;
  plan.layer(content).texture(texture).blend(2).tube(line, inner);
  if (gasInFront < -200.0f) return;
  auto gas = plan.layer(Tissue::Airway);
  gas.blend(2).tube(line, inner);
  gas.intersect().blend(0).plane({0, gasInFront, 0}, {0, 1, 0});
}

/// Alternating radii: the pouches of the large bowel.
std::vector<float> pouches(std::size_t count, float wide, float narrow) {
  std::vector<float> radii;
  for (std::size_t i = 0; i < count; ++i) radii.push_back(i % 2 ? narrow : wide);
  return radii;
}

std::vector<Vec3f> between(const std::vector<Vec3f>& corners, int steps) {
  return smoothCurve(corners, steps);
}

void paintBowel(const AnatomyPlan& plan) {
  // Small bowel: a path from site to neighbouring site of a loose packing of the middle of the belly.
  RandomStream random(404);
  std::vector<Vec3f> sites;
  for (int layer = 0; layer < 6; ++layer) {
    for (int row = 0; row < 3; ++row) {
      for (int k = 0; k < 6; ++k) {
        const float shift = (layer + row) % 2 ? 9.5f : 0.0f;
        const Vec3f site(-52 + 19.0f * static_cast<float>(k) + shift, -48 + 17.0f * static_cast<float>(row),
                         -182 - 16.5f * static_cast<float>(layer));
        const float reach = layer < 4 ? 56.0f : 40.0f;
        if (std::abs(site.x()) < reach && (row < 2 || std::abs(site.x()) > 20.0f)) {
          sites.emplace_back(site +
                             Vec3f(random.uniform(-3, 3), random.uniform(-3, 3), random.uniform(-3, 3)));
        }
      }
    }
  }
  std::vector<Vec3f> loops{sites.front()};
  sites.erase(sites.begin());
  while (!sites.empty()) {
    auto best = sites.begin();
    float bestCost = 1e9f;
    for (auto site = sites.begin(); site != sites.end(); ++site) {
      const float cost = (*site - loops.back()).norm() + random.uniform(0, 7);
      if (cost < bestCost) {
        bestCost = cost;
        best = site;
      }
    }
    if ((*best - loops.back()).norm() > 45.0f) break;
    loops.push_back(*best);
    sites.erase(best);
  }
  paintGut(plan, loops, pouches(loops.size(), 9.3f, 8.0f), Tissue::Chyme, Texture::Parenchyma, -53);
  // Large bowel.
  const auto ascending = between({{-78, 0, -240}, {-86, -4, -215}, {-88, 4, -185}, {-84, 4, -160}}, 3);
  paintGut(plan, ascending, pouches(ascending.size(), 17, 13.5f), Tissue::Stool, Texture::Stool, -8);
  const auto transverse = between({{-80, -14, -160},
                                   {-56, -44, -168},
                                   {-20, -52, -178},
                                   {20, -52, -174},
                                   {56, -44, -158},
                                   {84, -10, -138}},
                                  3);
  paintGut(plan, transverse, pouches(transverse.size(), 14.5f, 11.5f), Tissue::Chyme, Texture::None, -44);
  const auto descending = between({{86, 4, -138},
                                   {90, 12, -170},
                                   {88, 10, -205},
                                   {76, 0, -240},
                                   {44, 6, -262},
                                   {18, 26, -262},
                                   {2, 46, -272}},
                                  3);
  paintGut(plan, descending, pouches(descending.size(), 11.5f, 9), Tissue::Stool, Texture::Stool, -300);
  paintGut(plan, {{2, 46, -270}, {0, 54, -288}, {0, 50, -304}, {0, 46, -330}}, {11, 14, 13, 9}, Tissue::Stool,
           Texture::Stool, 46);
}

void paintKidney(const AnatomyPlan& plan, float s) {
  const Vec3f centre(s * 50, 26, s < 0 ? -142.0f : -134.0f);
  const Mat3f axes = turned(-10, s * -12, s * -30);
  auto at = [&](float x, float y, float z) { return Vec3f(centre + axes * Vec3f(s * x, y, z)); };
  auto kidney = plan.layer(Tissue::KidneyCortex);
  kidney.texture(Texture::Parenchyma).blend(5).ellipsoid(centre, {17, 20, 36}, axes);
  kidney.subtract().ellipsoid(at(-17, 0, 0), {9, 11, 13}, axes);
  auto pyramids = plan.layer(Tissue::KidneyMedulla);
  for (const float z : {-23.0f, -12.0f, 0.0f, 12.0f, 23.0f}) {
    for (const float y : {-9.0f, 8.0f}) {
      const float w = std::sqrt(1.0f - z * z / 1100.0f);
      pyramids.capsule(at(-1, 0.3f * y, 0.72f * z), at(7.5f * w, y * w, z), 2.2f, 4.2f);
    }
  }
  auto sinus = plan.layer(Tissue::Fat);
  sinus.blend(3).ellipsoid(at(-7, 0, 0), {8, 7, 17}, axes);
  auto pelvis = plan.layer(Tissue::RenalPelvis);
  pelvis.blend(3)
      .tube({at(-16, 4, -6), at(-8, 1, -1), at(-3, 0, 8)}, {4.2f, 3.6f, 2})
      .capsule(at(-8, 1, -1), at(-3, 0, -11), 3.4f, 1.8f);
  pelvis.tube({at(-16, 4, -6), {s * 34, 8, -172}, {s * 32, 0, -205}, {s * 40, 14, -245}, {s * 22, 10, -285}},
              {3.2f, 1.7f, 1.5f, 1.5f, 1.6f});
  plan.layer(Tissue::Adrenal)
      .blend(1)
      .triangle(at(-12, -4, 34), at(-4, 6, 36), at(-9, 0, 46), 3.2f)
      .triangle(at(-12, -4, 34), at(-14, 8, 36), at(-9, 0, 46), 3);
}

}  // namespace

void paintAbdomen(const AnatomyPlan& plan) {
  // Diaphragm and abdominal wall, fat inside. The domes rise into the chest.
  auto cavity = plan.layer(Tissue::Muscle);
  cavity.shell(2.2f, Tissue::Fat).texture(Texture::Fat).blend(14);
  cavity.ellipsoid({-52, -5, -106}, {62, 68, 60})
      .ellipsoid({52, -2, -112}, {60, 64, 58})
      .ellipsoid({0, -14, -120}, {60, 52, 58});
  cavity.blend(24).box({0, 0, -240}, {140, 90, 115}, 10);
  cavity.intersect().blend(3).loft(plan.cavity, 0);

  auto liver = plan.layer(Tissue::Liver);
  liver.texture(Texture::Parenchyma).blend(16);
  liver.ellipsoid({-52, -5, -106}, {59, 65, 57}).ellipsoid({2, -34, -92}, {52, 30, 27}, turned(0, -8, 0));
  liver.intersect().blend(6).plane({0, 0, -112}, {0.35f, 0, -0.94f}).loft(plan.cage, 9.5f);
  liver.blend(4).loft(plan.cavity, 2.5f);
  liver.subtract()
      .blend(7)
      .ellipsoid({-50, 30, -150}, {21, 26, 38})
      .blend(2)
      .capsule({-16, 14, -40}, {-16, 10, -150}, 9.4f, 9.4f);
  liver.triangle({0, -70, -60}, {0, -40, -140}, {-6, -10, -116}, 3);  // falciform fissure
  paintLiverVessels(plan);
  plan.layer(Tissue::Wall)
      .shell(1.4f, Tissue::Bile)
      .ellipsoid({-36, -36, -146}, {11, 13, 21}, turned(24, 0, 0));

  auto spleen = plan.layer(Tissue::Spleen);
  spleen.texture(Texture::Parenchyma).blend(4).ellipsoid({82, 30, -98}, {19, 33, 36}, turned(20, 8, 22));
  spleen.subtract().ellipsoid({62, 10, -102}, {16, 24, 30}).intersect().loft(plan.cage, 9.5f);

  auto stomach = plan.layer(Tissue::Stomach);
  const std::vector<Vec3f> curve{{46, 14, -80},   {54, -4, -98},   {52, -26, -120},
                                 {34, -40, -138}, {10, -38, -142}, {-8, -30, -136}};
  stomach.blend(4).tube(curve, {24, 27, 23, 18, 13, 8}).intersect().blend(3).loft(plan.cage, 9.5f);
  auto meal = plan.layer(Tissue::Chyme);
  meal.texture(Texture::Parenchyma)
      .blend(4)
      .tube(curve, {20.5f, 23.5f, 19.5f, 14, 8, 3})
      .intersect()
      .blend(3)
      .loft(plan.cage, 13);
  auto bubble = plan.layer(Tissue::Airway);
  bubble.blend(4)
      .tube(curve, {20, 23, 19, 13, 7, 2})
      .intersect()
      .blend(3)
      .loft(plan.cage, 13.5f)
      .blend(0)
      .plane({0, -21, 0}, {0, 1, 0});

  auto pancreas = plan.layer(Tissue::Pancreas);
  pancreas.texture(Texture::Parenchyma).blend(3);
  pancreas.tube({{-14, -14, -150}, {-6, -20, -140}, {14, -16, -132}, {38, 4, -122}, {62, 18, -112}},
                {9, 9, 7.5f, 7, 5.5f});
  paintGut(plan, {{-10, -28, -136}, {-26, -18, -140}, {-28, -6, -165}, {-10, -8, -178}, {18, -12, -172}},
           {9, 10, 9.5f, 9, 8.5f}, Tissue::Chyme, Texture::Parenchyma, -24);
  for (const float s : kSides) paintKidney(plan, s);
  paintBowel(plan);
  plan.layer(Tissue::Wall)
      .shell(2.6f, Tissue::Urine)
      .ellipsoid({0, -18, -288}, {31, 24, 21}, turned(10, 0, 0));
  plan.layer(Tissue::Prostate).texture(Texture::Parenchyma).ellipsoid({0, 8, -318}, {18, 14, 14});
  for (const float s : kSides)
    plan.layer(Tissue::Prostate).ellipsoid({s * 14, 20, -294}, {15, 5, 6}, turned(0, s * 15, s * 20));
}

}  // namespace iso
