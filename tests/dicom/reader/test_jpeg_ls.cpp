// SPDX-License-Identifier: Apache-2.0
// Streams written by CharLS come back bit by bit, or as CharLS decodes them where they are near-lossless.
#include <charls/charls.h>
#include <catch2/catch.hpp>

#include <cstring>
#include <random>

#include "core/dicom/codec/jpeg_ls_scan.h"

using namespace iso;

namespace {

struct Coding {
  int precision = 12, near = 0;
  charls_jpegls_pc_parameters parameters{};  // zeros are the standard's defaults
};

struct Picture {
  int columns = 0, rows = 0;
  std::vector<std::uint16_t> samples;
};

/// Flat parts (runs of every length), ramps, noise of every size and jumps over the whole range.
Picture picture(int precision) {
  Picture p{301, 64, {}};
  std::mt19937 random(17);
  const int top = (1 << precision) - 1;
  for (int y = 0; y < p.rows; ++y)
    for (int x = 0; x < p.columns; ++x) {
      const int noise = static_cast<int>(random());
      int v = 0;
      if (y < 8)
        v = top / 3 + (y == 5 && x % 37 == 0 ? 1 : 0);
      else if (y < 16)
        v = x < 150 ? 0 : top;
      else if (y < 40)
        v = x * y / 3 + (noise & ((1 << (x * precision / p.columns)) - 1));
      else if (y < 48)
        v = noise;
      else
        v = x / 20 % 2 == 0 ? top / 2 : top / 2 + (noise & 3);
      p.samples.push_back(static_cast<std::uint16_t>(v & top));
    }
  return p;
}

std::vector<std::byte> bytesOf(const Picture& p, int precision) {
  std::vector<std::byte> bytes;
  for (const std::uint16_t v : p.samples) {
    bytes.push_back(static_cast<std::byte>(v & 0xFF));
    if (precision > 8) bytes.push_back(static_cast<std::byte>(v >> 8));
  }
  return bytes;
}

std::vector<std::byte> encoded(const Picture& p, const Coding& coding) {
  const auto source = bytesOf(p, coding.precision);
  charls::jpegls_encoder encoder;
  encoder.frame_info(
      {static_cast<std::uint32_t>(p.columns), static_cast<std::uint32_t>(p.rows), coding.precision, 1});
  encoder.near_lossless(coding.near);
  encoder.preset_coding_parameters(coding.parameters);
  std::vector<std::byte> stream(encoder.estimated_destination_size() * 4 + 4096);
  encoder.destination(stream.data(), stream.size());
  stream.resize(encoder.encode(source.data(), source.size()));
  return stream;
}

std::vector<std::byte> byCharLs(const std::vector<std::byte>& stream) {
  charls::jpegls_decoder decoder;
  decoder.source(stream.data(), stream.size());
  decoder.read_header();
  std::vector<std::byte> out(decoder.destination_size());
  decoder.decode(out.data(), out.size());
  return out;
}

/// Nothing if it is left to another decoder or refused.
std::vector<std::byte> decoded(std::span<const std::byte> stream, std::size_t size) {
  const auto scan = JpegLsScan::read(stream);
  std::vector<std::byte> out(size);
  if (!scan || !scan->decode(out)) return {};
  return out;
}

}  // namespace

TEST_CASE("JPEG-LS of every precision comes back bit by bit", "[codec]") {
  const int precision = GENERATE(2, 3, 5, 7, 8, 9, 10, 12, 13, 15, 16);
  CAPTURE(precision);
  const Picture p = picture(precision);
  const auto stream = encoded(p, {precision, 0, {}}), source = bytesOf(p, precision);
  // Not compared by the macro: a failure would print thousands of numbers.
  CHECK((decoded(stream, source.size()) == source));
}

TEST_CASE("near-lossless JPEG-LS decodes to what CharLS decodes", "[codec]") {
  const int precision = GENERATE(4, 8, 12, 16), near = GENERATE(1, 2, 7);
  CAPTURE(precision, near);
  const Picture p = picture(precision);
  const auto stream = encoded(p, {precision, near, {}}), expected = byCharLs(stream);
  CHECK((decoded(stream, expected.size()) == expected));
}

TEST_CASE("JPEG-LS with parameters of its own", "[codec]") {
  const int reset = GENERATE(3, 16, 255);
  const charls_jpegls_pc_parameters parameters{4095, 5, 30, 200, reset};
  const Picture p = picture(12);
  const auto stream = encoded(p, {12, 0, parameters}), source = bytesOf(p, 12);
  const auto scan = JpegLsScan::read(stream);
  REQUIRE(scan);
  CHECK(scan->maxValue == 4095);
  CHECK(scan->reset == reset);
  CHECK(scan->t3 == 200);
  CHECK((decoded(stream, source.size()) == source));
}

TEST_CASE("pictures one pixel wide or high", "[codec]") {
  const int columns = GENERATE(1, 2, 3, 500), rows = GENERATE(1, 7);
  Picture p{columns, rows, {}};
  std::mt19937 random(3);
  for (int n = 0; n < columns * rows; ++n) p.samples.push_back(static_cast<std::uint16_t>(random() & 4095));
  const auto stream = encoded(p, {12, 0, {}}), source = bytesOf(p, 12);
  CHECK((decoded(stream, source.size()) == source));
}

TEST_CASE("JPEG-LS cut off anywhere is refused, and never read beyond its end", "[codec]") {
  const Picture p = picture(12);
  const auto stream = encoded(p, {12, 0, {}});
  const std::size_t size = p.samples.size() * 2;
  // Two bytes less is the end marker, and the last byte may hold nothing but what fills it up.
  for (std::size_t kept = 0; kept + 3 < stream.size(); kept += kept < 200 ? 1 : 97) {
    // A copy of its own, so that a sanitizer sees a read beyond its end.
    const std::vector<std::byte> part(stream.begin(), stream.begin() + static_cast<std::ptrdiff_t>(kept));
    REQUIRE(decoded(part, size).empty());
  }
}

TEST_CASE("damaged JPEG-LS never does more than give wrong pixels", "[codec]") {
  const int precision = GENERATE(8, 16), near = GENERATE(0, 2);
  const Picture p = picture(precision);
  const auto stream = encoded(p, {precision, near, {}});
  std::mt19937 random(23);
  int refused = 0;
  for (int n = 0; n < 200; ++n) {
    auto damaged = stream;
    for (int k = 0; k < 20; ++k)
      damaged[40 + random() % (damaged.size() - 40)] = static_cast<std::byte>(random());
    refused += decoded(damaged, p.samples.size() * 2).empty() ? 1 : 0;
  }
  CHECK(refused > 0);
}

TEST_CASE("what is not one grey component in one scan is left to CharLS", "[codec]") {
  charls::jpegls_encoder encoder;
  const auto mode =
      GENERATE(charls::interleave_mode::none, charls::interleave_mode::line, charls::interleave_mode::sample);
  encoder.frame_info({16, 16, 8, 3});
  encoder.interleave_mode(mode);
  std::vector<std::byte> stream(65536), source(16 * 16 * 3);
  encoder.destination(stream.data(), stream.size());
  stream.resize(encoder.encode(source.data(), source.size()));
  CHECK_FALSE(JpegLsScan::read(stream));
}
