// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/cpu/volume_kernel.h"

namespace iso {

/// The rays of a picture in a volume's index space: position, direction, box, clip planes and size of a job;
/// the rest of it is left as it is by default. Background, step and light are not among them.
VolumeJob volumeRays(const VolumeGeometry& geometry, const VolumeView& view);

}  // namespace iso
