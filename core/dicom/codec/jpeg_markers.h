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

/// The marker segments of a JPEG stream in order, up to where something else than a segment follows (the
/// coded data of a scan, the end, damage).
class JpegSegments {
 public:
  struct Segment {
    int marker = 0;                   ///< second byte: 0xC4 = DHT, …
    std::span<const std::byte> body;  ///< behind the length

    /// Numbers of the body, which must be long enough.
    int byte(std::size_t n) const { return std::to_integer<int>(body[n]); }
    int word(std::size_t n) const { return byte(n) << 8 | byte(n + 1); }
  };

  explicit JpegSegments(std::span<const std::byte> stream);
  std::optional<Segment> next();
  /// What follows the segment given last.
  std::span<const std::byte> rest() const { return stream_.subspan(at_); }

 private:
  std::span<const std::byte> stream_;
  std::size_t at_ = 0;
};

/// Nothing if there is no frame header.
std::optional<JpegHeader> readJpegHeader(std::span<const std::byte> stream);

}  // namespace iso
