// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "core/base/error.h"

namespace iso {

enum class PlyFormat { Text, LittleEndian, BigEndian };
enum class PlyType { Int8, UInt8, Int16, UInt16, Int32, UInt32, Float32, Float64 };

std::size_t bytesOf(PlyType type);

/// One value of each element, or a list of them with its count before it.
struct PlyProperty {
  std::string name;
  bool list = false;
  PlyType count = PlyType::UInt8, type = PlyType::Float32;
};

struct PlyElement {
  std::string name;
  std::size_t count = 0;
  std::vector<PlyProperty> properties;
  int find(std::string_view property) const;  ///< −1 if there is none
};

/// What a PLY file says of itself (Turk 1994).
struct PlyHeader {
  PlyFormat format = PlyFormat::Text;
  std::vector<PlyElement> elements;
  bool ras = false;  ///< a comment says so
};

/// @param body what follows the header
/// @return BadFile if it is none, or if it announces more elements than there are bytes for
Result<PlyHeader> parsePlyHeader(std::string_view bytes, std::string_view& body);

}  // namespace iso
