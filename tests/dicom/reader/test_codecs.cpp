// SPDX-License-Identifier: Apache-2.0
// Lossless streams by another encoder come back bit by bit; what claims more than it holds is refused.
#include <catch2/catch.hpp>
#include <random>

#include "core/dicom/codec/frame_codec.h"
#include "core/dicom/codec/frame_table.h"
#include "core/dicom/slice_reader.h"
#include "tests/dicom/reader/codec_streams.h"

using namespace iso;
using iso::test::compressed;

namespace {

PixelLayout layoutOf(int bits, bool isSigned, int samples) {
  PixelLayout p;
  p.columns = 64;
  p.rows = 32;
  p.samples = samples;
  p.bitsAllocated = bits <= 8 ? 8 : 16;
  p.bitsStored = bits;
  p.highBit = bits - 1;
  p.isSigned = isSigned;
  p.photometric = samples == 3 ? "RGB" : "MONOCHROME2";
  p.native = false;
  return p;
}

/// A ramp with noise that uses all stored bits, as stored numbers.
std::vector<std::byte> frameOf(const PixelLayout& p) {
  std::mt19937 random(11);
  std::vector<std::byte> bytes;
  const unsigned top = (1u << p.bitsStored) - 1;
  for (int n = 0; n < p.rows * p.columns * p.samples; ++n) {
    unsigned v = (static_cast<unsigned>(n) * 13 + static_cast<unsigned>(random() % 7)) & top;
    if (n % 50 == 0) v = top;
    if (n % 50 == 1) v = 0;
    if (p.isSigned && (v >> (p.bitsStored - 1) & 1u) != 0) v |= ~top;
    bytes.push_back(static_cast<std::byte>(v & 0xFF));
    if (p.bitsAllocated == 16) bytes.push_back(static_cast<std::byte>(v >> 8 & 0xFF));
  }
  return bytes;
}

/// Stored numbers, whatever container a decoder chose.
std::vector<int> numbers(const std::vector<std::byte>& bytes, const PixelLayout& p) {
  std::vector<int> values;
  const std::size_t size = static_cast<std::size_t>(p.bitsAllocated / 8);
  for (std::size_t n = 0; n + size <= bytes.size(); n += size) {
    unsigned v = std::to_integer<unsigned>(bytes[n]);
    if (size == 2) v |= std::to_integer<unsigned>(bytes[n + 1]) << 8;
    v &= (1u << p.bitsStored) - 1;
    const bool negative = p.isSigned && (v >> (p.bitsStored - 1) & 1u) != 0;
    values.push_back(negative ? static_cast<int>(v) - (1 << p.bitsStored) : static_cast<int>(v));
  }
  return values;
}

using Decoder = Result<DecodedFrame> (*)(std::span<const std::byte>, const PixelLayout&);

struct Syntax {
  const char* name;
  gdcm::TransferSyntax::TSType type;
  Decoder decode;
};
const Syntax kSyntaxes[] = {
    {"RLE", gdcm::TransferSyntax::RLELossless, decodeRle},
    {"JPEG lossless", gdcm::TransferSyntax::JPEGLosslessProcess14_1, decodeJpeg},
    {"JPEG-LS", gdcm::TransferSyntax::JPEGLSLossless, decodeJpegLs},
    {"JPEG 2000", gdcm::TransferSyntax::JPEG2000Lossless, decodeJpeg2000},
};

}  // namespace

TEST_CASE("lossless frames come back as they were", "[codec]") {
  const Syntax& syntax = kSyntaxes[static_cast<std::size_t>(GENERATE(0, 1, 2, 3))];
  const int bits = GENERATE(8, 12, 16);
  const bool isSigned = GENERATE(false, true);
  CAPTURE(syntax.name, bits, isSigned);
  const PixelLayout p = layoutOf(bits, isSigned, 1);
  const auto frame = frameOf(p);
  const auto decoded = syntax.decode(compressed(frame, p, syntax.type), p);
  REQUIRE(decoded);
  CHECK(decoded->layout.rows == p.rows);
  PixelLayout as = decoded->layout;
  as.isSigned = isSigned;
  CHECK(numbers(decoded->bytes, as) == numbers(frame, p));
}

TEST_CASE("lossless colour comes back as it was", "[codec]") {
  const Syntax& syntax = kSyntaxes[static_cast<std::size_t>(GENERATE(0, 1, 2, 3))];
  CAPTURE(syntax.name);
  const PixelLayout p = layoutOf(8, false, 3);
  const auto frame = frameOf(p);
  const auto decoded = syntax.decode(compressed(frame, p, syntax.type), p);
  REQUIRE(decoded);
  CHECK(decoded->layout.photometric == "RGB");
  CHECK_FALSE(decoded->layout.byPlane);
  CHECK(decoded->bytes == frame);
}

