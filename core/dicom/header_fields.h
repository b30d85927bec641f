// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdatset.h>
#include <dcmtk/dcmdata/dcdeftag.h>

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "core/geometry/points.h"

namespace iso {

/// Reads single values out of a DCMTK item. Absent, empty or unreadable is always nullopt (or "" / none):
/// a header may lack anything. `item` may be null.
class Fields {
 public:
  /// @param characterSet see toUtf8; only text() uses it
  Fields(DcmItem* item, std::string_view characterSet) : item_(item), characterSet_(characterSet) {}

  DcmItem* item() const { return item_; }
  explicit operator bool() const { return item_ != nullptr; }
  bool has(const DcmTagKey& tag) const;

  /// The whole value as stored, all values with their backslashes, without padding.
  std::string raw(const DcmTagKey& tag) const;
  /// The whole value as UTF-8.
  std::string text(const DcmTagKey& tag) const;
  /// DS, IS and binary numbers alike; finite values only.
  std::optional<double> number(const DcmTagKey& tag, unsigned long index = 0) const;
  /// Exactly `count` numbers or none.
  std::optional<std::vector<double>> numbers(const DcmTagKey& tag, unsigned long count) const;
  std::optional<Vector3> vector(const DcmTagKey& tag) const;
  std::optional<int> integer(const DcmTagKey& tag) const;
  /// The tag that a value of VR AT names.
  std::optional<DcmTagKey> tag(const DcmTagKey& tag) const;
  /// Item `index` of a sequence; null inside if it is not there.
  Fields sequence(const DcmTagKey& tag, long index = 0) const;
  /// All items of a sequence, in order. DCMTK counts from the beginning for each that is asked for by number.
  std::vector<Fields> items(const DcmTagKey& tag) const;
  std::string_view characterSet() const { return characterSet_; }

 private:
  /// The element, or null. DCMTK looks through a list from its beginning each time; a header is asked for
  /// more than a hundred values, so its elements are put in order once.
  DcmElement* find(const DcmTagKey& tag) const;
  Fields ofItem(DcmItem* item) const;

  DcmItem* item_;
  std::string_view characterSet_;
  mutable std::shared_ptr<std::vector<DcmElement*>> sorted_;
};

/// Values of a backslash-separated string.
std::vector<std::string> splitValues(std::string_view value);

/// "20240131" as "2024-01-31", "2024.01.31" too; "" if it is no date.
std::string isoDate(std::string_view da);
/// "134502.12" as "13:45:02"; "" if it is no time.
std::string isoTime(std::string_view tm);

}  // namespace iso
