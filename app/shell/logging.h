// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QString>
#include <memory>

#include "core/base/log.h"

namespace iso::app {

/// Writes to standard error (warnings and worse; ISOCENTER_LOG=debug|info|warning|error changes that) and,
/// from Info on, to a rotating file.
/// @param folder where isocenter.log lies; empty = no file. A folder that cannot be written is no error.
std::shared_ptr<LogSink> makeLog(const QString& folder);

/// Sends what Qt itself has to say to the log, at Debug but for critical messages.
void routeQtMessages(const std::shared_ptr<LogSink>& log);

}  // namespace iso::app
