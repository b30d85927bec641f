// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>
#include <memory>

#include "core/base/log.h"
#include "render/engine/engine.h"

namespace iso {

enum class OpenClDeviceKind { GpuOnly, Any };

/// An engine on the first OpenCL device of that kind that builds the kernels (GPUs before processors).
/// @param cacheFolder where built programs are kept; empty = the user's cache folder
/// @return Device with the reason if none works; a missing OpenCL loader or driver is such a reason
Result<std::unique_ptr<Engine>> makeOpenClEngine(OpenClDeviceKind kind, std::shared_ptr<LogSink> log,
                                                 const std::filesystem::path& cacheFolder = {});

}  // namespace iso
