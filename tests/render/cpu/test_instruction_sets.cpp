// SPDX-License-Identifier: Apache-2.0
#include <hwy/targets.h>

#include <algorithm>
#include <catch2/catch.hpp>

#include "render/cpu/cpu_engine.h"
#include "render/cpu/slice_kernel.h"
#include "tests/render/support/reference.h"
#include "tests/render/support/reference_check.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

/// Lets the kernels choose among some instruction sets only, while it lives.
class OnlyTargets {
 public:
  explicit OnlyTargets(std::int64_t targets) { hwy::SetSupportedTargetsForTest(targets); }
  ~OnlyTargets() { hwy::SetSupportedTargetsForTest(0); }
  OnlyTargets(const OnlyTargets&) = delete;
  OnlyTargets& operator=(const OnlyTargets&) = delete;
};

}  // namespace

TEST_CASE("Instruction sets: every one of this processor's gives the reference's slices and volumes") {
  const std::int64_t here = hwy::SupportedTargets();
  std::vector<std::string> names;
  for (const std::int64_t target : {HWY_SSE4, HWY_AVX2, HWY_AVX3}) {
    if ((here & target) == 0) continue;
    const OnlyTargets only(target);
    const std::string name = simdName();
    CAPTURE(name);
    CHECK(std::find(names.begin(), names.end(), name) == names.end());
    names.push_back(name);
    const auto engine = makeCpuEngine(2);
    // Pixels from a tenth of a voxel to several, to either side: rows of voxels are read in other ways.
    for (const double pixelMm : {0.07, 0.31, 0.6, 1.1, 2.4})
      for (const double side : {1.0, -1.0}) {
        const auto g = *VolumeGeometry::make({143, 97, 61}, Matrix3(Vector3(0.7, 0.8, 1.1).asDiagonal()), {});
        const auto volume = randomVolume(VoxelType::Int16, g, 5);
        SliceView view;
        view.center = g.center();
        view.right = Vector3(0.8, 0.36, 0.48) * side;
        view.down = Vector3(-0.6, 0.48, 0.64);
        view.pixelMm = pixelMm;
        view.width = 131;
        view.height = 20;
        for (const Interpolation interpolation : {Interpolation::Linear, Interpolation::Cubic}) {
          view.interpolation = interpolation;
          CAPTURE(pixelMm, side, static_cast<int>(interpolation));
          const auto frame = engine->sliceValues(volume, view, {});
          REQUIRE(frame);
          CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <
                (interpolation == Interpolation::Cubic ? 0.02 : 0.01));
        }
      }
    for (const auto& [geometryName, geometry] : testGeometries()) {
      CAPTURE(geometryName);
      for (const VoxelType type :
           {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32}) {
        const auto volume = randomVolume(type, geometry);
        for (SliceView view : testSliceViews(geometry, 37, 23))
          for (const Interpolation interpolation :
               {Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic}) {
            view.interpolation = interpolation;
            const auto frame = engine->sliceValues(volume, view, {});
            REQUIRE(frame);
            CAPTURE(voxelTypeName(type), static_cast<int>(interpolation));
            CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <
                  (interpolation == Interpolation::Cubic ? 0.02 : 0.01));
          }
      }
      if (geometry.size()[0] < 2 || geometry.size()[1] < 2 || geometry.size()[2] < 2) continue;
      const auto waves = waveVolume(geometry);
      for (const VolumePreset& preset : {rampPreset(90, 230), maximumPreset(0, 250)})
        for (const VolumeView& view : testVolumeViews(geometry, preset, 21, 19))
          checkVolume(*engine, waves, view);
    }
  }
  CHECK_FALSE(names.empty());
}

}  // namespace iso::test
