// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/texture.h"

#include <algorithm>
#include <cmath>

#include "core/phantom/noise.h"

namespace iso {
namespace {

float mix(float a, float b, float t) {
  return a + std::clamp(t, 0.0f, 1.0f) * (b - a);
}
/// 0 below −soft/2, 1 above +soft/2.
float step(float d, float soft) {
  return std::clamp(0.5f + d / soft, 0.0f, 1.0f);
}
/// Variation given in HU, carried over to the other channels in proportion.
float vary(float base, float hounsfield, Channel channel) {
  switch (channel) {
    case Channel::Ct:
      return base + hounsfield;
    case Channel::Pet:
      return base * (1.0f + 0.006f * hounsfield);
    case Channel::MrT1:
      return base * (1.0f + 0.004f * hounsfield);
  }
  return base;
}

float fat(float base, const Vec3f& p, Channel channel) {
  // Thin fibrous septa lie where a slow noise passes zero.
  const float septum = 1.0f - std::abs(latticeNoise(p / 13.0f)) / 0.07f;
  const float value = vary(base, 7.0f * latticeNoise(p / 21.0f), channel);
  return septum > 0.0f ? mix(value, tissueValue(Tissue::Muscle, channel), 0.33f * septum) : value;
}

float muscle(float base, const Vec3f& p, Channel channel) {
  const float streak = latticeNoise({p.x() / 5.5f, p.y() / 5.5f, p.z() / 26.0f});
  const float value = vary(base, 6.0f * latticeNoise(p / 17.0f), channel);
  return streak > 0.42f ? mix(value, tissueValue(Tissue::Fat, channel), 1.5f * (streak - 0.42f)) : value;
}

float marrow(float base, float depth, const Vec3f& p, Channel channel) {
  if (channel != Channel::Ct) return base;
  const float inside = std::clamp(depth - 1.0f, 0.0f, 1.0f);
  return base + inside * (65.0f * latticeNoise(p / 2.6f) + 45.0f * latticeNoise(p / 11.0f));
}

/// Distance in mm to the nearest suture line on the skull's surface.
float sutureDistance(const Vec3f& p) {
  const float zigzag = 1.8f * latticeNoise(p / 2.7f) + 1.6f * latticeNoise(p / 6.0f + Vec3f(7, 3, 1));
  const float coronal = std::abs(p.y() + 14.0f + 0.15f * std::abs(p.x()) + zigzag);
  float nearest = p.z() > 214.0f ? coronal : 50.0f;
  if (p.y() > -14.0f && p.y() < 66.0f && p.z() > 240.0f)
    nearest = std::min(nearest, std::abs(p.x() + zigzag));
  // Lambdoid: from the lambda (y 66, z 268) down and sideways.
  if (p.y() > 20.0f && std::abs(p.x()) < 60.0f) {
    const float lambdoid = p.z() - 264.0f + 1.05f * std::abs(p.x()) + zigzag;
    if (p.z() > 198.0f) nearest = std::min(nearest, std::abs(lambdoid) * 0.69f);
  }
  // Squamous: an arch above each ear.
  const float squamous = std::abs(std::hypot(p.y() - 10.0f, p.z() - 196.0f) - 37.0f + zigzag);
  if (std::abs(p.x()) > 48.0f && p.z() > 200.0f) nearest = std::min(nearest, squamous);
  return nearest;
}

float skull(float base, float depth, const Vec3f& p, float soft, Channel channel) {
  // Outer table, diploe, inner table: 5.8 mm in all.
  const float spongy = step(depth - 1.7f, soft) * step(4.2f - depth, soft);
  float diploe = tissueValue(Tissue::Diploe, channel);
  if (channel == Channel::Ct) diploe += 150.0f * latticeNoise(p / 2.4f) + 60.0f * latticeNoise(p / 9.0f);
  float value = mix(base, diploe, spongy);
  if (depth < 6.5f) {
    const float open = step(0.55f - sutureDistance(p), std::max(soft, 0.7f));
    value =
        mix(value, tissueValue(Tissue::SoftTissue, channel) + (channel == Channel::Ct ? 160.0f : 0.0f), open);
  }
  return value;
}

float lung(float base, const Vec3f& p, Channel channel) {
  // Denser towards the back, where a lying patient's blood is.
  const float hounsfield = 22.0f * latticeNoise(p / 15.0f) + 14.0f * latticeNoise(p / 4.0f) + 0.45f * p.y();
  return channel == Channel::Ct ? base + hounsfield : base * (1.0f + 0.003f * hounsfield);
}

float cerebrum(float depth, const Vec3f& p, float soft, Channel channel) {
  const float csf = tissueValue(Tissue::Csf, channel);
  const float grey = tissueValue(Tissue::GreyMatter, channel);
  const float white = tissueValue(Tissue::WhiteMatter, channel);
  // Folds are drawn on the direction from the middle of the hemisphere, so a sulcus runs inwards; noise
  // along the depth makes it wander.
  const Vec3f fromCentre = p - Vec3f(p.x() > 0.0f ? 16.0f : -16.0f, 2.0f, 226.0f);
  const Vec3f direction = fromCentre.normalized() * 55.0f;
  const Vec3f wander =
      direction + 2.5f * Vec3f(latticeNoise(p / 9.0f), latticeNoise(p / 9.0f + Vec3f(5, 9, 2)),
                               latticeNoise(p / 9.0f + Vec3f(1, 4, 8)));
  const float fold = latticeNoise(wander / 12.0f + Vec3f(3.3f, 1.7f, 6.1f)) +
                     0.5f * latticeNoise(wander / 6.5f + Vec3f(9.2f, 4.4f, 2.8f));
  // The noise climbs about 0.09 per mm; that turns its value into a distance from the furrow's middle.
  const float lateral = std::abs(fold) / 0.09f * std::clamp(fromCentre.norm() / 55.0f, 0.3f, 1.2f);
  // Furrows end before they would crowd together near the middle.
  const float room = std::clamp((fromCentre.norm() - 24.0f) / 16.0f, 0.0f, 1.0f);
  const float reach = room * (13.0f + 4.0f * latticeNoise(direction / 19.0f));
  const float furrow = std::max(lateral - std::max(1.1f - 0.05f * depth, 0.45f), depth - reach);
  const float midline = std::abs(p.x()) - 1.1f;
  const bool cleft = p.z() > 246.0f || p.y() < -40.0f || p.y() > 44.0f;
  float toCsf = std::min(depth, furrow);
  if (cleft) toCsf = std::min(toCsf, midline);
  const float cortex = 3.3f + 0.5f * latticeNoise(p / 12.0f);
  const float value = mix(grey, white, step(toCsf - cortex, std::max(soft, 0.8f)));
  return mix(csf, vary(value, 1.5f * latticeNoise(p / 14.0f), channel), step(toCsf, soft));
}

float cerebellum(float depth, const Vec3f& p, float soft, Channel channel) {
  const float grey = tissueValue(Tissue::GreyMatter, channel) * (channel == Channel::Pet ? 0.8f : 1.0f);
  const float white = tissueValue(Tissue::WhiteMatter, channel);
  const float csf = tissueValue(Tissue::Csf, channel);
  // Folia: fine sheets stacked like the pages of a fan that opens backwards.
  const float angle = std::atan2(p.z() - 200.0f, p.y() - 22.0f);
  const float sheet =
      std::abs(std::fmod(std::abs(angle * 9.0f + 0.5f * latticeNoise(p / 12.0f)), 1.0f) - 0.5f);
  const float crest = mix(white, grey, step(9.0f - depth + 8.0f * (0.5f - sheet), std::max(soft, 1.5f)));
  const float open = step(0.06f - sheet, 0.1f) * step(6.0f - depth, 2.0f);
  return mix(crest, csf, 0.8f * open);
}

float stool(float base, const Vec3f& p, Channel channel) {
  const float n = latticeNoise(p / 6.0f) + 0.5f * latticeNoise(p / 2.8f);
  if (channel == Channel::Ct && n > 0.45f) return mix(base, -850.0f, (n - 0.45f) * 5.0f);
  return vary(base, 30.0f * n, channel);
}

float airCells(float base, const Vec3f& p, float soft, Channel channel) {
  const float wall = std::abs(latticeNoise(p / 5.2f)) / 0.16f;  // mm from a septum
  const float septum = step(0.7f - wall, std::max(soft, 0.8f));
  return mix(base, channel == Channel::Ct ? 550.0f : 120.0f, septum);
}

}  // namespace

float textured(Texture texture, float base, float depth, const Vec3f& p, float soft, Channel channel) {
  switch (texture) {
    case Texture::None:
      return base;
    case Texture::Fat:
      return fat(base, p, channel);
    case Texture::Muscle:
      return muscle(base, p, channel);
    case Texture::Marrow:
      return marrow(base, depth, p, channel);
    case Texture::Skull:
      return skull(base, depth, p, soft, channel);
    case Texture::Lung:
      return lung(base, p, channel);
    case Texture::Cerebrum:
      return cerebrum(depth, p, soft, channel);
    case Texture::Cerebellum:
      return cerebellum(depth, p, soft, channel);
    case Texture::Parenchyma:
      return vary(base, 4.0f * latticeNoise(p / 9.0f) + 3.0f * latticeNoise(p / 3.5f), channel);
    case Texture::Stool:
      return stool(base, p, channel);
    case Texture::AirCells:
      return airCells(base, p, soft, channel);
  }
  return base;
}

}  // namespace iso
