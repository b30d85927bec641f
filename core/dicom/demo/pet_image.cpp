// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/demo/pet_image.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <cmath>
#include <cstddef>
#include <mutex>

#include "core/phantom/noise.h"

namespace iso {
namespace {

constexpr int kTaps = 2;  // voxels each side: 8 mm, three standard deviations of the blur

/// Gaussian of 6 mm full width at half maximum on 4 mm voxels.
std::array<float, 2 * kTaps + 1> blurKernel() {
  std::array<float, 2 * kTaps + 1> kernel{};
  const float deviation = 6.0f / 2.3548f / 4.0f;
  float sum = 0.0f;
  for (int t = -kTaps; t <= kTaps; ++t) {
    const float x = static_cast<float>(t) / deviation;
    sum += kernel[static_cast<std::size_t>(t + kTaps)] = std::exp(-0.5f * x * x);
  }
  for (float& k : kernel) k /= sum;
  return kernel;
}

/// Blurs along one axis; values repeat beyond the ends.
void blur(std::vector<float>& image, const Size3& size, int axis, ThreadPool& pool) {
  const auto kernel = blurKernel();
  std::array<std::size_t, 3> stride{1, static_cast<std::size_t>(size[0]),
                                    static_cast<std::size_t>(size[0] * size[1])};
  const std::size_t a = static_cast<std::size_t>(axis), b = (a + 1) % 3, c = (a + 2) % 3;
  const int length = size[a];
  pool.parallelFor(static_cast<std::size_t>(size[c]), [&](std::size_t n) {
    std::vector<float> line(static_cast<std::size_t>(length));
    for (int m = 0; m < size[b]; ++m) {
      float* start = image.data() + n * stride[c] + static_cast<std::size_t>(m) * stride[b];
      for (int i = 0; i < length; ++i)
        line[static_cast<std::size_t>(i)] = start[static_cast<std::size_t>(i) * stride[a]];
      for (int i = 0; i < length; ++i) {
        float sum = 0.0f;
        for (int t = -kTaps; t <= kTaps; ++t) {
          sum += kernel[static_cast<std::size_t>(t + kTaps)] *
                 line[static_cast<std::size_t>(std::clamp(i + t, 0, length - 1))];
        }
        start[static_cast<std::size_t>(i) * stride[a]] = sum;
      }
    }
  });
}

}  // namespace

double petStep(double highestSuv) {
  for (const double stepsPerFour : {40000.0, 20000.0}) {
    const double step = 4.0 / stepsPerFour;
    if (highestSuv <= 65535.0 * step) return step;
  }
  return 4.0 / 8000.0;
}

std::vector<float> makePetImage(const Phantom& phantom, const SampleGrid& grid, ThreadPool& pool,
                                const Progress& progress, const CancelToken& cancel) {
  const std::size_t width = static_cast<std::size_t>(grid.size[0]),
                    height = static_cast<std::size_t>(grid.size[1]);
  const std::size_t depth = static_cast<std::size_t>(grid.size[2]), plane = width * height;
  std::vector<float> image(plane * depth);
  // Eight samples a voxel: twice as fine along every axis.
  SampleGrid fine = grid;
  fine.size = {2 * grid.size[0], 2 * grid.size[1], 2 * grid.size[2]};
  fine.axes = 0.5 * grid.axes;
  fine.origin.mm = grid.origin.mm - 0.25 * grid.axes * Vector3::Ones();
  const PhantomField field(phantom.model, 2.0f, boundsOf(fine), pool);
  std::atomic<std::size_t> done{0};
  std::mutex reporting;
  pool.parallelFor(depth, [&](std::size_t k) {
    if (cancel.cancelled()) return;
    std::vector<float> slice(4 * plane);
    for (std::size_t half = 0; half < 2; ++half) {
      sampleSlice(field, Channel::Pet, fine, static_cast<int>(2 * k + half), slice.data());
      for (std::size_t j = 0; j < 2 * height; ++j) {
        for (std::size_t i = 0; i < 2 * width; ++i) {
          image[k * plane + j / 2 * width + i / 2] += 0.125f * slice[j * 2 * width + i];
        }
      }
    }
    const std::lock_guard lock(reporting);
    if (progress) progress(static_cast<double>(++done) / static_cast<double>(depth));
  });
  if (cancel.cancelled()) return {};
  for (int axis = 0; axis < 3; ++axis) blur(image, grid.size, axis, pool);

  std::vector<float> noise(image.size());
  pool.parallelFor(depth, [&](std::size_t k) {
    for (std::size_t n = k * plane; n < (k + 1) * plane; ++n) noise[n] = gaussianFromBits(mixBits(0x9e7 + n));
  });
  for (int axis = 0; axis < 3; ++axis) blur(noise, grid.size, axis, pool);
  pool.parallelFor(image.size() / plane, [&](std::size_t k) {
    for (std::size_t j = 0; j < height; ++j) {
      for (std::size_t i = 0; i < width; ++i) {
        const std::size_t n = k * plane + j * width + i;
        const Vector3 p = grid.origin.mm + grid.axes * Vector3(static_cast<double>(i), static_cast<double>(j),
                                                               static_cast<double>(k));
        // Noise grows with the root of the activity; next to a lesion it fades, inside there is none.
        image[n] = std::max(0.0f, image[n] + 0.45f * noise[n] * std::sqrt(std::max(image[n], 0.02f)));
        for (const auto& lesion : phantom.truth.lesions) {
          if ((p - lesion.centre.mm).norm() <= 0.5 * lesion.diameterMm + 1e-9)
            image[n] = static_cast<float>(lesion.suv);
        }
      }
    }
  });
  return image;
}

}  // namespace iso
