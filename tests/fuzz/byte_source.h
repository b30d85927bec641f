// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <span>
#include <string>

namespace iso::fuzz {

/// Hands out the fuzzer's bytes as values; zeros when they are used up, so that every input is complete.
class ByteSource {
 public:
  ByteSource(const std::uint8_t* data, std::size_t size) : rest_(data, size) {}

  std::uint8_t byte() {
    if (rest_.empty()) return 0;
    const std::uint8_t first = rest_.front();
    rest_ = rest_.subspan(1);
    return first;
  }
  bool flag() { return (byte() & 1) != 0; }
  std::uint16_t word() {
    const auto low = byte();
    return static_cast<std::uint16_t>(low | byte() << 8);
  }
  /// 0 … bound − 1
  int below(int bound) { return static_cast<int>(word()) % bound; }
  /// Any finite-or-not pattern of bits, seldom; else a decimal of ordinary size, as headers have them.
  double number() {
    if (byte() < 0xF0) return static_cast<double>(static_cast<std::int16_t>(word())) / 64.0;
    std::uint64_t bits = 0;
    for (int n = 0; n < 8; ++n) bits = bits << 8 | byte();
    double value = 0.0;
    std::memcpy(&value, &bits, sizeof value);
    return value;
  }
  /// Up to `most` bytes as text; the first byte says how many.
  std::string text(std::size_t most) {
    const std::size_t wanted = byte() % (most + 1);
    const std::size_t count = wanted < rest_.size() ? wanted : rest_.size();
    std::string out(reinterpret_cast<const char*>(rest_.data()), count);
    rest_ = rest_.subspan(count);
    return out;
  }
  /// What is left.
  std::span<const std::uint8_t> rest() const { return rest_; }
  bool done() const { return rest_.empty(); }

 private:
  std::span<const std::uint8_t> rest_;
};

}  // namespace iso::fuzz
