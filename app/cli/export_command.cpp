// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>
#include <string>

#include "app/cli/commands.h"
#include "app/cli/selection.h"
#include "core/process/regular_grid.h"
#include "core/process/volume_writer.h"

namespace iso::cli {
namespace {

/// "slices 1.08 to 7.00 mm apart, tilted by 18.5°"; distances are perpendicular.
std::string described(const VolumeGeometry& g) {
  const Vector3 along = Vector3(g.axes().col(2)).normalized();
  const double cosine = std::abs(along.dot(g.sliceNormal()));
  double least = g.spacing()[2], most = least;
  if (g.isUneven()) {
    least = std::numeric_limits<double>::infinity();
    most = 0.0;
    const auto& offsets = g.sliceOffsets();
    for (std::size_t k = 1; k < offsets.size(); ++k) {
      least = std::min(least, offsets[k] - offsets[k - 1]);
      most = std::max(most, offsets[k] - offsets[k - 1]);
    }
  }
  std::string text = fmt::format("{} slices {:.2f} mm apart", g.size()[2], least * cosine);
  if (g.isUneven())
    text = fmt::format("{} slices {:.2f} to {:.2f} mm apart", g.size()[2], least * cosine, most * cosine);
  if (g.isSheared())
    text += fmt::format(", tilted by {:.1f}°", std::acos(std::min(1.0, cosine)) * 180.0 / std::numbers::pi);
  return text;
}

Result<VolumePtr> regular(Context& context, const VolumePtr& volume) {
  auto resampled = resampleRegular(volume, {}, context.progress("Resampling"), {});
  if (!resampled) return resampled;
  const VolumeGeometry& grid = (*resampled)->geometry();
  if (*resampled == volume)
    context.say("Nothing was resampled: the slices are even and at right angles already.");
  else
    context.say(fmt::format("Resampled linearly: {} became {} slices of {} x {} voxels, {:.2f} mm apart.",
                            described(volume->geometry()), grid.size()[2], grid.size()[0], grid.size()[1],
                            grid.spacing()[2]));
  return resampled;
}

}  // namespace

int runExport(Context& context, const ExportOptions& options) {
  if (!volumeFileKind(options.output)) {
    context.say(fmt::format("{} should end in .nii.gz, .nii, .nrrd or .mha.", options.output.string()));
    return kUsage;
  }
  const auto selected = select(context, options.input);
  if (!selected) return context.give(selected.error());
  VolumePtr volume = selected->volume;
  if (options.regular) {
    auto resampled = regular(context, volume);
    if (!resampled) return context.give(resampled.error());
    volume = std::move(*resampled);
  }
  const auto written = exportVolume(*volume, options.output);
  if (!written) {
    std::string sentence = written.error().message;
    if (volume->geometry().isUneven() && sentence.ends_with('.'))
      sentence.replace(sentence.size() - 1, 1, "; --regular resamples them to even ones.");
    context.say(sentence);
    return kFailed;
  }
  return selected->exitCode();
}

}  // namespace iso::cli
