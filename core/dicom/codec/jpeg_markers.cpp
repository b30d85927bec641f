// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/codec/jpeg_markers.h"

#include <cstring>

namespace iso {

std::optional<JpegHeader> readJpegHeader(std::span<const std::byte> s) {
  const auto byte = [&](std::size_t n) { return std::to_integer<int>(s[n]); };
  const auto word = [&](std::size_t n) { return byte(n) << 8 | byte(n + 1); };
  JpegHeader header;
  std::size_t at = 2;
  if (s.size() < 4 || word(0) != 0xFFD8) return std::nullopt;
  while (at + 4 <= s.size()) {
    if (byte(at) != 0xFF) return std::nullopt;
    const int marker = byte(at + 1);
    if (marker == 0xFF) {  // fill byte
      ++at;
      continue;
    }
    const auto length = static_cast<std::size_t>(word(at + 2));
    if (length < 2 || at + 2 + length > s.size()) return std::nullopt;
    const std::size_t body = at + 4, size = length - 2;
    const auto is = [&](const char* name, std::size_t n) {
      return size >= n && std::memcmp(s.data() + body, name, n) == 0;
    };
    if (marker == 0xE0 && is("JFIF", 5)) {
      if (header.colour == JpegHeader::Colour::Unknown) header.colour = JpegHeader::Colour::Ybr;
    } else if (marker == 0xEE && is("Adobe", 5) && size >= 12) {
      header.colour = byte(body + 11) == 0 ? JpegHeader::Colour::Rgb : JpegHeader::Colour::Ybr;
    } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      if (size < 6) return std::nullopt;
      header.process = marker & 0x0F;
      header.precision = byte(body);
      header.rows = word(body + 1);
      header.columns = word(body + 3);
      header.samples = byte(body + 5);
      if (header.samples == 3 && size >= 15 && header.colour == JpegHeader::Colour::Unknown &&
          byte(body + 6) == 'R' && byte(body + 9) == 'G' && byte(body + 12) == 'B')
        header.colour = JpegHeader::Colour::Rgb;
      return header;
    } else if (marker == 0xDA || marker == 0xD9) {
      return std::nullopt;
    }
    at += 2 + length;
  }
  return std::nullopt;
}

}  // namespace iso
