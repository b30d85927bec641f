// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Core>
#include <cstdint>

namespace iso {

/// Well-mixed 64 bits from 64 bits (the finaliser of Steele et al., "SplitMix", OOPSLA 2014).
constexpr std::uint64_t mixBits(std::uint64_t x) {
  x += 0x9e3779b97f4a7c15ull;
  x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9ull;
  x = (x ^ (x >> 27)) * 0x94d049bb133111ebull;
  return x ^ (x >> 31);
}

/// Nearly normal number, mean 0, variance 1, from a hash: the sum of four 16-bit uniforms.
inline float gaussianFromBits(std::uint64_t bits) {
  const float sum = static_cast<float>(bits & 0xffff) + static_cast<float>((bits >> 16) & 0xffff) +
                    static_cast<float>((bits >> 32) & 0xffff) + static_cast<float>(bits >> 48);
  // Variance of the sum: 4 × (2^32 − 1) / 12.
  return (sum - 131070.0f) * (1.0f / 37837.23f);
}

/// std::floor for values that fit an int; without SSE 4.1 the library's is a function call.
inline int floorToInt(float x) {
  const int whole = static_cast<int>(x);
  return whole - (x < static_cast<float>(whole) ? 1 : 0);
}

/// Smooth noise in [−1, 1] with features about 1 unit wide; repeats after 32 units.
float latticeNoise(const Eigen::Vector3f& p);

/// A repeatable stream of random numbers for building the anatomy.
class RandomStream {
 public:
  explicit RandomStream(std::uint64_t seed) : state_(seed) {}
  /// Uniform in [low, high).
  float uniform(float low, float high) {
    state_ = mixBits(state_);
    return low + (high - low) * (static_cast<float>(state_ >> 40) * 0x1p-24f);
  }

 private:
  std::uint64_t state_;
};

}  // namespace iso
