// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/volume_kernel.h"

#include <algorithm>
#include <cmath>
#include <limits>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "render/cpu/volume_kernel.cpp"
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include <hwy/foreach_target.h>
//
#include <hwy/highway.h>

#include "render/cpu/volume_sample-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// The skip map's entry of a brick.
HWY_INLINE VI skipEntry(const VolumeJob& job, VI brick) {
  return gatherBits(job.skip, brick);
}

HWY_INLINE VI tableEntry(const TransferTable& table, VF value) {
  const DF df;
  const auto entry = hn::Mul(hn::Sub(value, set(table.low)), set(table.perValue));
  // Max(entry, 0) with the constant second gives 0 for NaN on x86.
  return hn::NearestInt(
      hn::Min(hn::Max(entry, hn::Zero(df)), set(static_cast<float>(TransferTable::kEntries - 1))));
}

HWY_INLINE void unpack(VI color, VF& red, VF& green, VF& blue) {
  const DF df;
  const auto mask = seti(1023);
  const auto unit = set(1.0f / 1023.0f);
  red = hn::Mul(hn::ConvertTo(df, hn::And(color, mask)), unit);
  green = hn::Mul(hn::ConvertTo(df, hn::And(hn::ShiftRight<10>(color), mask)), unit);
  blue = hn::Mul(hn::ConvertTo(df, hn::And(hn::ShiftRight<20>(color), mask)), unit);
}

struct Light {
  VF red, green, blue, alpha, depth;
};

template <class T>
HWY_INLINE Light composite(const VolumeJob& job, const Ray& ray) {
  const DF df;
  const DI di;
  const TransferTable& table = *job.table;
  const bool uniform = job.source.slopes == nullptr;
  // Gradient in patient space: transpose of the patient → index map; halved for the two-voxel difference.
  const double scale = 0.5 * (uniform ? static_cast<double>(job.source.slope) : 1.0);
  float m[9];
  for (int r = 0; r < 3; ++r)
    for (int a = 0; a < 3; ++a) m[3 * r + a] = static_cast<float>(job.toIndex(a, r) * scale);
  const auto zero = hn::Zero(df), one = set(1.0f), limit = set(0.99f), half = set(0.5f);
  Light light{zero, zero, zero, zero, set(std::numeric_limits<float>::infinity())};
  VF n = zero;
  auto alive = hn::Lt(n, ray.count);
  while (!hn::AllFalse(df, alive)) {
    const auto t = hn::MulAdd(hn::Add(n, half), set(job.step), ray.t0);
    VF position[3];
    const Cell cell = locate(job, ray, t, position);
    const auto skip = skipEntry(job, cell.brick);
    const auto partBit = hn::Shl(seti(0x100), partOf(cell));
    const auto empty = asFloatMask(hn::Eq(hn::And(skip, partBit), hn::Zero(di)));
    const auto sampled = hn::AndNot(empty, alive);
    VF advance = one;
    if (!hn::AllFalse(df, hn::And(alive, empty)))
      advance = hn::IfThenElse(empty, stepsToEdge(job, ray, cell, position, hn::And(skip, seti(0xff))), one);
    if (!hn::AllFalse(df, sampled)) {
      const auto corners = fetch<T>(job, cell);
      const auto value = lerp(lerp(corners.row[0], corners.row[1], cell.f[1]),
                              lerp(corners.row[2], corners.row[3], cell.f[1]), cell.f[2]);
      const auto modality =
          uniform ? hn::MulAdd(value, set(job.source.slope), set(job.source.intercept)) : value;
      const auto entry = tableEntry(table, modality);
      const auto opacity = hn::IfThenElseZero(sampled, tableAt(table.opacity.data(), entry));
      if (!hn::AllFalse(df, hn::Gt(opacity, zero))) {
        const auto color = gatherBits(table.color.data(), entry);
        VF red, green, blue;
        unpack(color, red, green, blue);
        if (table.shaded) {
          VF g[3];
          gradient<T>(job, cell, corners, g);
          VF p[3];
          for (int r = 0; r < 3; ++r)
            p[r] = hn::MulAdd(g[0], set(m[3 * r]),
                              hn::MulAdd(g[1], set(m[3 * r + 1]), hn::Mul(g[2], set(m[3 * r + 2]))));
          const auto square = hn::MulAdd(p[0], p[0], hn::MulAdd(p[1], p[1], hn::Mul(p[2], p[2])));
          const auto along = hn::MulAdd(p[0], ray.ux, hn::MulAdd(p[1], ray.uy, hn::Mul(p[2], ray.uz)));
          const auto steep = hn::Ge(square, set(1e-6f));
          const auto cosine = hn::Min(hn::Div(hn::Abs(along), hn::Sqrt(hn::Max(square, set(1e-6f)))), one);
          const auto matt =
              hn::IfThenElse(steep, hn::MulAdd(cosine, set(table.diffuse), set(table.ambient)), one);
          const auto where =
              hn::NearestInt(hn::Mul(cosine, set(static_cast<float>(TransferTable::kHighlights - 1))));
          const auto shine = hn::IfThenElseZero(steep, tableAt(table.highlight.data(), where));
          red = hn::MulAdd(red, matt, shine);
          green = hn::MulAdd(green, matt, shine);
          blue = hn::MulAdd(blue, matt, shine);
        }
        const auto weight = hn::Mul(opacity, hn::Sub(one, light.alpha));
        light.red = hn::MulAdd(weight, red, light.red);
        light.green = hn::MulAdd(weight, green, light.green);
        light.blue = hn::MulAdd(weight, blue, light.blue);
        const auto alpha = hn::Add(light.alpha, weight);
        const auto crossing = hn::And(hn::Lt(light.alpha, half), hn::Ge(alpha, half));
        light.depth = hn::IfThenElse(crossing, hn::Mul(t, ray.depthPerMm), light.depth);
        light.alpha = alpha;
      }
    }
    n = hn::Add(n, advance);
    alive = hn::And(hn::Lt(n, ray.count), hn::Lt(light.alpha, limit));
  }
  return light;
}

