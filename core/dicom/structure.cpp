// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/structure.h"

#include <fmt/format.h>

#include <array>
#include <string_view>
#include <vector>

namespace iso {
namespace {

constexpr std::uint32_t kUndefined = 0xFFFFFFFF;

/// A sequence or an item that is being followed.
struct Level {
  bool isItem = false;
  bool isExplicit = true;
  std::uint64_t end = 0;  ///< 0 = ends with a delimiter
};

bool isUpper(std::byte b) {
  const auto c = std::to_integer<char>(b);
  return c >= 'A' && c <= 'Z';
}

bool hasLongForm(std::string_view vr) {
  for (const std::string_view name :
       {"OB", "OD", "OF", "OL", "OV", "OW", "SQ", "SV", "UC", "UN", "UR", "UT", "UV"})
    if (vr == name) return true;
  return false;
}

class Walker {
 public:
  Walker(ByteSource& source, bool isExplicit, bool bigEndian, const StructureLimits& limits)
      : source_(source), explicit_(isExplicit), big_(bigEndian), limits_(limits) {}

  Result<DataSetShape> walk(std::uint64_t at) {
    DataSetShape shape;
    std::uint64_t elements = 0;
    const std::uint64_t size = source_.size();
    while (at + 8 <= size) {
      while (!levels_.empty() && levels_.back().end != 0 && at >= levels_.back().end) levels_.pop_back();
      std::array<std::byte, 8> head;
      if (!source_.readAll(at, head)) break;
      const unsigned group = u16(head.data()), element = u16(head.data() + 2);
      if (++elements > limits_.elements)
        return fail(ErrorCode::BadFile,
                    fmt::format("its header has more than {} elements", limits_.elements));
      if (group == 0xFFFE) {
        if (!delimiter(element, u32(head.data() + 4), at)) return irregular();
        if (tooDeep()) return deep();
        at += 8;
        continue;
      }
      const bool isExplicit = levels_.empty() ? explicit_ : levels_.back().isExplicit;
      std::uint64_t value = at + 8;
      std::uint32_t length = 0;
      std::string_view vr;
      char name[2] = {};
      if (isExplicit) {
        if (!isUpper(head[4]) || !isUpper(head[5])) return irregular();
        name[0] = std::to_integer<char>(head[4]);
        name[1] = std::to_integer<char>(head[5]);
        vr = {name, 2};
        if (hasLongForm(vr)) {
          std::array<std::byte, 4> more;
          if (!source_.readAll(at + 8, more)) break;
          length = u32(more.data());
          value = at + 12;
        } else {
          length = u16(head.data() + 6);
        }
      } else {
        length = u32(head.data() + 4);
      }
      if (levels_.empty() && group == 0x7FE0 &&
          (element == 0x0010 || element == 0x0008 || element == 0x0009)) {
        shape.pixels =
            PixelElement{static_cast<std::uint16_t>(element), value, length, !isExplicit || vr == "OW"};
        return shape;
      }
      if (length == kUndefined && (vr == "OB" || vr == "OW")) {
        // Compressed pixels of an icon inside an item: fragments are bytes, not data sets.
        const auto end = afterFragments(value, elements);
        if (!end) break;
        at = *end;
        continue;
      }
      if (length == kUndefined || vr == "SQ" ||
          ((!isExplicit || vr == "UN") && startsWithItem(value, length))) {
        // Inside UN everything is implicit VR little endian (PS3.5 6.2.2, note 2).
        levels_.push_back({false, isExplicit && vr != "UN", length == kUndefined ? 0 : value + length});
        if (length == 0) levels_.pop_back();
        if (tooDeep()) return deep();
        at = value;
        continue;
      }
      at = value + length;
    }
    return shape;
  }

 private:
  unsigned u16(const std::byte* p) const {
    const unsigned a = std::to_integer<unsigned>(p[0]), b = std::to_integer<unsigned>(p[1]);
    return big_ ? a << 8 | b : a | b << 8;
  }
  std::uint32_t u32(const std::byte* p) const {
    return big_ ? u16(p) << 16 | u16(p + 2) : u16(p) | u16(p + 2) << 16;
  }

