// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Geometry>
#include <algorithm>
#include <catch2/catch.hpp>
#include <limits>
#include <memory>
#include <random>

#include "core/dicom/assembler.h"

using namespace iso;

namespace {

/// A stack of eleven slices, in any order, first position and step given; returns the one volume it makes.
VolumeDescription assembled(const Vector3& row, const Vector3& column, const Vector3& first,
                            const Vector3& step) {
  std::vector<std::unique_ptr<FileHeader>> files;
  for (int k = 0; k < 11; ++k) {
    auto h = std::make_unique<FileHeader>();
    h->kind = FileHeader::Kind::Image;
    h->sopInstanceUid = "1.2." + std::to_string(k);
    h->instanceNumber = k + 1;
    PixelLayout pixels;
    pixels.rows = 8;
    pixels.columns = 9;
    h->pixels = std::make_shared<const PixelLayout>(pixels);
    FrameHeader frame;
    frame.position = first + step * k;
    frame.axes = std::array<Vector3, 2>{row, column};
    frame.spacing = std::array<double, 2>{0.5, 0.75};
    frame.phaseKeys.fill(std::numeric_limits<double>::quiet_NaN());
    h->frames = {frame};
    files.push_back(std::move(h));
  }
  std::vector<const FileHeader*> list;
  for (const auto& f : files) list.push_back(f.get());
  std::shuffle(list.begin(), list.end(), std::mt19937(7));
  auto volumes = assembleVolumes(list);
  REQUIRE(volumes.size() == 1);
  return std::move(volumes[0]);
}

}  // namespace

TEST_CASE("However the patient lies, every voxel is where its file says", "[assembler]") {
  // Directions along rows and along columns in LPS, as scanners write them (PS3.3 C.7.6.2.1.1).
  struct Way {
    const char* name;
    Vector3 row, column;
  };
  const Matrix3 turn = Eigen::AngleAxisd(0.5, Vector3(1, -2, 0.5).normalized()).toRotationMatrix();
  const std::vector<Way> ways{{"head first supine, axial", {1, 0, 0}, {0, 1, 0}},
                              {"head first prone, axial", {-1, 0, 0}, {0, -1, 0}},
                              {"feet first supine, axial seen from the head", {-1, 0, 0}, {0, 1, 0}},
                              {"feet first prone, axial seen from the head", {1, 0, 0}, {0, -1, 0}},
                              {"decubitus right", {0, 1, 0}, {-1, 0, 0}},
                              {"decubitus left", {0, -1, 0}, {1, 0, 0}},
                              {"sagittal", {0, 1, 0}, {0, 0, -1}},
                              {"sagittal, nose to the right", {0, -1, 0}, {0, 0, -1}},
                              {"coronal", {1, 0, 0}, {0, 0, -1}},
                              {"coronal from behind", {-1, 0, 0}, {0, 0, -1}},
                              {"oblique", turn.col(0), turn.col(1)},
                              {"oblique, turned over", turn.col(0), -turn.col(1)}};
  for (const Way& way : ways)
    for (const double sense : {1.0, -1.0})    // slices numbered with the normal, or against it
      for (const double lean : {0.0, 0.3}) {  // upright, or a tilted gantry
        CAPTURE(way.name, sense, lean);
        const Vector3 normal = way.row.cross(way.column);
        const Vector3 first(12, -34, 56), step = sense * 2.5 * normal + lean * way.column;
        const VolumeDescription v = assembled(way.row, way.column, first, step);
        CHECK(v.positioned);
        const Matrix3 direction = v.geometry.direction();
        CHECK(direction.determinant() > 0.9);
        if (lean == 0.0) CHECK(direction.determinant() == Approx(1.0));
        CHECK(v.geometry.sliceNormal().isApprox(normal, 1e-9));
        for (int k = 0; k < 11; ++k) {
          const int number = v.slices[static_cast<std::size_t>(k)].instanceNumber;
          CHECK(number == (sense > 0 ? k + 1 : 11 - k));
          const Vector3 expected =
              first + step * (number - 1) + way.row * (0.5 * 8) + way.column * (0.75 * 3);
          CHECK((v.geometry.toPatient(IndexPoint{Vector3(8, 3, k)}).mm - expected).norm() < 1e-9);
        }
      }
}
