// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vector>

#include "core/mesh/surface_mesh.h"

namespace iso {

/// A line along which a surface meets a plane. Of a closed surface all lines are closed.
struct SectionLine {
  std::vector<PatientPoint> points;  ///< two or more; a closed line does not repeat its first one
  bool closed = false;
};

/// Where a surface meets a plane. Points are where the plane cuts the triangles' edges: between two of them
/// the line is exactly that triangle's. A vertex in the plane counts as lying on the side that the normal
/// points to: so the lines of a closed surface are closed wherever the plane passes, an edge in the plane is
/// drawn once and only if the surface goes on behind it, and of a face in the plane the rim alone.
/// @param normal LPS, of any length but 0
std::vector<SectionLine> sectionOf(const SurfaceMesh& mesh, const PatientPoint& point, const Vector3& normal);

}  // namespace iso
