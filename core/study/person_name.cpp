// SPDX-License-Identifier: Apache-2.0
#include "core/study/person_name.h"

#include <array>

namespace iso {
namespace {

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && text.front() == ' ') text.remove_prefix(1);
  while (!text.empty() && (text.back() == ' ' || text.back() == '\0')) text.remove_suffix(1);
  return text;
}

/// The first N parts of a text, trimmed; those that are not there empty. Further ones are dropped.
template <std::size_t N>
std::array<std::string_view, N> split(std::string_view text, char separator) {
  std::array<std::string_view, N> parts{};
  for (std::size_t n = 0; n < N; ++n) {
    const auto end = text.find(separator);
    parts[n] = trimmed(text.substr(0, end));
    if (end == std::string_view::npos) break;
    text.remove_prefix(end + 1);
  }
  return parts;
}

void append(std::string& text, std::string_view part, std::string_view separator) {
  if (part.empty()) return;
  if (!text.empty()) text += separator;
  text += part;
}

std::string alphabetic(std::string_view group) {
  const auto [family, given, middle, prefix, suffix] = split<5>(group, '^');
  std::string names;
  append(names, given, " ");
  append(names, middle, " ");
  std::string text(family);
  for (const std::string_view part : {std::string_view(names), prefix, suffix}) append(text, part, ", ");
  return text;
}

/// Family and given name with a space between, in their own order, as these scripts are written.
std::string ideographic(std::string_view group) {
  std::string text;
  for (const std::string_view part : split<5>(group, '^')) append(text, part, " ");
  return text;
}

}  // namespace

std::string readablePersonName(std::string_view dicomName) {
  const auto groups = split<3>(dicomName, '=');
  std::string latin = alphabetic(groups[0]), written = ideographic(groups[1]);
  if (latin.empty()) return written.empty() ? ideographic(groups[2]) : written;
  if (written.empty() || groups[0] == groups[1]) return latin;
  return latin + " (" + written + ")";
}

}  // namespace iso
