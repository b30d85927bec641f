// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <optional>
#include <span>

namespace iso {

/// What the markers before a JPEG's first scan say (ISO 10918-1 annex B; ISO 10918-6 for the colour space).
struct JpegHeader {
  enum class Colour { Unknown, Rgb, Ybr };

  int process = 0;  ///< the frame marker's low four bits: 0 baseline, 1 extended, 2 progressive, 3 lossless
  int precision = 0;
  int rows = 0, columns = 0, samples = 0;
  Colour colour = Colour::Unknown;  ///< by Adobe's or JFIF's marker, or components named R, G, B

  bool isLossless() const { return process == 3; }
};

/// Nothing if there is no frame header.
std::optional<JpegHeader> readJpegHeader(std::span<const std::byte> stream);

}  // namespace iso
