// SPDX-License-Identifier: Apache-2.0
// Couch, the body's outer layers, and the chest.
#include <cmath>

#include "core/phantom/anatomy.h"
#include "core/phantom/vessel_tree.h"

namespace iso {
namespace {

/// Outside of head, arms and trunk, shrunk by `inset`.
void addOutline(LayerBuilder& layer, const Loft* trunk, float inset) {
  layer.blend(0).loft(trunk, 0).intersect().blend(8).plane({0, 0, 172}, {0, 0, 1}).unite();
  for (const float s : kSides) {
    layer.blend(26);
    layer.tube({{s * 112, 34, 70}, {s * 131, 33, 100}, {s * 143, 24, 190}, {s * 157, 12, 330}},
               {44 - inset, 45 - inset, 37 - inset, 34 - inset});
    layer.blend(22).ellipsoid({s * 118, 48, 40}, {34 - inset, 46 - inset, 62});  // latissimus, teres
  }
  layer.blend(12);
  for (const float s : kSides) {  // soft tissue over the collar bones
    layer.tube({{s * 15, -33, 72}, {s * 40, -28, 78}, {s * 72, -5, 84}, {s * 98, 16, 93}},
               {13 - inset, 13 - inset, 13.5f - inset, 14 - inset});
  }
  layer.blend(16);
  addCranium(layer, 4.8f - inset);
  layer.blend(14)
      .ellipsoid({0, -34, 190}, {54 - inset, 48 - inset, 42})
      .ellipsoid({0, -44, 158}, {43 - inset, 41 - inset, 28})
      .ellipsoid({0, -75, 141}, {17 - inset, 13 - inset, 12 - 0.5f * inset});
  for (const float s : kSides) {
    layer.ellipsoid({s * 31, -55, 188}, {22 - inset, 24 - inset, 22 - inset})
        .ellipsoid({s * 37, -22, 190}, {27 - inset, 40 - inset, 34 - inset})  // cheek and temple
        .ellipsoid({s * 34, 20, 180}, {31 - inset, 36 - inset, 30 - inset})   // behind the ear
        .capsule({s * 43, -6, 160}, {s * 17, -66, 143}, 17 - inset, 15 - inset);
  }
  layer.blend(18).ellipsoid({0, 22, 150}, {44 - inset, 40 - inset, 40});
}

void paintHeadDetails(const AnatomyPlan& plan) {
  // Nose, lips, lids and ears: skin over soft tissue, too small for their own layer of fat.
  auto skin = plan.layer(Tissue::Skin);
  skin.shell(1.6f, Tissue::SoftTissue).blend(6);
  skin.capsule({0, -77, 216}, {0, -95, 191}, 4.5f, 7.5f)
      .triangle({0, -76, 217}, {0, -94, 190}, {0, -72, 188}, 11)
      .ellipsoid({0, -86, 187}, {13, 11, 6});
  for (const float s : kSides) {
    skin.ellipsoid({s * 8.5f, -86, 188}, {6, 8, 6});
  }
  skin.blend(10).ellipsoid({0, -63, 212}, {48, 14, 13});
  skin.blend(3.5f);
  skin.tube({{-21, -75, 164}, {-11, -84, 166}, {0, -86, 166.5f}, {11, -84, 166}, {21, -75, 164}},
            {2.5f, 4.2f, 4.6f, 4.2f, 2.5f});
  skin.tube({{-20, -75, 161}, {-10, -82, 157}, {0, -84, 156}, {10, -82, 157}, {20, -75, 161}},
            {2.5f, 4.4f, 5.2f, 4.4f, 2.5f});
  for (const float s : kSides) {
    skin.blend(9).ellipsoid({s * 27, -71, 212}, {14, 9.5f, 10});
    skin.blend(7).tube({{s * 9, -78, 224}, {s * 38, -69, 227}, {s * 49, -57, 219}, {s * 47, -58, 200}},
                       {6, 7, 8, 8});  // brow
    const Mat3f flare = turned(-12, 0, s * -24);
    skin.blend(3).ellipsoid({s * 71, 24, 201}, {4.5f, 15, 25}, flare);
    skin.blend(1);
    skin.tube({{s * 71, 14, 205},
               {s * 76, 22, 222},
               {s * 79, 34, 220},
               {s * 79, 38, 205},
               {s * 74, 30, 186},
               {s * 70, 20, 181}},
              {2.2f, 2.4f, 2.4f, 2.4f, 3, 3});
  }
  skin.subtract().blend(2);
  for (const float s : kSides) {
    skin.capsule({s * 6, -93, 181}, {s * 5, -84, 194}, 3, 2.6f);
    skin.ellipsoid({s * 77, 20, 200}, {5, 8, 12}, turned(-12, 0, s * -24));
    skin.capsule({s * 78, 15, 195}, {s * 55, 12, 196}, 3.2f, 3);
  }
  // Breath in the nostrils and ear canals, through the skin to the deeper airways.
  auto air = plan.layer(Tissue::Airway);
  for (const float s : kSides) {
    air.blend(0).tube({{s * 6, -92, 182}, {s * 5, -84, 193}, {s * 5.5f, -72, 190}}, {2.6f, 2.6f, 2.8f});
    air.tube({{s * 75, 15, 195}, {s * 60, 12, 196}, {s * 46, 10, 196}}, {3, 2.8f, 2.5f});
  }
}

}  // namespace

void paintCouch(const AnatomyPlan& plan) {
  auto couch = plan.layer(Tissue::Couch);
  couch.shell(2.2f, Tissue::Foam).rigid();
  couch.box({0, 130, 0}, {205, 20, 2000}, 18);
  // Head rest: two wedges of foam that leave room for the known objects behind the head.
  auto rest = plan.layer(Tissue::Foam);
  rest.rigid().box({0, 98, 228}, {75, 14, 70}, 8);
}

void paintEnvelope(const AnatomyPlan& plan) {
  auto skin = plan.layer(Tissue::Skin);
  skin.shell(1.9f, Tissue::Fat).texture(Texture::Fat);
  addOutline(skin, plan.skin, 0);
  auto muscle = plan.layer(Tissue::Muscle);
  muscle.texture(Texture::Muscle);
  addOutline(muscle, plan.muscle, 7);
  paintHeadDetails(plan);

  // Single muscles, each in its sheath of fat.
  auto trunk = plan.layer(Tissue::Fat);
  trunk.shell(0.9f, Tissue::Muscle).texture(Texture::Muscle);
  for (const float s : kSides) {
    trunk.tube({{s * 17, 76, 70},
                {s * 22, 83, 20},
                {s * 25, 84, -40},
                {s * 27, 74, -110},
                {s * 27, 62, -170},
                {s * 25, 66, -225},
                {s * 16, 82, -270}},
               {9, 11, 13, 16, 19, 17, 8});                                       // erector of the spine
    trunk.ellipsoid({s * 62, -52, 26}, {50, 13, 40}, turned(0, s * 14, s * 26));  // pectoral
    trunk.tube({{s * 40, 30, 130}, {s * 30, -6, 110}, {s * 17, -26, 82}}, {7, 7.5f, 5});  // sternomastoid
    trunk.tube({{s * 24, 44, 160}, {s * 26, 48, 120}, {s * 40, 56, 90}, {s * 80, 66, 80}}, {10, 12, 13, 11});
    trunk.ellipsoid({s * 112, 50, 20}, {20, 34, 64}, turned(0, s * -6, s * 10));  // latissimus
  }
  trunk.intersect().blend(2).loft(plan.muscle, 0.6f);
  auto arm = plan.layer(Tissue::Fat);
  arm.shell(0.8f, Tissue::Muscle).texture(Texture::Muscle);
  for (const float s : kSides) {
    arm.tube({{s * 132, 50, 110}, {s * 147, 36, 190}, {s * 158, 26, 330}}, {12, 16, 16});    // triceps
    arm.tube({{s * 128, 18, 110}, {s * 141, 7, 190}, {s * 156, -6, 330}}, {10, 13.5f, 14});  // biceps
  }
}

void paintThorax(const AnatomyPlan& plan) {
  auto wall = plan.layer(Tissue::Muscle);
  wall.texture(Texture::Muscle).loft(plan.cage, -4);
  wall.intersect().blend(10).plane({0, 0, 96}, {0, 0, 1}).plane({0, 0, -150}, {0, 0, -1});
  auto lung = plan.layer(Tissue::SoftTissue);
  lung.shell(0.6f, Tissue::Lung).texture(Texture::Lung).loft(plan.cage, 5.5f);
  // Apex, and the lower recess, which is deeper at the back.
  lung.intersect().blend(6).plane({0, 0, 99}, {0, 0, 1}).blend(12).plane({0, 0, -100}, {0, -0.3f, -1});
  paintLungVessels(plan);

  // Fat of the mediastinum around heart, great vessels, gullet and spine.
  auto mediastinum = plan.layer(Tissue::SoftTissue);
  mediastinum.shell(1.0f, Tissue::Fat).texture(Texture::Fat).blend(14);
  mediastinum.ellipsoid({13, -20, -20}, {52, 40, 46}, turned(0, 24, 14));
  mediastinum.capsule({2, -14, 20}, {0, -2, 96}, 27, 22).capsule({0, -48, -20}, {0, -28, 70}, 12, 10);
  mediastinum.tube({{2, 52, -110}, {2, 54, -40}, {0, 52, 20}, {0, 36, 90}}, {20, 20, 18, 18});
  mediastinum.capsule({8, 28, -80}, {6, 22, 40}, 15, 14);
  mediastinum.capsule({0, -60, -70}, {0, -20, -60}, 14, 14);

  // Heart: muscle first, then the blood in its chambers.
  const Vec3f axis = Vec3f(0.66f, -0.58f, -0.47f).normalized();
  const Mat3f heart = along(axis);
  auto atria = plan.layer(Tissue::Wall);
  atria.shell(1.6f, Tissue::BloodVenous).blend(5);
  atria.ellipsoid({-25, -20, -8}, {20, 22, 27}).ellipsoid({-14, -38, 8}, {11, 9, 12});
  auto leftAtrium = plan.layer(Tissue::Wall);
  leftAtrium.shell(1.6f, Tissue::BloodArterial).blend(5);
  leftAtrium.ellipsoid({3, 12, 2}, {27, 15, 19}).ellipsoid({30, -6, 10}, {8, 12, 8});
  auto right = plan.layer(Tissue::Wall);
  right.shell(2.6f, Tissue::BloodVenous).blend(8);
  right.ellipsoid({8, -43, -26}, {33, 18, 25}, turned(0, 18, 12)).capsule({0, -44, -10}, {8, -38, 16}, 13, 9);
  auto left = plan.layer(Tissue::Myocardium);
  left.texture(Texture::Parenchyma).blend(4);
  left.ellipsoid(Vec3f(27, -22, -24), {24, 25, 37}, heart);
  auto cavity = plan.layer(Tissue::BloodArterial);
  cavity.blend(6)
      .ellipsoid(Vec3f(25, -20, -22), {13.5f, 14, 27}, heart)
      .capsule({10, -12, 2}, {8, -10, -6}, 10, 11);
  auto papillary = plan.layer(Tissue::Myocardium);
  papillary.capsule(Vec3f(34, -20, -30), Vec3f(40, -30, -35), 3, 4)
      .capsule(Vec3f(24, -30, -32), Vec3f(34, -36, -36), 3, 4);

  // Windpipe with its cartilage, gullet.
  const std::vector<Vec3f> trachea{{0, -11, 112}, {0, -4, 90}, {0, 4, 60}, {-1, 11, 30}, {-1, 12, 22}};
  const std::vector<Vec3f> mainRight{{-1, 12, 24}, {-12, 14, 12}, {-26, 15, 3}, {-40, 16, -6}};
  const std::vector<Vec3f> mainLeft{{-1, 12, 24}, {13, 14, 14}, {28, 18, 6}, {42, 20, -4}};
  auto rings = plan.layer(Tissue::Wall);
  rings.blend(2)
      .tube(trachea, {8.6f, 8.6f, 8.8f, 9, 9})
      .tube(mainRight, {7.8f, 7, 5.8f, 4.6f})
      .tube(mainLeft, {7.4f, 6.4f, 5.4f, 4.4f});
  auto airway = plan.layer(Tissue::Airway);
  airway.blend(2)
      .tube(trachea, {7, 7, 7.2f, 7.4f, 7.4f})
      .tube(mainRight, {6.4f, 5.6f, 4.6f, 3.4f})
      .tube(mainLeft, {6, 5.1f, 4.2f, 3.2f});
  auto gullet = plan.layer(Tissue::Wall);
  gullet.tube({{2, 4, 112}, {3, 14, 84}, {4, 26, 40}, {3, 32, 0}, {5, 30, -40}, {12, 20, -64}, {26, 4, -76}},
              {5, 5, 5, 5.5f, 5.5f, 6, 7});
  auto gulletAir = plan.layer(Tissue::Airway);
  gulletAir.tube({{3, 13, 82}, {4, 25, 40}, {4, 30, 10}}, {1.2f, 1.4f, 0.8f});
}

}  // namespace iso