  bool delimiter(unsigned element, std::uint32_t length, std::uint64_t at) {
    if (element == 0xE000) {
      if (levels_.empty()) return false;
      levels_.push_back(
          {true, levels_.back().isExplicit, length == kUndefined ? 0 : at + 8 + std::uint64_t{length}});
      // An empty item ends where it begins.
      if (length == 0) levels_.pop_back();
      return true;
    }
    if (element != 0xE00D && element != 0xE0DD) return false;
    // A delimiter closes the innermost of its kind; stray ones are common and harmless.
    const bool item = element == 0xE00D;
    if (!levels_.empty() && levels_.back().isItem == item) {
      levels_.pop_back();
    } else if (!item && levels_.size() > 1 && levels_.back().isItem) {
      levels_.pop_back();
      levels_.pop_back();
    }
    return true;
  }

  bool startsWithItem(std::uint64_t value, std::uint32_t length) {
    std::array<std::byte, 8> head;
    if (length < 8 || !source_.readAll(value, head)) return false;
    return u16(head.data()) == 0xFFFE && u16(head.data() + 2) == 0xE000;
  }

  std::optional<std::uint64_t> afterFragments(std::uint64_t at, std::uint64_t& elements) {
    std::array<std::byte, 8> head;
    while (source_.readAll(at, head)) {
      if (u16(head.data()) != 0xFFFE || ++elements > limits_.elements) return std::nullopt;
      const std::uint32_t length = u32(head.data() + 4);
      at += 8;
      if (u16(head.data() + 2) == 0xE0DD) return at;
      at += length;
    }
    return std::nullopt;
  }

  bool tooDeep() const { return levels_.size() > 2 * static_cast<std::size_t>(limits_.depth); }
  tl::unexpected<Error> deep() const {
    return fail(ErrorCode::BadFile,
                fmt::format("its header nests sequences more than {} deep", limits_.depth));
  }
  static Result<DataSetShape> irregular() { return DataSetShape{.regular = false, .pixels = std::nullopt}; }

  ByteSource& source_;
  bool explicit_, big_;
  StructureLimits limits_;
  std::vector<Level> levels_;
};

}  // namespace

Result<DataSetShape> measureDataSet(ByteSource& source, std::uint64_t offset, bool isExplicit, bool bigEndian,
                                    const StructureLimits& limits) {
  return Walker(source, isExplicit, bigEndian, limits).walk(offset);
}

Result<DataSetShape> measureFile(ByteSource& source, const StructureLimits& limits) {
  std::array<std::byte, 4> word{};
  std::uint64_t at = 0;
  if (source.readAll(128, word) && std::to_integer<char>(word[0]) == 'D' &&
      std::to_integer<char>(word[1]) == 'I' && std::to_integer<char>(word[2]) == 'C' &&
      std::to_integer<char>(word[3]) == 'M')
    at = 132;
  // The meta header is explicit VR little endian (PS3.10 7.1).
  std::string syntax;
  std::array<std::byte, 12> head{};
  const auto byte = [&](std::size_t n) { return std::to_integer<unsigned>(head[n]); };
  while (source.readAll(at, std::span(head).first(8)) && byte(0) == 2 && byte(1) == 0 && isUpper(head[4])) {
    const char name[2] = {static_cast<char>(byte(4)), static_cast<char>(byte(5))};
    std::uint64_t value = at + 8, length = byte(6) | byte(7) << 8;
    if (hasLongForm({name, 2})) {
      if (!source.readAll(at, head)) break;
      length = byte(8) | byte(9) << 8 | byte(10) << 16 | std::uint64_t{byte(11)} << 24;
      value = at + 12;
    }
    if (byte(2) == 0x10 && byte(3) == 0 && length <= 64) {
      syntax.resize(length);
      if (!source.readAll(value, std::as_writable_bytes(std::span(syntax)))) syntax.clear();
      while (!syntax.empty() && (syntax.back() == '\0' || syntax.back() == ' ')) syntax.pop_back();
    }
    at = value + length;
  }
  // A deflated data set is measured when it has been inflated.
  if (syntax == "1.2.840.10008.1.2.1.99" || !source.readAll(at, std::span(head).first(8)))
    return DataSetShape{.regular = false, .pixels = std::nullopt};
  // Makers are known to write another encoding than they say: the first element shows which it is.
  const bool isExplicit = isUpper(head[4]) && isUpper(head[5]);
  const bool bigEndian = byte(0) == 0 && byte(1) != 0;
  auto shape = measureDataSet(source, at, isExplicit, bigEndian, limits);
  if (shape) {
    shape->start = at;
    shape->isExplicit = isExplicit;
  }
  return shape;
}

}  // namespace iso
