// SPDX-License-Identifier: Apache-2.0
#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>

#include "render/cpu/cpu_engine.h"
#include "render/engine/streaming_engine.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/reference.h"
#include "tests/render/support/test_volumes.h"

using namespace iso;
using namespace iso::test;

namespace {

std::size_t bytesOf(const Volume& volume) {
  return volume.sliceBytes() * static_cast<std::size_t>(volume.size()[2]);
}

/// Draws by the CPU engine what it is given, and refuses what is larger than a device's memory would be.
class SmallEngine final : public Engine {
 public:
  SmallEngine(std::size_t limit, std::vector<VolumePtr>& given) : limit_(limit), given_(given) {}
  EngineInfo info() const override { return {"opencl", "small"}; }
  Result<void> prepare(const VolumePtr& volume, const CancelToken&) override { return take(volume); }
  Result<ValueFrame> sliceValues(const VolumePtr& volume, const SliceView& view,
                                 const CancelToken& cancel) override {
    if (auto taken = take(volume); !taken) return tl::make_unexpected(taken.error());
    return cpu_->sliceValues(volume, view, cancel);
  }
  Result<ColorFrame> slice(const VolumePtr& volume, const SliceView& view, const SliceDisplay& display,
                           const CancelToken& cancel) override {
    if (auto taken = take(volume); !taken) return tl::make_unexpected(taken.error());
    return cpu_->slice(volume, view, display, cancel);
  }
  Result<ColorFrame> volume(const VolumePtr& volume, const VolumeView& view,
                            const CancelToken& cancel) override {
    if (auto taken = take(volume); !taken) return tl::make_unexpected(taken.error());
    return cpu_->volume(volume, view, cancel);
  }

 private:
  Result<void> take(const VolumePtr& volume) {
    if (bytesOf(*volume) > limit_) return fail(ErrorCode::OutOfMemory, "Too large.");
    given_.push_back(volume);
    return {};
  }
  std::size_t limit_;
  std::vector<VolumePtr>& given_;
  std::unique_ptr<Engine> cpu_ = makeCpuEngine(2);
};

struct Streamed {
  explicit Streamed(std::size_t limit) : engine(std::make_unique<SmallEngine>(limit, given), limit) {}
  std::vector<VolumePtr> given;
  StreamingEngine engine;
};

std::vector<NamedGeometry> geometries() {
  auto all = testGeometries();
  all.push_back({"larger", VolumeGeometry::make({70, 65, 60}, Vector3(0.7, 0.7, 1.3).asDiagonal(),
                                                {{-20.0, 30.0, -300.0}})
                               .value()});
  std::vector<double> offsets{0.0};
  for (int k = 1; k < 50; ++k)
    offsets.push_back(offsets.back() + (k % 3 == 0 ? 2.6 : k % 7 == 0 ? 4.1 : 1.3));
  all.push_back({"larger, uneven", VolumeGeometry::make({40, 45, 50}, Vector3(0.7, 0.7, 1.3).asDiagonal(),
                                                        {{-20.0, 30.0, -300.0}}, offsets)
                                       .value()});
  return all;
}

/// A slice of the rim, one that is only partly in the volume, one wholly outside.
std::vector<SliceView> views(const VolumeGeometry& geometry, int width, int height) {
  auto all = testSliceViews(geometry, width, height);
  SliceView rim = all.front();
  rim.center.mm = geometry.toPatient({Vector3(0.0, 0.0, -0.4)}).mm;
  all.push_back(rim);
  rim.center.mm += 1e4 * Vector3(1.0, 2.0, 3.0);
  all.push_back(rim);
  return all;
}

}  // namespace

TEST_CASE("Streamed slices equal the double-precision reference") {
  for (const auto& [name, geometry] : geometries())
    for (VoxelType type : {VoxelType::UInt8, VoxelType::Int16, VoxelType::Float32}) {
      CAPTURE(name, voxelTypeName(type));
      std::vector<Rescale> rescales{Rescale{}};
      if (type == VoxelType::UInt8) {
        rescales.clear();
        for (int k = 0; k < geometry.size()[2]; ++k)
          rescales.push_back({0.5 + 0.125 * (k % 4), -300.0 + 50.0 * k});
      }
      const auto volume = randomVolume(type, geometry, 31, rescales);
      // A fiftieth: every picture is in many tiles. One voxel's neighbourhood still fits.
      const std::size_t limit =
          std::min(bytesOf(*volume) - 1, std::max(bytesOf(*volume) / 50, std::size_t{4096}));
      if (bytesOf(*volume) < 4096) continue;
      Streamed s(limit);
      for (SliceView view : views(geometry, 47, 33))
        for (Interpolation way : {Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic}) {
          view.interpolation = way;
          const auto frame = s.engine.sliceValues(volume, view, CancelToken());
          REQUIRE(frame);
          CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <=
                (way == Interpolation::Cubic ? 0.02 : 0.01));
        }
      CHECK(s.given.size() > 20);  // it was streamed
    }
}

