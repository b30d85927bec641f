// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <map>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/cli/commands.h"
#include "app/cli/parse.h"
#include "app/cli/picture_engine.h"
#include "app/cli/picture_file.h"
#include "app/cli/selection.h"
#include "app/cli/surfaces.h"
#include "core/display/volume_preset.h"
#include "render/engine/path_picture.h"

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
    if (sameIgnoringCase(preset.id, wanted) || sameIgnoringCase(preset.title, wanted)) return preset;
    names += (names.empty() ? "" : ", ") + preset.id;
  }
  if (wanted.empty()) return initialPreset(series.modality, presets);
  return fail(ErrorCode::InvalidArgument, fmt::format("There is no preset {}; there are {}.", wanted, names));
}

/// Six numbers with commas between.
Result<std::pair<Vector3, Vector3>> parsePair(const std::string& text, const std::string& option) {
  // The third comma parts the two.
  std::size_t at = std::string::npos;
  for (int n = 0; n < 3; ++n) at = text.find(',', at == std::string::npos ? 0 : at + 1);
  if (at == std::string::npos)
    return fail(ErrorCode::InvalidArgument, fmt::format("{} takes six numbers with commas between.", option));
  const auto first = parseVector(text.substr(0, at), option),
             second = parseVector(text.substr(at + 1), option);
  if (!first) return tl::make_unexpected(first.error());
  if (!second) return tl::make_unexpected(second.error());
  return std::pair(*first, *second);
}

/// What the texts of --crop and --clip leave to be seen.
Result<std::vector<ClipPlane>> parseClips(const VolumeOptions& options) {
  std::vector<ClipPlane> clips;
  if (!options.crop.empty()) {
    const auto box = parsePair(options.crop, "--crop");
    if (!box) return tl::make_unexpected(box.error());
    for (int a = 0; a < 3; ++a) {
      if (!(box->first[a] < box->second[a]))
        return fail(ErrorCode::InvalidArgument,
                    "--crop takes the lower corner of a box, then the upper one.");
      clips.push_back({PatientPoint{box->first}, Vector3::Unit(a)});
      clips.push_back({PatientPoint{box->second}, -Vector3::Unit(a)});
    }
  }
  for (const std::string& text : options.clips) {
    const auto plane = parsePair(text, "--clip");
    if (!plane) return tl::make_unexpected(plane.error());
    clips.push_back({PatientPoint{plane->first}, plane->second});
  }
  if (options.clips.size() > 6)
    return fail(ErrorCode::InvalidArgument, "--clip can be given six times at most.");
  return clips;
}

/// All paths of a cinematic picture, a few at a time so that the progress is seen.
Result<ColorFrame> traced(Engine& engine, const VolumePtr& volume, const VolumeView& view,
                          const Progress& progress, ThreadPool& pool) {
  const CancelToken never;
  const int passes = view.cinematic->passes;
  PathFrame paths;
  for (int done = 0; done < passes;) {
    done = std::min(done + 8, passes);
    if (auto ok = engine.trace(volume, view, done, paths, never); !ok) return tl::make_unexpected(ok.error());
    if (progress) progress(static_cast<double>(done) / passes);
  }
  return developed(paths, view, pool, never);
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
  auto clips = parseClips(options);
  if (!clips) return context.give(clips.error());
  if (!options.surfaces.empty() && options.quality == "cinematic") {
    context.say(
        "A cinematic picture cannot show surfaces yet; leave out --surface or choose another --quality.");
    return kUsage;
  }
  auto surfaces = readSurfaces(options.surfaces);
  if (!surfaces) return context.give(surfaces.error());
  const auto selected = select(context, options.input);
  if (!selected) return context.give(selected.error());
  const VolumePtr& volume = selected->volume;

  for (const ShownSurface& surface : *surfaces)
    if (liesOutside(*surface.mesh, volume->geometry()))
      context.say("A surface lies outside the volume. Are its coordinates this patient's, in mm and LPS?");

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
  view.clips = std::move(*clips);
  view.surfaces = std::move(*surfaces);
  view.background = naturalBackground(view.preset);
  const double smallest = volume->geometry().spacing().minCoeff();
  view.stepMm = options.quality == "draft" ? smallest : 0.5 * smallest;
  if (options.quality == "high") {
    view.preintegrated = view.jitter = view.shadows = true;
    view.occlusion = 0.8;
    // Over the viewer's left shoulder, unless another place is given.
    const Camera& c = view.camera;
    view.light = -0.6 * c.right() + 0.6 * c.up - 0.6 * c.forward;
  }
  if (options.quality == "cinematic") {
    Cinematic& look = view.cinematic.emplace();
    look.passes = options.passes;
    look.aperture = std::tan(options.aperture * kDegree);
    look.focusMm = options.focusMm;
    look.exposure = options.exposure;
  }
  if (!options.light.empty()) {
    const auto light = parseVector(options.light, "--light");
    if (!light) return context.give(light.error());
    view.light = *light;
  }
  if (auto ok = checkView(view); !ok) return context.give(ok.error());

  auto engine = pictureEngine(context, options.picture);
  if (!engine) return context.give(engine.error());
  const CancelToken never;
  if (auto ready = (*engine)->prepare(volume, never); !ready) return context.give(ready.error());

  nlohmann::ordered_json milliseconds = nlohmann::ordered_json::array();
  ColorFrame picture;
  for (int n = 0; n < std::max(1, options.picture.repeat); ++n) {
    const auto start = std::chrono::steady_clock::now();
    auto frame = view.cinematic
                     ? traced(**engine, volume, view, context.progress("Tracing light"), context.pool())
                     : (*engine)->volume(volume, view, never);
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