TEST_CASE("a frame cut off, or of another size than the header's, is refused", "[codec]") {
  const Syntax& syntax = kSyntaxes[static_cast<std::size_t>(GENERATE(0, 1, 2, 3))];
  CAPTURE(syntax.name);
  const PixelLayout p = layoutOf(12, false, 1);
  const auto stream = compressed(frameOf(p), p, syntax.type);
  PixelLayout larger = p;
  larger.rows = 2300;
  CHECK_FALSE(syntax.decode(stream, larger));
  const auto half = std::span(stream).first(stream.size() / 4);
  CHECK_FALSE(syntax.decode(half, p));
  CHECK_FALSE(syntax.decode(std::span(stream).first(3), p));
  CHECK_FALSE(syntax.decode({}, p));  // CharLS must not be given a null pointer: found by fuzzing
  PixelLayout absurd = p;
  absurd.rows = absurd.columns = 65535;
  CHECK_FALSE(syntax.decode(stream, absurd));
}

TEST_CASE("RLE by hand: runs, literals, most significant byte first, packed bits", "[codec]") {
  const auto segments = [](std::vector<std::vector<int>> parts) {
    std::vector<std::byte> stream(64);
    stream[0] = static_cast<std::byte>(parts.size());
    for (std::size_t n = 0; n < parts.size(); ++n) {
      stream[4 * (n + 1)] = static_cast<std::byte>(stream.size());
      for (const int byte : parts[n]) stream.push_back(static_cast<std::byte>(byte));
    }
    return stream;
  };
  PixelLayout p = layoutOf(16, false, 1);
  p.rows = 1;
  p.columns = 4;
  // High bytes 01 01 01 02 (a run of three, a literal), low bytes AA BB CC DD (four literals; -128 means
  // nothing).
  const auto words = decodeRle(segments({{0xFE, 0x01, 0x00, 0x02}, {0x80, 0x03, 0xAA, 0xBB, 0xCC, 0xDD}}), p);
  REQUIRE(words);
  CHECK(numbers(words->bytes, p) == std::vector<int>{0x01AA, 0x01BB, 0x01CC, 0x02DD});
  p.bitsAllocated = p.bitsStored = 1;
  p.highBit = 0;
  p.columns = 12;
  const auto bits = decodeRle(segments({{0x01, 0x5A, 0x0F}}), p);
  REQUIRE(bits);
  CHECK(bits->bytes == std::vector<std::byte>{std::byte{0x5A}, std::byte{0x0F}});
}

TEST_CASE("frames are found by offset table, by fragments and by the start of a codestream", "[codec]") {
  std::vector<std::byte> file;
  const auto u32 = [&](std::uint32_t v) {
    for (int n = 0; n < 4; ++n) file.push_back(static_cast<std::byte>(v >> (8 * n) & 0xFF));
  };
  const auto item = [&](const std::vector<int>& bytes) {
    u32(0xE000FFFE);
    u32(static_cast<std::uint32_t>(bytes.size()));
    for (const int b : bytes) file.push_back(static_cast<std::byte>(b));
  };
  const auto frames = [&](int count) {
    MemorySource source(file);
    const auto table = FrameTable::read(source, 0, count);
    std::vector<int> lengths;
    if (table)
      for (int n = 0; n < table->frames(); ++n)
        lengths.push_back(static_cast<int>(table->codestream(source, n, 1000)->size()));
    return lengths;
  };
  SECTION("an offset table over three fragments of two frames") {
    item({0, 0, 0, 0, 20, 0, 0, 0});  // the second frame begins at the third fragment's item
    item({1, 2});
    item({3, 4});
    item({5, 6, 7, 8});
    CHECK(frames(2) == std::vector<int>{4, 4});
  }
  SECTION("no table: a fragment a frame") {
    item({});
    item({1, 2});
    item({3, 4, 5, 6});
    CHECK(frames(2) == std::vector<int>{2, 4});
  }
  SECTION("no table: fragments that begin a JPEG") {
    item({});
    item({0xFF, 0xD8, 0xFF, 0xC0});
    item({1, 2});
    item({0xFF, 0xD8, 0xFF, 0xC0});
    CHECK(frames(2) == std::vector<int>{6, 4});
  }
  SECTION("one frame takes all") {
    item({});
    item({1, 2});
    item({3, 4});
    CHECK(frames(1) == std::vector<int>{4});
  }
  SECTION("more pieces than frames and nothing that tells them apart") {
    item({});
    item({1, 2});
    item({3, 4});
    item({5, 6});
    CHECK(frames(2).empty());
  }
}

TEST_CASE("a frame of single bits begins inside a byte", "[codec]") {
  PixelLayout p = layoutOf(1, false, 1);
  p.bitsAllocated = p.bitsStored = 1;
  p.highBit = 0;
  p.rows = 1;
  p.columns = 5;
  p.frames = 3;
  p.native = true;
  // 10110 01001 11100, the first pixel in the lowest bit.
  MemorySource source(std::vector<std::byte>{std::byte{0b01001101}, std::byte{0b00011110}, std::byte{0}});
  const auto frame = [&](int n) { return SliceReader().frame(source, "f", p, n)->bytes.at(0); };
  CHECK(frame(0) == std::byte{0b01101});
  CHECK(frame(1) == std::byte{0b10010});
  CHECK(frame(2) == std::byte{0b00111});
}
