// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/base/parallel.h"
#include "render/scene/frame.h"
#include "render/scene/path_frame.h"
#include "render/scene/volume_view.h"

namespace iso {

/// From light to display: times the exposure, above 0.6 bent towards 1 (which it never passes), then encoded
/// by IEC 61966-2-1. 0…1.
double displayed(double light, double exposure);

/// A picture of what paths have gathered so far, over the view's background. Depth is the mean place of the
/// first collisions, where at least half of the paths met anything.
///
/// Noise is smoothed by an edge-avoiding à-trous wavelet (Dammertz et al. 2010) of five levels, guided by the
/// first surface's plane and normal and by how far the pixel's own variance lets it be in doubt (as in Schied
/// et al. 2017); what is filtered is the light without the surface's colour, so that texture stays. As paths
/// add up the doubt vanishes, and the filter with it: the picture converges to the paths' mean.
/// @return Cancelled
Result<ColorFrame> developed(const PathFrame& frame, const VolumeView& view, ThreadPool& pool,
                             const CancelToken& cancel);

}  // namespace iso
