// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "core/base/log.h"
#include "render/device/render_device.h"
#include "render/engine/engine.h"

namespace iso {

enum class Backend { Auto, Cpu, OpenCl };

/// "auto", "cpu" or "opencl"; nullopt for anything else.
std::optional<Backend> parseBackend(std::string_view name);

/// Auto takes a GPU's OpenCL if there is one that works, else the CPU engine; an OpenCL that runs on the
/// processor (PoCL) is used only when OpenCl is asked for. Why a GPU was passed over is a line in the log.
/// @param threads for the CPU engine; 0 = one per hardware thread
/// @return Device if OpenCl was asked for and no device works; never fails otherwise
Result<std::shared_ptr<Engine>> makeEngine(Backend backend, const std::shared_ptr<LogSink>& log,
                                           unsigned threads = 0);

struct EngineChoice {
  Backend backend = Backend::Auto;
  std::optional<RenderDevice> device;  ///< this one and no other; `backend` does not matter then
  std::size_t deviceMemory = 0;  ///< bytes an OpenCL device behaves as if it had no more than; 0 = as it is
  unsigned threads = 0;          ///< of the CPU engine; 0 = one per hardware thread
  /// Given: where an OpenCL device cannot go on, the CPU engine does, and the sentence that says so comes
  /// here (FallbackEngine). Empty: such a picture is an error.
  std::function<void(const std::string&)> onFallback;
};

/// @return Device if `device`, or an OpenCL at all, was asked for and does not work
Result<std::shared_ptr<Engine>> makeEngine(const EngineChoice& choice, const std::shared_ptr<LogSink>& log);

/// True if the backend leaves the device to choose: Auto leaves every one.
bool offers(Backend backend, const RenderDevice& device);

/// What the environment variable ISOCENTER_DEVICE_MEMORY_MB holds, in bytes; null or "" = 0, no limit.
/// @return InvalidArgument for anything that is no whole number of MB from 1
Result<std::size_t> parseDeviceMemory(const char* text);

}  // namespace iso
