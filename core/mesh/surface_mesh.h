// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstdint>
#include <memory>
#include <vector>

#include "core/base/error.h"
#include "core/geometry/points.h"

namespace iso {

/// A surface of triangles in the patient: an implant, a segmented organ. Immutable and shared.
class SurfaceMesh {
 public:
  using Triple = std::array<float, 3>;
  using Triangle = std::array<std::uint32_t, 3>;

  /// @param vertices patient mm, LPS
  /// @param triangles numbers of three vertices each, from 0
  /// @param normals LPS, one a vertex, of any length; empty = made as the sum of the triangles' normals
  ///        weighted by their areas, which point to where a triangle's corners go round against the clock
  /// @return BadFile for no triangle, a vertex that is no finite number or more than ten kilometres away, a
  ///         number beyond the vertices, or another number of normals than of vertices; the sentence has no
  ///         file's name
  static Result<std::shared_ptr<const SurfaceMesh>> make(std::vector<Triple> vertices,
                                                         std::vector<Triangle> triangles,
                                                         std::vector<Triple> normals = {});

  const std::vector<Triple>& vertices() const { return vertices_; }
  const std::vector<Triangle>& triangles() const { return triangles_; }
  /// Unit, LPS, one a vertex; zero where a vertex has no triangle with an area.
  const std::vector<Triple>& normals() const { return normals_; }
  /// Corners of the box along the patient's axes that holds all vertices of triangles.
  const PatientPoint& low() const { return box_.low; }
  const PatientPoint& high() const { return box_.high; }

  struct Box {
    PatientPoint low, high;
    /// Whether a plane may meet it.
    bool meets(const PatientPoint& point, const Vector3& normal) const;
  };
  const Box& box() const { return box_; }
  /// Of triangles n · kBlock to (n + 1) · kBlock, which in most files lie near each other: a plane that
  /// follows the hand need not look at all of them.
  static constexpr std::size_t kBlock = 256;
  const std::vector<Box>& blocks() const { return blocks_; }

 private:
  SurfaceMesh() = default;
  std::vector<Triple> vertices_, normals_;
  std::vector<Triangle> triangles_;
  Box box_;
  std::vector<Box> blocks_;
};

using SurfaceMeshPtr = std::shared_ptr<const SurfaceMesh>;

inline Vector3 toVector(const SurfaceMesh::Triple& t) {
  return {static_cast<double>(t[0]), static_cast<double>(t[1]), static_cast<double>(t[2])};
}

}  // namespace iso
