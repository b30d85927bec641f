// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <cstring>
#include <span>
#include <vector>

#include "core/base/error.h"
#include "core/study/pixel_layout.h"

namespace iso {

/// The number in a pixel's stored bits alone (PS3.5 8.1.1).
class StoredBits {
 public:
  explicit StoredBits(const PixelLayout& p)
      : shift_(p.highBit + 1 - p.bitsStored),
        mask_(p.bitsStored >= 32 ? 0xFFFFFFFFu : (1u << p.bitsStored) - 1u),
        sign_(p.isSigned ? 1u << (p.bitsStored - 1) : 0u) {}
  std::int64_t operator()(std::uint32_t raw) const {
    const std::uint32_t v = raw >> shift_ & mask_;
    return (v & sign_) != 0 ? static_cast<std::int64_t>(v) - static_cast<std::int64_t>(mask_) - 1
                            : static_cast<std::int64_t>(v);
  }

 private:
  int shift_;
  std::uint32_t mask_, sign_;
};

/// Number `n` of a frame of 8-, 16- or 32-bit integers.
std::int64_t storedNumber(const std::byte* stored, const PixelLayout& p, std::size_t n);

/// Two colour values for every two pixels (PS3.3 C.7.6.3.1.2): only where the file is not compressed.
inline bool isSubsampled(const PixelLayout& p) {
  return p.samples == 3 && p.bitsAllocated == 8 && p.photometric == "YBR_FULL_422";
}

/// Packed bits, the first in the lowest, as a byte each.
std::vector<std::byte> unpackedBits(std::span<const std::byte> packed, std::size_t count);

/// Colour or palette pixels as interleaved 8-bit RGB. `stored` may be `rgb` itself for interleaved 8-bit
/// colour.
/// @return Unsupported for a kind of colour that is not known
Result<void> toRgb(std::span<const std::byte> stored, const PixelLayout& p, std::byte* rgb,
                   std::size_t count);

}  // namespace iso
