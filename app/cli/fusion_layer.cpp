// SPDX-License-Identifier: Apache-2.0
#include "app/cli/fusion_layer.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <cstdlib>
#include <optional>
#include <vector>

#include "app/cli/parse.h"
#include "app/cli/preset_choice.h"
#include "app/cli/slice_display.h"
#include "core/display/color_map.h"

namespace iso::cli {
namespace {

/// Between two points a map's colours do not go straight.
constexpr int kMapPoints = 64;

/// The same function over other values.
void stretch(VolumePreset& preset, double low, double high) {
  auto& points = preset.transfer.points;
  if (points.empty()) return;
  const double first = points.front().value, last = points.back().value;
  const double scale = last > first ? (high - low) / (last - first) : 1.0;
  for (auto& point : points) point.value = low + (point.value - first) * scale;
  for (auto& point : preset.gradient.points) point.gradient *= scale;
}

void paint(TransferFunction& transfer, const ColorMap& map) {
  if (transfer.points.empty()) return;
  const double low = transfer.points.front().value, high = transfer.points.back().value;
  std::vector<double> values;
  for (const auto& point : transfer.points) values.push_back(point.value);
  for (int n = 1; n < kMapPoints; ++n) values.push_back(low + (high - low) * n / kMapPoints);
  std::sort(values.begin(), values.end());
  values.erase(std::unique(values.begin(), values.end()), values.end());
  TransferFunction painted;
  for (const double value : values) {
    const double share = high > low ? (value - low) / (high - low) : 1.0;
    const Rgba8& c = map.entries[static_cast<std::size_t>(std::lround(std::clamp(share, 0.0, 1.0) * 255.0))];
    painted.points.push_back({value, transfer.at(value).opacity, {c.r / 255.0, c.g / 255.0, c.b / 255.0}});
  }
  transfer = std::move(painted);
}

}  // namespace

Result<FusionLayerText> parseFusionLayer(const std::string& text) {
  FusionLayerText out;
  std::size_t at = text.find(',');
  out.series = text.substr(0, at);
  if (out.series.empty() || out.series.find('=') != std::string::npos)
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("--layer begins with a series, as in --layer 3,preset=pet-hot; \"{}\" does not.", text));
  while (at != std::string::npos) {
    const std::size_t end = text.find(',', at + 1);
    const std::string part = text.substr(at + 1, end == std::string::npos ? end : end - at - 1);
    at = end;
    const std::size_t equals = part.find('=');
    const std::string key = part.substr(0, equals);
    const std::string value = equals == std::string::npos ? std::string() : part.substr(equals + 1);
    if (key == "blend")
      return fail(ErrorCode::InvalidArgument,
                  "--layer takes blend= for fused slices only, which are not made yet.");
    if (value.empty())
      return fail(
          ErrorCode::InvalidArgument,
          fmt::format("--layer takes preset=, map=, opacity=, window= and transform= with a value after the "
                      "series; \"{}\" is none of them.",
                      part));
    if (key == "preset") {
      out.preset = value;
    } else if (key == "map") {
      out.map = value;
    } else if (key == "window") {
      out.window = value;
    } else if (key == "transform") {
      out.transform = value;
    } else if (key == "opacity") {
      char* rest = nullptr;
      out.opacity = std::strtod(value.c_str(), &rest);
      if (*rest != '\0' || !(out.opacity >= 0.0 && out.opacity <= 1.0))
        return fail(ErrorCode::InvalidArgument,
                    fmt::format("opacity= takes a number from 0 to 1, not {}.", value));
    } else {
      return fail(
          ErrorCode::InvalidArgument,
          fmt::format("--layer takes preset=, map=, opacity=, window= and transform=, not {}=.", key));
    }
  }
  return out;
}

Result<VolumePreset> fusionPreset(const Context& context, const FusionLayerText& text,
                                  const Selected& selected) {
  if (auto ok = checkMap(text.map); !ok) return tl::make_unexpected(ok.error());
  const std::string& modality = selected.series.modality;
  // What a PET starts with is opaque everywhere: right alone, a wall before all else here.
  const bool nuclear = modality == "PT" || modality == "NM";
  auto preset = findPreset(context, text.preset.empty() && nuclear ? "pet-hot" : text.preset, modality);
  if (!preset) return preset;
  std::optional<WindowLevel> window;
  if (!text.window.empty()) {
    const auto parsed = parseWindow(text.window, modality);
    if (!parsed) return tl::make_unexpected(parsed.error());
    window = *parsed;
  } else if (preset->relative) {
    window = automaticWindow(*selected.volume);
  }
  if (window) {
    const double low = window->center - 0.5 * window->width, high = window->center + 0.5 * window->width;
    if (preset->relative)
      *preset = resolved(*preset, low, high);
    else
      stretch(*preset, low, high);
  }
  if (!text.map.empty()) paint(preset->transfer, colorMap(text.map));
  for (auto& point : preset->transfer.points) point.opacity *= text.opacity;
  return preset;
}

}  // namespace iso::cli
