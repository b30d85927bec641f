// SPDX-License-Identifier: Apache-2.0
#include "tests/support/made_meshes.h"

#include <cmath>
#include <numbers>

namespace iso::test {
namespace {

SurfaceMesh::Triple triple(const Vector3& v) {
  return {static_cast<float>(v.x()), static_cast<float>(v.y()), static_cast<float>(v.z())};
}

}  // namespace

SurfaceMeshPtr boxMesh(const Vector3& low, const Vector3& high) {
  std::vector<SurfaceMesh::Triple> vertices;
  for (int n = 0; n < 8; ++n)
    vertices.push_back(
        triple({n & 1 ? high.x() : low.x(), n & 2 ? high.y() : low.y(), n & 4 ? high.z() : low.z()}));
  return *SurfaceMesh::make(vertices, {{0, 2, 3},
                                       {0, 3, 1},
                                       {4, 5, 7},
                                       {4, 7, 6},
                                       {0, 1, 5},
                                       {0, 5, 4},
                                       {2, 6, 7},
                                       {2, 7, 3},
                                       {0, 4, 6},
                                       {0, 6, 2},
                                       {1, 3, 7},
                                       {1, 7, 5}});
}

SurfaceMeshPtr sphereMesh(const Vector3& middle, double radius, int rings) {
  std::vector<SurfaceMesh::Triple> vertices{triple(middle + radius * Vector3::UnitZ()),
                                            triple(middle - radius * Vector3::UnitZ())};
  std::vector<SurfaceMesh::Triangle> triangles;
  const int around = 2 * rings;
  const auto at = [&](int ring, int n) {
    return static_cast<std::uint32_t>(2 + (ring - 1) * around + n % around);
  };
  for (int ring = 1; ring < rings; ++ring)
    for (int n = 0; n < around; ++n) {
      const double down = std::numbers::pi * ring / rings, round = 2.0 * std::numbers::pi * n / around;
      vertices.push_back(triple(middle + radius * Vector3(std::sin(down) * std::cos(round),
                                                          std::sin(down) * std::sin(round), std::cos(down))));
    }
  for (int n = 0; n < around; ++n) {
    triangles.push_back({0, at(1, n), at(1, n + 1)});
    triangles.push_back({1, at(rings - 1, n + 1), at(rings - 1, n)});
    for (int ring = 1; ring + 1 < rings; ++ring) {
      triangles.push_back({at(ring, n), at(ring + 1, n), at(ring + 1, n + 1)});
      triangles.push_back({at(ring, n), at(ring + 1, n + 1), at(ring, n + 1)});
    }
  }
  return *SurfaceMesh::make(vertices, triangles);
}

SurfaceMeshPtr squareMesh(const Vector3& middle, const Vector3& u, const Vector3& v) {
  return *SurfaceMesh::make(
      {triple(middle - u - v), triple(middle + u - v), triple(middle + u + v), triple(middle - u + v)},
      {{0, 1, 2}, {0, 2, 3}});
}

}  // namespace iso::test
