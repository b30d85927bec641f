// SPDX-License-Identifier: Apache-2.0
// PLY: vertices and faces among any other elements, as text or in binary.
#include <fmt/format.h>

#include <bit>
#include <cmath>
#include <type_traits>

#include "core/mesh/ply_header.h"
#include "core/mesh/surface_text.h"

namespace iso {
namespace {

/// The file's numbers one after the other.
class PlyNumbers {
 public:
  PlyNumbers(std::string_view body, PlyFormat format) : format_(format), words_(body), bytes_(body) {}

  /// nullopt where the file ends, or where there is no number.
  std::optional<double> next(PlyType type) {
    if (format_ == PlyFormat::Text) return words_.number();
    const std::size_t size = bytesOf(type);
    if (bytes_.size() < size) return std::nullopt;
    std::uint64_t bits = 0;
    for (std::size_t n = 0; n < size; ++n) {
      const std::size_t from = format_ == PlyFormat::BigEndian ? n : size - 1 - n;
      bits = (bits << 8U) | static_cast<unsigned char>(bytes_[from]);
    }
    bytes_.remove_prefix(size);
    switch (type) {
      case PlyType::Int8:
        return static_cast<double>(static_cast<std::int8_t>(bits));
      case PlyType::UInt8:
      case PlyType::UInt16:
      case PlyType::UInt32:
        return static_cast<double>(bits);
      case PlyType::Int16:
        return static_cast<double>(static_cast<std::int16_t>(bits));
      case PlyType::Int32:
        return static_cast<double>(static_cast<std::int32_t>(bits));
      case PlyType::Float32:
        return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
      case PlyType::Float64:
        return std::bit_cast<double>(bits);
    }
    return std::nullopt;
  }

  /// How many numbers there can be at most from here on.
  std::size_t room(PlyType type) const {
    return format_ == PlyFormat::Text ? (words_.rest().size() + 1) / 2 : bytes_.size() / bytesOf(type);
  }

 private:
  PlyFormat format_;
  Words words_;
  std::string_view bytes_;
};

tl::unexpected<Error> brokenOff(const PlyElement& element, std::size_t n) {
  return fail(ErrorCode::BadFile, fmt::format("The file breaks off, or has no number, in {} {} of {}.",
                                              element.name, n + 1, element.count));
}

/// Reads one element's properties into `lists`, a list of one each for those that are none.
bool readElement(PlyNumbers& numbers, const PlyElement& element, std::vector<std::vector<double>>& lists) {
  for (std::size_t p = 0; p < element.properties.size(); ++p) {
    const PlyProperty& property = element.properties[p];
    std::size_t count = 1;
    if (property.list) {
      const auto said = numbers.next(property.count);
      if (!said || !(*said >= 0.0) || *said > static_cast<double>(numbers.room(property.type))) return false;
      count = static_cast<std::size_t>(*said);
    }
    lists[p].clear();
    for (std::size_t n = 0; n < count; ++n) {
      const auto number = numbers.next(property.type);
      if (!number) return false;
      lists[p].push_back(*number);
    }
  }
  return true;
}

Result<void> readVertices(PlyNumbers& numbers, const PlyElement& element, RawSurface& out) {
  int at[6];
  static constexpr const char* kNames[6] = {"x", "y", "z", "nx", "ny", "nz"};
  for (std::size_t n = 0; n < 6; ++n) {
    at[n] = element.find(kNames[n]);
    if (at[n] >= 0 && element.properties[static_cast<std::size_t>(at[n])].list) at[n] = -1;
  }
  if (at[0] < 0 || at[1] < 0 || at[2] < 0) return fail(ErrorCode::BadFile, "Its vertices have no position.");
  const bool normals = at[3] >= 0 && at[4] >= 0 && at[5] >= 0;
  std::vector<std::vector<double>> lists(element.properties.size());
  const auto triple = [&](std::size_t first) {
    SurfaceMesh::Triple t{};
    for (std::size_t c = 0; c < 3; ++c)
      t[c] = static_cast<float>(lists[static_cast<std::size_t>(at[first + c])][0]);
    return t;
  };
  out.vertices.reserve(element.count);
  for (std::size_t n = 0; n < element.count; ++n) {
    if (!readElement(numbers, element, lists)) return brokenOff(element, n);
    out.vertices.push_back(triple(0));
    if (normals) out.normals.push_back(triple(3));
  }
  return {};
}

Result<void> readFaces(PlyNumbers& numbers, const PlyElement& element, RawSurface& out) {
  int at = element.find("vertex_indices");
  if (at < 0) at = element.find("vertex_index");
  const auto property = static_cast<std::size_t>(at);
  if (at < 0 || !element.properties[property].list)
    return fail(ErrorCode::BadFile, "Its faces name no vertices.");
  std::vector<std::vector<double>> lists(element.properties.size());
  for (std::size_t n = 0; n < element.count; ++n) {
    if (!readElement(numbers, element, lists)) return brokenOff(element, n);
    const auto& corners = lists[property];
    for (const double c : corners)
      if (!(c >= 0.0 && c <= 4294967295.0 && c == std::floor(c)))
        return fail(ErrorCode::BadFile, fmt::format("Face {} names a vertex that cannot be.", n + 1));
    for (std::size_t c = 2; c < corners.size(); ++c)
      out.triangles.push_back({static_cast<std::uint32_t>(corners[0]),
                               static_cast<std::uint32_t>(corners[c - 1]),
                               static_cast<std::uint32_t>(corners[c])});
  }
  return {};
}

}  // namespace

Result<RawSurface> parsePly(std::string_view bytes) {
  std::string_view body;
  const auto header = parsePlyHeader(bytes, body);
  if (!header) return tl::make_unexpected(header.error());
  RawSurface out;
  out.ras = header->ras;
  PlyNumbers numbers(body, header->format);
  for (const PlyElement& element : header->elements) {
    Result<void> ok;
    if (element.name == "vertex") {
      ok = readVertices(numbers, element, out);
    } else if (element.name == "face") {
      ok = readFaces(numbers, element, out);
    } else {
      std::vector<std::vector<double>> lists(element.properties.size());
      for (std::size_t n = 0; n < element.count && ok; ++n)
        if (!readElement(numbers, element, lists)) ok = brokenOff(element, n);
    }
    if (!ok) return tl::make_unexpected(ok.error());
  }
  return out;
}

}  // namespace iso
