// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "app/cli/parse.h"
#include "app/cli/selection.h"

namespace iso::cli {

int runProbe(Context& context, const ProbeOptions& options) {
  std::vector<Vector3> points;
  for (const std::string& text : options.points) {
    const auto point = parseVector(text, "--at");
    if (!point) return context.give(point.error());
    points.push_back(*point);
  }
  const auto selected = select(context, options.input);
  if (!selected) return context.give(selected.error());
  const Volume& volume = *selected->volume;

  nlohmann::ordered_json answers = nlohmann::ordered_json::array();
  for (const Vector3& point : points) {
    const auto voxel = volume.nearestVoxel(PatientPoint{point});
    nlohmann::ordered_json value = nullptr;
    std::string shown = "outside";
    if (voxel && !selected->sliceRead[static_cast<std::size_t>((*voxel)[2])]) {
      shown = "not readable";
    } else if (voxel) {
      const auto [i, j, k] = *voxel;
      if (volume.type() == VoxelType::Rgb8) {
        const auto rgb = volume.rgbAt(i, j, k);
        value = rgb;
        shown = fmt::format("{} {} {}", rgb[0], rgb[1], rgb[2]);
      } else {
        const double v = volume.valueAt(i, j, k);
        value = v;
        shown = fmt::format("{:g} {}", v, volume.unit());
      }
    }
    if (options.json)
      answers.push_back({{"at", {point.x(), point.y(), point.z()}},
                         {"value", value},
                         {"unit", volume.unit()},
                         {"inside", voxel.has_value()}});
    else
      fmt::print("{:g}, {:g}, {:g}: {}\n", point.x(), point.y(), point.z(), shown);
  }
  if (options.json) fmt::print("{}\n", answers.dump(2));
  return selected->exitCode();
}

}  // namespace iso::cli
