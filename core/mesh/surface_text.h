// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string_view>

#include "core/mesh/surface_mesh.h"

namespace iso {

/// What a file holds before it is checked, in the file's own coordinates.
struct RawSurface {
  std::vector<SurfaceMesh::Triple> vertices, normals;  ///< normals: one a vertex, or none
  std::vector<SurfaceMesh::Triangle> triangles;
  bool ras = false;  ///< x to the right and y to the front, instead of LPS
};

// What is in a file of each kind; the sentences of failures follow the file's name and a colon.
Result<RawSurface> parseStl(std::string_view bytes);
Result<RawSurface> parsePly(std::string_view bytes);
Result<RawSurface> parseObj(std::string_view bytes);

/// A text says SPACE=RAS, in any case.
bool saysRas(std::string_view text);

/// Words of a text, one after the other.
class Words {
 public:
  explicit Words(std::string_view text) : rest_(text) {}
  /// Empty at the end.
  std::string_view next();
  /// The next word as a number, with a point and never the locale's comma; nullopt if it is none.
  std::optional<double> number();
  /// What is left of the line, which is passed.
  std::string_view line();
  std::string_view rest() const { return rest_; }

 private:
  std::string_view rest_;
};

/// The whole word as a number; nullopt if it is none.
std::optional<double> toNumber(std::string_view word);
std::optional<long long> toInteger(std::string_view word);

}  // namespace iso
