// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>

#include "app/cli/commands.h"
#include "app/cli/parse.h"
#include "app/cli/picture_engine.h"
#include "app/cli/picture_file.h"
#include "app/cli/picture_times.h"
#include "app/cli/selection.h"
#include "app/cli/slice_display.h"

namespace iso::cli {
namespace {

/// What the texts of the options mean, before anything is read.
struct Plan {
  PlaneAxes axes;
  std::optional<Vector3> center;
  PictureSize size;
  Interpolation interpolation = Interpolation::Linear;
  Slab slab;
  bool values = false;
};

Result<Plan> makePlan(const SliceOptions& o) {
  const auto wrong = [](std::string sentence) {
    return fail(ErrorCode::InvalidArgument, std::move(sentence));
  };
  Plan plan;
  if (o.right.empty() != o.down.empty()) return wrong("--right and --down go together.");
  if (!o.right.empty()) {
    const auto right = parseVector(o.right, "--right"), down = parseVector(o.down, "--down");
    if (!right) return tl::make_unexpected(right.error());
    if (!down) return tl::make_unexpected(down.error());
    if (right->norm() < 1e-9 || down->norm() < 1e-9)
      return wrong("--right and --down need a direction each.");
    plan.axes = {right->normalized(), down->normalized()};
    if (std::abs(plan.axes.right.dot(plan.axes.down)) > 1e-3)
      return wrong("--right and --down have to be perpendicular.");
    // What rounding of the given numbers left is taken from down.
    plan.axes.down -= plan.axes.right * plan.axes.right.dot(plan.axes.down);
    plan.axes.down.normalize();
  } else {
    plan.axes = planeAxes(o.plane == "coronal"    ? Plane::Coronal
                          : o.plane == "sagittal" ? Plane::Sagittal
                                                  : Plane::Axial);
  }
  if (!o.center.empty()) {
    const auto center = parseVector(o.center, "--center");
    if (!center) return tl::make_unexpected(center.error());
    plan.center = *center;
  }
  const auto size = parseSize(o.picture.size);
  if (!size) return tl::make_unexpected(size.error());
  plan.size = *size;
  plan.interpolation = parseInterpolation(o.interpolation);
  plan.slab = parseSlab(o.slab, o.step, o.projection);
  plan.values = o.picture.output.extension() == ".nrrd";
  if (!plan.values && o.picture.output.extension() != ".png")
    return wrong(fmt::format("{} should end in .png or .nrrd.", o.picture.output.string()));
  if (auto known = checkMap(o.map); !known) return tl::make_unexpected(known.error());
  return plan;
}

}  // namespace

int runSlice(Context& context, const SliceOptions& options) {
  const auto plan = makePlan(options);
  if (!plan) return context.give(plan.error());
  const auto selected = select(context, options.input);
  if (!selected) return context.give(selected.error());

  if (auto samples = slabSamples(plan->slab, selected->volume->geometry()); !samples)
    return context.give(samples.error());

  SliceDisplay display;
  if (!plan->values) {
    auto chosen = sliceDisplay(*selected, options.window, options.map);
    if (!chosen) return context.give(chosen.error());
    display = std::move(*chosen);
  }

  SliceView view = fitSlice(selected->volume->geometry(), plan->axes, plan->size.width, plan->size.height);
  view.interpolation = plan->interpolation;
  view.slab = plan->slab;
  if (plan->center) view.center = PatientPoint{*plan->center};
  if (options.fov > 0.0) view.pixelMm = options.fov / plan->size.width;

  auto engine = pictureEngine(context, options.picture);
  if (!engine) return context.give(engine.error());
  const CancelToken never;
  if (auto ready = (*engine)->prepare(selected->volume, never); !ready) return context.give(ready.error());

  ValueFrame values;
  ColorFrame colors;
  const auto milliseconds = drawRepeatedly(options.picture, [&]() -> Result<void> {
    if (plan->values) {
      auto frame = (*engine)->sliceValues(selected->volume, view, never);
      if (!frame) return tl::make_unexpected(frame.error());
      values = std::move(*frame);
    } else {
      auto frame = (*engine)->slice(selected->volume, view, display, never);
      if (!frame) return tl::make_unexpected(frame.error());
      colors = std::move(*frame);
    }
    return {};
  });
  if (!milliseconds) {
    context.say(milliseconds.error().message);
    return kFailed;
  }
  const auto written = plan->values ? writeNrrd(values, view, options.picture.output)
                                    : writePng(colors, options.picture.output);
  if (!written) return context.give(written.error());
  if (options.picture.json) fmt::print("{}\n", pictureReport(**engine, *milliseconds).dump(2));
  return selected->exitCode();
}

}  // namespace iso::cli
