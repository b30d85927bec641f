// SPDX-License-Identifier: Apache-2.0
#include "app/cli/preset_choice.h"

#include <fmt/format.h>

#include <vector>

#include "app/cli/parse.h"

namespace iso::cli {

Result<VolumePreset> findPreset(const Context& context, const std::string& wanted,
                                const std::string& modality) {
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
  if (wanted.empty()) return initialPreset(modality, presets);
  return fail(ErrorCode::InvalidArgument, fmt::format("There is no preset {}; there are {}.", wanted, names));
}

}  // namespace iso::cli
