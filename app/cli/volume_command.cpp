// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "app/cli/commands.h"
#include "app/cli/parse.h"
#include "app/cli/picture_engine.h"
#include "app/cli/picture_file.h"
#include "app/cli/picture_times.h"
#include "app/cli/preset_choice.h"
#include "app/cli/selection.h"
#include "app/cli/surfaces.h"
#include "app/cli/viewpoint.h"
#include "render/engine/path_picture.h"

namespace iso::cli {
namespace {

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
  auto clips = parseClips(options.viewpoint);
  if (!clips) return context.give(clips.error());
  const auto light = parseLight(options.viewpoint);
  if (!light) return context.give(light.error());
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

  auto preset = findPreset(context, options.preset, selected->series.modality);
  if (!preset) return context.give(preset.error());
  const WindowLevel automatic = preset->relative ? automaticWindow(*volume) : WindowLevel{};

  constexpr double kDegree = std::numbers::pi / 180.0;
  VolumeView view;
  view.camera = cameraAt(options.viewpoint, volume->geometry(), *size);
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
  if (*light) view.light = *light;
  if (auto ok = checkView(view); !ok) return context.give(ok.error());

  auto engine = pictureEngine(context, options.picture);
  if (!engine) return context.give(engine.error());
  const CancelToken never;
  if (auto ready = (*engine)->prepare(volume, never); !ready) return context.give(ready.error());

  ColorFrame picture;
  const auto milliseconds = drawRepeatedly(options.picture, [&]() -> Result<void> {
    auto frame = view.cinematic
                     ? traced(**engine, volume, view, context.progress("Tracing light"), context.pool())
                     : (*engine)->volume(volume, view, never);
    if (!frame) return tl::make_unexpected(frame.error());
    picture = std::move(*frame);
    return {};
  });
  if (!milliseconds) {
    context.say(milliseconds.error().message);
    return kFailed;
  }
  if (const auto written = writePng(picture, options.picture.output); !written)
    return context.give(written.error());
  if (options.picture.json) fmt::print("{}\n", pictureReport(**engine, *milliseconds).dump(2));
  return selected->exitCode();
}

}  // namespace iso::cli
