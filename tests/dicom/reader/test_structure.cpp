// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <string>

#include "core/dicom/structure.h"

using namespace iso;

namespace {

/// Bytes of data set elements, explicit VR little endian.
class Bytes {
 public:
  Bytes& u16(unsigned v) {
    data_.push_back(static_cast<std::byte>(v & 0xFF));
    data_.push_back(static_cast<std::byte>(v >> 8 & 0xFF));
    return *this;
  }
  Bytes& u32(std::uint32_t v) { return u16(v & 0xFFFF).u16(v >> 16); }
  Bytes& text(const std::string& s) {
    for (const char c : s) data_.push_back(static_cast<std::byte>(c));
    return *this;
  }
  Bytes& shortElement(unsigned group, unsigned element, const char* vr, const std::string& value) {
    return u16(group).u16(element).text(vr).u16(static_cast<unsigned>(value.size())).text(value);
  }
  Bytes& longElement(unsigned group, unsigned element, const char* vr, std::uint32_t length) {
    return u16(group).u16(element).text(vr).u16(0).u32(length);
  }
  Bytes& item(std::uint32_t length) { return u16(0xFFFE).u16(0xE000).u32(length); }
  Bytes& itemEnd() { return u16(0xFFFE).u16(0xE00D).u32(0); }
  Bytes& sequenceEnd() { return u16(0xFFFE).u16(0xE0DD).u32(0); }
  std::size_t size() const { return data_.size(); }
  MemorySource source() const { return MemorySource(data_); }

 private:
  std::vector<std::byte> data_;
};

constexpr std::uint32_t kOpen = 0xFFFFFFFF;

Bytes nested(int depth) {
  Bytes b;
  for (int n = 0; n < depth; ++n) b.longElement(0x0008, 0x1140, "SQ", kOpen).item(kOpen);
  b.shortElement(0x0008, 0x1150, "UI", "1.2");
  for (int n = 0; n < depth; ++n) b.itemEnd().sequenceEnd();
  return b;
}

}  // namespace

TEST_CASE("the place of the pixels is found behind sequences of every kind", "[reader]") {
  Bytes b;
  b.shortElement(0x0008, 0x0060, "CS", "CT");
  b.longElement(0x0008, 0x1140, "SQ", 8 + 8 + 4).item(8 + 4).shortElement(0x0008, 0x1150, "UI", "1.23");
  b.longElement(0x0008, 0x1115, "SQ", kOpen)
      .item(kOpen)
      .longElement(0x0008, 0x1199, "SQ", 0)
      .itemEnd()
      .sequenceEnd();
  // An icon's compressed pixels are bytes, whatever they look like.
  b.longElement(0x0088, 0x0200, "SQ", kOpen).item(kOpen);
  b.longElement(0x7FE0, 0x0010, "OB", kOpen).item(0).item(4).text("\xFE\xFF\x0D\xE0").sequenceEnd();
  b.itemEnd().sequenceEnd();
  b.longElement(0x7FE0, 0x0010, "OW", 4);
  const std::size_t pixels = b.size();
  b.text("abcd");
  auto source = b.source();
  const auto shape = measureDataSet(source, 0, true, false);
  REQUIRE(shape);
  CHECK(shape->regular);
  REQUIRE(shape->pixels);
  CHECK(shape->pixels->offset == pixels);
  CHECK(shape->pixels->length == 4);
  CHECK(shape->pixels->words);
}

TEST_CASE("sequences may nest so deep and no deeper", "[reader]") {
  const StructureLimits limits{10, 1000};
  auto fine = nested(10).source(), deep = nested(11).source();
  CHECK(measureDataSet(fine, 0, true, false, limits));
  const auto refused = measureDataSet(deep, 0, true, false, limits);
  REQUIRE_FALSE(refused);
  CHECK(refused.error().message.find("10 deep") != std::string::npos);
  // As deep as an attacker likes: neither recursion nor memory grows with it beyond the limit.
  auto abyss = nested(200000).source();
  CHECK_FALSE(measureDataSet(abyss, 0, true, false));
}

TEST_CASE("elements are counted", "[reader]") {
  Bytes b;
  for (int n = 0; n < 101; ++n) b.shortElement(0x0009, 0x1000, "LO", "");
  auto source = b.source();
  CHECK(measureDataSet(source, 0, true, false, {64, 101}));
  CHECK_FALSE(measureDataSet(source, 0, true, false, {64, 100}));
}

TEST_CASE("a length that leads beyond the end ends the walk", "[reader]") {
  Bytes b;
  b.longElement(0x0009, 0x1001, "OB", 0xFFFFFFF0);
  auto source = b.source();
  const auto shape = measureDataSet(source, 0, true, false);
  REQUIRE(shape);
  CHECK_FALSE(shape->pixels);
}
