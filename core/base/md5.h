// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>

namespace iso {

/// MD5 (RFC 1321) of bytes that come in pieces. For telling pixels apart, not for security.
class Md5 {
 public:
  void add(std::span<const std::byte> bytes);
  /// Lower-case hexadecimal. Nothing may be added afterwards.
  std::string finish();

 private:
  void block(const std::byte* bytes);
  std::array<std::uint32_t, 4> state_{0x67452301u, 0xefcdab89u, 0x98badcfeu, 0x10325476u};
  std::array<std::byte, 64> rest_{};
  std::uint64_t length_ = 0;
};

}  // namespace iso
