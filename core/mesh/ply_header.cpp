// SPDX-License-Identifier: Apache-2.0
#include "core/mesh/ply_header.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <utility>

#include "core/mesh/surface_text.h"

namespace iso {
namespace {

std::optional<PlyType> typeOf(std::string_view word) {
  using Named = std::pair<std::string_view, PlyType>;
  static constexpr std::array<Named, 16> kTypes = {{{"char", PlyType::Int8},
                                                    {"int8", PlyType::Int8},
                                                    {"uchar", PlyType::UInt8},
                                                    {"uint8", PlyType::UInt8},
                                                    {"short", PlyType::Int16},
                                                    {"int16", PlyType::Int16},
                                                    {"ushort", PlyType::UInt16},
                                                    {"uint16", PlyType::UInt16},
                                                    {"int", PlyType::Int32},
                                                    {"int32", PlyType::Int32},
                                                    {"uint", PlyType::UInt32},
                                                    {"uint32", PlyType::UInt32},
                                                    {"float", PlyType::Float32},
                                                    {"float32", PlyType::Float32},
                                                    {"double", PlyType::Float64},
                                                    {"float64", PlyType::Float64}}};
  for (const Named& named : kTypes)
    if (named.first == word) return named.second;
  return std::nullopt;
}

bool isWhole(PlyType type) {
  return type != PlyType::Float32 && type != PlyType::Float64;
}

tl::unexpected<Error> broken(std::string_view line) {
  return fail(ErrorCode::BadFile,
              fmt::format("The header's line \"{}\" has no meaning.", line.substr(0, 80)));
}

std::string_view trimmed(std::string_view line) {
  while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.remove_suffix(1);
  return line;
}

Result<void> addProperty(PlyHeader& header, Words& words, std::string_view line) {
  PlyProperty property;
  std::string_view word = words.next();
  property.list = word == "list";
  if (property.list) {
    const auto count = typeOf(words.next());
    if (!count || !isWhole(*count)) return broken(line);
    property.count = *count;
    word = words.next();
  }
  const auto type = typeOf(word);
  property.name = words.next();
  if (!type || property.name.empty() || header.elements.empty()) return broken(line);
  property.type = *type;
  header.elements.back().properties.push_back(std::move(property));
  return {};
}

/// The fewest bytes that one element takes.
std::size_t leastBytes(const PlyElement& element, PlyFormat format) {
  std::size_t bytes = 0;
  for (const PlyProperty& p : element.properties)
    bytes += format == PlyFormat::Text ? 2 : bytesOf(p.list ? p.count : p.type);  // a digit and a space
  return bytes;
}

}  // namespace

std::size_t bytesOf(PlyType type) {
  static constexpr std::array<std::size_t, 8> kBytes = {1, 1, 2, 2, 4, 4, 4, 8};
  return kBytes[static_cast<std::size_t>(type)];
}

int PlyElement::find(std::string_view property) const {
  for (std::size_t n = 0; n < properties.size(); ++n)
    if (properties[n].name == property) return static_cast<int>(n);
  return -1;
}

Result<PlyHeader> parsePlyHeader(std::string_view bytes, std::string_view& body) {
  PlyHeader header;
  Words file(bytes);
  if (trimmed(file.line()) != "ply") return fail(ErrorCode::BadFile, "This is not a PLY file.");
  bool ended = false, formatted = false;
  while (!ended && !file.rest().empty()) {
    const std::string_view line = trimmed(file.line());
    Words words(line);
    const std::string_view kind = words.next();
    if (kind == "format") {
      const std::string_view name = words.next();
      formatted = name == "ascii" || name == "binary_little_endian" || name == "binary_big_endian";
      if (!formatted) return broken(line);
      header.format = name == "ascii"                  ? PlyFormat::Text
                      : name == "binary_little_endian" ? PlyFormat::LittleEndian
                                                       : PlyFormat::BigEndian;
    } else if (kind == "comment" || kind == "obj_info") {
      header.ras = header.ras || saysRas(line);
    } else if (kind == "element") {
      const std::string_view name = words.next();
      const auto count = toInteger(words.next());
      if (name.empty() || !count || *count < 0) return broken(line);
      header.elements.push_back({std::string(name), static_cast<std::size_t>(*count), {}});
    } else if (kind == "property") {
      if (auto ok = addProperty(header, words, line); !ok) return tl::make_unexpected(ok.error());
    } else if (kind == "end_header") {
      ended = true;
    } else if (!kind.empty()) {
      return broken(line);
    }
  }
  if (!ended || !formatted) return fail(ErrorCode::BadFile, "The file breaks off in its header.");
  body = file.rest();
  for (const PlyElement& element : header.elements) {
    const std::size_t each = leastBytes(element, header.format);
    if (each == 0 && element.count > 0)
      return fail(ErrorCode::BadFile, fmt::format("Nothing is said of the {} elements.", element.name));
    // The last number of a text needs no space after it.
    if (element.count > (body.size() + 1) / std::max<std::size_t>(each, 1))
      return fail(ErrorCode::BadFile,
                  fmt::format("The file announces {} {} elements and is too short for them.", element.count,
                              element.name));
  }
  return header;
}

}  // namespace iso
