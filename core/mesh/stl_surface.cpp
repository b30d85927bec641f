// SPDX-License-Identifier: Apache-2.0
// STL: triangles without shared corners, as text or as records of 50 bytes after a header of 84.
#include <fmt/format.h>

#include <bit>
#include <cstring>
#include <unordered_map>

#include "core/mesh/surface_text.h"

namespace iso {
namespace {

constexpr std::size_t kHeader = 80, kStart = 84, kRecord = 50;

/// Gives equal corners one number.
class Corners {
 public:
  explicit Corners(RawSurface& surface) : surface_(surface) {}

  std::uint32_t number(SurfaceMesh::Triple corner) {
    for (float& c : corner) c += 0.0f;  // −0 is 0
    const auto [at, isNew] =
        numbers_.try_emplace(corner, static_cast<std::uint32_t>(surface_.vertices.size()));
    if (isNew) surface_.vertices.push_back(corner);
    return at->second;
  }

 private:
  struct Hash {
    std::size_t operator()(const SurfaceMesh::Triple& t) const {
      std::uint64_t h = 0;
      for (const float c : t) {
        h = (h ^ std::bit_cast<std::uint32_t>(c)) * 0x9E3779B97F4A7C15ULL;
        h ^= h >> 29U;
      }
      return static_cast<std::size_t>(h);
    }
  };
  RawSurface& surface_;
  std::unordered_map<SurfaceMesh::Triple, std::uint32_t, Hash> numbers_;
};

float littleFloat(const char* from) {
  std::uint32_t bits = 0;
  for (unsigned n = 0; n < 4; ++n) bits |= std::uint32_t{static_cast<unsigned char>(from[n])} << (8U * n);
  return std::bit_cast<float>(bits);
}

std::uint32_t littleCount(std::string_view bytes) {
  return std::bit_cast<std::uint32_t>(littleFloat(bytes.data() + kHeader));
}

RawSurface parseBinary(std::string_view bytes, std::uint32_t count) {
  RawSurface out;
  out.ras = saysRas(bytes.substr(0, kHeader));
  out.triangles.reserve(count);
  Corners corners(out);
  for (std::size_t n = 0; n < count; ++n) {
    const char* record = bytes.data() + kStart + n * kRecord + 12;  // after the normal
    SurfaceMesh::Triangle triangle{};
    for (std::size_t c = 0; c < 3; ++c) {
      const char* at = record + 12 * c;
      triangle[c] = corners.number({littleFloat(at), littleFloat(at + 4), littleFloat(at + 8)});
    }
    out.triangles.push_back(triangle);
  }
  return out;
}

Result<RawSurface> parseText(std::string_view bytes) {
  RawSurface out;
  Corners corners(out);
  Words words(bytes);
  std::vector<std::uint32_t> loop;
  bool open = false;
  for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
    if (word == "solid") {
      out.ras = out.ras || saysRas(words.line());
      open = true;
    } else if (word == "endsolid") {
      words.line();
      open = false;
    } else if (word == "loop") {
      loop.clear();
    } else if (word == "vertex") {
      SurfaceMesh::Triple corner{};
      for (float& c : corner) {
        const auto number = words.number();
        if (!number)
          return fail(ErrorCode::BadFile,
                      fmt::format("A corner of triangle {} has no position.", out.triangles.size() + 1));
        c = static_cast<float>(*number);
      }
      loop.push_back(corners.number(corner));
    } else if (word == "endloop") {
      if (loop.size() < 3)
        return fail(ErrorCode::BadFile,
                    fmt::format("Triangle {} has {} corners.", out.triangles.size() + 1, loop.size()));
      for (std::size_t n = 2; n < loop.size(); ++n) out.triangles.push_back({loop[0], loop[n - 1], loop[n]});
      loop.clear();
    }
  }
  if (open)
    return fail(ErrorCode::BadFile,
                fmt::format("The file breaks off after triangle {}.", out.triangles.size()));
  return out;
}

}  // namespace

Result<RawSurface> parseStl(std::string_view bytes) {
  // Binary files may begin with "solid", too: the length decides.
  const bool header = bytes.size() >= kStart;
  const std::uint32_t count = header ? littleCount(bytes) : 0;
  const std::size_t wanted = kStart + std::size_t{count} * kRecord;
  if (header && count > 0 && bytes.size() == wanted) return parseBinary(bytes, count);
  Words words(bytes);
  if (words.next() == "solid" && bytes.substr(0, 4096).find('\0') == std::string_view::npos)
    return parseText(bytes);
  if (!header) return fail(ErrorCode::BadFile, "The file is too short for an STL file.");
  if (bytes.size() < wanted)
    return fail(ErrorCode::BadFile, fmt::format("The file announces {} triangles and breaks off after {}.",
                                                count, (bytes.size() - kStart) / kRecord));
  return parseBinary(bytes, count);
}

}  // namespace iso
