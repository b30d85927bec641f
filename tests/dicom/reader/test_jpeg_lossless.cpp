// SPDX-License-Identifier: Apache-2.0
// Streams written here, straight from ISO 10918-1 annexes B, C and H, come back bit by bit.
#include <catch2/catch.hpp>
#include <cstring>
#include <random>

#include "core/dicom/codec/frame_codec.h"
#include "core/dicom/codec/jpeg_lossless.h"

using namespace iso;

namespace {

struct Picture {
  int columns = 0, rows = 0, components = 1, precision = 16;
  std::vector<int> samples;  // pixel by pixel

  int at(int x, int y, int c) const {
    return samples[static_cast<std::size_t>((y * columns + x) * components + c)];
  }
};

struct Coding {
  int predictor = 1, pointTransform = 0, restartRows = 0;
  bool longCodes = false;
};

class Encoder {
 public:
  Encoder(const Picture& picture, const Coding& coding) : picture_(picture), coding_(coding) {}

  std::vector<std::byte> stream() {
    word(0xFFD8);
    segment(0xFFC3,
            {picture_.precision, picture_.rows >> 8, picture_.rows & 255, picture_.columns >> 8,
             picture_.columns & 255, picture_.components},
            [](int c) {
              return std::vector<int>{c + 1, 0x11, 0};
            });
    // 17 categories: either all with 5 bits, or 1, 2, … 16 bits (the last two), so that most are not looked
    // up.
    std::vector<int> table{0};
    for (int length = 1; length <= 16; ++length)
      table.push_back(coding_.longCodes ? (length == 16 ? 2 : 1) : (length == 5 ? 17 : 0));
    for (int s = 0; s <= 16; ++s) table.push_back(s);
    segment(0xFFC4, table, nullptr);
    const int interval = coding_.restartRows * picture_.columns;
    if (interval > 0) segment(0xFFDD, {interval >> 8, interval & 255}, nullptr);
    segment(0xFFDA, {picture_.components},
            [](int c) {
              return std::vector<int>{c + 1, 0x00};
            },
            {coding_.predictor, 0, coding_.pointTransform});
    for (int y = 0; y < picture_.rows; ++y) {
      if (coding_.restartRows > 0 && y > 0 && y % coding_.restartRows == 0) {
        flush();
        word(0xFFD0 + (y / coding_.restartRows - 1) % 8);
      }
      for (int x = 0; x < picture_.columns; ++x)
        for (int c = 0; c < picture_.components; ++c) difference(picture_.at(x, y, c) - prediction(x, y, c));
    }
    flush();
    word(0xFFD9);
    return bytes_;
  }

 private:
  int reduced(int x, int y, int c) const { return picture_.at(x, y, c) >> coding_.pointTransform; }

  int prediction(int x, int y, int c) const {
    const bool first = coding_.restartRows > 0 ? y % coding_.restartRows == 0 : y == 0;
    const auto scaled = [&](int p) { return p << coding_.pointTransform; };
    if (first)
      return scaled(x == 0 ? 1 << (picture_.precision - coding_.pointTransform - 1) : reduced(x - 1, y, c));
    if (x == 0) return scaled(reduced(0, y - 1, c));
    const int a = reduced(x - 1, y, c), b = reduced(x, y - 1, c), d = reduced(x - 1, y - 1, c);
    switch (coding_.predictor) {
      case 1:
        return scaled(a);
      case 2:
        return scaled(b);
      case 3:
        return scaled(d);
      case 4:
        return scaled(a + b - d);
      case 5:
        return scaled(a + ((b - d) >> 1));
      case 6:
        return scaled(b + ((a - d) >> 1));
      default:
        return scaled((a + b) >> 1);
    }
  }

  void difference(int full) {
    // Samples have no bits below the point transform here. Modulo 2¹⁶, as −32767…32768.
    int d = static_cast<int>(static_cast<unsigned>(full >> coding_.pointTransform) & 0xFFFFu);
    if (d > 32768) d -= 65536;
    int category = 0;
    while (std::abs(d) >> category != 0) ++category;
    if (coding_.longCodes)
      category == 16 ? bits(0xFFFF, 16) : bits((1u << (category + 1)) - 2u, category + 1);
    else
      bits(static_cast<unsigned>(category), 5);
    if (category > 0 && category < 16)
      bits(static_cast<unsigned>(d > 0 ? d : d + (1 << category) - 1), category);
  }

