// SPDX-License-Identifier: Apache-2.0
#include "core/mesh/surface_text.h"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace iso {
namespace {

constexpr std::string_view kSpace = " \t\r\n\v\f";

template <class T>
std::optional<T> converted(std::string_view word) {
  if (word.starts_with('+')) word.remove_prefix(1);
  T value{};
  const auto [end, problem] = std::from_chars(word.data(), word.data() + word.size(), value);
  // Too small for a double is zero.
  if (problem == std::errc::result_out_of_range && word.find("e-") != std::string_view::npos) return T{};
  if (problem != std::errc() || end != word.data() + word.size()) return std::nullopt;
  return value;
}

}  // namespace

bool saysRas(std::string_view text) {
  constexpr std::string_view wanted = "space=ras";
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  return std::search(text.begin(), text.end(), wanted.begin(), wanted.end(), same) != text.end();
}

std::string_view Words::next() {
  const std::size_t begin = rest_.find_first_not_of(kSpace);
  if (begin == std::string_view::npos) {
    rest_ = {};
    return {};
  }
  const std::size_t end = std::min(rest_.find_first_of(kSpace, begin), rest_.size());
  const std::string_view word = rest_.substr(begin, end - begin);
  rest_.remove_prefix(end);
  return word;
}

std::optional<double> Words::number() {
  return toNumber(next());
}

std::string_view Words::line() {
  const std::size_t end = rest_.find('\n');
  const std::string_view line = rest_.substr(0, end);
  rest_.remove_prefix(end == std::string_view::npos ? rest_.size() : end + 1);
  return line;
}

std::optional<double> toNumber(std::string_view word) {
  return converted<double>(word);
}

std::optional<long long> toInteger(std::string_view word) {
  return converted<long long>(word);
}

}  // namespace iso
