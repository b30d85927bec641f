// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/vessel_tree.h"

#include <algorithm>
#include <cmath>
#include <cstddef>

#include "core/phantom/noise.h"

namespace iso {
namespace {

struct Node {
  Vec3f at;
  int parent;
  float path;    ///< mm from the root
  float volume;  ///< sum of the leaves' r³ behind it
};

}  // namespace

std::vector<VesselSegment> growTree(const Vec3f& root, const Vec3f& low, const Vec3f& high,
                                    const std::function<bool(const Vec3f&)>& inside, int leaves,
                                    float leafRadius, float largestRadius, std::uint64_t seed) {
  RandomStream random(seed);
  std::vector<Vec3f> targets;
  for (int tries = 0; tries < leaves * 60 && static_cast<int>(targets.size()) < leaves; ++tries) {
    const Vec3f p(random.uniform(low.x(), high.x()), random.uniform(low.y(), high.y()),
                  random.uniform(low.z(), high.z()));
    if (inside(p)) targets.push_back(p);
  }
  std::sort(targets.begin(), targets.end(), [&](const Vec3f& a, const Vec3f& b) {
    return (a - root).squaredNorm() < (b - root).squaredNorm();
  });
  std::vector<Node> nodes{{root, -1, 0.0f, 0.0f}};
  for (const Vec3f& target : targets) {
    std::size_t best = 0;
    float bestCost = 1e9f;
    for (std::size_t i = 0; i < nodes.size(); ++i) {
      const Vec3f way = target - nodes[i].at;
      const float length = way.norm();
      // Turning back towards the root costs extra, so branches fan out.
      const Vec3f outward = nodes[i].at - root;
      const float turn =
          outward.norm() > 5.0f ? 1.0f - way.dot(outward) / (length * outward.norm() + 1e-3f) : 0.0f;
      const float cost = length * (1.0f + 0.5f * turn) + 0.22f * nodes[i].path;
      if (cost < bestCost) {
        bestCost = cost;
        best = i;
      }
    }
    // The way there bends: a few intermediate nodes, pushed sideways.
    const Vec3f from = nodes[best].at, way = target - from;
    const int pieces = std::clamp(static_cast<int>(way.norm() / 7.0f) + 1, 1, 6);
    const Vec3f sway(random.uniform(-1, 1), random.uniform(-1, 1), random.uniform(-1, 1));
    int parent = static_cast<int>(best);
    for (int k = 1; k <= pieces; ++k) {
      const float t = static_cast<float>(k) / static_cast<float>(pieces);
      const Vec3f at = from + way * t + sway * (0.10f * way.norm() * std::sin(3.14159f * t));
      nodes.push_back({at, parent,
                       nodes[static_cast<std::size_t>(parent)].path + way.norm() / static_cast<float>(pieces),
                       0.0f});
      parent = static_cast<int>(nodes.size()) - 1;
    }
    for (int i = parent; i >= 0; i = nodes[static_cast<std::size_t>(i)].parent) {
      nodes[static_cast<std::size_t>(i)].volume += leafRadius * leafRadius * leafRadius;
    }
  }
  auto radius = [&](const Node& node) { return std::min(std::cbrt(node.volume), largestRadius); };
  std::vector<VesselSegment> segments;
  for (std::size_t i = 1; i < nodes.size(); ++i) {
    const Node& parent = nodes[static_cast<std::size_t>(nodes[i].parent)];
    const float r = radius(nodes[i]);
    segments.push_back({parent.at, nodes[i].at, std::min(radius(parent), 1.25f * r), r});
  }
  return segments;
}

void paintLungVessels(const AnatomyPlan& plan) {
  for (const float s : kSides) {
    // Well inside the lung: off the chest wall, beside the mediastinum, above the diaphragm.
    auto inside = [&](const Vec3f& p) {
      const float dome = s < 0 ? -46.0f - (p - Vec3f(-52, -5, 0)).head<2>().squaredNorm() * 0.0075f
                               : -54.0f - (p - Vec3f(55, 0, 0)).head<2>().squaredNorm() * 0.0075f;
      const float heart = (p - Vec3f(13, -20, -20)).cwiseQuotient(Vec3f(55, 42, 48)).norm();
      return plan.cage->distance(p) < -10.0f && s * p.x() > 24.0f && p.z() > dome && heart > 1.05f &&
             p.z() < 92.0f;
    };
    const Vec3f low(s < 0 ? -120.0f : 20.0f, -70, -110), high(s < 0 ? -20.0f : 120.0f, 85, 92);
    const std::uint64_t seed = s < 0 ? 11 : 23;
    auto tubes = [&](Tissue tissue, const Vec3f& root, int leaves, float leaf, float largest,
                     std::uint64_t n) {
      auto layer = plan.layer(tissue);
      layer.blend(1.2f);
      for (const auto& v : growTree(root, low, high, inside, leaves, leaf, largest, n)) {
        layer.capsule(v.from, v.to, v.fromRadius, v.toRadius);
      }
    };
    tubes(Tissue::BloodLung, {s * 33, 6, 8}, 420, 0.72f, 5.4f, seed);
    tubes(Tissue::BloodLung, {s * 28, 12, -6}, 300, 0.70f, 4.8f, seed + 1);
    // Airways: wall, then air, along one and the same tree.
    const auto bronchi = growTree({s * 40, 17, -3}, low, high, inside, 46, 0.95f, 3.6f, seed + 2);
    auto wall = plan.layer(Tissue::Wall);
    for (const auto& v : bronchi) wall.capsule(v.from, v.to, v.fromRadius + 0.75f, v.toRadius + 0.6f);
    auto air = plan.layer(Tissue::Airway);
    for (const auto& v : bronchi) air.capsule(v.from, v.to, v.fromRadius, v.toRadius);
  }
  // Fissures: thin sheets of pleura. Oblique on both sides, horizontal on the right.
  auto fissure = plan.layer(Tissue::Wall);
  fissure.triangle({-118, 70, 40}, {-20, 80, 45}, {-70, -75, -95}, 0.5f)
      .triangle({118, 70, 44}, {20, 80, 48}, {70, -75, -95}, 0.5f);
  fissure.triangle({-122, 12, 2}, {-20, -2, -2}, {-70, -72, 6}, 0.5f);
  fissure.intersect().loft(plan.cage, 6.0f);
}

void paintLiverVessels(const AnatomyPlan& plan) {
  auto inside = [](const Vec3f& p) {
    return (p - Vec3f(-52, -5, -106)).cwiseQuotient(Vec3f(52, 58, 50)).norm() < 1.0f &&
           (p - Vec3f(0, 0, -112)).dot(Vec3f(0.35f, 0, -0.94f)) < -8.0f;
  };
  auto portal = plan.layer(Tissue::LiverVessel);
  portal.blend(1.5f);
  for (const auto& v :
       growTree({-18, -10, -118}, {-104, -63, -156}, {10, 53, -56}, inside, 90, 0.85f, 5.0f, 5)) {
    portal.capsule(v.from, v.to, v.fromRadius, v.toRadius);
  }
  auto hepatic = plan.layer(Tissue::LiverVessel);
  hepatic.blend(1.5f);
  for (const auto& v :
       growTree({-16, 14, -66}, {-104, -63, -156}, {10, 53, -56}, inside, 70, 0.85f, 4.6f, 6)) {
    hepatic.capsule(v.from, v.to, v.fromRadius, v.toRadius);
  }
}

}  // namespace iso
