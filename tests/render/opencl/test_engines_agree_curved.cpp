// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>

#include "render/cpu/cpu_engine.h"
#include "render/engine/curved_slice.h"
#include "tests/render/opencl/opencl_fixture.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/test_volumes.h"

using namespace iso;
using namespace iso::test;

namespace {

/// A bow through the volume's middle, half as long as its box.
std::shared_ptr<const Curve> bow(const VolumeGeometry& geometry) {
  Vector3 low = geometry.corners().front().mm, high = low;
  for (const PatientPoint& c : geometry.corners()) {
    low = low.cwiseMin(c.mm);
    high = high.cwiseMax(c.mm);
  }
  const Vector3 middle = 0.5 * (low + high), half = 0.25 * (high - low).cwiseMax(1.0);
  return std::make_shared<const Curve>(*Curve::through({{middle - half},
                                                        {middle + half.cwiseProduct(Vector3(-0.2, 0.5, 0.1))},
                                                        {middle + half.cwiseProduct(Vector3(0.6, 0.4, -0.3))},
                                                        {middle + half}}));
}

}  // namespace

TEST_CASE("Both engines give the same curved pictures") {
  if (!openClEngine()) return;
  const auto cpu = makeCpuEngine(2);
  for (const auto& [name, geometry] : testGeometries()) {
    const auto curve = bow(geometry);
    for (const VoxelType type : {VoxelType::Int16, VoxelType::Float32}) {
      CAPTURE(name, voxelTypeName(type));
      const auto volume = randomVolume(type, geometry, 23);
      const double tolerance = type == VoxelType::Int16 ? 0.02 : 0.01;
      const SliceDisplay display{{0.0, 3000.0, VoiFunction::LinearExact}, colorMap("Grey"), {9, 8, 7, 255}};
      const double pixelMm = curve->length() / 40.0;
      auto views = {straightened(*curve, 0.4, pixelMm, 31),
                    stretched(*curve, Vector3(0.2, -0.3, 1.0), pixelMm, 31)};
      for (auto view : views) {
        REQUIRE(view);
        for (const Slab& slab :
             {Slab{}, Slab{3.0 * geometry.spacing().minCoeff(), 0.0, SlabProjection::Mean}}) {
          view->slab = slab;
          const auto a = curvedValues(*openClEngine(), volume, *view, {});
          const auto b = curvedValues(*cpu, volume, *view, {});
          REQUIRE(a);
          REQUIRE(b);
          CHECK(largestDifference(a->values, {b->values.begin(), b->values.end()}) <= tolerance);
          const auto ca = curvedSlice(*openClEngine(), volume, *view, display, {});
          const auto cb = curvedSlice(*cpu, volume, *view, display, {});
          REQUIRE(ca);
          REQUIRE(cb);
          CHECK(difference(*ca, *cb).withinTwo >= 0.999);
        }
      }
    }
  }
}
