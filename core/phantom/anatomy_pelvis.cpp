// SPDX-License-Identifier: Apache-2.0
// Sacrum, hip bones, femora and the muscles around them.
#include <cstddef>

#include "core/phantom/anatomy.h"

namespace iso {
namespace {

void paintMuscles(const AnatomyPlan& plan) {
  auto muscle = plan.layer(Tissue::Fat);
  muscle.shell(1.0f, Tissue::Muscle).texture(Texture::Muscle);
  for (const float s : kSides) {
    muscle.blend(0);
    muscle.tube({{s * 22, 22, -118},
                 {s * 32, 20, -165},
                 {s * 40, 14, -215},
                 {s * 53, -4, -262},
                 {s * 66, -22, -300},
                 {s * 70, -20, -330}},
                {6, 12, 14, 14, 12, 11});                                            // psoas
    muscle.ellipsoid({s * 66, 20, -238}, {13, 34, 38}, turned(0, s * -14, s * 18));  // iliacus
    muscle.ellipsoid({s * 60, 78, -290}, {48, 20, 62}, turned(12, 0, s * 28));       // gluteus maximus
    muscle.ellipsoid({s * 112, 30, -258}, {17, 46, 42}, turned(0, s * 8, s * -16));  // medius
    muscle.ellipsoid({s * 82, -42, -318}, {20, 18, 50});  // rectus femoris, sartorius
    muscle.ellipsoid({s * 20, -66, -190}, {18, 5.5f, 135}, turned(-2, 0, s * 6));  // rectus abdominis
    muscle.tube({{s * 45, 46, -130}, {s * 54, 44, -170}, {s * 62, 46, -205}},
                {7, 11, 9});  // quadratus lumborum
    muscle.tube({{s * 40, 62, -262}, {s * 66, 48, -272}, {s * 96, 22, -284}}, {9, 9, 5});  // piriformis
    muscle.ellipsoid({s * 40, 8, -310}, {9, 30, 22}, turned(0, 0, s * 24));                // obturator
  }
  muscle.intersect().blend(2).loft(plan.muscle, 0.6f);
}

void paintSacrum(const AnatomyPlan& plan) {
  auto sacrum = plan.layer(Tissue::Cortical);
  sacrum.shell(1.3f, Tissue::Cancellous).texture(Texture::Marrow, 4.5f).blend(5);
  const std::vector<Vec3f> line{{0, 44, -246}, {0, 57, -262}, {0, 67, -277}, {0, 73, -291}, {0, 74, -303}};
  for (std::size_t i = 0; i < line.size(); ++i) {
    const float n = static_cast<float>(i);
    sacrum.ellipsoid(line[i], {20 - 2.6f * n, 11 - 1.2f * n, 10 - 0.6f * n}, turned(-38 + 9 * n, 0, 0));
    for (const float s : kSides) {
      sacrum.ellipsoid(line[i] + Vec3f(s * (26 - 4.6f * n), 6 - n, -3),
                       {15 - 2.4f * n, 11 - 1.4f * n, 10 - 0.8f * n}, turned(-38 + 9 * n, 0, 0));
    }
  }
  sacrum.tube({{0, 66, -240}, {0, 80, -260}, {0, 86, -280}}, {4, 4, 3});  // median crest
  sacrum.tube({{0, 74, -305}, {0, 70, -313}, {0, 62, -320}}, {6, 5, 3});  // coccyx
  sacrum.subtract().blend(1.5f);
  for (std::size_t i = 0; i + 1 < line.size(); ++i) {
    const float n = static_cast<float>(i);
    const Vec3f middle = 0.5f * (line[i] + line[i + 1]);
    for (const float s : kSides) {
      const Vec3f hole = middle + Vec3f(s * (16 - 1.8f * n), 4, 0);
      sacrum.capsule(hole + Vec3f(0, -14, -4), hole + Vec3f(0, 14, 3), 3.4f - 0.3f * n, 3 - 0.3f * n);
    }
  }
  sacrum.tube({{0, 58, -238}, {0, 66, -252}, {0, 76, -270}, {0, 81, -288}}, {6.5f, 6, 4.5f, 2.5f});  // canal
}

void paintHip(const AnatomyPlan& plan, float s) {
  auto at = [s](float x, float y, float z) { return Vec3f(s * x, y, z); };
  auto hip = plan.layer(Tissue::Cortical);
  hip.shell(1.5f, Tissue::Cancellous).texture(Texture::Marrow, 4.5f).blend(7);
  // Wing: a curved fan from the socket to the crest.
  const std::vector<Vec3f> crest{at(88, -44, -247), at(101, -30, -226), at(106, -4, -207), at(98, 22, -198),
                                 at(80, 46, -202),  at(56, 68, -222),   at(44, 74, -242)};
  const Vec3f socketTop = at(74, 4, -268), notch = at(46, 52, -262);
  const auto rim = smoothCurve(crest, 2);
  for (std::size_t i = 0; i + 1 < rim.size(); ++i) {
    hip.triangle(i < 7 ? socketTop : notch, rim[i], rim[i + 1], i < 7 ? 5.0f : 7.0f);
  }
  hip.triangle(socketTop, rim[7], notch, 6);
  hip.tube(crest, {4.5f, 4.2f, 4.8f, 4.4f, 4.8f, 6, 6});
  hip.capsule(socketTop, at(86, -38, -262), 7, 4.5f);  // anterior inferior spine
  hip.capsule(socketTop, notch, 9, 8);
  hip.sphere(at(66, 0, -288), 27);                                                     // around the socket
  hip.tube({at(58, -12, -288), at(40, -36, -296), at(16, -48, -302)}, {10, 7.5f, 8});  // superior ramus
  hip.capsule(at(9, -47, -304), at(9, -42, -320), 7.5f, 6);                            // body of the pubis
  hip.tube({at(10, -40, -324), at(26, -14, -334), at(44, 22, -334)}, {6, 6, 9});       // inferior ramus
  hip.tube({at(58, 18, -294), at(54, 32, -312), at(48, 30, -334)}, {12, 11, 13});      // ischium
  hip.capsule(at(56, 28, -296), at(38, 46, -300), 5, 2.5f);                            // its spine
  hip.subtract().blend(2);
  hip.sphere(at(70, 0, -291), 20.4f).capsule(at(70, 0, -291), at(110, 0, -303), 20.4f, 26);
  hip.ellipsoid(at(34, 2, -316), {12, 17, 12}, turned(0, 0, s * 40));  // obturator foramen

  plan.layer(Tissue::Cartilage).tube({at(4, -46, -300), at(0, -45, -312), at(4, -42, -322)}, {3.5f});
  auto cartilage = plan.layer(Tissue::Cartilage);
  cartilage.sphere(at(70, 0, -291), 19.8f);
  cartilage.intersect().plane(at(74, 0, -292), {s, 0, -0.4f});
  auto femur = plan.layer(Tissue::Cortical);
  femur.shell(1.6f, Tissue::Cancellous).texture(Texture::Marrow, 4.6f).blend(6);
  femur.sphere(at(70, 0, -291), 18.2f);
  femur.capsule(at(72, 0, -292), at(104, 6, -312), 11.5f, 13).ellipsoid(at(112, 10, -310), {12, 15, 20});
  femur.capsule(at(108, 6, -316), at(102, 4, -400), 15, 12);
}

}  // namespace

void paintPelvis(const AnatomyPlan& plan) {
  paintMuscles(plan);
  paintSacrum(plan);
  for (const float s : kSides) paintHip(plan, s);
}

}  // namespace iso