template <class T>
HWY_INLINE Light maximum(const VolumeJob& job, const Ray& ray) {
  const DF df;
  const DI di;
  const TransferTable& table = *job.table;
  const bool uniform = job.source.slopes == nullptr;
  const auto zero = hn::Zero(df), one = set(1.0f), half = set(0.5f);
  const auto nothing = set(-std::numeric_limits<float>::infinity());
  auto greatest = nothing;
  auto depth = set(std::numeric_limits<float>::infinity());
  // First every sixteenth sample, then all of them: the same samples in another order, but by the second
  // round the ray already knows a value that most bricks cannot beat.
  for (const float stride : {16.0f, 1.0f}) {
    VF n = zero;
    auto alive = hn::Lt(n, ray.count);
    while (!hn::AllFalse(df, alive)) {
      const auto t = hn::MulAdd(hn::Add(n, half), set(job.step), ray.t0);
      VF position[3];
      const Cell cell = locate(job, ray, t, position);
      // What cannot be above what the ray has seen cannot change it.
      const auto brick = hn::Le(hn::GatherIndex(df, job.bricks->high().data(), cell.brick), greatest);
      const auto inPart = hn::Add(hn::ShiftLeft<3>(cell.brick), partOf(cell));
      const auto part = hn::Le(hn::GatherIndex(df, job.bricks->partHigh().data(), inPart), greatest);
      const auto hopeless = hn::Or(brick, part);
      const auto sampled = hn::AndNot(hopeless, alive);
      VF advance = one;
      if (stride == 1.0f && !hn::AllFalse(df, hn::And(alive, hopeless))) {
        const auto distance = hn::IfThenElseZero(hn::RebindMask(di, brick), seti(1));
        advance = hn::IfThenElse(hopeless, stepsToEdge(job, ray, cell, position, distance), one);
      }
      if (!hn::AllFalse(df, sampled)) {
        const auto corners = fetch<T>(job, cell);
        auto value = lerp(lerp(corners.row[0], corners.row[1], cell.f[1]),
                          lerp(corners.row[2], corners.row[3], cell.f[1]), cell.f[2]);
        if (uniform) value = hn::MulAdd(value, set(job.source.slope), set(job.source.intercept));
        const auto better = hn::And(sampled, hn::Gt(value, greatest));
        greatest = hn::IfThenElse(better, value, greatest);
        depth = hn::IfThenElse(better, hn::Mul(t, ray.depthPerMm), depth);
      }
      n = hn::MulAdd(advance, set(stride), n);
      alive = hn::Lt(n, ray.count);
    }
  }
  const auto entry = tableEntry(table, greatest);
  const auto seen = hn::Gt(greatest, nothing);
  const auto alpha = hn::IfThenElseZero(seen, tableAt(table.opacity.data(), entry));
  VF red, green, blue;
  unpack(gatherBits(table.color.data(), entry), red, green, blue);
  return {hn::Mul(alpha, red), hn::Mul(alpha, green), hn::Mul(alpha, blue), alpha,
          hn::IfThenElse(hn::Gt(alpha, zero), depth, set(std::numeric_limits<float>::infinity()))};
}

