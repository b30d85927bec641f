// SPDX-License-Identifier: Apache-2.0
#include "render/scene/crop_box.h"

#include <algorithm>
#include <cmath>
#include <optional>

namespace iso {
namespace {

constexpr double kRim = 0.5;         ///< of a voxel, beyond its centre
constexpr double kThinnest = 1.0;    ///< voxels between two faces
constexpr double kOnAFace = 1e-6;    ///< of the box's extent: a plane as near to its end lies in a face
constexpr double kSameIndex = 1e-9;  ///< voxels

double lastIndex(const VolumeGeometry& geometry, int axis) {
  return geometry.size()[static_cast<std::size_t>(axis)] - 1;
}

/// The face has left the volume's own and cuts something away.
bool faceCuts(const VolumeGeometry& geometry, const CropBox& box, int face) {
  const int axis = face / 2;
  return face % 2 == 0 ? box.low[axis] > -kRim + kSameIndex
                       : box.high[axis] < lastIndex(geometry, axis) + kRim - kSameIndex;
}

}  // namespace

CropBox wholeBox(const VolumeGeometry& geometry) {
  CropBox box;
  for (int a = 0; a < 3; ++a) {
    box.low[a] = -kRim;
    box.high[a] = lastIndex(geometry, a) + kRim;
  }
  return box;
}

bool cutsAway(const VolumeGeometry& geometry, const CropBox& box) {
  for (int face = 0; face < kBoxFaces; ++face)
    if (faceCuts(geometry, box, face)) return true;
  return false;
}

std::vector<ClipPlane> cropPlanes(const VolumeGeometry& geometry, const CropBox& box) {
  const auto all = cropPlanes(geometry, box.low, box.high);
  std::vector<ClipPlane> planes;
  for (int face = 0; face < kBoxFaces; ++face)
    if (faceCuts(geometry, box, face)) planes.push_back(all[static_cast<std::size_t>(face)]);
  return planes;
}

double faceIndex(const CropBox& box, int face) {
  return face % 2 == 0 ? box.low[face / 2] : box.high[face / 2];
}

CropBox withFaceAt(const VolumeGeometry& geometry, const CropBox& box, int face, double index) {
  if (std::isnan(index)) return box;
  CropBox out = box;
  const int axis = face / 2;
  if (face % 2 == 0)
    out.low[axis] = std::max(-kRim, std::min(index, box.high[axis] - kThinnest));
  else
    out.high[axis] = std::min(lastIndex(geometry, axis) + kRim, std::max(index, box.low[axis] + kThinnest));
  return out;
}

std::array<PatientPoint, 8> boxCorners(const VolumeGeometry& geometry, const CropBox& box) {
  std::array<PatientPoint, 8> corners;
  for (unsigned n = 0; n < 8; ++n) {
    Vector3 index;
    for (int a = 0; a < 3; ++a) index[a] = (n >> a) & 1U ? box.high[a] : box.low[a];
    corners[n] = geometry.toPatient({index});
  }
  return corners;
}

PatientPoint faceCentre(const VolumeGeometry& geometry, const CropBox& box, int face) {
  Vector3 index = 0.5 * (box.low + box.high);
  index[face / 2] = faceIndex(box, face);
  return geometry.toPatient({index});
}

Vector3 faceNormal(const VolumeGeometry& geometry, int face) {
  const Vector3 along = geometry.inverseAxes().row(face / 2).transpose().normalized();
  return face % 2 == 0 ? Vector3(-along) : along;
}

std::array<int, 4> faceCorners(int face) {
  const int a = face / 2;
  const int u = 1 << ((a + 1) % 3), v = 1 << ((a + 2) % 3);
  const int at = face % 2 == 0 ? 0 : 1 << a;
  return {at, at + u, at + u + v, at + v};
}

std::vector<SectionEdge> boxSection(const VolumeGeometry& geometry, const CropBox& box,
                                    const PatientPoint& point, const Vector3& normal) {
  const auto corners = boxCorners(geometry, box);
  std::array<double, 8> above{};
  for (std::size_t n = 0; n < 8; ++n) above[n] = normal.dot(corners[n].mm - point.mm);
  const auto [least, most] = std::minmax_element(above.begin(), above.end());
  const double lowest = *least, highest = *most;
  const double margin = kOnAFace * (highest - lowest);
  if (lowest > margin || highest < -margin) return {};
  // A slice on the very face would meet the faces beside it nowhere, or twice.
  double level = 0.0;
  level = std::max(level, lowest + margin);
  level = std::min(level, highest - margin);

  std::vector<SectionEdge> edges;
  for (int face = 0; face < kBoxFaces; ++face) {
    const auto around = faceCorners(face);
    std::optional<PatientPoint> first;
    for (std::size_t n = 0; n < 4; ++n) {
      const auto p = static_cast<std::size_t>(around[n]), q = static_cast<std::size_t>(around[(n + 1) % 4]);
      const double a = above[p] - level, b = above[q] - level;
      if ((a >= 0.0) == (b >= 0.0)) continue;
      const PatientPoint here{corners[p].mm + a / (a - b) * (corners[q].mm - corners[p].mm)};
      if (first)
        edges.push_back({face, *first, here});
      else
        first = here;
    }
  }
  return edges;
}

}  // namespace iso
