// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/header_fields.h"

#include <dcmtk/dcmdata/dcsequen.h>
#include <dcmtk/dcmdata/dcvrat.h>

#include <algorithm>
#include <cmath>

#include "core/dicom/text.h"

namespace iso {

namespace {
/// No text of a header that means anything is longer.
constexpr Uint32 kLongestText = 65536;
}  // namespace

DcmElement* Fields::find(const DcmTagKey& tag) const {
  if (!item_) return nullptr;
  if (!sorted_) {
    sorted_ = std::make_shared<std::vector<DcmElement*>>();
    DcmObject* object = nullptr;
    while ((object = item_->nextInContainer(object)) != nullptr)
      if (auto* element = dynamic_cast<DcmElement*>(object)) sorted_->push_back(element);
    // Mostly they are in order already; of equals the first counts.
    std::stable_sort(sorted_->begin(), sorted_->end(),
                     [](const DcmElement* a, const DcmElement* b) { return a->getTag() < b->getTag(); });
  }
  const auto at = std::lower_bound(sorted_->begin(), sorted_->end(), tag,
                                   [](const DcmElement* e, const DcmTagKey& t) { return e->getTag() < t; });
  return at != sorted_->end() && (*at)->getTag() == tag ? *at : nullptr;
}

bool Fields::has(const DcmTagKey& tag) const {
  return find(tag) != nullptr;
}

std::string Fields::raw(const DcmTagKey& tag) const {
  char* value = nullptr;
  Uint32 length = 0;
  DcmElement* element = find(tag);
  if (!element || element->getLengthField() > kLongestText || element->getString(value, length).bad() ||
      !value)
    return {};
  std::string_view s(value, length);
  while (!s.empty() && (s.back() == ' ' || s.back() == '\0')) s.remove_suffix(1);
  while (!s.empty() && s.front() == ' ') s.remove_prefix(1);
  return std::string(s);
}

std::string Fields::text(const DcmTagKey& tag) const {
  return toUtf8(raw(tag), characterSet_);
}

std::optional<double> Fields::number(const DcmTagKey& tag, unsigned long index) const {
  DcmElement* element = find(tag);
  if (!element) return std::nullopt;
  Float64 d = 0;
  if (element->getFloat64(d, index).good()) {
    if (std::isfinite(d)) return d;
    return std::nullopt;
  }
  Sint32 s = 0;
  if (element->getSint32(s, index).good()) return s;
  Uint32 u = 0;
  if (element->getUint32(u, index).good()) return u;
  Uint16 us = 0;
  if (element->getUint16(us, index).good()) return us;
  Sint16 ss = 0;
  if (element->getSint16(ss, index).good()) return ss;
  Float32 f = 0;
  if (element->getFloat32(f, index).good() && std::isfinite(f)) return static_cast<double>(f);
  return std::nullopt;
}

std::optional<std::vector<double>> Fields::numbers(const DcmTagKey& tag, unsigned long count) const {
  std::vector<double> values;
  for (unsigned long n = 0; n < count; ++n) {
    const auto value = number(tag, n);
    if (!value) return std::nullopt;
    values.push_back(*value);
  }
  return values;
}

std::optional<Vector3> Fields::vector(const DcmTagKey& tag) const {
  const auto v = numbers(tag, 3);
  if (!v) return std::nullopt;
  return Vector3((*v)[0], (*v)[1], (*v)[2]);
}

std::optional<int> Fields::integer(const DcmTagKey& tag) const {
  const auto value = number(tag);
  if (!value || std::abs(*value) > 2147483647.0) return std::nullopt;
  return static_cast<int>(std::lround(*value));
}

std::optional<DcmTagKey> Fields::tag(const DcmTagKey& tag) const {
  DcmElement* element = find(tag);
  DcmTagKey named;
  auto* value = dynamic_cast<DcmAttributeTag*>(element);
  if (value == nullptr || value->getTagVal(named).bad()) return std::nullopt;
  return named;
}

Fields Fields::sequence(const DcmTagKey& tag, long index) const {
  if (auto* sequence = dynamic_cast<DcmSequenceOfItems*>(find(tag));
      sequence && index >= 0 && static_cast<unsigned long>(index) < sequence->card())
    return ofItem(sequence->getItem(static_cast<unsigned long>(index)));
  return {nullptr, characterSet_};
}

std::vector<Fields> Fields::items(const DcmTagKey& tag) const {
  std::vector<Fields> all;
  auto* sequence = dynamic_cast<DcmSequenceOfItems*>(find(tag));
  if (!sequence) return all;
  all.reserve(sequence->card());
  DcmObject* object = nullptr;
  while ((object = sequence->nextInContainer(object)) != nullptr)
    if (auto* item = dynamic_cast<DcmItem*>(object)) all.push_back(ofItem(item));
  return all;
}

Fields Fields::ofItem(DcmItem* item) const {
  if (!item) return {nullptr, characterSet_};
  // An item may name a set of its own; what names none inherits it (PS3.3 C.12.1.1.2). The characters live
  // as long as the item.
  const char* own = nullptr;
  Uint32 length = 0;
  if (item->tagExists(DCM_SpecificCharacterSet) &&
      item->findAndGetString(DCM_SpecificCharacterSet, own, length).good())
    return {item, own ? std::string_view(own, length) : std::string_view{}};
  return {item, characterSet_};
}

std::vector<std::string> splitValues(std::string_view value) {
  std::vector<std::string> values;
  if (value.empty()) return values;
  for (;;) {
    const std::size_t end = value.find('\\');
    std::string_view one = value.substr(0, end);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    values.emplace_back(one);
    if (end == std::string_view::npos) return values;
    value.remove_prefix(end + 1);
  }
}

std::string isoDate(std::string_view da) {
  std::string digits;
  for (const char c : da.substr(0, 10))
    if (c >= '0' && c <= '9')
      digits += c;
    else if (c != '.' && c != '-')
      break;
  if (digits.size() < 8) return {};
  return digits.substr(0, 4) + "-" + digits.substr(4, 2) + "-" + digits.substr(6, 2);
}

std::string isoTime(std::string_view tm) {
  std::string digits;
  for (const char c : tm)
    if (c >= '0' && c <= '9')
      digits += c;
    else if (c != ':')
      break;
  if (digits.size() < 4) return {};
  digits.resize(6, '0');
  return digits.substr(0, 2) + ":" + digits.substr(2, 2) + ":" + digits.substr(4, 2);
}

}  // namespace iso
