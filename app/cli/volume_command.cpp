// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/cli/commands.h"
#include "app/cli/parse.h"
#include "app/cli/picture_file.h"
#include "app/cli/selection.h"
#include "core/display/volume_preset.h"
#include "render/device/make_engine.h"

namespace iso::cli {
namespace {

struct Angles {
  double azimuth, elevation;  // degrees
};

const std::map<std::string, Angles>& standardViews() {
  static const std::map<std::string, Angles> views = {{"anterior", {0, 0}}, {"posterior", {180, 0}},
                                                      {"left", {90, 0}},    {"right", {-90, 0}},
                                                      {"head", {0, 90}},    {"feet", {0, -90}}};
  return views;
}

Result<VolumePreset> findPreset(const Context& context, const std::string& wanted, const Series& series) {
  std::vector<Error> errors;
  const auto folder = context.resources() / "presets";
  const auto presets = loadVolumePresets(folder, &errors);
  for (const Error& error : errors) context.say(error.message);
  if (presets.empty())
    return fail(ErrorCode::NotFound,
                fmt::format("There are no presets in {}; install the program again.", folder.string()));
  std::string names;
  for (const VolumePreset& preset : presets) {
    if (wanted.empty() ? preset.modality == series.modality
                       : sameIgnoringCase(preset.id, wanted) || sameIgnoringCase(preset.title, wanted))
      return preset;
    names += (names.empty() ? "" : ", ") + preset.id;
  }
  if (!wanted.empty())
    return fail(ErrorCode::InvalidArgument,
                fmt::format("There is no preset {}; there are {}.", wanted, names));
  // No preset for this modality: one that adapts to the values, if there is any.
  const auto relative =
      std::find_if(presets.begin(), presets.end(), [](const auto& p) { return p.relative; });
  return relative != presets.end() ? *relative : presets.front();
}

}  // namespace

int runVolume(Context& context, const VolumeOptions& options) {
  const auto size = parseSize(options.picture.size);
  if (!size) return context.give(size.error());
  if (options.picture.output.extension() != ".png") {
    context.say(fmt::format("{} should end in .png.", options.picture.output.string()));
    return kUsage;
  }
  Angles angles{options.azimuth, options.elevation};
  if (!options.view.empty()) angles = standardViews().at(options.view);
  const auto selected = select(context, options.input);
  if (!selected) return context.give(selected.error());
  const VolumePtr& volume = selected->volume;

  auto preset = findPreset(context, options.preset, selected->series);
  if (!preset) return context.give(preset.error());
  const WindowLevel automatic = preset->relative ? automaticWindow(*volume) : WindowLevel{};

  constexpr double kDegree = std::numbers::pi / 180.0;
  VolumeView view;
  view.camera = fitCamera(volume->geometry(), angles.azimuth * kDegree, angles.elevation * kDegree,
                          options.zoom, size->width, size->height);
  view.width = size->width;
  view.height = size->height;
  view.preset =
      resolved(*preset, automatic.center - 0.5 * automatic.width, automatic.center + 0.5 * automatic.width);
  view.background = naturalBackground(view.preset);
  const double smallest = volume->geometry().spacing().minCoeff();
  view.stepMm = options.quality == "draft"  ? smallest
                : options.quality == "high" ? 0.25 * smallest
                                            : 0.5 * smallest;

  auto engine = makeEngine(*parseBackend(options.picture.backend), context.log());
  if (!engine) return context.give(engine.error());
  const CancelToken never;
  if (auto ready = (*engine)->prepare(volume, never); !ready) return context.give(ready.error());

  nlohmann::ordered_json milliseconds = nlohmann::ordered_json::array();
  ColorFrame picture;
  for (int n = 0; n < std::max(1, options.picture.repeat); ++n) {
    const auto start = std::chrono::steady_clock::now();
    auto frame = (*engine)->volume(volume, view, never);
    if (!frame) {
      context.say(frame.error().message);
      return kFailed;
    }
    milliseconds.push_back(
        std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - start).count());
    picture = std::move(*frame);
  }
  if (const auto written = writePng(picture, options.picture.output); !written)
    return context.give(written.error());
  if (options.picture.json) {
    const EngineInfo info = (*engine)->info();
    const nlohmann::ordered_json json = {
        {"backend", info.backend}, {"device", info.device}, {"milliseconds", milliseconds}};
    fmt::print("{}\n", json.dump(2));
  }
  return selected->exitCode();
}

}  // namespace iso::cli
