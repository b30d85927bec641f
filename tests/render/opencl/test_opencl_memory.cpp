// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "tests/render/opencl/opencl_fixture.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference.h"
#include "tests/render/support/test_volumes.h"
#include "tests/support/test_data.h"

using namespace iso;
using namespace iso::test;

namespace {

/// An engine on a device that behaves as if it had so little memory; null where there is no OpenCL.
std::unique_ptr<Engine> smallEngine(std::size_t bytes) {
  static const TemporaryFolder cache;
  auto engine = makeOpenClEngine({OpenClDeviceKind::Any, std::nullopt, bytes, cache.path()}, silentLog());
  return engine ? std::move(*engine) : nullptr;
}

}  // namespace

TEST_CASE("Slices and slabs of volumes larger than the device equal the double-precision reference") {
  const auto engine = smallEngine(std::size_t{96} << 10);
  if (!engine) return;
  std::vector<double> offsets{0.0};
  for (int k = 1; k < 30; ++k) offsets.push_back(offsets.back() + (k % 3 == 0 ? 2.6 : 1.3));
  const Matrix3 axes = Vector3(0.7, 0.8, 1.3).asDiagonal();
  for (const auto& geometry : {VolumeGeometry::make({61, 50, 30}, axes, {{-20.0, 30.0, -300.0}}),
                               VolumeGeometry::make({61, 50, 30}, axes, {{-20.0, 30.0, -300.0}}, offsets)})
    for (VoxelType type : {VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32}) {
      const auto volume = randomVolume(type, *geometry, 41);  // 183 KB and more
      REQUIRE(engine->prepare(volume, CancelToken()));
      for (SliceView view : testSliceViews(*geometry, 47, 39)) {
        for (Interpolation way : {Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic}) {
          view.interpolation = way;
          const auto frame = engine->sliceValues(volume, view, CancelToken());
          REQUIRE(frame);
          CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <=
                (way == Interpolation::Cubic ? 0.02 : 0.01));
        }
        view.slab = {4.0, 0.0, SlabProjection::Mean};
        const auto slab = engine->sliceValues(volume, view, CancelToken());
        REQUIRE(slab);
        CHECK(largestDifference(slab->values, referenceSliceValues(*volume, view)) <= 0.01);
      }
    }
}

TEST_CASE("A volume picture that does not fit is OutOfMemory, and leaves the others where they are") {
  const auto engine = smallEngine(std::size_t{256} << 10);  // a transfer function's table takes 128
  if (!engine) return;
  const auto large = sphereVolume(60, 25.0);  // 432 KB
  const auto small = sphereVolume(20, 8.0);
  const VolumePreset preset = rampPreset(200.0, 900.0);
  const VolumeView of = testVolumeViews(small->geometry(), preset, 40, 30)[0];
  const auto before = engine->volume(small, of, CancelToken());
  REQUIRE(before);
  const auto refused =
      engine->volume(large, testVolumeViews(large->geometry(), preset, 40, 30)[0], CancelToken());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::OutOfMemory);
  CHECK(refused.error().message.find("MB") != std::string::npos);
  const auto after = engine->volume(small, of, CancelToken());
  REQUIRE(after);
  CHECK(difference(*after, referenceVolume(*small, of)).mean <= 0.5);
}

TEST_CASE("A picture larger than the device's memory is OutOfMemory") {
  const auto engine = smallEngine(std::size_t{96} << 10);
  if (!engine) return;
  const auto volume = sphereVolume(10, 4.0);
  const SliceView view = fitSlice(volume->geometry(), planeAxes(Plane::Axial), 400, 400);
  const auto refused = engine->sliceValues(volume, view, CancelToken());
  REQUIRE_FALSE(refused);
  CHECK(refused.error().code == ErrorCode::OutOfMemory);
}
