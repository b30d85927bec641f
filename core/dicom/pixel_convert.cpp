// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/pixel_convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <vector>

namespace iso {
namespace {

template <class T>
T at(const std::byte* base, std::size_t n) {
  T v;
  std::memcpy(&v, base + n * sizeof(T), sizeof(T));
  return v;
}

template <class T>
void put(std::byte* base, std::size_t n, T v) {
  std::memcpy(base + n * sizeof(T), &v, sizeof(T));
}

/// Value of the stored bits alone, as a number.
struct Bits {
  explicit Bits(const PixelLayout& p)
      : shift(p.highBit + 1 - p.bitsStored),
        mask(p.bitsStored >= 32 ? 0xFFFFFFFFu : (1u << p.bitsStored) - 1u),
        sign(p.isSigned ? 1u << (p.bitsStored - 1) : 0u) {}
  std::int64_t operator()(std::uint32_t raw) const {
    const std::uint32_t v = raw >> shift & mask;
    return (v & sign) != 0 ? static_cast<std::int64_t>(v) - static_cast<std::int64_t>(mask) - 1
                           : static_cast<std::int64_t>(v);
  }
  int shift;
  std::uint32_t mask, sign;
};

/// Whether a pixel takes as many bytes as its conversion reads. A header's claims were checked when it was
/// scanned, but what a decoder made of a compressed frame may be something else.
bool sizeFits(const PixelLayout& p, VoxelType type) {
  const bool isInteger = p.number == PixelLayout::Number::Integer;
  if (isInteger && (p.bitsStored < 1 || p.bitsStored > p.bitsAllocated || p.highBit + 1 < p.bitsStored ||
                    p.highBit >= p.bitsAllocated))
    return false;
  if (type == VoxelType::Rgb8) return isInteger && p.bitsAllocated == 8 && p.samples == 3;
  if (p.samples != 1) return false;
  switch (type) {
    case VoxelType::UInt8:
      return isInteger && p.bitsAllocated == 8;
    case VoxelType::UInt16:
      return isInteger && p.bitsAllocated == 16;
    case VoxelType::Int16:
      return isInteger && (p.bitsAllocated == 8 || p.bitsAllocated == 16);
    case VoxelType::Float32:
      return p.bitsAllocated == (p.number == PixelLayout::Number::Float64 ? 64 : 32);
    case VoxelType::Rgb8:
      break;
  }
  return false;
}

bool allBitsUsed(const PixelLayout& p) {
  return p.bitsStored == p.bitsAllocated;
}

/// From and To of the same size may share memory.
template <class From, class To>
void convertBits(const std::byte* stored, const PixelLayout& p, std::byte* voxels, std::size_t count) {
  const Bits bits(p);
  for (std::size_t n = 0; n < count; ++n) put<To>(voxels, n, static_cast<To>(bits(at<From>(stored, n))));
}

Result<void> toFloat(const std::byte* stored, const PixelLayout& p, std::byte* voxels, std::size_t count) {
  const auto inexact = [] {
    return fail(ErrorCode::Unsupported, "its values need more digits than this version keeps");
  };
  if (p.number == PixelLayout::Number::Float64) {
    for (std::size_t n = 0; n < count; ++n) {
      const double v = at<double>(stored, n);
      const auto f = static_cast<float>(v);
      if (!std::isnan(v) && static_cast<double>(f) != v) return inexact();
      put(voxels, n, f);
    }
    return {};
  }
  const Bits bits(p);
  for (std::size_t n = 0; n < count; ++n) {
    const std::int64_t v = bits(at<std::uint32_t>(stored, n));
    const auto f = static_cast<float>(v);
    if (static_cast<std::int64_t>(f) != v) return inexact();
    put(voxels, n, f);
  }
  return {};
}

std::uint8_t byteOf(double v) {
  return static_cast<std::uint8_t>(std::clamp(std::lround(v), 0L, 255L));
}

void ybrToRgb(std::byte* pixel) {
  const double y = static_cast<double>(at<std::uint8_t>(pixel, 0));
  const double cb = static_cast<double>(at<std::uint8_t>(pixel, 1)) - 128.0;
  const double cr = static_cast<double>(at<std::uint8_t>(pixel, 2)) - 128.0;
  put(pixel, 0, byteOf(y + 1.402 * cr));
  put(pixel, 1, byteOf(y - 0.344136 * cb - 0.714136 * cr));
  put(pixel, 2, byteOf(y + 1.772 * cb));
}

Result<void> toRgb(const std::byte* stored, const PixelLayout& p, std::byte* voxels, std::size_t count) {
  const bool ybr = p.photometric == "YBR_FULL" || p.photometric == "YBR_FULL_422";
  if (!ybr && p.photometric != "RGB" && p.photometric != "YBR_RCT" && p.photometric != "YBR_ICT")
    return fail(ErrorCode::Unsupported, "colours of the kind " + p.photometric + " are not shown yet");
  if (p.byPlane) {
    for (std::size_t n = 0; n < count; ++n)
      for (std::size_t c = 0; c < 3; ++c) voxels[3 * n + c] = stored[c * count + n];
  } else if (stored != voxels) {
    std::memcpy(voxels, stored, 3 * count);
  }
  if (ybr)
    for (std::size_t n = 0; n < count; ++n) ybrToRgb(voxels + 3 * n);
  return {};
}

}  // namespace

bool storedIsVoxel(const PixelLayout& p, VoxelType type) {
  if (type == VoxelType::Rgb8) return !p.byPlane && p.photometric != "YBR_FULL_422";
  if (type == VoxelType::Float32) return p.number == PixelLayout::Number::Float32;
  return static_cast<std::size_t>(p.bitsAllocated / 8) == bytesPerVoxel(type);
}

void swapBytes(std::span<std::byte> bytes, std::size_t size) {
  if (size < 2) return;
  for (std::size_t n = 0; n + size <= bytes.size(); n += size)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(n),
                 bytes.begin() + static_cast<std::ptrdiff_t>(n + size));
}

