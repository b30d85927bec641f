// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/pixel_colour.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

namespace iso {
namespace {

std::byte byteOf(double v) {
  return static_cast<std::byte>(std::clamp(std::lround(v), 0L, 255L));
}

/// PS3.3 C.7.6.3.1.2: full-range YCbCr of ITU-R BT.601.
void ybrToRgb(std::byte* pixel) {
  const double y = std::to_integer<int>(pixel[0]);
  const double cb = std::to_integer<int>(pixel[1]) - 128.0;
  const double cr = std::to_integer<int>(pixel[2]) - 128.0;
  pixel[0] = byteOf(y + 1.402 * cr);
  pixel[1] = byteOf(y - 0.344136 * cb - 0.714136 * cr);
  pixel[2] = byteOf(y + 1.772 * cb);
}

/// The highest number of so many bits becomes 255.
std::byte scaled(std::int64_t value, int bits) {
  const double top = std::ldexp(1.0, bits) - 1.0;
  return byteOf(static_cast<double>(value) * 255.0 / top);
}

std::byte paletteByte(const LookupTable& table, std::int64_t index) {
  return scaled(table(index), std::clamp(table.bits, 1, 16));
}

/// Y1 Y2 Cb Cr for each two pixels.
void spread422(std::span<const std::byte> stored, std::byte* ybr, std::size_t count) {
  for (std::size_t n = 0; n < count; ++n) {
    const std::byte* pair = stored.data() + n / 2 * 4;
    ybr[3 * n] = pair[n % 2];
    ybr[3 * n + 1] = pair[2];
    ybr[3 * n + 2] = pair[3];
  }
}

}  // namespace

std::int64_t storedNumber(const std::byte* stored, const PixelLayout& p, std::size_t n) {
  const StoredBits bits(p);
  if (p.bitsAllocated == 8) return bits(std::to_integer<std::uint32_t>(stored[n]));
  if (p.bitsAllocated == 16) {
    std::uint16_t v = 0;
    std::memcpy(&v, stored + 2 * n, 2);
    return bits(v);
  }
  std::uint32_t v = 0;
  std::memcpy(&v, stored + 4 * n, 4);
  return bits(v);
}

std::vector<std::byte> unpackedBits(std::span<const std::byte> packed, std::size_t count) {
  std::vector<std::byte> bytes(count);
  for (std::size_t n = 0; n < count && n / 8 < packed.size(); ++n)
    bytes[n] = packed[n / 8] >> (n % 8) & std::byte{1};
  return bytes;
}

Result<void> toRgb(std::span<const std::byte> stored, const PixelLayout& p, std::byte* rgb,
                   std::size_t count) {
  if (p.number != PixelLayout::Number::Integer)
    return fail(ErrorCode::Unsupported, "colours that are not whole numbers are not shown");
  if (p.palette) {
    if (p.samples != 1) return fail(ErrorCode::BadFile, "its palette does not fit its pixels");
    for (std::size_t n = 0; n < count; ++n) {
      const std::int64_t index = storedNumber(stored.data(), p, n);
      rgb[3 * n] = paletteByte(p.palette->red, index);
      rgb[3 * n + 1] = paletteByte(p.palette->green, index);
      rgb[3 * n + 2] = paletteByte(p.palette->blue, index);
    }
    return {};
  }
  if (p.samples != 3) return fail(ErrorCode::BadFile, "its pixels are not the colours its header claims");
  const bool ybr = p.photometric == "YBR_FULL" || p.photometric == "YBR_FULL_422";
  if (!ybr && p.photometric != "RGB" && p.photometric != "YBR_RCT" && p.photometric != "YBR_ICT")
    return fail(ErrorCode::Unsupported, fmt::format("colours of the kind {} are not shown", p.photometric));
  if (isSubsampled(p)) {
    spread422(stored, rgb, count);
  } else if (p.bitsAllocated > 8 || p.bitsStored < 8) {
    for (std::size_t n = 0; n < count; ++n)
      for (std::size_t c = 0; c < 3; ++c)
        rgb[3 * n + c] =
            scaled(storedNumber(stored.data(), p, p.byPlane ? c * count + n : 3 * n + c), p.bitsStored);
  } else if (p.byPlane) {
    for (std::size_t n = 0; n < count; ++n)
      for (std::size_t c = 0; c < 3; ++c) rgb[3 * n + c] = stored[c * count + n];
  } else if (stored.data() != rgb) {
    std::memcpy(rgb, stored.data(), 3 * count);
  }
  if (ybr)
    for (std::size_t n = 0; n < count; ++n) ybrToRgb(rgb + 3 * n);
  return {};
}

}  // namespace iso
