// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>

namespace iso {

/// One element of a file's header as a person reads it, in the order of the file.
struct HeaderLine {
  int depth = 0;  ///< 0 = top level, 1 = inside a sequence's item, …
  std::uint16_t group = 0, element = 0;
  std::string vr;            ///< "PN"; "" for an item's heading
  std::string name;          ///< "Patient's Name"; "Private" with its creator; "Item 1"
  std::string value;         ///< UTF-8; long or binary ones shortened, saying so
  std::uint32_t length = 0;  ///< bytes of the value as stored; 0xFFFFFFFF = not said
};

}  // namespace iso
