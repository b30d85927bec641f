// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "render/scene/volume_view.h"

namespace iso {

/// What is shown of a volume: a box along its voxel axes. Continuous voxel indices, for an uneven stack the
/// third is a slice's (fractional) number; a voxel reaches half an index to each side of its centre.
///
/// Its faces are numbered 2·axis at the low and 2·axis + 1 at the high end. Sheared volumes have a sheared
/// box.
struct CropBox {
  Vector3 low = Vector3::Zero(), high = Vector3::Zero();
  friend bool operator==(const CropBox& a, const CropBox& b) { return a.low == b.low && a.high == b.high; }
};

constexpr int kBoxFaces = 6;

/// The voxels' outermost faces.
CropBox wholeBox(const VolumeGeometry& geometry);
/// True if any face lies inside the volume.
bool cutsAway(const VolumeGeometry& geometry, const CropBox& box);
/// Those faces which lie inside the volume, as planes.
std::vector<ClipPlane> cropPlanes(const VolumeGeometry& geometry, const CropBox& box);

double faceIndex(const CropBox& box, int face);
/// The box with a face elsewhere along its axis: inside the volume, at least a voxel from the face opposite.
CropBox withFaceAt(const VolumeGeometry& geometry, const CropBox& box, int face, double index);

/// Bit a of a corner's number says whether it lies at the high end of axis a.
std::array<PatientPoint, 8> boxCorners(const VolumeGeometry& geometry, const CropBox& box);
/// Half-way between the face's edges in index space.
PatientPoint faceCentre(const VolumeGeometry& geometry, const CropBox& box, int face);
/// Unit, LPS: away from the box, perpendicular to the face.
Vector3 faceNormal(const VolumeGeometry& geometry, int face);
/// Corners of a face, one after another around it.
std::array<int, 4> faceCorners(int face);

/// Where a plane meets a box's face.
struct SectionEdge {
  int face = 0;
  PatientPoint from, to;
};
/// The outline that a plane cuts out of a box: three to six edges, in no order; none where it misses. A
/// plane that lies in a face gets that face's outline.
std::vector<SectionEdge> boxSection(const VolumeGeometry& geometry, const CropBox& box,
                                    const PatientPoint& point, const Vector3& normal);

}  // namespace iso