Result<void> toVoxels(std::span<const std::byte> stored, const PixelLayout& p, VoxelType type,
                      std::span<std::byte> voxels) {
  const std::size_t count = static_cast<std::size_t>(p.rows) * static_cast<std::size_t>(p.columns);
  if (stored.size() < p.frameBytes() || voxels.size() < count * bytesPerVoxel(type))
    return fail(ErrorCode::BadFile, "there are fewer pixels than the header claims");
  if (!sizeFits(p, type))
    return fail(ErrorCode::BadFile, fmt::format("its pixels are not what its header claims ({} × {} bits)",
                                                p.samples, p.bitsAllocated));
  const std::byte* from = stored.data();
  std::byte* to = voxels.data();
  const auto copy = [&] {
    if (from != to) std::memcpy(to, from, count * bytesPerVoxel(type));
  };
  switch (type) {
    case VoxelType::UInt8:
      if (allBitsUsed(p))
        copy();
      else
        convertBits<std::uint8_t, std::uint8_t>(from, p, to, count);
      return {};
    case VoxelType::UInt16:
      if (allBitsUsed(p))
        copy();
      else
        convertBits<std::uint16_t, std::uint16_t>(from, p, to, count);
      return {};
    case VoxelType::Int16:
      if (p.bitsAllocated == 8)
        convertBits<std::uint8_t, std::int16_t>(from, p, to, count);
      else if (allBitsUsed(p))
        copy();
      else
        convertBits<std::uint16_t, std::int16_t>(from, p, to, count);
      return {};
    case VoxelType::Float32:
      if (p.number == PixelLayout::Number::Float32) return copy(), Result<void>{};
      return toFloat(from, p, to, count);
    case VoxelType::Rgb8:
      return toRgb(from, p, to, count);
  }
  return {};
}

}  // namespace iso
