// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

#include "core/base/error.h"

namespace iso {

/// Everything before the coded data of a JPEG-LS stream (ISO 14495-1 annex C) with one component in one scan,
/// lossless or near-lossless: what grey pictures are written as.
struct JpegLsScan {
  int precision = 0;  ///< bits a sample, 2…16
  int rows = 0, columns = 0;
  int near = 0;                     ///< largest difference between a decoded and the original sample
  int maxValue = 0;                 ///< MAXVAL
  int t1 = 0, t2 = 0, t3 = 0;       ///< thresholds of the gradients
  int reset = 0;                    ///< RESET: occurrences after which a context's sums are halved
  std::span<const std::byte> data;  ///< from the first coded byte to the stream's end

  /// Nothing if the stream is not of this kind (several components, restart intervals, mapping tables, point
  /// transform) or damaged: another decoder has to be asked.
  static std::optional<JpegLsScan> read(std::span<const std::byte> stream);

  /// Samples row by row, one byte each up to 8 bits of precision, else two in this machine's order.
  /// @param out rows × columns samples
  /// @return BadFile if the data is damaged or ends early
  Result<void> decode(std::span<std::byte> out) const;
};

}  // namespace iso
