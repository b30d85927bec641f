// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <vector>

#include "render/scene/volume_view.h"

namespace iso {

/// A surface's corner in the picture.
struct ScreenVertex {
  double x = 0.0, y = 0.0;  ///< pixels; a pixel's ray goes through whole numbers
  /// Linear over the screen: 1 / distance from the eye in mm, for parallel rays the depth in mm.
  double reach = 0.0;
  SurfaceMesh::Triple normal{};  ///< patient
};

struct ScreenTriangle {
  std::array<std::uint32_t, 3> corners{};  ///< numbers of ScreenVertex
  std::uint32_t surface = 0;
};

/// All triangles of a view that lie before the eye, cut where they reach behind it.
struct ProjectedSurfaces {
  std::vector<ScreenVertex> vertices;
  std::vector<ScreenTriangle> triangles;
};

ProjectedSurfaces project(const VolumeView& view);

}  // namespace iso
