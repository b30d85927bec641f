// SPDX-License-Identifier: Apache-2.0
#include "app/cli/surfaces.h"

#include <fmt/format.h>

#include <charconv>
#include <string_view>

#include "core/mesh/surface_reader.h"

namespace iso::cli {
namespace {

constexpr std::string_view kColor = ",color=";

Result<Rgba8> parseColor(std::string_view text) {
  unsigned value = 0;
  const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), value, 16);
  if (text.size() != 6 || problem != std::errc() || end != text.data() + text.size())
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("A surface's color is six hexadecimal digits such as ff8040; \"{}\" is not that.", text));
  const auto byte = [value](unsigned shift) { return static_cast<std::uint8_t>((value >> shift) & 0xffU); };
  return Rgba8{byte(16), byte(8), byte(0), 255};
}

}  // namespace

Result<std::vector<ShownSurface>> readSurfaces(const std::vector<std::string>& texts) {
  std::vector<ShownSurface> out;
  for (const std::string& text : texts) {
    ShownSurface surface{nullptr, surfaceColor(out.size())};
    const std::size_t comma = text.rfind(kColor);
    if (comma != std::string::npos) {
      const auto color = parseColor(std::string_view(text).substr(comma + kColor.size()));
      if (!color) return tl::make_unexpected(color.error());
      surface.color = *color;
    }
    auto mesh = readSurface(text.substr(0, comma));
    if (!mesh) return tl::make_unexpected(mesh.error());
    surface.mesh = std::move(*mesh);
    out.push_back(std::move(surface));
  }
  return out;
}

}  // namespace iso::cli
