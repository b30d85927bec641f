// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/mesh/surface_mesh.h"

namespace iso::test {

/// Six faces of two triangles each, seen from outside against the clock; eight shared vertices.
SurfaceMeshPtr boxMesh(const Vector3& low, const Vector3& high);

/// A sphere of rings of triangles, its poles along z. Vertices lie on the sphere.
SurfaceMeshPtr sphereMesh(const Vector3& middle, double radius, int rings = 48);

/// A square of two triangles: middle ± u ± v.
SurfaceMeshPtr squareMesh(const Vector3& middle, const Vector3& u, const Vector3& v);

}  // namespace iso::test
