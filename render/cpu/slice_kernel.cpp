// SPDX-License-Identifier: Apache-2.0
#include "render/cpu/slice_kernel.h"
#include "render/cpu/cubic_kernel.h"

#include <algorithm>
#include <cmath>
#include <cstring>

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "render/cpu/slice_kernel.cpp"
// Two targets fewer to compile: these add nothing over SSE4 and AVX3 for these loops.
#define HWY_DISABLED_TARGETS (HWY_SSSE3 | HWY_AVX3_DL)
#include <hwy/foreach_target.h>
//
#include <hwy/cache_control.h>
#include <hwy/highway.h>

#include "render/cpu/row_window-inl.h"
#include "render/cpu/span_walk-inl.h"
#include "render/cpu/voxel_gather-inl.h"

HWY_BEFORE_NAMESPACE();
namespace iso::HWY_NAMESPACE {
namespace hn = hwy::HWY_NAMESPACE;

/// Linear, where all neighbours are there and all slices have one rescale.
template <class T>
void sampleInnerT(const VoxelSource& s, const RowSpan& span, const LaneOffsets& offsets,
                  float* HWY_RESTRICT out) {
  const DF df;
  const int lanes = static_cast<int>(hn::Lanes(df));
  const int count = span.end - span.begin;
  const std::int64_t rowVoxels = s.rowVoxels, sliceVoxels = s.sliceVoxels;
  const int nextX = s.size[0] > 1 ? 1 : 0;
  const std::int64_t nextY = s.size[1] > 1 ? rowVoxels : 0;
  const std::int64_t nextZ = s.size[2] > 1 ? sliceVoxels : 0;
  const T* const voxels = reinterpret_cast<const T*>(s.voxels);
  const T* const rows[4] = {voxels, voxels + nextY, voxels + nextZ, voxels + nextZ + nextY};
  const bool windows = windowsFit<T>(offsets);
  const auto slope = hn::Set(df, s.slope), intercept = hn::Set(df, s.intercept);
  const SpanPositions<0> positions(span, offsets, 0.0);
  SpanWalk walk(span, rowVoxels, sliceVoxels);
  const bool ahead = offsets.ahead != 0;
  std::int64_t fetch[2];
  for (int n = 0; n < 2; ++n) {
    const auto l = static_cast<std::size_t>(n * lanes / 2);
    fetch[n] = offsets.ahead + offsets.whole[2][l] * sliceVoxels + offsets.whole[1][l] * rowVoxels +
               offsets.whole[0][l];
  }
  const auto vector = [&](float* to) HWY_ATTR {
    const auto row = walk.rowStart(), column = walk.column();
    if (ahead) {
      const T* const first = voxels + hn::GetLane(hn::Add(row, column));
      hwy::Prefetch(first + fetch[0]);
      hwy::Prefetch(first + fetch[1]);
    }
    const auto fx = walk.fraction<0>(0), fy = walk.fraction<0>(1), fz = walk.fraction<0>(2);
    hn::Vec<DF> r[4] = {hn::Zero(df), hn::Zero(df), hn::Zero(df), hn::Zero(df)};
    if (!windows || !interpolateWindows(df, rows, row, column, offsets, fx, r))
      interpolateRows(df, rows, hn::Add(row, column), nextX, fx, r);
    const auto near = hn::MulAdd(hn::Sub(r[1], r[0]), fy, r[0]);
    const auto far = hn::MulAdd(hn::Sub(r[3], r[2]), fy, r[2]);
    hn::StoreU(hn::MulAdd(hn::MulAdd(hn::Sub(far, near), fz, near), slope, intercept), df, to);
  };
  int x = 0;
  while (x + lanes <= count) {
    walk.start(positions, offsets, x);
    for (const int end = std::min(count - lanes, x + (SpanWalk::kVectors - 1) * lanes); x <= end;
         x += lanes) {
      vector(out + x);
      walk.next();
    }
  }
  if (x == count) return;
  // The last vector steps back and repeats some pixels instead of running over the span's end.
  walk.start(positions, offsets, count - lanes);
  vector(out + (count - lanes));
}

template <class T>
void sampleSpanT(const VoxelSource& s, const RowSpan& span, bool nearest, const LaneOffsets& offsets,
                 float* HWY_RESTRICT out) {
  const DF df;
  const DI di;
  const int lanes = static_cast<int>(hn::Lanes(df));
  const int count = span.end - span.begin;
  const T* voxels = reinterpret_cast<const T*>(s.voxels);
  const std::int64_t rowVoxels = s.rowVoxels, sliceVoxels = s.sliceVoxels;

  // Nearest with ties to the lower index = floor of the position moved up by just under a half.
  const SpanPositions<0> positions(span, offsets, nearest ? 0.5 - 1e-6 : 0.0);
  const auto rowStride = hn::Set(di, static_cast<int>(rowVoxels));
  const auto sliceStride = hn::Set(di, static_cast<int>(sliceVoxels));
  const int nextX = s.size[0] > 1 ? 1 : 0;
  const std::int64_t nextY = s.size[1] > 1 ? rowVoxels : 0;
  const std::int64_t nextZ = s.size[2] > 1 ? sliceVoxels : 0;
  constexpr int kFetches = 4;
  std::int64_t fetch[kFetches];
  for (int n = 0; n < kFetches; ++n) {
    const auto l = static_cast<std::size_t>(n * lanes / kFetches);
    fetch[n] = offsets.whole[2][l] * sliceVoxels + offsets.whole[1][l] * rowVoxels + offsets.whole[0][l];
  }
  const bool clamp = span.rim || count < lanes;
  const bool windows = !clamp && windowsFit<T>(offsets);
  const bool perSlice = s.slopes != nullptr;
  HWY_ALIGN float tail[HWY_MAX_BYTES / sizeof(float)];
  if (!nearest && !clamp && !perSlice &&
      sliceVoxels * s.size[2] * static_cast<std::int64_t>(sizeof(T)) <= 0x7fffffff)
    return sampleInnerT<T>(s, span, offsets, out);

  for (int x = 0; x < count; x += lanes) {
    // As in sampleInnerT: the last vector steps back.
    const int at = count >= lanes ? std::min(x, count - lanes) : x;
    auto [base, ix, iy, iz, fx, fy, fz] = positions.at(at);
    if (clamp || nearest) {
      clampAxis(di, df, s.size[0], base[0], nearest, ix, fx);
      clampAxis(di, df, s.size[1], base[1], nearest, iy, fy);
      clampAxis(di, df, s.size[2], base[2], nearest, iz, fz);
    }
    const T* origin = voxels + (base[2] * sliceVoxels + base[1] * rowVoxels + base[0]);
    if (offsets.ahead != 0)
      for (int n = 0; n < kFetches; ++n) hwy::Prefetch(origin + (offsets.ahead + fetch[n]));
    const auto index = hn::Add(hn::Add(hn::Mul(iz, sliceStride), hn::Mul(iy, rowStride)), ix);
    hn::Vec<DF> value;
    if (nearest) {
      value = gatherOne(df, origin, index);
      if (perSlice) {
        const float* slopes = s.slopes + base[2];
        const float* intercepts = s.intercepts + base[2];
        value = hn::MulAdd(value, hn::GatherIndex(df, slopes, iz), hn::GatherIndex(df, intercepts, iz));
      }
    } else {
      const T* const rows[4] = {origin, origin + nextY, origin + nextZ, origin + nextZ + nextY};
      hn::Vec<DF> row[4] = {hn::Zero(df), hn::Zero(df), hn::Zero(df), hn::Zero(df)};
      if (!windows || !interpolateWindows(df, rows, hn::Add(hn::Mul(iz, sliceStride), hn::Mul(iy, rowStride)),
                                          ix, offsets, fx, row))
        interpolateRows(df, rows, index, nextX, fx, row);
      auto near = hn::MulAdd(hn::Sub(row[1], row[0]), fy, row[0]);
      auto far = hn::MulAdd(hn::Sub(row[3], row[2]), fy, row[2]);
      if (perSlice) {
        const float* slopes = s.slopes + base[2];
        const float* intercepts = s.intercepts + base[2];
        const int up = s.size[2] > 1 ? 1 : 0;
        near = hn::MulAdd(near, hn::GatherIndex(df, slopes, iz), hn::GatherIndex(df, intercepts, iz));
        far = hn::MulAdd(far, hn::GatherIndex(df, slopes + up, iz), hn::GatherIndex(df, intercepts + up, iz));
      }
      value = hn::MulAdd(hn::Sub(far, near), fz, near);
    }
    if (!perSlice) value = hn::MulAdd(value, hn::Set(df, s.slope), hn::Set(df, s.intercept));
    if (count >= lanes) {
      hn::StoreU(value, df, out + at);
    } else {
      hn::Store(value, df, tail);
      std::memcpy(out, tail, static_cast<std::size_t>(count) * sizeof(float));
    }
  }
}

void sampleSpanImpl(const VoxelSource& s, const RowSpan& span, bool nearest, const LaneOffsets& lanes,
                    float* out) {
  switch (s.type) {
    case VoxelType::UInt8:
      sampleSpanT<std::uint8_t>(s, span, nearest, lanes, out);
      break;
    case VoxelType::Int16:
      sampleSpanT<std::int16_t>(s, span, nearest, lanes, out);
      break;
    case VoxelType::UInt16:
      sampleSpanT<std::uint16_t>(s, span, nearest, lanes, out);
      break;
    case VoxelType::Float32:
      sampleSpanT<float>(s, span, nearest, lanes, out);
      break;
    case VoxelType::Rgb8:
      break;  // see rgb_slice.h
  }
}

void colorizeImpl(const float* HWY_RESTRICT values, int count, float scale, float offset, const Rgba8* map,
                  Rgba8* HWY_RESTRICT out) {
  const DF df;
  const DI di;
  const int lanes = static_cast<int>(hn::Lanes(df));
  const auto vScale = hn::Set(df, scale * 255.0f), vOffset = hn::Set(df, offset * 255.0f);
  const auto zero = hn::Zero(df), top = hn::Set(df, 255.0f);
  const auto* table = reinterpret_cast<const std::int32_t*>(map);
  auto* pixels = reinterpret_cast<std::int32_t*>(out);
  int x = 0;
  for (; x + lanes <= count; x += lanes) {
    const auto v = hn::LoadU(df, values + x);
    auto grey = hn::MulAdd(v, vScale, vOffset);
    grey = hn::IfThenElseZero(hn::Eq(v, v), grey);
    grey = hn::Min(hn::Max(grey, zero), top);
    hn::StoreU(gatherBits(table, hn::NearestInt(grey)), di, pixels + x);
  }
  for (; x < count; ++x) {
    float grey = values[x] * (scale * 255.0f) + offset * 255.0f;
    if (!(values[x] == values[x])) grey = 0.0f;
    out[x] = map[static_cast<std::size_t>(std::nearbyint(std::clamp(grey, 0.0f, 255.0f)))];
  }
}

const char* simdNameImpl() {
  switch (HWY_TARGET) {
    case HWY_AVX3:
      return "AVX-512";
    case HWY_AVX2:
      return "AVX2";
    case HWY_SSE4:
      return "SSE4";
    default:
      return hwy::TargetName(HWY_TARGET);
  }
}

}  // namespace iso::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace iso {
namespace {
// Beyond this a row of voxels serves so few lanes that reading each by itself is as fast.
constexpr double kMostRowChanges = 9.0;
}  // namespace

