// SPDX-License-Identifier: Apache-2.0
#include "render/scene/crop_box.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <random>

#include "tests/render/overlay/crop_samples.h"

using namespace iso;
using namespace iso::test;

namespace {

/// Every end of an edge is the end of exactly one other edge: the outline is closed.
bool isClosed(const std::vector<SectionEdge>& edges) {
  const auto ends = [&](const PatientPoint& p) {
    long n = 0;
    for (const auto& e : edges) n += ((e.from.mm - p.mm).norm() < 1e-4) + ((e.to.mm - p.mm).norm() < 1e-4);
    return n;
  };
  return std::all_of(edges.begin(), edges.end(),
                     [&](const SectionEdge& e) { return ends(e.from) == 2 && ends(e.to) == 2; });
}

double lengthOf(const std::vector<SectionEdge>& edges) {
  double sum = 0.0;
  for (const auto& e : edges) sum += (e.to.mm - e.from.mm).norm();
  return sum;
}

}  // namespace

TEST_CASE("The whole box has the volume's corners, and cuts nothing away") {
  for (const VolumeGeometry& g : {cubeGeometry(), obliqueGeometry()}) {
    const CropBox whole = wholeBox(g);
    const auto known = g.corners();
    for (const auto& corner : boxCorners(g, whole))
      CHECK(std::any_of(known.begin(), known.end(),
                        [&](const PatientPoint& p) { return p.mm.isApprox(corner.mm, 1e-12); }));
    CHECK_FALSE(cutsAway(g, whole));
    CHECK(cropPlanes(g, whole).empty());
  }
}

TEST_CASE("The planes of a crop box keep what has an index inside it") {
  std::mt19937 random(7);
  for (const VolumeGeometry& g : {cubeGeometry(), obliqueGeometry()}) {
    CropBox box = wholeBox(g);
    box = withFaceAt(g, box, 0, 2.25);
    box = withFaceAt(g, box, 3, 6.5);
    box = withFaceAt(g, box, 4, 0.4);
    box = withFaceAt(g, box, 5, 1.75);
    CHECK(cutsAway(g, box));
    const auto planes = cropPlanes(g, box);
    REQUIRE(planes.size() == 4);  // the faces that stayed are no planes
    for (int n = 0; n < 2000; ++n) {
      Vector3 index;
      for (int a = 0; a < 3; ++a)
        index[a] = std::uniform_real_distribution(-0.5, g.size()[static_cast<std::size_t>(a)] - 0.5)(random);
      const bool inside =
          (index.array() >= box.low.array()).all() && (index.array() <= box.high.array()).all();
      const Vector3 p = g.toPatient({index}).mm;
      CHECK(inside == std::all_of(planes.begin(), planes.end(), [&](const ClipPlane& clip) {
              return clip.normal.dot(p - clip.point.mm) >= 0.0;
            }));
    }
  }
}

TEST_CASE("A face stays inside the volume and a voxel from the one opposite") {
  const VolumeGeometry g = obliqueGeometry();
  CropBox box = wholeBox(g);
  CHECK(withFaceAt(g, box, 0, -40.0) == box);
  CHECK(withFaceAt(g, box, 1, 1e9) == box);
  CHECK(withFaceAt(g, box, 1, std::nan("")) == box);
  CHECK(withFaceAt(g, box, 0, 1e9).low.x() == 18.5);
  CHECK(withFaceAt(g, box, 5, -1e9).high.z() == 0.5);
  box = withFaceAt(g, box, 2, 4.0);
  CHECK(withFaceAt(g, box, 3, 1.0).high.y() == 5.0);
  CHECK(withFaceAt(g, box, 3, 9.25).high.y() == 9.25);
  CHECK(faceIndex(box, 2) == 4.0);
  CHECK(faceIndex(box, 3) == 14.5);
  // One voxel thick is as thin as it gets, for a single slice as well.
  const auto flat = *VolumeGeometry::make({4, 4, 1}, Matrix3::Identity(), {});
  CHECK(withFaceAt(flat, wholeBox(flat), 5, -3.0) == wholeBox(flat));
}

