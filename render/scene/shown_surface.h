// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

#include "core/display/color_map.h"
#include "core/geometry/volume_geometry.h"
#include "core/mesh/surface_mesh.h"

namespace iso {

/// A surface in a picture; opaque, both of its sides are seen.
struct ShownSurface {
  SurfaceMeshPtr mesh;  ///< not null
  Rgba8 color;          ///< its alpha has no meaning
  friend bool operator==(const ShownSurface&, const ShownSurface&) = default;
};

/// The color of the n-th surface that none was chosen for: a few that bone and skin do not have, over again.
Rgba8 surfaceColor(std::size_t n);

/// A surface's box does not meet the volume's: it is of another patient, or its coordinates mean something
/// else.
bool liesOutside(const SurfaceMesh& mesh, const VolumeGeometry& geometry);

}  // namespace iso
