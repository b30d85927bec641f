// SPDX-License-Identifier: Apache-2.0
#include "core/phantom/phantom_ct.h"

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "core/phantom/noise.h"
#include "core/phantom/phantom_truth.h"

namespace iso {

PhantomField::Box boundsOf(const SampleGrid& grid) {
  Vector3 low = grid.origin.mm, high = low;
  for (int corner = 0; corner < 8; ++corner) {
    const Vector3 index((corner & 1) ? grid.size[0] - 1 : 0, (corner & 2) ? grid.size[1] - 1 : 0,
                        (corner & 4) ? grid.size[2] - 1 : 0);
    const Vector3 p = grid.origin.mm + grid.axes * index;
    low = low.cwiseMin(p);
    high = high.cwiseMax(p);
  }
  const Vec3f margin = Vec3f::Constant(4.0f);
  return {low.cast<float>() - margin, high.cast<float>() + margin};
}

void sampleSlice(const PhantomField& field, Channel channel, const SampleGrid& grid, int k, float* out) {
  const Vec3f step = grid.axes.col(0).cast<float>();
  for (int j = 0; j < grid.size[1]; ++j) {
    const Vec3f start = (grid.origin.mm + grid.axes * Vector3(0, j, k)).cast<float>();
    for (int i = 0; i < grid.size[0]; ++i)
      *out++ = field.value(start + static_cast<float>(i) * step, channel);
  }
}

void addCtNoise(float* slice, const SampleGrid& grid, int k, std::uint64_t seed, float deviation) {
  const std::size_t width = static_cast<std::size_t>(grid.size[0]),
                    height = static_cast<std::size_t>(grid.size[1]);
  const std::size_t stride = width + 2;
  std::vector<float> white(stride * (height + 2));
  const std::uint64_t base = mixBits(seed ^ mixBits(static_cast<std::uint64_t>(k) + 1));
  for (std::size_t n = 0; n < white.size(); ++n)
    white[n] = gaussianFromBits(mixBits(base + n * 0x9e3779b97f4a7c15ull));
  // Kernel (1 2 1) × (1 2 1) / 6 has unit energy.
  std::vector<float> rows(white.size());
  for (std::size_t n = 1; n + 1 < white.size(); ++n) rows[n] = white[n - 1] + 2.0f * white[n] + white[n + 1];
  for (std::size_t j = 0; j < height; ++j) {
    const Vec3f start = (grid.origin.mm + grid.axes * Vector3(0, static_cast<double>(j), k)).cast<float>();
    const float shoulders = (start.z() - 75.0f) / 32.0f;
    const float peak = deviation * (1.0f + 0.6f * std::exp(-shoulders * shoulders)) / 6.0f;
    const float v = (start.y() - 5.0f) / 90.0f;
    for (std::size_t i = 0; i < width; ++i) {
      const float u = (start.x() + static_cast<float>(i) * static_cast<float>(grid.axes(0, 0))) / 130.0f;
      const float strength = peak * (0.45f + 0.55f / (1.0f + u * u + v * v));
      const std::size_t n = (j + 1) * stride + i + 1;
      slice[j * width + i] += strength * (rows[n - stride] + 2.0f * rows[n] + rows[n + stride]);
    }
  }
}

Result<VolumePtr> makePhantomCt(Size3 size, const Vector3& spacing, const PatientPoint& origin,
                                std::uint64_t seed, ThreadPool& pool) {
  if (*std::min_element(size.begin(), size.end()) < 1 || !(spacing.minCoeff() > 0.0)) {
    return fail(ErrorCode::InvalidArgument, "A phantom needs at least one voxel and a spacing above zero.");
  }
  const SampleGrid grid{size, spacing.asDiagonal(), origin};
  auto geometry = VolumeGeometry::make(size, grid.axes, origin);
  if (!geometry) return tl::make_unexpected(geometry.error());
  const std::size_t sliceVoxels = static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]);
  auto buffer = VoxelBuffer::allocate(sliceVoxels * static_cast<std::size_t>(size[2]) * sizeof(std::int16_t));
  if (!buffer) return tl::make_unexpected(buffer.error());
  const float softness = 1.7f * static_cast<float>(std::cbrt(spacing.prod()));
  const PhantomField field(makePhantom().model, softness, boundsOf(grid), pool);
  auto* voxels = reinterpret_cast<std::int16_t*>((*buffer)->data());
  pool.parallelFor(static_cast<std::size_t>(size[2]), [&](std::size_t k) {
    std::vector<float> slice(sliceVoxels);
    sampleSlice(field, Channel::Ct, grid, static_cast<int>(k), slice.data());
    addCtNoise(slice.data(), grid, static_cast<int>(k), seed, 10.0f);
    for (std::size_t n = 0; n < sliceVoxels; ++n) {
      voxels[k * sliceVoxels + n] =
          static_cast<std::int16_t>(std::lround(std::clamp(slice[n], -1024.0f, 3071.0f)));
    }
  });
  return Volume::make(std::move(*buffer), VoxelType::Int16, std::move(*geometry), {Rescale{}}, "HU");
}

SampleGrid benchmarkGrid() {
  return {{512, 512, 400}, Vector3(0.8, 0.8, 1.0).asDiagonal(), {{-204.4, -196.4, -91.5}}};
}

}  // namespace iso
