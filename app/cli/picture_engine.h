// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/cli/context.h"
#include "app/cli/options.h"
#include "render/engine/engine.h"

namespace iso::cli {

/// The engine that --backend and --device ask for. Where a device cannot go on the CPU engine draws, and says
/// so on standard error.
/// @return InvalidArgument or Ambiguous with the list for a device that is not there, is not one only, or is
/// not of the backend; Device if it does not work
Result<std::shared_ptr<Engine>> pictureEngine(const Context& context, const Picture& picture);

}  // namespace iso::cli
