// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "core/base/log.h"
#include "render/engine/engine.h"

namespace iso {

enum class OpenClDeviceKind { GpuOnly, Any };

/// An engine on the first OpenCL device of that kind that builds the kernels (GPUs before processors).
/// @param cacheFolder where built programs are kept; empty = the user's cache folder
/// @return Device with the reason if none works; a missing OpenCL loader or driver is such a reason
Result<std::unique_ptr<Engine>> makeOpenClEngine(OpenClDeviceKind kind, std::shared_ptr<LogSink> log,
                                                 const std::filesystem::path& cacheFolder = {});

/// What OpenCL says of a device before it is opened.
struct OpenClDevice {
  std::string name, platform, vendor, driver;
  bool gpu = false;
  std::size_t memoryBytes = 0, largestBytes = 0;  ///< in all; in one piece
};

/// Every usable device, in the order in which they are tried. May take seconds where drivers start.
/// @return Device with the reason if there is none
Result<std::vector<OpenClDevice>> listOpenClDevices();

struct OpenClChoice {
  OpenClDeviceKind kind = OpenClDeviceKind::Any;
  std::optional<std::size_t> index;   ///< of listOpenClDevices; none = the first that works
  std::size_t memoryLimit = 0;        ///< bytes the device behaves as if it had no more than; 0 = what it has
  std::filesystem::path cacheFolder;  ///< as above
};
Result<std::unique_ptr<Engine>> makeOpenClEngine(const OpenClChoice& choice, std::shared_ptr<LogSink> log);

}  // namespace iso
