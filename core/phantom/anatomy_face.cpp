// SPDX-License-Identifier: Apache-2.0
// Bones of the face and skull base, sinuses, eyes, jaw and teeth, throat.
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "core/phantom/anatomy.h"

namespace iso {
namespace {

void paintSkullBase(const AnatomyPlan& plan) {
  auto base = plan.layer(Tissue::Cortical);
  base.shell(1.6f, Tissue::Cancellous).texture(Texture::Marrow, 4.5f).blend(5);
  base.tube({{0, 17, 180}, {0, 6, 192}, {0, -4, 202}, {0, -20, 205}}, {5, 6, 9, 11});  // clivus, sphenoid
  // Rim of the great foramen and the condyles on the atlas.
  base.tube({{0, 15, 178},
             {15, 24, 178},
             {13, 38, 178},
             {0, 44, 179},
             {-13, 38, 178},
             {-15, 24, 178},
             {0, 15, 178}},
            {3.4f});
  for (const float s : kSides) {
    base.ellipsoid({s * 14, 22, 178}, {5, 9, 4});
    base.triangle({s * 14, 40, 178}, {s * 50, 26, 184}, {0, 72, 190}, 4)
        .triangle({s * 14, 40, 178}, {s * 16, 22, 179}, {s * 50, 26, 184}, 4);
    base.triangle({s * 10, -20, 206}, {s * 46, -16, 202}, {s * 14, 8, 192}, 3.4f)
        .triangle({s * 46, -16, 202}, {s * 58, 8, 196}, {s * 14, 8, 192}, 3.4f);
    base.triangle({s * 8, -22, 216}, {s * 36, -30, 222}, {s * 10, -14, 208}, 3)
        .triangle({s * 36, -30, 222}, {s * 48, -22, 206}, {s * 12, -16, 204}, 2.6f);
    base.ellipsoid({s * 50, 25, 182}, {9, 12, 15}, turned(16, 0, 0));  // mastoid
    base.tube({{s * 30, -14, 198}, {s * 11, -30, 196}, {s * 11, -30, 176}}, {3, 3, 2.4f});
    base.triangle({s * 11, -26, 196}, {s * 11, -30, 174}, {s * 15, -16, 178}, 2)
        .triangle({s * 11, -26, 196}, {s * 9, -30, 174}, {s * 8, -20, 178}, 1.8f);
    base.capsule({s * 34, 16, 184}, {s * 30, 8, 164}, 2, 1);  // styloid process
  }
  auto petrous = plan.layer(Tissue::DenseBone);
  for (const float s : kSides) petrous.capsule({s * 51, 15, 197}, {s * 17, -3, 197}, 9, 5);
  auto cells = plan.layer(Tissue::Airway);
  cells.texture(Texture::AirCells);
  for (const float s : kSides)
    cells.ellipsoid({s * 50, 26, 184}, {7, 10, 13}, turned(16, 0, 0))
        .capsule({s * 50, 14, 200}, {s * 44, 8, 198}, 4, 2.5f);
  auto inner = plan.layer(Tissue::Csf);
  for (const float s : kSides) {
    inner.tube({{s * 12, 6, 200}, {s * 24, 6, 199}}, {2.6f, 2.0f});  // inner ear canal
    for (const float turn : {0.0f, 60.0f, 120.0f}) {                 // semicircular canals
      std::vector<Vec3f> ring;
      for (int k = 0; k <= 6; ++k) {
        const float angle = static_cast<float>(k) * std::numbers::pi_v<float> / 3.0f;
        ring.emplace_back(Vec3f(s * 34, 9, 199) +
                          turned(0, turn, turn) * Vec3f(3.4f * std::cos(angle), 0, 3.4f * std::sin(angle)));
      }
      inner.tube(ring, {0.55f});
    }
    inner.sphere({s * 27, 3, 197}, 2.4f);  // cochlea
  }
  auto air = plan.layer(Tissue::Airway);
  for (const float s : kSides) {
    air.tube({{s * 75, 15, 195}, {s * 60, 12, 196}, {s * 46, 10, 196}}, {3, 2.8f, 2.5f});
    air.ellipsoid({s * 41, 9, 197}, {3, 4, 5});
  }
  auto ossicles = plan.layer(Tissue::DenseBone);
  for (const float s : kSides) ossicles.capsule({s * 43, 8, 196}, {s * 41, 9, 199}, 0.8f, 1.1f);
}

void paintFaceBones(const AnatomyPlan& plan) {
  auto face = plan.layer(Tissue::Cortical);
  face.shell(1.3f, Tissue::Cancellous).texture(Texture::Marrow, 4.0f).blend(6);
  face.ellipsoid({0, -67, 233}, {27, 9, 13});  // glabella, holds the frontal sinus
  face.tube({{-48, -56, 220}, {-40, -68, 226}, {-24, -75, 227}, {-9, -75, 222}}, {4.4f, 4.2f, 4, 4});
  face.tube({{48, -56, 220}, {40, -68, 226}, {24, -75, 227}, {9, -75, 222}}, {4.4f, 4.2f, 4, 4});
  face.tube({{0, -74, 224}, {0, -80, 214}, {0, -86, 206}}, {5, 3.6f, 2.4f});  // nasal bones
  for (const float s : kSides) {
    face.tube({{s * 9, -74, 220}, {s * 12, -74, 206}, {s * 17, -71, 196}}, {3.4f, 3.2f, 4});
    face.tube({{s * 17, -71, 197}, {s * 30, -70, 195}, {s * 44, -61, 199}}, {3.6f, 4, 5});
    face.tube({{s * 48, -57, 220}, {s * 49, -56, 210}, {s * 46, -58, 199}}, {4, 3.6f, 5});
    face.ellipsoid({s * 43, -59, 193}, {9, 8, 8});  // cheekbone
    face.tube({{s * 48, -52, 194}, {s * 56, -34, 194}, {s * 59.5f, -12, 196}, {s * 57, 4, 197}},
              {4.2f, 3, 3, 4});
    face.tube({{s * 16, -70, 196}, {s * 13, -74, 184}, {s * 12, -75, 174}}, {3.6f, 4, 5});
    face.triangle({s * 40, -60, 192}, {s * 14, -72, 196}, {s * 24, -68, 174}, 3);  // front of the antrum
    face.triangle({s * 40, -60, 192}, {s * 26, -34, 176}, {s * 24, -68, 174}, 2.2f)
        .triangle({s * 40, -58, 194}, {s * 26, -30, 196}, {s * 26, -34, 176}, 2.0f);
    face.triangle({s * 12, -68, 198}, {s * 12, -32, 200}, {s * 14, -32, 174}, 1.6f)
        .triangle({s * 12, -68, 198}, {s * 14, -66, 174}, {s * 14, -32, 174}, 1.6f);
  }
  face.blend(2).box({0, -54, 174}, {22, 22, 2}, 1.5f);     // hard palate
  face.capsule({0, -80, 176}, {0, -83, 179}, 2.2f, 1.2f);  // nasal spine

  // Eye sockets: thin bone around fat.
  for (const float s : kSides) {
    plan.layer(Tissue::Cortical)
        .capsule({s * 29, -56, 211}, {s * 11, -20, 211}, 19.4f, 5)
        .intersect()
        .plane({0, -66, 211}, {-s * 0.25f, -1, 0});
    plan.layer(Tissue::Fat)
        .capsule({s * 29, -56, 211}, {s * 11, -20, 211}, 17.8f, 3.4f)
        .capsule({s * 28, -56, 211}, {s * 28.5f, -68, 211.5f}, 16.5f, 14);
  }
  for (const float s : kSides) {
    const Vec3f eye(s * 29, -65, 212);
    auto muscles = plan.layer(Tissue::Muscle);
    for (const Vec3f& side :
         {Vec3f(0, 0, 11.5f), Vec3f(0, 0, -11.5f), Vec3f(11.5f, 0, 0), Vec3f(-11.5f, 0, 0)}) {
      muscles.tube({Vec3f(s * 12, -22, 211), Vec3f(Vec3f(s * 20, -42, 211) + 0.9f * side),
                    Vec3f(eye + side + Vec3f(0, 6, 0)), Vec3f(eye + side * 0.95f)},
                   {1.2f, 2.1f, 1.6f, 0.9f});
    }
    plan.layer(Tissue::Cord)
        .tube({{s * 9, -16, 212}, {s * 17, -36, 211}, {s * 26, -52, 212}, eye + Vec3f(-s * 2, 11, 0)},
              {1.9f});
    auto globe = plan.layer(Tissue::Mucosa);
    globe.shell(0.9f, Tissue::Vitreous).blend(2).sphere(eye, 11.2f).sphere(eye + Vec3f(0, -6, 0), 7);
    plan.layer(Tissue::Lens).ellipsoid(eye + Vec3f(0, -7.5f, 0), {4.4f, 2, 4.4f});
    plan.layer(Tissue::Gland).ellipsoid(eye + Vec3f(s * 12, 2, 9), {3, 6, 6});
    // Glands of the cheek and under the jaw, chewing muscles.
    plan.layer(Tissue::Gland)
        .texture(Texture::Parenchyma)
        .blend(4)
        .ellipsoid({s * 53, 3, 176}, {6, 12, 18})
        .ellipsoid({s * 30, -28, 137}, {8, 13, 9});
    plan.layer(Tissue::Fat)
        .shell(0.8f, Tissue::Muscle)
        .texture(Texture::Muscle)
        .blend(3)
        .tube({{s * 49, -38, 192}, {s * 52, -22, 170}, {s * 49, -8, 152}}, {5, 6, 5});
    plan.layer(Tissue::Fat)
        .shell(0.6f, Tissue::Muscle)
        .texture(Texture::Muscle)
        .tube({{s * 50, -20, 188}, {s * 53, -14, 206}, {s * 57, -6, 226}}, {4.5f, 5, 3});
    plan.layer(Tissue::Fat)
        .shell(0.6f, Tissue::Muscle)
        .texture(Texture::Muscle)
        .tube({{s * 12, -22, 188}, {s * 28, -12, 178}, {s * 42, -6, 160}}, {4, 7, 5});
  }
}

void paintSinuses(const AnatomyPlan& plan) {
  auto air = plan.layer(Tissue::Mucosa);
  air.shell(0.8f, Tissue::Airway).blend(2);
  for (const float s : kSides) {
    air.ellipsoid({s * 10, -69, 235}, {9.5f, 4.6f, 9}, turned(0, s * 16, 0));         // frontal
    air.ellipsoid({s * 26, -50, 184}, {11.5f, 16, 12}, turned(0, s * -14, s * -14));  // maxillary
    air.ellipsoid({s * 6.5f, -12, 204}, {5.8f, 9, 7});                                // sphenoid
  }
  auto ethmoid = plan.layer(Tissue::Airway);
  ethmoid.texture(Texture::AirCells).box({0, -46, 207}, {11, 22, 10}, 3);
  // Nose: a cavity narrowed by shells and divided by the septum.
  auto nose = plan.layer(Tissue::Mucosa);
  nose.shell(1.0f, Tissue::Airway)
      .blend(4)
      .box({0, -52, 186}, {11.5f, 26, 11}, 4)
      .capsule({0, -74, 184}, {0, -81, 189}, 7, 3.5f);
  nose.capsule({0, -26, 186}, {0, -16, 182}, 9.5f, 10);
  auto shells = plan.layer(Tissue::Mucosa);
  for (const float s : kSides) {
    shells.tube({{s * 8.5f, -74, 181}, {s * 7.5f, -60, 182}, {s * 7.5f, -32, 183}}, {2.0f, 3.3f, 3});
    shells.tube({{s * 8, -66, 190}, {s * 7, -52, 191}, {s * 7, -32, 191}}, {1.6f, 2.6f, 2.2f});
  }
  auto septum = plan.layer(Tissue::Mucosa);
  septum.shell(0.9f, Tissue::Cancellous)
      .triangle({0, -86, 182}, {0, -70, 208}, {1, -28, 200}, 2.6f)
      .triangle({0, -86, 182}, {1, -28, 200}, {0, -28, 176}, 2.6f);
  // Throat down to the windpipe.
  auto throat = plan.layer(Tissue::Mucosa);
  throat.shell(2, Tissue::Airway)
      .blend(3)
      .tube({{0, -15, 182}, {0, -9, 170}, {0, -8, 155}, {0, -9, 140}, {0, -12, 126}, {0, -11, 110}},
            {9.5f, 8.5f, 8, 8, 7, 8.4f});
  throat.capsule({-10, -10, 170}, {10, -10, 170}, 6, 6);
  auto tongue = plan.layer(Tissue::Muscle);
  tongue.texture(Texture::Muscle)
      .blend(6)
      .ellipsoid({0, -46, 160}, {19, 27, 11})
      .ellipsoid({0, -30, 148}, {18, 18, 17});
  plan.layer(Tissue::Airway)
      .blend(3)
      .ellipsoid({0, -52, 170.5f}, {16, 20, 1.4f})
      .ellipsoid({0, -24, 168}, {9, 8, 2.5f});
  plan.layer(Tissue::Muscle).ellipsoid({0, -20, 170}, {8, 10, 3.2f}, turned(30, 0, 0));  // soft palate
  plan.layer(Tissue::Cartilage)
      .tube({{0, -14, 148}, {0, -18, 138}, {0, -20, 130}}, {1.4f, 1.8f, 1.2f});  // epiglottis
  plan.layer(Tissue::Cortical)
      .shell(0.9f, Tissue::Cancellous)
      .tube({{-18, -4, 142}, {-12, -22, 137}, {0, -28, 136}, {12, -22, 137}, {18, -4, 142}},
            {1.6f, 2.2f, 3, 2.2f, 1.6f});
  auto larynx = plan.layer(Tissue::Cartilage);
  for (const float s : kSides)
    larynx.triangle({0, -30, 126}, {s * 14, -8, 128}, {s * 12, -6, 112}, 2.2f)
        .triangle({0, -30, 126}, {0, -26, 114}, {s * 12, -6, 112}, 2.2f);
  plan.layer(Tissue::Thyroid)
      .texture(Texture::Parenchyma)
      .blend(4)
      .ellipsoid({-13, -13, 102}, {7, 8, 18}, turned(0, 10, 0))
      .ellipsoid({13, -13, 102}, {7, 8, 17}, turned(0, -10, 0))
      .capsule({-9, -20, 96}, {9, -20, 96}, 3.4f, 3.4f);
  plan.layer(Tissue::Airway).tube({{0, -11, 112}, {0, -8, 100}, {0, -4, 90}}, {7});
}

/// Half the dental arch of one jaw: a parabola-like ellipse, front at `front`.
void paintTeeth(const AnatomyPlan& plan, float s, bool upper) {
  static constexpr std::array<float, 8> kWidthUpper{7.6f, 6.2f, 7.0f, 6.2f, 6.0f, 9.0f, 8.4f, 7.6f};
  static constexpr std::array<float, 8> kWidthLower{5.0f, 5.4f, 6.4f, 6.4f, 6.4f, 9.6f, 9.0f, 8.4f};
  const auto& widths = upper ? kWidthUpper : kWidthLower;
  const float scale = 0.92f, rx = upper ? 25.0f : 23.5f, ry = 43.0f, front = upper ? -80.5f : -78.0f;
  const float biteZ = 161.0f, dir = upper ? 1.0f : -1.0f;
  float angle = 0.0f;  // along the ellipse from the midline
  for (std::size_t i = 0; i < widths.size(); ++i) {
    const float width = scale * widths[i];
    const auto speed = [&](float a) { return std::hypot(rx * std::cos(a), ry * std::sin(a)); };
    const float middle = angle + 0.5f * width / speed(angle + 0.1f);
    angle += width / speed(middle);
    const Vec3f place(s * rx * std::sin(middle), front + ry * (1.0f - std::cos(middle)), biteZ);
    const Vec3f tangent = Vec3f(s * rx * std::cos(middle), ry * std::sin(middle), 0).normalized();
    Mat3f axes;
    axes.col(0) = tangent;
    axes.col(2) = Vec3f::UnitZ();
    axes.col(1) = axes.col(2).cross(axes.col(0));
    const bool molar = i >= 5, premolar = i == 3 || i == 4;
    const float thick = molar ? 4.4f : premolar ? 3.7f : 2.9f;
    const float crown = molar ? 3.4f : 4.3f;
    const Vec3f top = place + Vec3f(0, 0, dir * (crown + 0.3f));
    auto enamel = plan.layer(Tissue::Enamel);
    enamel.shell(1.0f, Tissue::Dentine).blend(1);
    enamel.box(top, {0.47f * width, thick, crown}, molar ? 1.9f : 1.6f, axes);
    auto root = plan.layer(Tissue::Dentine);
    const Vec3f neck = top + Vec3f(0, 0, dir * crown * 0.8f);
    const float length = i == 2 ? 13.5f : molar ? 9.5f : 11.0f;
    if (molar) {
      for (const float f : {-1.0f, 1.0f}) {
        root.capsule(neck + f * 2.2f * tangent, neck + f * 2.9f * tangent + Vec3f(0, 0.8f, dir * length),
                     2.3f, 1);
        if (upper) root.capsule(neck, neck - axes.col(1) * f * 1.8f + Vec3f(0, 0, dir * length), 2.2f, 1);
      }
    } else {
      root.capsule(neck, neck + Vec3f(0, 2.6f, dir * length), 2.4f, 1);
    }
    auto pulp = plan.layer(Tissue::SoftTissue);
    pulp.capsule(top + Vec3f(0, 0, dir * 1.0f), neck + Vec3f(0, 1.2f, dir * 0.5f * length),
                 molar ? 1.1f : 0.8f, 0.4f);
  }
}

void paintJaw(const AnatomyPlan& plan) {
  auto arch = [&](float rx, float ry, float front, float z) {
    std::vector<Vec3f> points;
    for (int k = -6; k <= 6; ++k) {
      const float a = static_cast<float>(k) * 1.28f / 6.0f;
      points.emplace_back(rx * std::sin(a), front + ry * (1.0f - std::cos(a)), z);
    }
    return points;
  };
  auto upper = plan.layer(Tissue::Cortical);
  upper.shell(1.0f, Tissue::Cancellous).texture(Texture::Marrow, 4.0f).blend(4);
  upper.tube(arch(25, 43, -77.5f, 171.5f), {4.8f}).tube(arch(24, 41, -76, 177), {4.4f});
  auto mandible = plan.layer(Tissue::Cortical);
  mandible.shell(1.7f, Tissue::Cancellous).texture(Texture::Marrow, 4.7f).blend(4);
  mandible.tube(arch(23.5f, 43, -76.5f, 149.5f), {4.8f}).tube(arch(26, 46, -77.5f, 141), {5.2f});
  mandible.ellipsoid({0, -80, 138.5f}, {12, 5, 6});
  for (const float s : kSides) {
    mandible.tube({{s * 24, -46, 140}, {s * 37, -26, 145}, {s * 46, -8, 153}}, {5.2f, 5.2f, 5});
    mandible.tube({{s * 22, -44, 149}, {s * 36, -26, 154}, {s * 45, -14, 162}}, {4.8f, 4.6f, 4});
    mandible.triangle({s * 47, -6, 152}, {s * 38, -24, 150}, {s * 50, -18, 180}, 6)
        .triangle({s * 47, -6, 152}, {s * 50, -18, 180}, {s * 51, 0, 186}, 5.4f);
    mandible.capsule({s * 47, -5, 153}, {s * 51, 1, 186}, 3.6f, 3.2f)
        .ellipsoid({s * 51, 2, 190}, {8, 4.6f, 4.4f});
    mandible.capsule({s * 47, -22, 165}, {s * 50, -19, 186}, 3.2f, 2);
  }
  auto canal = plan.layer(Tissue::SoftTissue);  // of the lower nerve
  for (const float s : kSides)
    canal.tube({{s * 48, -10, 170}, {s * 43, -16, 154}, {s * 30, -40, 145}, {s * 20, -66, 144}}, {1.1f});
  for (const float s : kSides) {
    paintTeeth(plan, s, true);
    paintTeeth(plan, s, false);
  }
}

}  // namespace

void paintFace(const AnatomyPlan& plan) {
  paintSkullBase(plan);
  paintFaceBones(plan);
  paintJaw(plan);
  paintSinuses(plan);
}

}  // namespace iso