// Light over the background, as straight-alpha bytes.
void writePacket(const VolumeJob& job, const Light& light, int x0, int y0, int x1, int y1) {
  const DF df;
  const PacketShape shape = packetShape();
  constexpr std::size_t kLanes = HWY_MAX_BYTES / sizeof(float);
  HWY_ALIGN float r[kLanes], g[kLanes], b[kLanes], a[kLanes], depth[kLanes];
  hn::Store(light.red, df, r);
  hn::Store(light.green, df, g);
  hn::Store(light.blue, df, b);
  hn::Store(light.alpha, df, a);
  hn::Store(light.depth, df, depth);
  const float backAlpha = static_cast<float>(job.background.a) / 255.0f;
  for (int y = 0; y < shape.height && y0 + y < y1; ++y)
    for (int x = 0; x < shape.width && x0 + x < x1; ++x) {
      const auto lane = static_cast<std::size_t>(y * shape.width + x);
      const float rest = (1.0f - a[lane]) * backAlpha;
      const float alpha = a[lane] + rest;
      const float scale = alpha > 0.0f ? 255.0f / alpha : 0.0f;
      // Never negative: adding a half and cutting off rounds, without a call for each channel.
      // NOLINTBEGIN(bugprone-incorrect-roundings)
      const auto channel = [&](float front, std::uint8_t back) {
        const float v = (front + rest * (static_cast<float>(back) / 255.0f)) * scale;
        return static_cast<std::uint8_t>(std::min(v, 255.0f) + 0.5f);
      };
      const auto pixel = static_cast<std::size_t>(y0 + y) * static_cast<std::size_t>(job.width) +
                         static_cast<std::size_t>(x0 + x);
      job.pixels[pixel] = {channel(r[lane], job.background.r), channel(g[lane], job.background.g),
                           channel(b[lane], job.background.b),
                           static_cast<std::uint8_t>(std::min(alpha, 1.0f) * 255.0f + 0.5f)};
      // NOLINTEND(bugprone-incorrect-roundings)
      if (job.depth) job.depth[pixel] = depth[lane];
    }
}

template <class T>
void tile(const VolumeJob& job, int x0, int y0, int x1, int y1) {
  const PacketShape shape = packetShape();
  for (int y = y0; y < y1; y += shape.height)
    for (int x = x0; x < x1; x += shape.width) {
      const Ray ray = makeRay(job, x, y);
      const Light light = job.mode == VolumeMode::Composite ? composite<T>(job, ray) : maximum<T>(job, ray);
      writePacket(job, light, x, y, x1, y1);
    }
}

void renderVolumeTileImpl(const VolumeJob& job, int x0, int y0, int x1, int y1) {
  switch (job.source.type) {
    case VoxelType::UInt8:
      tile<std::uint8_t>(job, x0, y0, x1, y1);
      break;
    case VoxelType::Int16:
      tile<std::int16_t>(job, x0, y0, x1, y1);
      break;
    case VoxelType::UInt16:
      tile<std::uint16_t>(job, x0, y0, x1, y1);
      break;
    case VoxelType::Float32:
      tile<float>(job, x0, y0, x1, y1);
      break;
    case VoxelType::Rgb8:
      break;
  }
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace iso {
HWY_EXPORT(renderVolumeTileImpl);

void renderVolumeTile(const VolumeJob& job, int x0, int y0, int x1, int y1) {
  HWY_DYNAMIC_DISPATCH(renderVolumeTileImpl)(job, x0, y0, x1, y1);
}

}  // namespace iso
#endif
