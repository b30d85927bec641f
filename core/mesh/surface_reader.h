// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/mesh/surface_mesh.h"

namespace iso {

/// Whether a file's name ends as those that readSurface knows: .stl, .ply or .obj, in any case.
bool isSurfaceName(const std::filesystem::path& path);

/// Reads a surface from an STL (ASCII or binary), PLY (ASCII or binary of either byte order) or OBJ file.
/// Positions are taken as millimetres in LPS unless the file says SPACE=RAS (as 3D Slicer writes: in the STL
/// header's text, in a comment of the others); then x and y change their signs. Polygons become fans of
/// triangles. Vertices that an STL file repeats become one, so that the surface is smooth and closed; the
/// normals of its triangles are not used. Numbers are read with a point whatever the locale.
/// @return NotFound, PermissionDenied, Unsupported (another kind of file), Io, OutOfMemory, or BadFile for
///         what is empty, breaks off or contradicts itself; each sentence names the file
Result<SurfaceMeshPtr> readSurface(const std::filesystem::path& path);

}  // namespace iso
