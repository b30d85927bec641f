// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "core/phantom/anatomy.h"

namespace iso {

/// One piece of a branching vessel.
struct VesselSegment {
  Vec3f from, to;
  float fromRadius, toRadius;
};

/// Grows a tree from a root towards random points of an organ: each point joins where that is shortest,
/// and radii follow Murray's law (r³ adds up at every fork).
/// @param inside tells whether a point belongs to the organ  @param leaves number of end points
std::vector<VesselSegment> growTree(const Vec3f& root, const Vec3f& low, const Vec3f& high,
                                    const std::function<bool(const Vec3f&)>& inside, int leaves,
                                    float leafRadius, float largestRadius, std::uint64_t seed);

void paintLungVessels(const AnatomyPlan& plan);
void paintLiverVessels(const AnatomyPlan& plan);

}  // namespace iso
