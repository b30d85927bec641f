// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/codec/jpeg_markers.h"

#include <cstring>

namespace iso {

JpegSegments::JpegSegments(std::span<const std::byte> stream) : stream_(stream) {
  const bool begins = stream.size() >= 2 && stream[0] == std::byte{0xFF} && stream[1] == std::byte{0xD8};
  at_ = begins ? 2 : stream.size();
}

std::optional<JpegSegments::Segment> JpegSegments::next() {
  const auto byte = [&](std::size_t n) { return std::to_integer<int>(stream_[n]); };
  while (at_ + 4 <= stream_.size() && byte(at_) == 0xFF) {
    const int marker = byte(at_ + 1);
    if (marker == 0xFF) {  // fill byte
      ++at_;
      continue;
    }
    const auto length = static_cast<std::size_t>(byte(at_ + 2) << 8 | byte(at_ + 3));
    if (length < 2 || length > stream_.size() - at_ - 2) break;
    const Segment segment{marker, stream_.subspan(at_ + 4, length - 2)};
    at_ += 2 + length;
    return segment;
  }
  return std::nullopt;
}

std::optional<JpegHeader> readJpegHeader(std::span<const std::byte> stream) {
  JpegHeader header;
  JpegSegments segments(stream);
  while (const auto segment = segments.next()) {
    const int marker = segment->marker;
    const std::span<const std::byte> body = segment->body;
    const auto is = [&](const char* name, std::size_t n) {
      return body.size() >= n && std::memcmp(body.data(), name, n) == 0;
    };
    if (marker == 0xE0 && is("JFIF", 5)) {
      if (header.colour == JpegHeader::Colour::Unknown) header.colour = JpegHeader::Colour::Ybr;
    } else if (marker == 0xEE && is("Adobe", 5) && body.size() >= 12) {
      header.colour = segment->byte(11) == 0 ? JpegHeader::Colour::Rgb : JpegHeader::Colour::Ybr;
    } else if (marker >= 0xC0 && marker <= 0xCF && marker != 0xC4 && marker != 0xC8 && marker != 0xCC) {
      if (body.size() < 6) return std::nullopt;
      header.process = marker & 0x0F;
      header.precision = segment->byte(0);
      header.rows = segment->word(1);
      header.columns = segment->word(3);
      header.samples = segment->byte(5);
      if (header.samples == 3 && body.size() >= 15 && header.colour == JpegHeader::Colour::Unknown &&
          segment->byte(6) == 'R' && segment->byte(9) == 'G' && segment->byte(12) == 'B')
        header.colour = JpegHeader::Colour::Rgb;
      return header;
    } else if (marker == 0xDA || marker == 0xD9) {
      return std::nullopt;
    }
  }
  return std::nullopt;
}

}  // namespace iso