TEST_CASE("Streamed slabs equal the double-precision reference") {
  for (const auto& [name, geometry] : geometries()) {
    const auto volume = randomVolume(VoxelType::Int16, geometry, 32);
    if (bytesOf(*volume) < 4096) continue;
    CAPTURE(name);
    Streamed s(std::max(bytesOf(*volume) / 8, std::size_t{4096}));
    for (SliceView view : views(geometry, 31, 23))
      for (SlabProjection projection :
           {SlabProjection::Maximum, SlabProjection::Minimum, SlabProjection::Mean}) {
        view.slab = {5.0 * geometry.spacing().minCoeff(), 0.0, projection};
        const auto frame = s.engine.sliceValues(volume, view, CancelToken());
        REQUIRE(frame);
        CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <= 0.01);
      }
  }
}

TEST_CASE("Streamed colours, padding and colour volumes are those of the whole volume") {
  const auto cpu = makeCpuEngine(2);
  auto volumes = paddedVolumes();
  volumes.push_back(randomVolume(VoxelType::Rgb8, geometries().back().geometry, 33));
  for (const VolumePtr& volume : volumes)
    for (const SliceDisplay& display : paddedDisplays()) {
      Streamed s(std::max(bytesOf(*volume) / 3, std::size_t{1024}));
      for (const SliceView& view : views(volume->geometry(), 61, 53)) {
        const auto whole = cpu->slice(volume, view, display, CancelToken());
        const auto parts = s.engine.slice(volume, view, display, CancelToken());
        REQUIRE(whole);
        REQUIRE(parts);
        CHECK(difference(*whole, *parts).withinTwo >= 0.999);
      }
    }
}

TEST_CASE("A picture drawn again, and its neighbour, need no new pieces") {
  const auto geometry = VolumeGeometry::make({64, 64, 64}, Matrix3::Identity(), {}).value();
  const auto volume = randomVolume(VoxelType::Int16, geometry, 34);
  Streamed s(std::size_t{400} << 10);  // of 512 KB
  SliceView view = fitSlice(geometry, planeAxes(Plane::Axial), 64, 64);
  view.center.mm.z() = 20.0;
  REQUIRE(s.engine.sliceValues(volume, view, CancelToken()));
  auto pieces = s.given;
  for (double z : {20.0, 21.5, 23.0}) {
    s.given.clear();
    view.center.mm.z() = z;
    const auto frame = s.engine.sliceValues(volume, view, CancelToken());
    REQUIRE(frame);
    CHECK(largestDifference(frame->values, referenceSliceValues(*volume, view)) <= 0.01);
    for (const VolumePtr& piece : s.given)
      CHECK(std::find(pieces.begin(), pieces.end(), piece) != pieces.end());
  }
}

TEST_CASE("Pieces of a volume go with it") {
  const auto geometry = VolumeGeometry::make({64, 64, 64}, Matrix3::Identity(), {}).value();
  Streamed s(std::size_t{400} << 10);
  const SliceView view = fitSlice(geometry, planeAxes(Plane::Coronal), 40, 40);
  std::weak_ptr<const Volume> piece;
  {
    const auto volume = randomVolume(VoxelType::Int16, geometry, 35);
    REQUIRE(s.engine.sliceValues(volume, view, CancelToken()));
    piece = s.given.front();
    s.given.clear();
    CHECK_FALSE(piece.expired());
  }
  const auto next = randomVolume(VoxelType::Int16, geometry, 36);
  REQUIRE(s.engine.sliceValues(next, view, CancelToken()));
  CHECK(piece.expired());
}

TEST_CASE("What streaming cannot do is said, and a cancelled picture ends") {
  const auto geometry = VolumeGeometry::make({64, 64, 64}, Matrix3::Identity(), {}).value();
  const auto volume = randomVolume(VoxelType::Int16, geometry, 37);
  Streamed s(1500);
  CHECK(s.engine.prepare(volume, CancelToken()));
  SliceView view = fitSlice(geometry, planeAxes(Plane::Axial), 40, 40);
  CHECK(s.engine.sliceValues(volume, view, CancelToken()));
  view.slab = {60.0, 0.0, SlabProjection::Mean};  // a column of 64 × 6 × 6 voxels is more than 1500 bytes
  const auto slab = s.engine.sliceValues(volume, view, CancelToken());
  REQUIRE_FALSE(slab);
  CHECK(slab.error().code == ErrorCode::OutOfMemory);
  CHECK(s.engine.volume(volume, VolumeView{}, CancelToken()).error().code == ErrorCode::OutOfMemory);

  view.slab = {};
  CancelToken cancel;
  cancel.cancel();
  CHECK(s.engine.sliceValues(volume, view, cancel).error().code == ErrorCode::Cancelled);
}