  void bits(unsigned value, int count) {
    for (int n = count - 1; n >= 0; --n) {
      current_ = current_ << 1 | (value >> n & 1u);
      if (++held_ == 8) put();
    }
  }
  void put() {
    bytes_.push_back(static_cast<std::byte>(current_ & 0xFF));
    if ((current_ & 0xFF) == 0xFF) bytes_.push_back(std::byte{0});
    held_ = 0;
    current_ = 0;
  }
  void flush() {
    while (held_ != 0) bits(1, 1);
  }
  void word(int v) {
    bytes_.push_back(static_cast<std::byte>(v >> 8));
    bytes_.push_back(static_cast<std::byte>(v & 255));
  }
  void segment(int marker, std::vector<int> body, std::vector<int> (*each)(int),
               const std::vector<int>& tail = {}) {
    for (int c = 0; each != nullptr && c < picture_.components; ++c)
      for (const int v : each(c)) body.push_back(v);
    body.insert(body.end(), tail.begin(), tail.end());
    word(marker);
    word(static_cast<int>(body.size()) + 2);
    for (const int v : body) bytes_.push_back(static_cast<std::byte>(v));
  }

  const Picture& picture_;
  const Coding coding_;
  std::vector<std::byte> bytes_;
  unsigned current_ = 0;
  int held_ = 0;
};

/// Noise on a ramp, with jumps over the whole range; low bits that a point transform drops are zero.
Picture picture(int precision, int components, int zeroBits) {
  Picture p;
  p.columns = 37;
  p.rows = 24;
  p.components = components;
  p.precision = precision;
  std::mt19937 random(5);
  const int top = (1 << precision) - 1;
  for (int n = 0; n < p.columns * p.rows * components; ++n) {
    int v = (n * 3 + static_cast<int>(random() % 9)) & top;
    if (n % 41 == 0) v = top;
    if (n % 43 == 0) v = 0;
    if (n % 47 == 0) v = static_cast<int>(random()) & top;
    p.samples.push_back(v >> zeroBits << zeroBits);
  }
  // A difference of exactly 2¹⁵, which has no additional bits.
  if (precision == 16)
    p.samples[5 * static_cast<std::size_t>(components)] =
        (p.samples[4 * static_cast<std::size_t>(components)] + 32768) & 0xFFFF;
  return p;
}

std::vector<int> decoded(const std::vector<std::byte>& stream, const Picture& p) {
  const auto scan = JpegLosslessScan::read(stream);
  if (!scan) return {};
  const std::size_t size = p.precision <= 8 ? 1 : 2;
  std::vector<std::byte> out(p.samples.size() * size);
  if (!scan->decode(out)) return {};
  std::vector<int> samples;
  for (std::size_t n = 0; n < p.samples.size(); ++n) {
    std::uint16_t v = 0;
    std::memcpy(&v, out.data() + n * size, size);
    samples.push_back(v);
  }
  return samples;
}

}  // namespace

TEST_CASE("lossless JPEG of every predictor, precision, transform and interval", "[codec]") {
  const int predictor = GENERATE(1, 2, 3, 4, 5, 6, 7), precision = GENERATE(2, 8, 9, 12, 16);
  const int components = GENERATE(1, 3), restartRows = GENERATE(0, 1, 5);
  for (const int pointTransform : {0, 1})
    for (const bool longCodes : {false, true}) {
      CAPTURE(predictor, precision, components, restartRows, pointTransform, longCodes);
      const Picture p = picture(precision, components, pointTransform);
      const auto stream = Encoder(p, {predictor, pointTransform, restartRows, longCodes}).stream();
      // Not compared by the macro: a failure would print thousands of numbers.
      CHECK((decoded(stream, p) == p.samples));
    }
}

TEST_CASE("lossless JPEG cut off anywhere is refused, and never read beyond its end", "[codec]") {
  const Picture p = picture(12, 1, 0);
  const auto stream = Encoder(p, {4, 0, GENERATE(0, 3), false}).stream();
  // Two bytes less is the end marker, which tells nothing new.
  for (std::size_t size = 0; size + 2 < stream.size(); ++size)
    REQUIRE(decoded({stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(size)}, p).empty());
}

TEST_CASE("what is not a plain lossless JPEG is left to another decoder", "[codec]") {
  const Picture p = picture(12, 3, 0);
  auto stream = Encoder(p, {1, 0, 0, false}).stream();
  REQUIRE(JpegLosslessScan::read(stream));
  const auto with = [&](std::size_t at, int value) {
    auto changed = stream;
    changed.at(at) = static_cast<std::byte>(value);
    return JpegLosslessScan::read(changed).has_value();
  };
  CHECK_FALSE(with(3, 0xC1));   // a DCT process
  CHECK_FALSE(with(3, 0xCB));   // arithmetic codes
  CHECK_FALSE(with(6, 17));     // precision
  CHECK_FALSE(with(13, 0x21));  // the first component sampled twice as often
  CHECK_FALSE(with(26, 3));     // a table for arithmetic codes, or with another number
}
