// SPDX-License-Identifier: Apache-2.0
// OBJ: lines of text, of which "v", "vn", "f" and comments count here.
#include <fmt/format.h>

#include <unordered_map>

#include "core/mesh/surface_text.h"

namespace iso {
namespace {

constexpr std::uint32_t kNone = 0xffffffffU;

struct Corner {
  std::uint32_t vertex = 0, normal = kNone;
};

class ObjFile {
 public:
  Result<void> read(std::string_view bytes) {
    Words file(bytes);
    while (!file.rest().empty()) {
      ++line_;
      Words words(file.line());
      const std::string_view kind = words.next();
      if (kind.starts_with('#')) ras_ = ras_ || saysRas(kind) || saysRas(words.rest());
      Result<void> ok;
      if (kind == "v")
        ok = readTriple(words, vertices_);
      else if (kind == "vn")
        ok = readTriple(words, normals_);
      else if (kind == "f")
        ok = readFace(words);
      if (!ok) return ok;
    }
    return {};
  }

  RawSurface taken() {
    RawSurface out;
    out.ras = ras_;
    if (!everyNormal_ || normals_.empty()) {
      out.vertices = std::move(vertices_);
      for (const auto& t : triangles_) out.triangles.push_back({t[0].vertex, t[1].vertex, t[2].vertex});
      return out;
    }
    // A vertex with two normals is two vertices.
    std::unordered_map<std::uint64_t, std::uint32_t> numbers;
    for (const auto& t : triangles_) {
      SurfaceMesh::Triangle triangle{};
      for (std::size_t c = 0; c < 3; ++c) {
        const auto key = (std::uint64_t{t[c].vertex} << 32U) | t[c].normal;
        const auto [at, isNew] = numbers.try_emplace(key, static_cast<std::uint32_t>(out.vertices.size()));
        if (isNew) {
          out.vertices.push_back(vertices_[t[c].vertex]);
          out.normals.push_back(normals_[t[c].normal]);
        }
        triangle[c] = at->second;
      }
      out.triangles.push_back(triangle);
    }
    return out;
  }

 private:
  tl::unexpected<Error> broken(const char* what) const {
    return fail(ErrorCode::BadFile, fmt::format("{} in line {}.", what, line_));
  }

  Result<void> readTriple(Words& words, std::vector<SurfaceMesh::Triple>& into) const {
    SurfaceMesh::Triple triple{};
    for (float& c : triple) {
      const auto number = words.number();
      if (!number) return broken("Three numbers are missing");
      c = static_cast<float>(*number);
    }
    into.push_back(triple);
    return {};
  }

  /// Counted from 1, or backwards from −1.
  static std::uint32_t index(std::string_view word, std::size_t count) {
    const long long n = toInteger(word).value_or(0), all = static_cast<long long>(count);
    if (n > 0 && n <= all) return static_cast<std::uint32_t>(n - 1);
    if (n < 0 && n >= -all) return static_cast<std::uint32_t>(all + n);
    return kNone;
  }

  Result<void> readFace(Words& words) {
    std::vector<Corner> corners;
    for (std::string_view word = words.next(); !word.empty(); word = words.next()) {
      const std::size_t first = word.find('/');
      Corner corner;
      corner.vertex = index(word.substr(0, first), vertices_.size());
      if (corner.vertex == kNone) return broken("There is no such vertex as a face names");
      const std::size_t second = first == std::string_view::npos ? first : word.find('/', first + 1);
      if (second != std::string_view::npos) {
        corner.normal = index(word.substr(second + 1), normals_.size());
        if (corner.normal == kNone) return broken("There is no such normal as a face names");
      }
      everyNormal_ = everyNormal_ && corner.normal != kNone;
      corners.push_back(corner);
    }
    if (corners.size() < 3) return broken("A face has fewer than three corners");
    for (std::size_t n = 2; n < corners.size(); ++n)
      triangles_.push_back({corners[0], corners[n - 1], corners[n]});
    return {};
  }

  std::vector<SurfaceMesh::Triple> vertices_, normals_;
  std::vector<std::array<Corner, 3>> triangles_;
  bool ras_ = false, everyNormal_ = true;
  std::size_t line_ = 0;
};

}  // namespace

Result<RawSurface> parseObj(std::string_view bytes) {
  ObjFile file;
  if (auto ok = file.read(bytes); !ok) return tl::make_unexpected(ok.error());
  return file.taken();
}

}  // namespace iso
