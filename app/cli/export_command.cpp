// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "app/cli/selection.h"
#include "core/process/volume_writer.h"

namespace iso::cli {

int runExport(Context& context, const ExportOptions& options) {
  if (!volumeFileKind(options.output)) {
    context.say(fmt::format("{} should end in .nii.gz, .nii, .nrrd or .mha.", options.output.string()));
    return kUsage;
  }
  const auto selected = select(context, options.input);
  if (!selected) return context.give(selected.error());
  const auto written = exportVolume(*selected->volume, options.output);
  if (!written) {
    context.say(written.error().message);
    return kFailed;
  }
  return selected->exitCode();
}

}  // namespace iso::cli
