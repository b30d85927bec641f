// SPDX-License-Identifier: Apache-2.0
// Braincase and brain.
#include "core/phantom/anatomy.h"

namespace iso {
namespace {

void addBrainSpace(LayerBuilder& layer, float grown) {
  addCranium(layer, grown);
  // The roofs of the orbits and the middle fossa's front wall bound it from below.
  layer.subtract().blend(7).ellipsoid({0, -62, 186}, {64 - grown - 6, 53 - grown - 6, 45 - grown - 6});
  layer.unite();
}

}  // namespace

void addCranium(LayerBuilder& layer, float grown) {
  layer.blend(20);
  layer.ellipsoid({0, 20, 236}, {63.5f + grown, 61 + grown, 64 + grown});
  layer.ellipsoid({0, -21, 236}, {56.5f + grown, 55 + grown, 60 + grown});
  layer.ellipsoid({0, 3, 238}, {58 + grown, 56 + grown, 61 + grown});
  layer.ellipsoid({0, 46, 216}, {49 + grown, 37 + grown, 38 + grown});
}

void paintBraincase(const AnatomyPlan& plan) {
  auto skull = plan.layer(Tissue::Cortical);
  skull.shell(7.5f, Tissue::Cancellous).texture(Texture::Skull, 9.0f);
  addCranium(skull, 0);
  auto fluid = plan.layer(Tissue::Csf);
  addBrainSpace(fluid, -5.9f);
  // The face and the neck take the skull's lower front and bottom; their own bones come later.
  auto below = plan.layer(Tissue::SoftTissue);
  below.texture(Texture::Muscle).blend(6).ellipsoid({0, -45, 188}, {53, 34, 40});
  below.ellipsoid({0, 14, 160}, {50, 30, 17});

  auto cerebrum = plan.layer(Tissue::GreyMatter);
  cerebrum.texture(Texture::Cerebrum, 26.0f);
  addBrainSpace(cerebrum, -7.6f);
  cerebrum.subtract().blend(3).ellipsoid({0, 48, 194}, {54, 38, 23});  // under the tentorium
  cerebrum.ellipsoid({0, 10, 190}, {17, 30, 26});
  auto core = plan.layer(Tissue::WhiteMatter);
  core.blend(6).tube({{0, -30, 240}, {0, -22, 252}, {0, 4, 258}, {0, 26, 252}, {0, 32, 243}},
                     {3.2f, 3, 3, 3.4f, 4});  // callosum
  core.ellipsoid({0, 4, 236}, {27, 27, 15});
  auto nuclei = plan.layer(Tissue::GreyMatter);
  for (const float s : kSides) {
    nuclei.blend(2).ellipsoid({s * 10, 10, 236}, {7, 12, 8}, turned(0, 0, s * 24));  // thalamus
    nuclei.ellipsoid({s * 23.5f, -6, 234}, {5, 15, 9}, turned(0, s * 10, s * 8));    // putamen
    nuclei.tube({{s * 11, -26, 242}, {s * 13, -14, 250}, {s * 16, 8, 252}, {s * 22, 24, 244}},
                {5.6f, 4.2f, 3, 1.8f});  // caudate
  }
  auto stem = plan.layer(Tissue::WhiteMatter);
  stem.blend(7)
      .tube({{0, 8, 228}, {0, 9, 216}, {0, 14, 202}, {0, 21, 186}, {0, 24, 178}}, {12, 11.5f, 11, 8, 6.5f})
      .ellipsoid({0, 6, 205}, {15, 10.5f, 12});
  auto cerebellum = plan.layer(Tissue::GreyMatter);
  cerebellum.texture(Texture::Cerebellum, 20.0f).blend(9);
  for (const float s : kSides) cerebellum.ellipsoid({s * 22, 48, 197}, {29, 28, 20}, turned(14, s * 12, 0));
  cerebellum.ellipsoid({0, 40, 198}, {11, 20, 17});
  auto tentorium = plan.layer(Tissue::Mucosa);  // dura with its venous sinuses
  for (const float s : kSides) {
    tentorium.triangle({0, 20, 226}, {0, 72, 212}, {s * 52, 46, 203}, 0.9f)
        .triangle({0, 20, 226}, {s * 42, 14, 206}, {s * 52, 46, 203}, 0.9f);
  }
  tentorium.triangle({0, -70, 250}, {0, 18, 292}, {0, 0, 268}, 0.8f)
      .triangle({0, 18, 292}, {0, 74, 240}, {0, 30, 262}, 0.8f);
  tentorium.triangle({0, 18, 292}, {0, 0, 268}, {0, 30, 262}, 0.8f)
      .triangle({0, 74, 240}, {0, 30, 262}, {0, 70, 214}, 0.8f);
  tentorium.triangle({0, -70, 250}, {0, -50, 290}, {0, 18, 292}, 0.8f);
  addCranium(tentorium.intersect(), -6.2f);

  auto ventricles = plan.layer(Tissue::Csf);
  for (const float s : kSides) {
    ventricles.blend(2).tube({{s * 5, -34, 243},
                              {s * 6.5f, -20, 249},
                              {s * 9, 4, 252},
                              {s * 14, 24, 248},
                              {s * 21, 36, 236},
                              {s * 23, 52, 231}},
                             {2.6f, 4.4f, 4.6f, 5, 5.4f, 1.6f});
    ventricles.tube({{s * 21, 35, 237}, {s * 28, 24, 222}, {s * 30, 4, 212}}, {5, 3.4f, 1.8f});
  }
  ventricles.ellipsoid({0, 6, 233}, {2, 13, 9}).capsule({0, 20, 226}, {0, 29, 208}, 0.9f, 1.1f);
  ventricles.ellipsoid({0, 31, 202}, {7, 4.5f, 8});
  auto plexus = plan.layer(Tissue::KidneyCortex);  // enhancing choroid plexus
  for (const float s : kSides)
    plexus.tube({{s * 12, 16, 247}, {s * 20, 31, 239}, {s * 25, 29, 229}}, {1, 2.2f, 1.2f});

  // Circle of Willis and the great sinuses.
  auto vessels = plan.layer(Tissue::BloodArterial);
  vessels.tube({{-9, 22, 184}, {0, 10, 191}, {0, -5, 200}, {0, -7, 214}}, {1.5f, 1.8f, 1.7f, 1.5f});
  for (const float s : kSides) {
    vessels.tube({{s * 9, 22, 184}, {0, 10, 191}}, {1.5f});
    vessels.tube(
        {{s * 25, 9, 190}, {s * 20, -4, 200}, {s * 10, -8, 204}, {s * 10, -14, 212}, {s * 11, -10, 218}},
        {2.2f, 2.1f, 2, 2, 1.8f});
    vessels.tube(
        {{s * 11, -10, 218}, {s * 24, -14, 220}, {s * 36, -8, 226}, {s * 42, 6, 236}, {s * 44, 24, 244}},
        {1.6f, 1.6f, 1.4f, 1.1f, 0.8f});
    vessels.tube({{s * 11, -10, 218},
                  {s * 2.2f, -22, 222},
                  {s * 1.8f, -40, 238},
                  {s * 1.8f, -28, 262},
                  {s * 1.8f, 0, 272}},
                 {1.4f, 1.3f, 1.1f, 0.9f, 0.7f});
    vessels.tube({{0, -7, 214}, {s * 10, 0, 216}, {s * 16, 22, 216}, {s * 12, 44, 222}},
                 {1.3f, 1.2f, 1, 0.7f});
    vessels.tube({{s * 11, -10, 217}, {s * 9, 0, 216}}, {0.9f});
  }
  auto sinus = plan.layer(Tissue::BloodVenous);
  sinus.blend(2).tube({{0, -60, 262}, {0, -30, 290}, {0, 18, 293}, {0, 56, 276}, {0, 77, 236}, {0, 79, 216}},
                      {1, 2, 2.6f, 3, 3.6f, 4});
  sinus.tube({{0, 32, 240}, {0, 40, 232}, {0, 77, 217}}, {1.6f, 2, 2.8f});
  for (const float s : kSides)
    sinus.tube({{0, 79, 216}, {s * 28, 70, 208}, {s * 48, 46, 203}, {s * 45, 26, 190}, {s * 30, 16, 181}},
               {3.6f, 3.6f, 3.8f, 3.8f, 3.6f});
}

}  // namespace iso
