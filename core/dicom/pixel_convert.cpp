// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/pixel_convert.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <cstring>
#include <type_traits>
#include <vector>

#include "core/dicom/pixel_colour.h"

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

/// Whether a header's bits make sense: they were checked when it was scanned, but what a decoder made of a
/// compressed frame may be something else.
bool bitsFit(const PixelLayout& p) {
  if (p.number != PixelLayout::Number::Integer)
    return p.bitsAllocated == (p.number == PixelLayout::Number::Float64 ? 64 : 32);
  return p.bitsStored >= 1 && p.bitsStored <= p.bitsAllocated && p.highBit + 1 >= p.bitsStored &&
         p.highBit < p.bitsAllocated &&
         (p.bitsAllocated == 8 || p.bitsAllocated == 16 || p.bitsAllocated == 32);
}

bool allBitsUsed(const PixelLayout& p) {
  return p.bitsStored == p.bitsAllocated;
}

/// From and To of the same size may share memory. Shifting the stored bits up and down again drops what lies
/// above and below them and extends the sign, without a branch.
template <class From, class To>
void convertBits(const std::byte* stored, const PixelLayout& p, std::byte* voxels, std::size_t count) {
  const int up = p.bitsAllocated - 1 - p.highBit, down = p.bitsAllocated - p.bitsStored;
  using Signed = std::make_signed_t<From>;
  if (p.isSigned)
    for (std::size_t n = 0; n < count; ++n) {
      const auto high = static_cast<Signed>(static_cast<From>(at<From>(stored, n) << up));
      put<To>(voxels, n, static_cast<To>(static_cast<Signed>(high >> down)));
    }
  else
    for (std::size_t n = 0; n < count; ++n) {
      const auto high = static_cast<From>(at<From>(stored, n) << up);
      put<To>(voxels, n, static_cast<To>(static_cast<From>(high >> down)));
    }
}

template <class To>
Result<void> toInteger(const std::byte* from, const PixelLayout& p, std::byte* to, std::size_t count) {
  if (p.number != PixelLayout::Number::Integer || p.bitsAllocated > 8 * static_cast<int>(sizeof(To)))
    return fail(ErrorCode::BadFile, "its pixels have more bits than its header claims");
  if (p.bitsAllocated == 8 * static_cast<int>(sizeof(To)) && allBitsUsed(p)) {
    if (from != to) std::memcpy(to, from, count * sizeof(To));
  } else if (p.bitsAllocated == 8) {
    convertBits<std::uint8_t, To>(from, p, to, count);
  } else {
    convertBits<std::uint16_t, To>(from, p, to, count);
  }
  return {};
}

Result<void> toFloat(const std::byte* stored, const PixelLayout& p, std::byte* voxels, std::size_t count) {
  const auto inexact = [] {
    return fail(ErrorCode::Unsupported, "its values need more digits than this version keeps");
  };
  if (p.number == PixelLayout::Number::Float32) {
    if (stored != voxels) std::memcpy(voxels, stored, count * sizeof(float));
    return {};
  }
  if (p.number == PixelLayout::Number::Float64) {
    for (std::size_t n = 0; n < count; ++n) {
      const double v = at<double>(stored, n);
      const auto f = static_cast<float>(v);
      if (!std::isnan(v) && static_cast<double>(f) != v) return inexact();
      put(voxels, n, f);
    }
    return {};
  }
  for (std::size_t n = 0; n < count; ++n) {
    const std::int64_t v = storedNumber(stored, p, n);
    const auto f = static_cast<float>(v);
    if (static_cast<std::int64_t>(f) != v) return inexact();
    put(voxels, n, f);
  }
  return {};
}

Result<void> throughModalityLut(const std::byte* stored, const PixelLayout& p, std::byte* voxels,
                                std::size_t count) {
  const LookupTable& table = *p.modalityLut;
  if (table.entries.empty()) return fail(ErrorCode::BadFile, "its Modality LUT is empty");
  for (std::size_t n = 0; n < count; ++n) put(voxels, n, table(storedNumber(stored, p, n)));
  return {};
}

/// One slice out of a mosaic.
Result<std::vector<std::byte>> cutTile(std::span<const std::byte> stored, PixelLayout& p, int tile) {
  if (p.samples != 1 || p.bitsAllocated < 8 || p.tileColumns < 1 || p.columns % p.tileColumns != 0 ||
      p.rows % p.tileRows != 0)
    return fail(ErrorCode::BadFile, "its mosaic is not laid out as its header claims");
  const int across = p.columns / p.tileColumns;
  if (tile < 0 || tile >= across * (p.rows / p.tileRows))
    return fail(ErrorCode::BadFile, fmt::format("its mosaic has no slice {}", tile + 1));
  const auto pixel = static_cast<std::size_t>(p.bitsAllocated / 8);
  const std::size_t line = static_cast<std::size_t>(p.columns) * pixel,
                    part = static_cast<std::size_t>(p.tileColumns) * pixel;
  const std::size_t begin = static_cast<std::size_t>(tile / across * p.tileRows) * line +
                            static_cast<std::size_t>(tile % across) * part;
  std::vector<std::byte> cut(part * static_cast<std::size_t>(p.tileRows));
  for (std::size_t r = 0; r < static_cast<std::size_t>(p.tileRows); ++r)
    std::memcpy(cut.data() + r * part, stored.data() + begin + r * line, part);
  p.rows = p.tileRows;
  p.columns = p.tileColumns;
  p.tileRows = p.tileColumns = 0;
  return cut;
}

}  // namespace

