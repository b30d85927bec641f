// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace iso {

/// A table of values, as Modality and VOI LUT sequences hold it (DICOM PS3.3 C.11.1.1 and C.11.2.1.1).
struct LookupTable {
  std::string explanation;  ///< UTF-8, may be ""
  int first = 0;            ///< the input that takes the first entry; lower inputs take it too
  int bits = 16;            ///< of an entry, 8…16
  std::vector<std::uint16_t> entries;

  /// Entry of an input; beyond the last the last. 0 for an empty table.
  std::uint16_t operator()(std::int64_t input) const {
    if (entries.empty()) return 0;
    const std::int64_t at = input - first, last = static_cast<std::int64_t>(entries.size()) - 1;
    return entries[static_cast<std::size_t>(at < 0 ? 0 : at > last ? last : at)];
  }
};

}  // namespace iso
