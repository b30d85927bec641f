// SPDX-License-Identifier: Apache-2.0
#include "core/mesh/surface_mesh.h"

#include <fmt/format.h>

#include <cmath>
#include <limits>
#include <utility>

namespace iso {
namespace {

constexpr float kFarthestMm = 1e7f;

SurfaceMesh::Triple toTriple(const Vector3& v) {
  return {static_cast<float>(v[0]), static_cast<float>(v[1]), static_cast<float>(v[2])};
}

SurfaceMesh::Triple unit(const Vector3& v) {
  const double length = v.norm();
  return length > 0.0 && std::isfinite(length) ? toTriple(v / length) : SurfaceMesh::Triple{0, 0, 0};
}

std::vector<SurfaceMesh::Triple> summedNormals(const std::vector<SurfaceMesh::Triple>& vertices,
                                               const std::vector<SurfaceMesh::Triangle>& triangles) {
  std::vector<Vector3> sums(vertices.size(), Vector3::Zero());
  for (const auto& t : triangles) {
    const Vector3 a = toVector(vertices[t[0]]);
    // Twice the area long: the sum is weighted by it.
    const Vector3 across = (toVector(vertices[t[1]]) - a).cross(toVector(vertices[t[2]]) - a);
    for (const std::uint32_t v : t) sums[v] += across;
  }
  std::vector<SurfaceMesh::Triple> normals;
  normals.reserve(sums.size());
  for (const Vector3& sum : sums) normals.push_back(unit(sum));
  return normals;
}

}  // namespace

bool SurfaceMesh::Box::meets(const PatientPoint& point, const Vector3& normal) const {
  const Vector3 middle = 0.5 * (low.mm + high.mm), half = 0.5 * (high.mm - low.mm);
  const double reach = normal.cwiseAbs().dot(half), height = normal.dot(middle - point.mm);
  return std::abs(height) <= reach * (1.0 + 1e-9) + 1e-9 * normal.norm();
}

Result<SurfaceMeshPtr> SurfaceMesh::make(std::vector<Triple> vertices, std::vector<Triangle> triangles,
                                         std::vector<Triple> normals) {
  if (triangles.empty()) return fail(ErrorCode::BadFile, "There is no triangle in it.");
  if (!normals.empty() && normals.size() != vertices.size())
    return fail(ErrorCode::BadFile,
                fmt::format("It has {} normals for {} vertices.", normals.size(), vertices.size()));
  for (const Triple& v : vertices)
    for (const float c : v)
      if (!(std::abs(c) <= kFarthestMm))
        return fail(ErrorCode::BadFile, "A vertex's position is not a number, or not within ten kilometres.");
  const double infinity = std::numeric_limits<double>::infinity();
  const Box nothing{{Vector3::Constant(infinity)}, {Vector3::Constant(-infinity)}};
  Box whole = nothing;
  std::vector<Box> blocks((triangles.size() + kBlock - 1) / kBlock, nothing);
  for (std::size_t n = 0; n < triangles.size(); ++n)
    for (const std::uint32_t v : triangles[n]) {
      if (v >= vertices.size())
        return fail(ErrorCode::BadFile,
                    fmt::format("A triangle has vertex {}, and there are {}.", v, vertices.size()));
      for (Box* box : {&whole, &blocks[n / kBlock]}) {
        box->low.mm = box->low.mm.cwiseMin(toVector(vertices[v]));
        box->high.mm = box->high.mm.cwiseMax(toVector(vertices[v]));
      }
    }
  std::shared_ptr<SurfaceMesh> mesh(new SurfaceMesh);
  if (normals.empty())
    mesh->normals_ = summedNormals(vertices, triangles);
  else
    for (const Triple& n : normals) mesh->normals_.push_back(unit(toVector(n)));
  mesh->vertices_ = std::move(vertices);
  mesh->triangles_ = std::move(triangles);
  mesh->box_ = whole;
  mesh->blocks_ = std::move(blocks);
  return SurfaceMeshPtr(std::move(mesh));
}

}  // namespace iso
