// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "app/cli/commands.h"
#include "app/cli/fusion_layer.h"
#include "app/cli/parse.h"
#include "app/cli/picture_engine.h"
#include "app/cli/picture_file.h"
#include "app/cli/picture_times.h"
#include "app/cli/preset_choice.h"
#include "app/cli/selection.h"
#include "app/cli/transform_file.h"
#include "app/cli/viewpoint.h"
#include "render/scene/fused_view.h"

namespace iso::cli {
namespace {

/// Where a layer lies in the base's patient space.
/// @return Unsupported for another patient, images without a place, or another frame of reference without a
/// transform; what reading the transform gives
Result<Eigen::Affine3d> placed(const Selected& layer, const Selected& base, const FusionLayerText& text) {
  if (!samePatient(layer.study.patient, base.study.patient))
    return fail(ErrorCode::Unsupported,
                fmt::format("Series {} is of another patient than the base {}; they are not fused.",
                            layer.series.uid, base.series.uid));
  for (const Selected* one : {&base, &layer})
    if (!one->description().positioned)
      return fail(
          ErrorCode::Unsupported,
          fmt::format("Series {} does not say where its images lie; it cannot be fused.", one->series.uid));
  const std::string &frame = layer.series.frameOfReference, &baseFrame = base.series.frameOfReference;
  if (!text.transform.empty()) {
    const auto file = readTransform(text.transform);
    if (!file) return tl::make_unexpected(file.error());
    return layerToBase(*file, frame, baseFrame, text.transform);
  }
  if (frame.empty() || frame != baseFrame)
    return fail(ErrorCode::Unsupported,
                fmt::format("Series {} is not in the base's frame of reference; give its registration with "
                            "transform=FILE.json.",
                            layer.series.uid));
  return Eigen::Affine3d::Identity();
}

/// The base and the layers as a view, without camera.
Result<FusedView> fusedView(Context& context, const FusionOptions& options,
                            const std::vector<FusionLayerText>& texts, const std::vector<Selected>& all) {
  FusedView view;
  FusionLayerText base;
  base.preset = options.preset;
  for (std::size_t n = 0; n < all.size(); ++n) {
    VolumeLayer layer;
    layer.volume = all[n].volume;
    if (n > 0) {
      auto toBase = placed(all[n], all.front(), texts[n - 1]);
      if (!toBase) return tl::make_unexpected(toBase.error());
      layer.toBase = *toBase;
    }
    auto preset = fusionPreset(context, n > 0 ? texts[n - 1] : base, all[n]);
    if (!preset) return tl::make_unexpected(preset.error());
    layer.preset = std::move(*preset);
    view.layers.push_back(std::move(layer));
  }
  view.background = naturalBackground(view.layers.front().preset);
  return view;
}

}  // namespace

int runFusion(Context& context, const FusionOptions& options) {
  if (options.mode != "volume") {
    context.say("Fused slices are not made yet; --mode volume makes a fused 3D picture.");
    return kUsage;
  }
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
  if (options.layers.size() >= kMostLayers) {
    context.say(fmt::format("A fused picture takes the base and {} layers at most.", kMostLayers - 1));
    return kUsage;
  }
  std::vector<FusionLayerText> texts;
  std::vector<Input> inputs(1);
  inputs[0].paths = options.paths;
  inputs[0].series = options.base;
  for (const std::string& text : options.layers) {
    auto layer = parseFusionLayer(text);
    if (!layer) return context.give(layer.error());
    inputs.emplace_back().series = layer->series;
    texts.push_back(std::move(*layer));
  }
  const auto selected = selectAll(context, inputs);
  if (!selected) return context.give(selected.error());
  auto view = fusedView(context, options, texts, *selected);
  if (!view) return context.give(view.error());
  view->camera = cameraAt(options.viewpoint, selected->front().volume->geometry(), *size);
  view->width = size->width;
  view->height = size->height;
  view->clips = std::move(*clips);
  view->light = *light;
  if (auto ok = checkView(*view); !ok) return context.give(ok.error());
  view->stepMm = (options.quality == "draft" ? 2.0 : 1.0) * sampleStep(*view);

  auto engine = pictureEngine(context, options.picture);
  if (!engine) return context.give(engine.error());
  const CancelToken never;
  ColorFrame picture;
  const auto milliseconds = drawRepeatedly(options.picture, [&]() -> Result<void> {
    auto frame = (*engine)->fused(*view, never);
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
  int code = kDone;
  for (const Selected& one : *selected) code = std::max(code, one.exitCode());
  return code;
}

}  // namespace iso::cli
