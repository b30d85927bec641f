// SPDX-License-Identifier: Apache-2.0
#include "core/display/volume_preset.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <utility>

namespace iso {

namespace {

constexpr std::pair<const char*, VolumeMode> kModes[] = {{"composite", VolumeMode::Composite},
                                                         {"maximum", VolumeMode::MaximumIntensity},
                                                         {"minimum", VolumeMode::MinimumIntensity},
                                                         {"mean", VolumeMode::MeanIntensity},
                                                         {"isosurface", VolumeMode::Isosurface}};

}  // namespace

Result<VolumePreset> parseVolumePreset(std::string_view json, const std::string& name) {
  try {
    const auto j = nlohmann::json::parse(json);
    VolumePreset p;
    p.id = j.at("id").get<std::string>();
    p.title = j.at("title").get<std::string>();
    p.modality = j.value("modality", std::string());
    const auto mode = j.value("mode", std::string("composite"));
    const auto known =
        std::find_if(std::begin(kModes), std::end(kModes), [&](const auto& m) { return mode == m.first; });
    if (known == std::end(kModes))
      return fail(ErrorCode::BadFile, fmt::format("{}: mode \"{}\" is not known.", name, mode), name);
    p.mode = known->second;
    if (p.mode == VolumeMode::Isosurface) p.isovalue = j.at("isovalue").get<double>();
    p.relative = j.value("relative", false);
    if (j.contains("shading")) {
      const auto& s = j["shading"];
      p.shading.enabled = s.value("enabled", true);
      p.shading.ambient = s.value("ambient", p.shading.ambient);
      p.shading.diffuse = s.value("diffuse", p.shading.diffuse);
      p.shading.specular = s.value("specular", p.shading.specular);
      p.shading.specularPower = s.value("specularPower", p.shading.specularPower);
    }
    for (const auto& row : j.at("points")) {  // [value, opacity, red, green, blue]
      if (row.size() != 5)
        return fail(ErrorCode::BadFile, fmt::format("{}: a point needs five numbers.", name), name);
      TransferFunction::Point point{row[0], row[1], {row[2], row[3], row[4]}};
      if (!std::isfinite(point.value) || !(point.opacity >= 0.0 && point.opacity <= 1.0))
        return fail(ErrorCode::BadFile, fmt::format("{}: an opacity is outside 0 to 1.", name), name);
      if (!p.transfer.points.empty() && point.value < p.transfer.points.back().value)
        return fail(ErrorCode::BadFile, fmt::format("{}: the points' values do not rise.", name), name);
      p.transfer.points.push_back(point);
    }
    for (const auto& row : j.value("gradientOpacity", nlohmann::json::array())) {  // [gradient, weight]
      if (row.size() != 2)
        return fail(ErrorCode::BadFile, fmt::format("{}: a gradient's weight needs two numbers.", name),
                    name);
      const GradientOpacity::Point point{row[0], row[1]};
      if (!std::isfinite(point.gradient) || !(point.weight >= 0.0 && point.weight <= 1000.0))
        return fail(ErrorCode::BadFile, fmt::format("{}: a weight is outside 0 to 1000.", name), name);
      if (!p.gradient.points.empty() && point.gradient < p.gradient.points.back().gradient)
        return fail(ErrorCode::BadFile, fmt::format("{}: the gradients do not rise.", name), name);
      p.gradient.points.push_back(point);
    }
    return p;
  } catch (const nlohmann::json::exception& e) {
    return fail(ErrorCode::BadFile, fmt::format("{} is not a volume preset: {}", name, e.what()), name);
  }
}

std::string writeVolumePreset(const VolumePreset& preset) {
  nlohmann::ordered_json j;
  j["id"] = preset.id;
  j["title"] = preset.title;
  j["modality"] = preset.modality;
  for (const auto& [name, mode] : kModes)
    if (mode == preset.mode) j["mode"] = name;
  if (preset.mode == VolumeMode::Isosurface) j["isovalue"] = preset.isovalue;
  j["relative"] = preset.relative;
  const Shading& s = preset.shading;
  j["shading"] = {{"enabled", s.enabled},
                  {"ambient", s.ambient},
                  {"diffuse", s.diffuse},
                  {"specular", s.specular},
                  {"specularPower", s.specularPower}};
  j["points"] = nlohmann::ordered_json::array();
  for (const auto& p : preset.transfer.points)
    j["points"].push_back({p.value, p.opacity, p.color[0], p.color[1], p.color[2]});
  if (!preset.gradient.points.empty()) {
    j["gradientOpacity"] = nlohmann::ordered_json::array();
    for (const auto& p : preset.gradient.points) j["gradientOpacity"].push_back({p.gradient, p.weight});
  }
  return j.dump(2) + "\n";
}

std::vector<VolumePreset> loadVolumePresets(const std::filesystem::path& folder, std::vector<Error>* errors) {
  std::vector<std::filesystem::path> files;
  std::error_code ec;
  for (std::filesystem::directory_iterator it(folder, ec), end; !ec && it != end; it.increment(ec))
    if (it->path().extension() == ".json") files.push_back(it->path());
  std::sort(files.begin(), files.end());
  std::vector<VolumePreset> presets;
  for (const auto& file : files) {
    std::ifstream in(file, std::ios::binary);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    auto preset = parseVolumePreset(text, file.string());
    if (preset)
      presets.push_back(std::move(*preset));
    else if (errors)
      errors->push_back(preset.error());
  }
  return presets;
}

VolumePreset initialPreset(const std::string& modality, const std::vector<VolumePreset>& presets) {
  const std::string wanted = modality == "CT"   ? "ct-bone"
                             : modality == "PT" ? "pet-mip"
                             : modality == "NM" ? "pet-mip"
                                                : "mr-default";
  const auto it =
      std::find_if(presets.begin(), presets.end(), [&](const VolumePreset& p) { return p.id == wanted; });
  if (it != presets.end()) return *it;
  if (!presets.empty()) return presets.front();
  // Without preset files a volume is still to be seen: everything above the window's middle, in grey.
  VolumePreset plain;
  plain.id = "plain";
  plain.title = "Plain";
  plain.relative = true;
  plain.transfer.points = {
      {0.45, 0.0, {0.2, 0.2, 0.2}}, {0.6, 0.2, {0.8, 0.8, 0.8}}, {1.0, 0.6, {1.0, 1.0, 1.0}}};
  return plain;
}

VolumePreset resolved(VolumePreset preset, double low, double high) {
  if (!preset.relative) return preset;
  for (auto& point : preset.transfer.points) point.value = low + point.value * (high - low);
  for (auto& point : preset.gradient.points) point.gradient *= high - low;
  preset.isovalue = low + preset.isovalue * (high - low);
  preset.relative = false;
  return preset;
}

}  // namespace iso
