// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <vector>

#include "app/cli/options.h"
#include "app/cli/parse.h"
#include "render/scene/volume_view.h"

namespace iso::cli {

/// The camera that --view, or --azimuth and --elevation, and --zoom ask for.
Camera cameraAt(const Viewpoint& viewpoint, const VolumeGeometry& geometry, const PictureSize& size);

/// What the texts of --crop and --clip leave to be seen.
/// @return InvalidArgument with a sentence for what is no box or plane, or more than six planes
Result<std::vector<ClipPlane>> parseClips(const Viewpoint& viewpoint);

/// --light; none where it is not given.
Result<std::optional<Vector3>> parseLight(const Viewpoint& viewpoint);

}  // namespace iso::cli