std::uint64_t storedFrameBytes(const PixelLayout& p) {
  const std::uint64_t pixels = static_cast<std::uint64_t>(p.rows) * static_cast<std::uint64_t>(p.columns);
  if (p.bitsAllocated == 1) return (pixels * static_cast<std::uint64_t>(p.samples) + 7) / 8;
  const std::uint64_t values =
      isSubsampled(p) ? (pixels + 1) / 2 * 4 : pixels * static_cast<std::uint64_t>(p.samples);
  return values * static_cast<std::uint64_t>(p.bitsAllocated / 8);
}

std::uint64_t storedBytes(const PixelLayout& p) {
  return p.bitsAllocated == 1 ? p.allFramesBytes()
                              : storedFrameBytes(p) * static_cast<std::uint64_t>(p.frames);
}

bool storedIsVoxel(const PixelLayout& p, VoxelType type) {
  if (p.tileRows > 0 || p.modalityLut || p.palette || p.bitsAllocated == 1 ||
      (p.bigEndian && p.bitsAllocated < 16))
    return false;
  if (type == VoxelType::Rgb8)
    return p.samples == 3 && p.bitsAllocated == 8 && !p.byPlane && !isSubsampled(p);
  if (type == VoxelType::Float32) return p.number == PixelLayout::Number::Float32;
  return static_cast<std::size_t>(p.bitsAllocated / 8) == bytesPerVoxel(type);
}

std::size_t orderedBytes(const PixelLayout& p) {
  return p.bitsAllocated > 16 ? static_cast<std::size_t>(p.bitsAllocated / 8) : 2;
}

void swapBytes(std::span<std::byte> bytes, std::size_t size) {
  if (size < 2) return;
  for (std::size_t n = 0; n + size <= bytes.size(); n += size)
    std::reverse(bytes.begin() + static_cast<std::ptrdiff_t>(n),
                 bytes.begin() + static_cast<std::ptrdiff_t>(n + size));
}

Result<void> frameToVoxels(std::span<const std::byte> stored, const PixelLayout& layout, int tile,
                           VoxelType type, std::span<std::byte> voxels) {
  const auto tooFew = [] {
    return fail(ErrorCode::BadFile, "there are fewer pixels than the header claims");
  };
  if (stored.size() < storedFrameBytes(layout)) return tooFew();
  PixelLayout p = layout;
  std::vector<std::byte> own;
  if (p.tileRows > 0) {
    auto cut = cutTile(stored, p, tile);
    if (!cut) return tl::make_unexpected(cut.error());
    own = std::move(*cut);
    stored = own;
  }
  const std::size_t count = static_cast<std::size_t>(p.rows) * static_cast<std::size_t>(p.columns);
  if (voxels.size() < count * bytesPerVoxel(type)) return tooFew();
  if (p.bitsAllocated == 1) {
    if (p.samples != 1) return fail(ErrorCode::BadFile, "its header claims colours of single bits");
    own = unpackedBits(stored, count * static_cast<std::size_t>(p.samples));
    stored = own;
    p.bitsAllocated = 8;
    p.bitsStored = 1;
    p.highBit = 0;
    p.isSigned = false;
  }
  if (!bitsFit(p) || (type != VoxelType::Rgb8 && p.samples != 1))
    return fail(ErrorCode::BadFile, fmt::format("its pixels are not what its header claims ({} × {} bits)",
                                                p.samples, p.bitsAllocated));
  const std::byte* from = stored.data();
  std::byte* to = voxels.data();
  if (p.modalityLut) {
    if (type != VoxelType::UInt16 || p.number != PixelLayout::Number::Integer)
      return fail(ErrorCode::BadFile, "its Modality LUT does not fit its pixels");
    return throughModalityLut(from, p, to, count);
  }
  switch (type) {
    case VoxelType::UInt8:
      return toInteger<std::uint8_t>(from, p, to, count);
    case VoxelType::UInt16:
      return toInteger<std::uint16_t>(from, p, to, count);
    case VoxelType::Int16:
      return toInteger<std::int16_t>(from, p, to, count);
    case VoxelType::Float32:
      return toFloat(from, p, to, count);
    case VoxelType::Rgb8:
      return toRgb(stored, p, to, count);
  }
  return {};
}

}  // namespace iso
