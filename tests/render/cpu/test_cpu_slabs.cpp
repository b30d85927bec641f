// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

#include "render/cpu/cpu_engine.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

constexpr SlabProjection kProjections[] = {SlabProjection::Maximum, SlabProjection::Minimum,
                                           SlabProjection::Mean};

VolumeGeometry plainGeometry(Size3 size, const Vector3& spacing, const Vector3& origin = Vector3::Zero()) {
  return *VolumeGeometry::make(size, Matrix3(spacing.asDiagonal()), {origin});
}

}  // namespace

TEST_CASE("a slab's samples reach from half its thickness before the plane to half behind it") {
  const VolumeGeometry g = plainGeometry({8, 8, 8}, {0.5, 0.7, 2.0});
  const auto count = [&](double thickness, double step) {
    return slabSamples({thickness, step, SlabProjection::Mean}, g)->count;
  };
  CHECK(count(10.0, 0.25) == 41);
  CHECK(count(10.0, 0.3) == 35);  // ceil(33.3) + 1
  CHECK(count(1.1, 0.1) == 12);   // 1.1 / 0.1 is 11.000000000000002
  CHECK(count(0.1, 5.0) == 2);    // both ends
  CHECK(count(10.0, 0.0) == 41);  // half the smallest spacing
  CHECK(count(0.0, 0.25) == 1);
  const SlabSamples samples = *slabSamples({10.0, 0.3, SlabProjection::Mean}, g);
  CHECK(samples.firstMm == -5.0);
  CHECK(samples.firstMm + (samples.count - 1) * samples.stepMm == Approx(5.0).epsilon(1e-12));
  for (const Slab& wrong : {Slab{-1.0, 0.0, {}}, Slab{std::nan(""), 0.0, {}}, Slab{10.0, -0.1, {}},
                            Slab{std::numeric_limits<double>::infinity(), 0.0, {}}, Slab{1e9, 1e-3, {}}})
    CHECK(slabSamples(wrong, g).error().code == ErrorCode::InvalidArgument);
}

TEST_CASE("CPU slabs: random voxels of every type and geometry against double precision") {
  const auto engine = makeCpuEngine(2);
  for (const auto& [name, geometry] : testGeometries())
    for (VoxelType type : {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32}) {
      std::vector<Rescale> rescales{Rescale{}};
      if (type == VoxelType::UInt16) {
        rescales.clear();
        for (int k = 0; k < geometry.size()[2]; ++k) rescales.push_back({1.0 + 0.3 * (k % 3), 10.0 * k});
      }
      const auto volume = randomVolume(type, geometry, 7, rescales);
      for (SliceView view : testSliceViews(geometry, 23, 17))
        for (const SlabProjection projection : kProjections)
          for (const double spacings : {0.4, 7.3, 500.0}) {
            view.slab = {spacings * geometry.spacing().minCoeff(), 0.0, projection};
            // A thick one is mostly empty; once is enough.
            if (spacings > 100.0) {
              if (type != VoxelType::Int16 || projection != SlabProjection::Mean) continue;
              view.slab.stepMm = 3.1 * geometry.spacing().minCoeff();
            }
            const auto frame = engine->sliceValues(volume, view, {});
            REQUIRE(frame);
            CAPTURE(name, voxelTypeName(type), slabProjectionName(projection), spacings);
            CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <
                  (type == VoxelType::UInt16 ? 0.03 : 0.01));
          }
    }
}

TEST_CASE("CPU slabs: a ramp's greatest, least and mean value are known") {
  // f rises by 5 a mm along the normal: T/2 before and behind the plane it is ∓ 5 T/2 away, and its mean is
  // f.
  const VolumeGeometry g = plainGeometry({30, 30, 60}, {1, 1, 0.5});
  const auto volume =
      filledVolume(VoxelType::Float32, g, [](int i, int, int k) { return 3.0 * i + 2.5 * k; });
  const auto engine = makeCpuEngine(2);
  SliceView view = fitSlice(g, planeAxes(Plane::Axial), 27, 27);
  view.pixelMm = 1.0;
  for (const auto& [projection, off] :
       {std::pair(SlabProjection::Maximum, 20.0), std::pair(SlabProjection::Minimum, -20.0),
        std::pair(SlabProjection::Mean, 0.0)}) {
    view.slab = {8.0, 0.37, projection};
    const auto frame = engine->sliceValues(volume, view, {});
    REQUIRE(frame);
    for (int x = 0; x < 27; ++x) {
      const Vector3 p = view.pixelToPatient(x, 11).mm;
      CHECK(static_cast<double>(frame->values[static_cast<std::size_t>(11 * 27 + x)]) ==
            Approx(3.0 * p.x() + 5.0 * p.z() + off).margin(1e-3));
    }
  }
}

