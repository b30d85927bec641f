// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/base/log.h"

namespace iso::cli {

/// The log on standard error: warnings and errors, or everything from the level that the environment's
/// ISOCENTER_LOG names (debug, info, warn, error, off).
std::shared_ptr<LogSink> makeStderrLog();

}  // namespace iso::cli
