// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "render/cpu/cpu_engine.h"
#include "render/cpu/padded_copies.h"
#include "tests/render/support/compare.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

VolumeGeometry boxOf(Size3 size) {
  return *VolumeGeometry::make(size, Matrix3(Vector3(0.7, 0.8, 1.1).asDiagonal()), {});
}

/// The bytes of a picture's rows must be the same whichever copy of the voxels was read.
template <class T>
bool same(const PixelBuffer<T>& a, const PixelBuffer<T>& b) {
  return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(T)) == 0;
}

}  // namespace

TEST_CASE("Padded voxels: made where rows or slices fall on each other in a cache, and only there") {
  const auto helps = [](VoxelType type, Size3 size) {
    return PaddedVoxels::helps(*filledVolume(type, boxOf(size), [](int, int, int) { return 0.0; }));
  };
  CHECK(helps(VoxelType::Int16, {512, 512, 10}));
  CHECK(helps(VoxelType::UInt8, {256, 256, 80}));
  CHECK(helps(VoxelType::Float32, {256, 100, 50}));
  CHECK_FALSE(helps(VoxelType::Int16, {500, 411, 12}));
  CHECK_FALSE(helps(VoxelType::Int16, {64, 64, 20}));  // all of it fits into a cache
}

TEST_CASE("Padded voxels: every voxel at its place, with rows and slices an odd number of lines apart") {
  ThreadPool pool(2);
  for (const VoxelType type : {VoxelType::UInt8, VoxelType::Int16, VoxelType::UInt16, VoxelType::Float32}) {
    const auto volume = randomVolume(type, boxOf({256, 130, 65}));
    const auto padded = PaddedVoxels::make(*volume, pool, {});
    REQUIRE(padded);
    const VoxelSourceTables tables(*volume);
    const VoxelSource source = padded->placed(tables.source);
    const auto bytes = static_cast<std::int64_t>(bytesPerVoxel(type));
    CHECK(source.rowVoxels * bytes % 128 == 64);
    CHECK(source.sliceVoxels * bytes % 128 == 64);
    REQUIRE(source.sliceVoxels * 65 * bytes <= static_cast<std::int64_t>(padded->bytes()));
    std::size_t wrong = 0;
    for (int k = 0; k < 65; ++k)
      for (int j = 0; j < 130; ++j)
        for (int i = 0; i < 256; ++i) {
          const std::byte* there =
              source.voxels + (k * source.sliceVoxels + j * source.rowVoxels + i) * bytes;
          const std::byte* here = volume->data() + ((k * 130LL + j) * 256 + i) * bytes;
          wrong += std::memcmp(there, here, static_cast<std::size_t>(bytes)) != 0;
        }
    CHECK(wrong == 0);
  }
  CancelToken cancelled;
  cancelled.cancel();
  CHECK(PaddedVoxels::make(*randomVolume(VoxelType::Int16, boxOf({256, 130, 65})), pool, cancelled) ==
        nullptr);
}

TEST_CASE("Padded copies: within the limit, and no phase of many drives out another's in turn") {
  ThreadPool pool(2);
  std::vector<VolumePtr> phases;
  for (int n = 0; n < 3; ++n) phases.push_back(waveVolume(boxOf({256, 128, 72})));
  PaddedCopies copies(PaddedVoxels::bytes(*phases[0]) * 5 / 2);  // two and a half
  const auto has = [&](int n) { return copies.find(*phases[static_cast<std::size_t>(n)]) != nullptr; };
  const auto show = [&](int n) { copies.shown(phases[static_cast<std::size_t>(n)], pool, {}); };
  for (int turn = 0; turn < 6; ++turn)
    for (int n = 0; n < 3; ++n) show(n);
  CHECK(has(0));
  CHECK(has(1));
  CHECK_FALSE(has(2));
  // One that stays takes the place of the one shown longest ago.
  show(0);
  for (int times = 0; times < 4; ++times) show(2);
  CHECK(has(0));
  CHECK_FALSE(has(1));
  CHECK(has(2));
  // A volume that is gone makes room at once.
  phases[0].reset();
  show(1);
  CHECK(has(1));
  CHECK(has(2));
  PaddedCopies none(1000);
  for (int times = 0; times < 9; ++times) none.shown(phases[1], pool, {});
  CHECK(none.find(*phases[1]) == nullptr);
}

TEST_CASE("Padded voxels: pictures are the same, bit by bit, with them and without") {
  // An engine that has prepared a volume reads the copy.
  std::vector<Rescale> rescales;
  for (int k = 0; k < 72; ++k) rescales.push_back({1.0 + 0.01 * k, -2.0 * k});
  const auto wave = [](int i, int j, int k) { return 120.0 + 60.0 * std::sin(0.31 * i) + 0.5 * j - 0.4 * k; };
  const VolumeGeometry geometry = boxOf({256, 128, 72});
  for (const VolumePtr& volume :
       {waveVolume(geometry), filledVolume(VoxelType::Int16, geometry, wave, rescales),
        waveVolume(boxOf({256, 128, 144}), VoxelType::UInt8), waveVolume(geometry, VoxelType::Float32)}) {
    REQUIRE(PaddedVoxels::helps(*volume));
    const auto with = makeCpuEngine(2), without = makeCpuEngine(2);
    REQUIRE(with->prepare(volume, {}));
    SliceView view;
    view.center = volume->geometry().center();
    view.right = Vector3(0.8, 0.36, 0.48);
    view.down = Vector3(-0.6, 0.48, 0.64);
    view.width = 150;
    view.height = 140;
    view.pixelMm = 1.3;
    for (const Interpolation interpolation :
         {Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic}) {
      view.interpolation = interpolation;
      CHECK(
          same(with->sliceValues(volume, view, {})->values, without->sliceValues(volume, view, {})->values));
    }
    view.slab = {12.0, 0.6, SlabProjection::Maximum};
    CHECK(same(with->sliceValues(volume, view, {})->values, without->sliceValues(volume, view, {})->values));
    for (const VolumePreset& preset : {rampPreset(90, 230), maximumPreset(0, 250)})
      for (const VolumeView& seen : testVolumeViews(volume->geometry(), preset, 61, 47)) {
        const auto a = with->volume(volume, seen, {}), b = without->volume(volume, seen, {});
        REQUIRE(a);
        REQUIRE(b);
        CHECK(same(a->pixels, b->pixels));
        CHECK(same(a->depth, b->depth));
      }
  }
}

}  // namespace iso::test
