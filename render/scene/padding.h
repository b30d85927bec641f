// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/volume/volume.h"
#include "render/scene/slice_view.h"

namespace iso {

/// Stored numbers of voxels that a slice shows as if the volume were not there: its Pixel Padding (PS3.3
/// C.7.5.1.1.2), which would be a glaring surround where the display is inverted.
/// @return nothing if there is no padding, or if the display gives it the colour of `outside` anyway: asking
/// for the nearest voxel of every pixel costs time
StoredRange paddingToHide(const Volume& volume, const SliceDisplay& display);

}  // namespace iso
