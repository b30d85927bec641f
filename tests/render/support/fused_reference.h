// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "render/scene/frame.h"
#include "render/scene/fused_view.h"

namespace iso::test {

/// What the engines' docstring says of fused pictures, in double precision, sample by sample, without
/// skipping anything: each layer is asked in its own patient space, to which every sample is taken back. The
/// slack is that of reference.h.
ColorFrame referenceFused(const FusedView& view);

/// Fused views of a few kinds: two and three layers of other voxel sizes, types and orientations, moved by
/// transforms, uneven, apart from each other, masked, shaded and not, weighed by gradient, projected over
/// composited ones; parallel and perspective, cut and lit from the side.
struct NamedFusedView {
  const char* name;
  FusedView view;
};
std::vector<NamedFusedView> testFusedViews(int width, int height);

}  // namespace iso::test
