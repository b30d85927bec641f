// SPDX-License-Identifier: Apache-2.0
// Tiles of a volume picture: each packet's light by the picture's mode, and its pixels.
// Included once for each instruction set, inside <hwy/foreach_target.h>.
#if defined(ISO_RENDER_CPU_VOLUME_TILE_INL_H_) == defined(HWY_TARGET_TOGGLE)
#ifdef ISO_RENDER_CPU_VOLUME_TILE_INL_H_
#undef ISO_RENDER_CPU_VOLUME_TILE_INL_H_
#else
#define ISO_RENDER_CPU_VOLUME_TILE_INL_H_
#endif

#include <algorithm>
#include <limits>

#include "render/cpu/volume_composite-inl.h"
#include "render/cpu/volume_project-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

// Light over the background, as straight-alpha bytes.
HWY_INLINE void writePacket(const VolumeJob& job, const Light& light, int x0, int y0, int x1, int y1) {
  const DF df;
  const PacketShape shape = packetShape();
  constexpr std::size_t kLanes = HWY_MAX_BYTES / sizeof(float);
  HWY_ALIGN float r[kLanes], g[kLanes], b[kLanes], a[kLanes], depth[kLanes];
  hn::Store(light.red, df, r);
  hn::Store(light.green, df, g);
  hn::Store(light.blue, df, b);
  hn::Store(light.alpha, df, a);
  hn::Store(light.depth, df, depth);
  for (int y = 0; y < shape.height && y0 + y < y1; ++y)
    for (int x = 0; x < shape.width && x0 + x < x1; ++x) {
      const auto lane = static_cast<std::size_t>(y * shape.width + x);
      const auto pixel = static_cast<std::size_t>(y0 + y) * static_cast<std::size_t>(job.width) +
                         static_cast<std::size_t>(x0 + x);
      const Rgba8 back = job.surfaceColors ? job.surfaceColors[pixel] : job.background;
      const float backAlpha = static_cast<float>(back.a) / 255.0f;
      const float rest = (1.0f - a[lane]) * backAlpha;
      const float alpha = a[lane] + rest;
      const float scale = alpha > 0.0f ? 255.0f / alpha : 0.0f;
      // Never negative: adding a half and cutting off rounds, without a call for each channel.
      // NOLINTBEGIN(bugprone-incorrect-roundings)
      const auto channel = [&](float front, std::uint8_t behind) {
        const float v = (front + rest * (static_cast<float>(behind) / 255.0f)) * scale;
        return static_cast<std::uint8_t>(std::min(v, 255.0f) + 0.5f);
      };
      job.pixels[pixel] = {channel(r[lane], back.r), channel(g[lane], back.g), channel(b[lane], back.b),
                           static_cast<std::uint8_t>(std::min(alpha, 1.0f) * 255.0f + 0.5f)};
      // NOLINTEND(bugprone-incorrect-roundings)
      if (!job.depth) continue;
      job.depth[pixel] = job.surfaceDepth ? std::min(depth[lane], job.surfaceDepth[pixel]) : depth[lane];
    }
}

template <class T, bool kMasked>
HWY_INLINE Light lightOf(const VolumeJob& job, const Ray& ray) {
  switch (job.mode) {
    case VolumeMode::MaximumIntensity:
      return extreme<T, 1, kMasked>(job, ray);
    case VolumeMode::MinimumIntensity:
      return extreme<T, -1, kMasked>(job, ray);
    case VolumeMode::MeanIntensity:
      return mean<T, kMasked>(job, ray);
    case VolumeMode::Isosurface:
      return isosurface<T, kMasked>(job, ray);
    case VolumeMode::Composite:
      break;
  }
  return job.integral ? compositeFine<T, kMasked>(job, ray) : composite<T, kMasked>(job, ray);
}

template <class T, bool kMasked>
void tile(const VolumeJob& job, int x0, int y0, int x1, int y1) {
  const PacketShape shape = packetShape();
  for (int y = y0; y < y1; y += shape.height)
    for (int x = x0; x < x1; x += shape.width) {
      const Ray ray = makeRay(job, x, y);
      writePacket(job, lightOf<T, kMasked>(job, ray), x, y, x1, y1);
    }
}

template <bool kMasked>
void tileOfType(const VolumeJob& job, int x0, int y0, int x1, int y1) {
  switch (job.source.type) {
    case VoxelType::UInt8:
      tile<std::uint8_t, kMasked>(job, x0, y0, x1, y1);
      break;
    case VoxelType::Int16:
      tile<std::int16_t, kMasked>(job, x0, y0, x1, y1);
      break;
    case VoxelType::UInt16:
      tile<std::uint16_t, kMasked>(job, x0, y0, x1, y1);
      break;
    case VoxelType::Float32:
      tile<float, kMasked>(job, x0, y0, x1, y1);
      break;
    case VoxelType::Rgb8:
      break;
  }
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#endif