TEST_CASE("Faces look away from the box, and their corners lie in them") {
  for (const VolumeGeometry& g : {cubeGeometry(), obliqueGeometry()}) {
    CropBox box = wholeBox(g);
    box.low = {1.0, 2.0, 0.25};
    const auto corners = boxCorners(g, box);
    for (int face = 0; face < kBoxFaces; ++face) {
      const Vector3 normal = faceNormal(g, face), centre = faceCentre(g, box, face).mm;
      CHECK(normal.norm() == Approx(1.0));
      const auto around = faceCorners(face);
      int before = around[3];
      for (std::size_t n = 0; n < 8; ++n) {
        const bool mine = std::find(around.begin(), around.end(), static_cast<int>(n)) != around.end();
        const double away = normal.dot(corners[n].mm - centre);
        if (mine)
          CHECK(away == Approx(0.0).margin(1e-9));
        else
          CHECK(away < -0.1);
      }
      for (const int corner : around) {
        // From one corner to the next only one axis changes.
        const int changed = corner ^ before;
        CHECK((changed == 1 || changed == 2 || changed == 4));
        before = corner;
      }
    }
  }
}

TEST_CASE("A plane across a cube cuts a square, from a corner a triangle, through the middle a hexagon") {
  const VolumeGeometry g = cubeGeometry();
  const CropBox box = wholeBox(g);
  const auto square = boxSection(g, box, {{0, 0, 1.2}}, Vector3::UnitZ());
  CHECK(square.size() == 4);
  CHECK(lengthOf(square) == Approx(40.0));
  CHECK(isClosed(square));
  for (const auto& edge : square) {
    CHECK(edge.face < 4);
    CHECK(edge.from.mm.z() == Approx(1.2));
  }
  // The cube's middle lies 5√3 mm from a corner along the diagonal; 2 mm before the corner the triangle's
  // side is 2·√6.
  const Vector3 diagonal = Vector3(1, 1, 1).normalized();
  const auto hexagon = boxSection(g, box, {{0, 0, 0}}, diagonal);
  CHECK(hexagon.size() == 6);
  CHECK(lengthOf(hexagon) == Approx(6.0 * 10.0 / std::sqrt(2.0)));
  CHECK(isClosed(hexagon));
  const auto triangle = boxSection(g, box, {(5.0 * std::sqrt(3.0) - 2.0) * diagonal}, diagonal);
  CHECK(triangle.size() == 3);
  CHECK(lengthOf(triangle) == Approx(3.0 * 2.0 * std::sqrt(6.0)));
  CHECK(boxSection(g, box, {6.0 * std::sqrt(3.0) * diagonal}, diagonal).empty());
}

TEST_CASE("A plane in a face has the face's outline, just beyond it none") {
  const VolumeGeometry g = cubeGeometry();
  CropBox box = wholeBox(g);
  box.low.z() = 3.0;  // at −1.5 mm
  for (const double side : {-1.0, 1.0}) {
    for (const double z : {-1.5, 5.0}) {
      const auto outline = boxSection(g, box, {{0, 0, z}}, side * Vector3::UnitZ());
      CHECK(outline.size() == 4);
      CHECK(lengthOf(outline) == Approx(40.0).epsilon(1e-4));
      CHECK(isClosed(outline));
    }
    CHECK(boxSection(g, box, {{0, 0, -1.51}}, side * Vector3::UnitZ()).empty());
    CHECK(boxSection(g, box, {{0, 0, 5.01}}, side * Vector3::UnitZ()).empty());
  }
}

TEST_CASE("The edges of a section lie in the plane and in the faces they are named after") {
  const VolumeGeometry g = obliqueGeometry();
  CropBox box = wholeBox(g);
  box.low = {3.5, 2.0, 0.3};
  box.high = {15.0, 11.25, 2.6};
  const PatientPoint middle = g.toPatient({0.5 * (box.low + box.high)});
  std::mt19937 random(3);
  std::normal_distribution<double> normal;
  for (int n = 0; n < 50; ++n) {
    const Vector3 across = Vector3(normal(random), normal(random), normal(random)).normalized();
    const auto edges = boxSection(g, box, middle, across);
    CHECK(edges.size() >= 3);
    CHECK(edges.size() <= 6);
    CHECK(isClosed(edges));
    for (const auto& edge : edges)
      for (const auto& p : {edge.from, edge.to}) {
        CHECK(across.dot(p.mm - middle.mm) == Approx(0.0).margin(1e-4));
        CHECK(g.toIndex(p).ijk[edge.face / 2] == Approx(faceIndex(box, edge.face)).margin(1e-6));
      }
  }
}
