// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include "core/display/transfer_function.h"

namespace iso {

/// A transfer function integrated over the value, so that what lies between two samples is known from their
/// values alone (Engel, Kraus, Ertl 2001, without the self-absorption inside a step): both engines look up
/// the same numbers. Entry = round((value − low) × perValue), clamped.
struct TransferIntegral {
  static constexpr std::size_t kEntries = 16384;
  /// Optical thickness of one step that counts as wholly opaque.
  static constexpr double kMostThickness = 48.0;

  float low = 0.0f, perValue = 0.0f;
  /// Four numbers an entry: the thickness of one step summed over all entries below by trapezoids, and
  /// thickness × red, green, blue; in units of `quantum`. Whole numbers, so that a difference of two is
  /// exact.
  std::vector<std::int32_t> sums;
  float quantum = 0.0f;
  /// Four numbers an entry: the thickness of one step, red, green, blue.
  std::vector<float> here;

  static TransferIntegral make(const TransferFunction& transfer, double stepMm);
};

/// Weights by gradient, evenly spaced: entry = round((gradient − low) × perUnit), clamped.
struct GradientTable {
  static constexpr std::size_t kEntries = 4096;
  float low = 0.0f, perUnit = 0.0f;
  std::vector<float> weight;  ///< empty where there is none
  static GradientTable make(const GradientOpacity& gradient);
};

/// Part of a step, −½ … ½, by which the samples of pixel (x, y) lie nearer: without a pattern to the eye,
/// and always the same.
inline float jitterOf(std::uint32_t x, std::uint32_t y) {
  std::uint32_t h = x * 0x9E3779B1u + y * 0x85EBCA77u;
  h ^= h >> 15;
  h *= 0x2C1B3C6Du;
  h ^= h >> 12;
  h *= 0x297A2D39u;
  h ^= h >> 15;
  return static_cast<float>(h >> 8) * (1.0f / 16777216.0f) - 0.5f;
}

}  // namespace iso