TEST_CASE("CPU slabs: a thread lying across the plane is drawn whole by the maximum only") {
  // One bright voxel in each slice, one column further each time: the MIP shows a line, the plane a point.
  const VolumeGeometry g = plainGeometry({40, 9, 40}, {1, 1, 1});
  const auto volume =
      filledVolume(VoxelType::Int16, g, [](int i, int j, int k) { return i == k && j == 4 ? 900.0 : -50.0; });
  const auto engine = makeCpuEngine(2);
  SliceView view = fitSlice(g, planeAxes(Plane::Axial), 40, 9);
  view.pixelMm = 1.0;
  const auto bright = [&](const Slab& slab) {
    view.slab = slab;
    const auto frame = engine->sliceValues(volume, view, {});
    REQUIRE(frame);
    return std::count_if(frame->values.begin(), frame->values.end(), [](float v) { return v > 800.0f; });
  };
  view.center.mm.z() = 20.0;
  CHECK(bright({}) == 1);
  CHECK(bright({10.0, 0.5, SlabProjection::Maximum}) == 11);  // slices 15…25
  CHECK(bright({200.0, 0.5, SlabProjection::Maximum}) == 40);
  CHECK(bright({10.0, 0.5, SlabProjection::Minimum}) == 0);
  CHECK(bright({10.0, 0.5, SlabProjection::Mean}) == 0);
}

TEST_CASE("CPU slabs: samples outside the volume and on no number are left out") {
  const VolumeGeometry g = plainGeometry({12, 12, 12}, {1, 1, 1});
  const auto volume = filledVolume(VoxelType::Float32, g, [](int i, int, int k) {
    return i == 3 ? std::numeric_limits<double>::quiet_NaN() : static_cast<double>(k);
  });
  const auto engine = makeCpuEngine(1);
  SliceView view = fitSlice(g, planeAxes(Plane::Axial), 12, 12);
  view.pixelMm = 1.0;
  view.center.mm.z() = 14.0;  // outside; the slab reaches in
  view.slab = {6.0, 1.0, SlabProjection::Mean};
  const auto frame = engine->sliceValues(volume, view, {});
  REQUIRE(frame);
  CHECK(frame->values[5 * 12 + 7] == 11.0f);  // of 11…17 only slice 11 is there
  CHECK(std::isnan(frame->values[5 * 12 + 3]));
  view.center.mm.z() = 40.0;
  const auto beyond = engine->sliceValues(volume, view, {});
  REQUIRE(beyond);
  for (float v : beyond->values) CHECK(std::isnan(v));
}

TEST_CASE("CPU slabs: colours follow window and map, padding is left out") {
  const auto engine = makeCpuEngine(2);
  for (const VolumePtr& volume : paddedVolumes())
    for (const SliceDisplay& display : paddedDisplays())
      for (SliceView view : testSliceViews(volume->geometry(), 24, 20))
        for (const SlabProjection projection : kProjections) {
          view.slab = {4.3 * volume->geometry().spacing().minCoeff(), 0.0, projection};
          const auto frame = engine->slice(volume, view, display, {});
          REQUIRE(frame);
          const ColorDifference d = difference(*frame, referenceSlice(*volume, view, display));
          // A sample as far from two voxels may take either.
          CAPTURE(d.mean, d.largest, slabProjectionName(projection));
          CHECK(d.withinTwo >= 0.99);
        }
}

TEST_CASE("CPU slabs: refused and cancelled requests") {
  const VolumeGeometry g = plainGeometry({8, 8, 8}, {1, 1, 1});
  const auto engine = makeCpuEngine(1);
  SliceView view = fitSlice(g, planeAxes(Plane::Axial), 8, 8);
  view.slab.thicknessMm = -3.0;
  const auto volume = randomVolume(VoxelType::Int16, g);
  CHECK(engine->sliceValues(volume, view, {}).error().code == ErrorCode::InvalidArgument);
  CHECK(engine->slice(volume, view, {}, {}).error().code == ErrorCode::InvalidArgument);
  view.slab.thicknessMm = 3.0;
  CHECK(engine->slice(randomVolume(VoxelType::Rgb8, g), view, {}, {}).error().code ==
        ErrorCode::InvalidArgument);
  CancelToken cancel;
  cancel.cancel();
  CHECK(engine->slice(volume, view, {}, cancel).error().code == ErrorCode::Cancelled);
}

}  // namespace iso::test
