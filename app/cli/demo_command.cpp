// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include "app/cli/commands.h"
#include "core/dicom/demo/demo_study.h"

namespace iso::cli {

int runDemo(Context& context, const DemoOptions& options) {
  const auto written =
      writeDemoStudy(options.folder, context.pool(), context.progress("Writing"), CancelToken());
  if (!written) return context.give(written.error());
  fmt::print("The demo study is in {}.\n", options.folder.string());
  return kDone;
}

}  // namespace iso::cli
