// SPDX-License-Identifier: Apache-2.0
#include "core/base/md5.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>
#include <cmath>
#include <cstring>

namespace iso {
namespace {

constexpr int kTurns[4][4] = {{7, 12, 17, 22}, {5, 9, 14, 20}, {4, 11, 16, 23}, {6, 10, 15, 21}};

/// floor(2³² · |sin(n + 1)|) (RFC 1321, 3.4).
std::array<std::uint32_t, 64> sines() {
  std::array<std::uint32_t, 64> table{};
  for (std::size_t n = 0; n < 64; ++n)
    table[n] =
        static_cast<std::uint32_t>(std::floor(std::abs(std::sin(static_cast<double>(n + 1))) * 4294967296.0));
  return table;
}

}  // namespace

void Md5::block(const std::byte* bytes) {
  static const std::array<std::uint32_t, 64> kSines = sines();
  std::array<std::uint32_t, 16> words;
  std::memcpy(words.data(), bytes, 64);
  static_assert(std::endian::native == std::endian::little, "words are little endian");
  auto [a, b, c, d] = state_;
  for (unsigned n = 0; n < 64; ++n) {
    std::uint32_t f = 0;
    unsigned word = n;
    switch (n / 16) {
      case 0:
        f = (b & c) | (~b & d);
        break;
      case 1:
        f = (d & b) | (~d & c);
        word = (5 * n + 1) % 16;
        break;
      case 2:
        f = b ^ c ^ d;
        word = (3 * n + 5) % 16;
        break;
      default:
        f = c ^ (b | ~d);
        word = 7 * n % 16;
        break;
    }
    const std::uint32_t sum = a + f + kSines[n] + words[word];
    a = d;
    d = c;
    c = b;
    b += std::rotl(sum, kTurns[n / 16][n % 4]);
  }
  state_[0] += a;
  state_[1] += b;
  state_[2] += c;
  state_[3] += d;
}

void Md5::add(std::span<const std::byte> bytes) {
  std::size_t held = static_cast<std::size_t>(length_ % 64);
  length_ += bytes.size();
  if (held > 0) {
    const std::size_t more = std::min(bytes.size(), 64 - held);
    std::copy_n(bytes.begin(), more, rest_.begin() + static_cast<std::ptrdiff_t>(held));
    bytes = bytes.subspan(more);
    held += more;
    if (held < 64) return;
    block(rest_.data());
  }
  for (; bytes.size() >= 64; bytes = bytes.subspan(64)) block(bytes.data());
  std::copy(bytes.begin(), bytes.end(), rest_.begin());
}

std::string Md5::finish() {
  const std::uint64_t bits = length_ * 8;
  std::array<std::byte, 64> padding{std::byte{0x80}};
  const std::size_t held = static_cast<std::size_t>(length_ % 64);
  add(std::span(padding).first(held < 56 ? 56 - held : 120 - held));
  std::array<std::byte, 8> size;
  std::memcpy(size.data(), &bits, 8);
  add(size);
  std::string text;
  for (const std::uint32_t word : state_)
    for (unsigned n = 0; n < 4; ++n) text += fmt::format("{:02x}", word >> (8 * n) & 0xFFu);
  return text;
}

}  // namespace iso
