// SPDX-License-Identifier: Apache-2.0
// More voxels than 31 bits count, and more bytes than 32: where an index is one type too short, a block of
// voxels turns up elsewhere or not at all. Nearly all pages are the system's zero page and take no memory.
#include <catch2/catch.hpp>
#include <cmath>

#include "render/cpu/cpu_engine.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

constexpr Size3 kSize{1300, 1290, 1290};
constexpr int kReach = 4;  ///< a block is 2 · 4 + 1 voxels wide
constexpr float kBright = 1000.0f;
/// Centres of the blocks: in the first voxels, about the 2³¹st byte and voxel, and in the last ones.
constexpr std::array<Size3, 4> kBlocks{Size3{9, 9, 9}, Size3{700, 300, 640}, Size3{650, 400, 1281},
                                       Size3{1290, 1280, 1280}};

VolumePtr sparseVolume() {
  const auto voxels = static_cast<std::size_t>(kSize[0]) * kSize[1] * kSize[2];
  static_assert(1300LL * 1290 * 1290 > 2147483648LL);
  auto buffer = VoxelBuffer::allocate(voxels * sizeof(std::int16_t));
  if (!buffer) return nullptr;
  auto* stored = reinterpret_cast<std::int16_t*>((*buffer)->data());
  for (const Size3& c : kBlocks)
    for (int k = c[2] - kReach; k <= c[2] + kReach; ++k)
      for (int j = c[1] - kReach; j <= c[1] + kReach; ++j)
        for (int i = c[0] - kReach; i <= c[0] + kReach; ++i)
          stored[(static_cast<std::int64_t>(k) * kSize[1] + j) * kSize[0] + i] =
              static_cast<std::int16_t>(kBright);
  const auto geometry =
      VolumeGeometry::make(kSize, Matrix3(Vector3(0.5, 0.6, 0.7).asDiagonal()), {Vector3(-300, 20, 7)});
  return *Volume::make(*buffer, VoxelType::Int16, *geometry, {Rescale{}}, "HU");
}

PatientPoint centreOf(const Volume& volume, const Size3& block) {
  return volume.geometry().toPatient({Vector3(block[0], block[1], block[2])});
}

}  // namespace

TEST_CASE("CPU engine: more than 2³¹ voxels in slices, slabs and volumes", "[long]") {
  const VolumePtr volume = sparseVolume();
  if (!volume) {
    WARN("Not enough address space for five gigabytes; nothing was tested.");
    return;
  }
  const auto engine = makeCpuEngine(2);

  for (const Size3& block : kBlocks) {
    CAPTURE(block[0], block[1], block[2]);
    SliceView view;
    view.center = centreOf(*volume, block);
    view.right = Vector3(0.8, 0.36, 0.48);
    view.down = Vector3(-0.6, 0.48, 0.64);
    view.pixelMm = 0.1;
    view.width = view.height = 201;
    for (const Interpolation interpolation :
         {Interpolation::Nearest, Interpolation::Linear, Interpolation::Cubic}) {
      view.interpolation = interpolation;
      const auto frame = engine->sliceValues(volume, view, {});
      REQUIRE(frame);
      // Of each pixel it is known by its distance from the block, along each axis, what it shows.
      std::size_t wrong = 0, bright = 0;
      for (int y = 0; y < view.height; ++y)
        for (int x = 0; x < view.width; ++x) {
          const Vector3 index = volume->geometry().toIndex(view.pixelToPatient(x, y)).ijk;
          const double off = (index - Vector3(block[0], block[1], block[2])).cwiseAbs().maxCoeff();
          const float value = frame->values[static_cast<std::size_t>(y * view.width + x)];
          if (off < kReach - 2 + 1e-3) {
            wrong += !(std::abs(value - kBright) < 0.01f);
            ++bright;
          } else if (off > kReach + 2) {
            wrong += !(std::isnan(value) || std::abs(value) < 0.01f);
          }
        }
      CHECK(bright > 500);
      CHECK(wrong == 0);
    }
  }

  SliceView slab;
  slab.center = centreOf(*volume, kBlocks[3]);
  slab.right = Vector3::UnitX();
  slab.down = Vector3::UnitY();
  slab.pixelMm = 0.25;
  slab.width = slab.height = 41;
  slab.slab = {60.0, 0.5, SlabProjection::Maximum};
  const auto projected = engine->sliceValues(volume, slab, {});
  REQUIRE(projected);
  CHECK(projected->values[20 * 41 + 20] == Approx(kBright));
  CHECK(projected->values[20 * 41 + 2] == Approx(0.0).margin(1e-6));

  // All blocks in one picture from the front, each at its own pixel and depth.
  VolumeView view;
  view.camera = fitCamera(volume->geometry(), 0.0, 0.0, 1.0, 400, 400);
  view.width = view.height = 400;
  const double pixel = 2.0 * view.camera.halfHeightMm / view.height;
  for (const VolumePreset& preset : {maximumPreset(0, 1000), rampPreset(400, 700)}) {
    view.preset = preset;
    view.preset.shading.enabled = false;
    const auto frame = engine->volume(volume, view, {});
    REQUIRE(frame);
    std::vector<char> expected(frame->pixels.size(), 0);
    for (const Size3& block : kBlocks) {
      CAPTURE(block[0], block[1], block[2]);
      const Vector3 from = centreOf(*volume, block).mm - view.camera.focalPoint.mm;
      const int x = static_cast<int>(std::lround(from.dot(view.camera.right()) / pixel + 199.5)),
                y = static_cast<int>(std::lround(-from.dot(view.camera.up) / pixel + 199.5));
      REQUIRE((x >= 4 && x < 396 && y >= 4 && y < 396));
      const auto at = static_cast<std::size_t>(y * 400 + x);
      CHECK(frame->pixels[at].r > 128);
      CHECK(std::abs(frame->depth[at] - from.dot(view.camera.forward)) < 0.5 * 9 * 0.7 + 1.0);
      for (int dy = -6; dy <= 6; ++dy)
        for (int dx = -6; dx <= 6; ++dx)
          if (x + dx >= 0 && x + dx < 400 && y + dy >= 0 && y + dy < 400)
            expected[static_cast<std::size_t>((y + dy) * 400 + x + dx)] = 1;
    }
    std::size_t elsewhere = 0;
    for (std::size_t n = 0; n < expected.size(); ++n) elsewhere += !expected[n] && frame->pixels[n].r > 20;
    CHECK(elsewhere == 0);
  }
}

}  // namespace iso::test
