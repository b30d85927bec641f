// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>
#include <numbers>

#include "app/cli/commands.h"
#include "app/cli/parse.h"
#include "app/cli/picture_engine.h"
#include "app/cli/picture_file.h"
#include "app/cli/picture_times.h"
#include "app/cli/selection.h"
#include "app/cli/slice_display.h"
#include "render/engine/curved_slice.h"

namespace iso::cli {
namespace {

Result<Curve> parsePath(const std::vector<std::string>& texts) {
  std::vector<PatientPoint> points;
  for (const std::string& text : texts) {
    const auto point = parseVector(text, "--point");
    if (!point) return tl::make_unexpected(point.error());
    points.push_back(PatientPoint{*point});
  }
  return Curve::through(points);
}

/// The picture's lines in the patient, before its width in pixels is known to be sensible.
Result<CurvedView> makeView(const CurvedOptions& o, const Curve& curve, double pixelMm) {
  const double columns = std::round(o.widthMm / pixelMm);
  const int width = static_cast<int>(std::clamp(columns, 1.0, 1e6));
  if (o.mode == "straightened")
    return straightened(curve, o.angle * std::numbers::pi / 180.0, pixelMm, width);
  if (o.right.empty())
    return fail(ErrorCode::InvalidArgument, "--mode stretched needs --right, the direction of its lines.");
  const auto right = parseVector(o.right, "--right");
  if (!right) return tl::make_unexpected(right.error());
  return stretched(curve, *right, pixelMm, width);
}

}  // namespace

int runCurved(Context& context, const CurvedOptions& options) {
  const auto curve = parsePath(options.points);
  if (!curve) return context.give(curve.error());
  const bool values = options.picture.output.extension() == ".nrrd";
  if (!values && options.picture.output.extension() != ".png") {
    context.say(fmt::format("{} should end in .png or .nrrd.", options.picture.output.string()));
    return kUsage;
  }
  if (auto known = checkMap(options.map); !known) return context.give(known.error());
  const auto selected = select(context, options.input);
  if (!selected) return context.give(selected.error());
  const double pixelMm =
      options.pixelMm > 0.0 ? options.pixelMm : selected->volume->geometry().spacing().minCoeff();
  auto view = makeView(options, *curve, pixelMm);
  if (!view) return context.give(view.error());
  view->interpolation = parseInterpolation(options.interpolation);
  view->slab = parseSlab(options.slab, options.step, options.projection);
  if (auto samples = slabSamples(view->slab, selected->volume->geometry()); !samples)
    return context.give(samples.error());
  SliceDisplay display;
  if (!values) {
    auto chosen = sliceDisplay(*selected, options.window, options.map);
    if (!chosen) return context.give(chosen.error());
    display = std::move(*chosen);
  }
  auto engine = pictureEngine(context, options.picture);
  if (!engine) return context.give(engine.error());
  const CancelToken never;

  ValueFrame numbers;
  ColorFrame colors;
  const auto milliseconds = drawRepeatedly(options.picture, [&]() -> Result<void> {
    if (values) {
      auto frame = curvedValues(**engine, selected->volume, *view, never);
      if (!frame) return tl::make_unexpected(frame.error());
      numbers = std::move(*frame);
    } else {
      auto frame = curvedSlice(**engine, selected->volume, *view, display, never);
      if (!frame) return tl::make_unexpected(frame.error());
      colors = std::move(*frame);
    }
    return {};
  });
  if (!milliseconds) return context.give(milliseconds.error());
  const auto written =
      values ? writeNrrd(numbers, pixelMm, options.picture.output) : writePng(colors, options.picture.output);
  if (!written) return context.give(written.error());
  if (options.picture.json) {
    nlohmann::ordered_json json = pictureReport(**engine, *milliseconds);
    json["length_mm"] = curve->length();
    json["pixel_mm"] = pixelMm;
    json["size"] = {view->width, view->rows.size()};
    fmt::print("{}\n", json.dump(2));
  }
  return selected->exitCode();
}

}  // namespace iso::cli
