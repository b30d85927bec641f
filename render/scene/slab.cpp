// SPDX-License-Identifier: Apache-2.0
#include "render/scene/slab.h"

#include <fmt/format.h>

#include <cmath>

namespace iso {

const char* slabProjectionName(SlabProjection projection) {
  switch (projection) {
    case SlabProjection::Maximum:
      return "max";
    case SlabProjection::Minimum:
      return "min";
    case SlabProjection::Mean:
      break;
  }
  return "mean";
}

Result<SlabSamples> slabSamples(const Slab& slab, const VolumeGeometry& geometry) {
  const double thickness = slab.thicknessMm;
  if (!(thickness >= 0.0) || !std::isfinite(thickness) || !(slab.stepMm >= 0.0) ||
      !std::isfinite(slab.stepMm))
    return fail(ErrorCode::InvalidArgument, "A slab's thickness and step have to be lengths in mm.");
  if (slab.isPlane()) return SlabSamples{};
  const double step = slab.stepMm > 0.0 ? slab.stepMm : 0.5 * geometry.spacing().minCoeff();
  // The slack keeps 1.1 mm in steps of 0.1 mm at eleven steps, whatever the division rounds to.
  const double steps = std::max(std::ceil(thickness / step - 1e-9), 1.0);
  if (!(steps < kMostSlabSamples))
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("A slab of {:g} mm in steps of {:g} mm has too many samples; at most {} are taken.",
                    thickness, step, kMostSlabSamples));
  return SlabSamples{static_cast<int>(steps) + 1, -0.5 * thickness, thickness / steps};
}

}  // namespace iso
