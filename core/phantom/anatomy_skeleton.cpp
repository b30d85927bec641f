// SPDX-License-Identifier: Apache-2.0
// Spine, ribs, sternum and the bones of shoulder and arm.
#include <algorithm>
#include <array>
#include <cmath>
#include <cstddef>
#include <numbers>

#include "core/phantom/anatomy.h"

namespace iso {
namespace {

LayerBuilder bone(const AnatomyPlan& plan, float cortex) {
  auto layer = plan.layer(Tissue::Cortical);
  layer.shell(cortex, Tissue::Cancellous).texture(Texture::Marrow, cortex + 3.0f);
  return layer;
}

/// Body with slightly hollow sides.
void addBody(LayerBuilder& layer, const Vertebra& v) {
  const float rounding = 0.26f * v.half.z();
  layer.blend(2);
  layer.cylinder(v.at(0, 0, 0), {0.93f * v.half.x(), 0.93f * v.half.y(), v.half.z()}, rounding, v.axes);
  for (const float s : {-1.0f, 1.0f}) {
    layer.cylinder(v.at(0, 0, s * 0.8f * v.half.z()), {v.half.x(), v.half.y(), 0.2f * v.half.z()},
                   0.15f * v.half.z(), v.axes);
  }
}

void paintAtlas(const AnatomyPlan& plan) {
  auto layer = bone(plan, 1.6f);
  const Vec3f c = plan.vertebrae[0].centre;
  auto at = [&](float x, float y, float z) { return Vec3f(c + Vec3f(x, y, z)); };
  layer.blend(2);
  layer.tube({at(-14, 2, 0), at(-7, -7, 0), at(0, -9, 0), at(7, -7, 0), at(14, 2, 0)},
             {3, 2.6f, 3.2f, 2.6f, 3});
  layer.tube({at(-15, 6, 0), at(-13, 20, 0), at(0, 28, 0), at(13, 20, 0), at(15, 6, 0)},
             {3, 2.6f, 3.2f, 2.6f, 3});
  for (const float s : kSides) {
    layer.ellipsoid(at(s * 15, 4, 0), {6.5f, 8.5f, 6.5f})
        .capsule(at(s * 18, 6, 0), at(s * 30, 8, -1), 3.6f, 3.2f);
  }
}

void paintVertebra(const AnatomyPlan& plan, const Vertebra& v, bool hasDens) {
  const char region = v.name[0];
  auto layer = bone(plan, 1.3f);
  addBody(layer, v);
  const float w = v.half.x(), d = v.half.y(), h = v.half.z();
  const float canal = region == 'C' ? 12.0f : region == 'T' ? 11.5f : 13.0f;  // depth of the spinal canal
  const float side = region == 'C' ? 9.5f : region == 'T' ? 8.0f : 11.0f;
  const float pedicle = region == 'C' ? 2.5f : region == 'T' ? 3.0f : 4.4f;
  const float back = d + canal;
  if (hasDens) layer.blend(3).capsule(v.at(0, -1, h), v.at(0, -1, h + 13), 4.2f, 3.4f);
  layer.blend(2.5f);
  for (const float s : kSides) {
    layer.capsule(v.at(s * (side - 1.5f), d - 3, 0.25f * h), v.at(s * side, d + 0.55f * canal, 0.2f * h),
                  pedicle, pedicle);
    layer.triangle(v.at(s * side, d + 0.5f * canal, 0.5f * h), v.at(s * side, d + 0.6f * canal, -0.7f * h),
                   v.at(0, back + 1, -0.4f * h), 3.6f);
    // Facets reach up and down to the neighbours.
    layer.capsule(v.at(s * side, d + 0.62f * canal, 0.3f * h),
                  v.at(s * (side + 0.5f), d + 0.55f * canal, 1.15f * h), 3, 2.4f);
    layer.capsule(v.at(s * side, d + 0.72f * canal, -0.3f * h),
                  v.at(s * (side - 0.8f), d + 0.82f * canal, -1.2f * h), 3, 2.3f);
  }
  switch (region) {
    case 'C': {
      const float length = v.name == "C7" ? 24.0f : v.name == "C2" ? 17.0f : 14.0f;
      layer.capsule(v.at(0, back, -2), v.at(0, back + length, -4 - 0.2f * length), 2.6f, 2.6f);
      for (const float s : kSides) {
        layer.capsule(v.at(s * (w - 1), 1, 0), v.at(s * (w + 9), 4, -1), 2.4f, 2.6f);
        layer.capsule(v.at(s * side, d + 4, 0), v.at(s * (w + 9), 5, -1), 2.6f, 2.4f);
      }
      break;
    }
    case 'T':
      layer.tube({v.at(0, back, 0), v.at(0, back + 9, -7), v.at(0, back + 17, -16)}, {3, 2.6f, 2.6f});
      layer.triangle(v.at(0, back, 2), v.at(0, back, -5), v.at(0, back + 16, -15), 3);
      for (const float s : kSides) {
        layer.capsule(v.at(s * side, d + 0.6f * canal, 1), v.at(s * 22, back + 2, 3), 3.6f, 3.6f);
      }
      break;
    default:
      layer.box(v.at(0, back + 12, -3), {2.2f, 11, 6.5f}, 2, Mat3f(v.axes * turned(-8, 0, 0)));
      layer.capsule(v.at(0, back + 20, -8), v.at(0, back + 22, 1), 3, 3);
      for (const float s : kSides) {
        layer.tube({v.at(s * side, d + 5, 1), v.at(s * 22, d + 7, 2), v.at(s * 34, d + 9, 3)},
                   {3.2f, 2.8f, 3});
      }
  }
}

/// Points of a rib from its head to the end of the bone, right for s < 0.
std::vector<Vec3f> ribCurve(const AnatomyPlan& plan, std::size_t i, float s) {
  static constexpr std::array<float, 12> kDrop{22, 34, 44, 52, 58, 62, 64, 64, 60, 54, 40, 26};
  static constexpr std::array<float, 12> kEnd{138, 146, 150, 152, 153, 151, 146, 138, 128, 118, 92, 66};
  const Vertebra& v = plan.vertebrae[7 + i];
  std::vector<Vec3f> points{v.at(s * (v.half.x() + 2), 0.8f * v.half.y(), 3),
                            v.at(s * 22, v.half.y() + 9, 2)};
  for (float degrees = i == 0 ? 52.0f : 34.0f; degrees < kEnd[i] + 8.0f; degrees += 14.0f) {
    const float angle = std::min(degrees, kEnd[i]) * std::numbers::pi_v<float> / 180.0f;
    const float z = v.centre.z() + 2.0f - kDrop[i] * std::pow(angle / std::numbers::pi_v<float>, 0.95f);
    const Vec3f p = plan.cage->rim(z, angle, 0);
    points.emplace_back(s * p.x(), p.y(), p.z());
  }
  return points;
}

}  // namespace

void paintSpine(const AnatomyPlan& plan) {
  // Cord and its fluid first; the bones are painted around them, never over them.
  std::vector<Vec3f> canal;
  for (std::size_t i = 0; i < plan.vertebrae.size(); ++i) {
    const Vertebra& v = plan.vertebrae[i];
    canal.push_back(v.at(0, v.half.y() + (i == 0 ? 9.5f : 6.5f), 0));
  }
  canal.emplace_back(0.0f, 62.0f, -243.0f);
  canal.emplace_back(0.0f, 76.0f, -262.0f);
  std::vector<Vec3f> cord{{0, 24, 184}};
  cord.insert(cord.end(), canal.begin(), canal.begin() + 20);
  plan.layer(Tissue::Fat).tube(canal, {7.5f});
  plan.layer(Tissue::Csf).tube(canal, {6.2f});
  auto roots = plan.layer(Tissue::Cord);
  std::vector<float> radii(21, 3.4f);
  radii[18] = 3.0f;
  radii[19] = 2.2f;
  radii[20] = 0.8f;
  roots.tube(cord, radii);
  for (const float x : {-2.8f, -1.0f, 1.0f, 2.8f}) {
    std::vector<Vec3f> strand;
    for (std::size_t i = 18; i < canal.size(); ++i)
      strand.emplace_back(canal[i] + Vec3f(x, 2.4f - 0.3f * std::abs(x), 0));
    roots.tube(strand, {0.7f});
  }

  for (std::size_t i = 1; i < plan.vertebrae.size(); ++i) {
    // Disc between this vertebra and the next (or the sacrum): firm ring, softer nucleus.
    const Vertebra& v = plan.vertebrae[i];
    const bool last = i + 1 == plan.vertebrae.size();
    const float top = v.centre.z() - v.half.z();
    const float bottom =
        last ? top - 6.0f : plan.vertebrae[i + 1].centre.z() + plan.vertebrae[i + 1].half.z();
    const Vec3f middle = spineAt(0.5f * (top + bottom));
    auto disc = plan.layer(Tissue::Cartilage);
    disc.shell(3.6f, Tissue::Disc);
    disc.cylinder(middle, {0.97f * v.half.x(), 0.97f * v.half.y(), 0.5f * (top - bottom) + 0.6f}, 1.2f,
                  v.axes);
  }
  paintAtlas(plan);
  for (std::size_t i = 1; i < plan.vertebrae.size(); ++i) paintVertebra(plan, plan.vertebrae[i], i == 1);
}

void paintRibCage(const AnatomyPlan& plan) {
  static constexpr std::array<float, 7> kJoint{62, 49, 33, 18, 5, -7, -17};  // heights at the sternum
  for (std::size_t i = 0; i < 12; ++i) {
    auto cartilage = plan.layer(Tissue::Cartilage);
    cartilage.blend(2);
    auto curve = [&](float s) { return ribCurve(plan, i, s); };
    for (const float s : kSides) {
      const Vec3f end = curve(s).back();
      if (i < 7) {
        const float z = kJoint[i];
        const Vec3f joint(s * (i == 0 ? 17.0f : 12.0f), plan.cage->rim(z, std::numbers::pi_v<float>, 1).y(),
                          z);
        const Vec3f bend = Vec3f(0.5f * (end.x() + joint.x()), std::min(end.y(), joint.y()) - 1.0f,
                                 0.72f * end.z() + 0.28f * joint.z());
        cartilage.tube({end, bend, joint}, {3.6f, 3.4f, 3.4f});
      } else if (i < 10) {
        const Vec3f above = ribCurve(plan, i - 1, s).back();
        const Vec3f joint = above + Vec3f(-s * 11.0f, -3.0f, 8.0f);
        cartilage.tube({end, 0.5f * (end + joint) + Vec3f(0, -2, -2), joint}, {3.4f, 3, 2.6f});
      }
    }
    auto rib = bone(plan, 1.1f);
    for (const float s : kSides) {
      // Two tubes side by side make the flat oval section of a rib; it tilts along the way.
      auto points = curve(s);
      for (const float half : {-1.0f, 1.0f}) {
        auto shifted = points;
        for (std::size_t k = 2; k < shifted.size(); ++k) {
          shifted[k].z() += half * (i == 0 ? 0.6f : 2.7f);
          if (i == 0) shifted[k] += half * Vec3f(s * 1.8f, 0.6f, 0);
        }
        rib.blend(half < 0 ? 0.5f : 2.4f);
        rib.tube(shifted, {3.4f, 3.3f, 2.7f});
      }
    }
  }

  auto front = [&](float z) { return plan.cage->rim(z, std::numbers::pi_v<float>, 1).y(); };
  auto manubrium = bone(plan, 1.0f);
  manubrium.blend(5).triangle({-17, front(70) + 1, 69}, {17, front(70) + 1, 69}, {0, front(42) + 1, 42},
                              8.5f);
  manubrium.capsule({-15, front(67) + 1, 68}, {15, front(67) + 1, 68}, 4.5f, 4.5f)
      .capsule({-6, front(45), 45}, {6, front(45), 45}, 4, 4);
  manubrium.subtract().sphere({0, front(76) - 1, 80}, 8);
  auto sternum = bone(plan, 1.0f);
  sternum.blend(5).tube(
      {{0, front(38) + 1, 38}, {0, front(20), 20}, {0, front(0), 0}, {0, front(-22) + 1, -22}},
      {3.6f, 3.8f, 4, 3.4f});
  for (const float s : kSides) {
    sternum.tube({{s * 6, front(38) + 1, 37},
                  {s * 7, front(20), 20},
                  {s * 9, front(0), 0},
                  {s * 6, front(-22) + 1, -21}},
                 {3.4f, 3.8f, 4, 3.4f});
  }
  auto xiphoid = bone(plan, 0.8f);
  xiphoid.capsule({0, front(-26), -26}, {0, front(-26) + 2, -40}, 3.6f, 2.2f);

  for (const float s : kSides) {
    auto clavicle = bone(plan, 1.5f);
    clavicle.tube(
        {{s * 14, -36, 74}, {s * 40, -38, 84}, {s * 72, -16, 97}, {s * 98, 14, 106}, {s * 114, 30, 110}},
        {6.5f, 5, 4.6f, 4.8f, 5.5f});
    // The raised arm turns the shoulder blade: its socket looks up and out, its tip swings to the side.
    auto scapula = bone(plan, 1.2f);
    const Vec3f socket(s * 106, 42, 76), tip(s * 108, 76, -22), root(s * 66, 82, 58), corner(s * 74, 68, 84);
    scapula.blend(4).triangle(socket, tip, root, 3).triangle(socket, root, corner, 3);
    scapula.capsule(tip, root, 2.6f, 2.8f).capsule(tip, socket, 4, 5).capsule(root, corner, 2.6f, 2.6f);
    scapula.ellipsoid(socket + Vec3f(s * 3, -2, 3), {6, 12, 14}, turned(0, s * 30, 0));
    scapula.tube({root, {s * 84, 82, 80}, {s * 104, 66, 104}, {s * 118, 42, 116}},
                 {2.6f, 4, 4.6f, 5.5f});  // spine, acromion
    scapula.triangle(root, socket, {s * 100, 70, 100}, 2.4f);
    scapula.tube({socket + Vec3f(-s * 4, -8, 10), {s * 98, 20, 96}, {s * 104, 8, 90}},
                 {5, 4.5f, 4});  // coracoid
    auto humerus = plan.layer(Tissue::Cortical);
    humerus.shell(3.0f, Tissue::Cancellous).texture(Texture::Marrow, 6.0f).blend(6);
    humerus.sphere({s * 124, 34, 90}, 17.5f).sphere({s * 136, 32, 100}, 12);
    humerus.tube({{s * 128, 33, 96}, {s * 137, 29, 125}, {s * 143, 24, 190}, {s * 157, 12, 330}},
                 {14, 9.6f, 8.4f, 8.8f});
    plan.layer(Tissue::Fat)
        .tube({{s * 139, 27, 140}, {s * 143, 24, 190}, {s * 157, 12, 330}}, {3, 4.2f, 4.2f});
  }
}

}  // namespace iso
