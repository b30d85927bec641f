// SPDX-License-Identifier: Apache-2.0
#include "app/cli/parse.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>

#include "core/display/window_presets.h"

namespace iso::cli {
namespace {

/// Numbers between separators; all of the text must be numbers.
std::optional<std::vector<double>> numbers(std::string_view text, char separator) {
  std::vector<double> values;
  for (;;) {
    const std::size_t end = text.find(separator);
    std::string_view one = text.substr(0, end);
    while (!one.empty() && one.front() == ' ') one.remove_prefix(1);
    while (!one.empty() && one.back() == ' ') one.remove_suffix(1);
    if (!one.empty() && one.front() == '+') one.remove_prefix(1);
    double value = 0.0;
    const auto [stop, error] = std::from_chars(one.data(), one.data() + one.size(), value);
    if (error != std::errc() || stop != one.data() + one.size() || !std::isfinite(value)) return std::nullopt;
    values.push_back(value);
    if (end == std::string_view::npos) return values;
    text.remove_prefix(end + 1);
  }
}

}  // namespace

Result<Vector3> parseVector(const std::string& text, const std::string& option) {
  const auto v = numbers(text, ',');
  if (!v || v->size() != 3)
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("{} takes three numbers such as 12.5,-30,100; \"{}\" is not that.", option, text));
  return Vector3((*v)[0], (*v)[1], (*v)[2]);
}

Result<PictureSize> parseSize(const std::string& text) {
  const auto v = numbers(text, 'x');
  const auto good = [](double n) { return n >= 1.0 && n <= 16384.0 && n == std::floor(n); };
  if (!v || v->size() != 2 || !good((*v)[0]) || !good((*v)[1]))
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("--size takes WIDTHxHEIGHT such as 1024x768, each from 1 to 16384; \"{}\" is not that.",
                    text));
  return PictureSize{static_cast<int>((*v)[0]), static_cast<int>((*v)[1])};
}

Result<WindowLevel> parseWindow(const std::string& text, const std::string& modality) {
  if (const auto v = numbers(text, ':'); v && v->size() == 2 && (*v)[1] > 0.0)
    return WindowLevel{(*v)[0], (*v)[1], VoiFunction::LinearExact};
  std::string names;
  for (const WindowPreset& preset : windowPresets(modality)) {
    if (sameIgnoringCase(preset.name, text)) return preset.window;
    names += (names.empty() ? "" : ", ") + preset.name;
  }
  return fail(ErrorCode::InvalidArgument,
              fmt::format("--window takes CENTER:WIDTH{}; \"{}\" is not that.",
                          names.empty() ? std::string() : " or one of " + names, text));
}

bool sameIgnoringCase(const std::string& a, const std::string& b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(),
                    [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace iso::cli