HWY_EXPORT(sampleSpanImpl);
HWY_EXPORT(colorizeImpl);
HWY_EXPORT(simdNameImpl);

VoxelSourceTables::VoxelSourceTables(const Volume& volume) {
  source.voxels = volume.data();
  source.type = volume.type();
  source.size = volume.size();
  source.rowVoxels = source.size[0];
  source.sliceVoxels = source.rowVoxels * source.size[1];
  if (volume.hasUniformRescale()) {
    source.slope = static_cast<float>(volume.rescale(0).slope);
    source.intercept = static_cast<float>(volume.rescale(0).intercept);
    return;
  }
  for (const Rescale& r : volume.rescales()) {
    slopes_.push_back(static_cast<float>(r.slope));
    intercepts_.push_back(static_cast<float>(r.intercept));
  }
  source.slopes = slopes_.data();
  source.intercepts = intercepts_.data();
}

void LaneOffsets::update(const std::array<double, 3>& newStep) {
  if (newStep == step) return;
  step = newStep;
  for (std::size_t a = 0; a < 3; ++a)
    for (std::size_t lane = 0; lane < kMostLanes; ++lane) {
      const double offset = static_cast<double>(lane) * step[a];
      const double floor = std::floor(offset);
      whole[a][lane] = static_cast<std::int32_t>(floor);
      fraction[a][lane] = static_cast<std::int32_t>((offset - floor) * 1073741824.0);  // 2³⁰
    }
  // A vector's columns reach from its first pixel's to the last one's, each up to one further for the
  // fraction carried over, and one to the right neighbour.
  const std::int32_t last = whole[0][kMostLanes - 1];
  windowLow = std::min(last, 0);
  const int columns = std::max(last, 0) - windowLow + 3;
  const double rowChanges = (kMostLanes - 1) * (std::abs(step[1]) + std::abs(step[2]));
  window = rowChanges > kMostRowChanges ? RowWindow::None
           : columns <= 16              ? RowWindow::Narrow
           : columns <= 32              ? RowWindow::Wide
                                        : RowWindow::None;
  cubicWindow = rowChanges > kMostRowChanges ? RowWindow::None
                : columns + 2 <= 16          ? RowWindow::Narrow
                : columns + 2 <= 32          ? RowWindow::Wide
                                             : RowWindow::None;
  // Four lanes span three steps; a window of eight holds their voxels and each one's neighbours.
  const double fourColumns = std::ceil(3.0 * std::abs(step[0]));
  fourFit = fourColumns <= 6.0;
  fourFitCubic = fourColumns <= 4.0;
}

void sampleSpan(const VoxelSource& source, const RowSpan& span, Interpolation interpolation,
                LaneOffsets& lanes, float* out) {
  lanes.update(span.step);
  if (interpolation == Interpolation::Cubic)
    sampleCubicSpan(source, span, lanes, out);
  else
    HWY_DYNAMIC_DISPATCH(sampleSpanImpl)(source, span, interpolation == Interpolation::Nearest, lanes, out);
}

void colorize(const float* values, int count, float scale, float offset, const Rgba8* map, Rgba8* out) {
  HWY_DYNAMIC_DISPATCH(colorizeImpl)(values, count, scale, offset, map, out);
}

const char* simdName() {
  return HWY_DYNAMIC_DISPATCH(simdNameImpl)();
}

}  // namespace iso
#endif
