// SPDX-License-Identifier: Apache-2.0
#include "render/device/make_engine.h"

#include <fmt/format.h>

#include "render/cpu/cpu_engine.h"
#include "render/opencl/opencl_engine.h"

namespace iso {

std::optional<Backend> parseBackend(std::string_view name) {
  if (name == "auto") return Backend::Auto;
  if (name == "cpu") return Backend::Cpu;
  if (name == "opencl") return Backend::OpenCl;
  return std::nullopt;
}

Result<std::shared_ptr<Engine>> makeEngine(Backend backend, const std::shared_ptr<LogSink>& log,
                                           unsigned threads) {
  if (backend != Backend::Cpu) {
    const auto kind = backend == Backend::OpenCl ? OpenClDeviceKind::Any : OpenClDeviceKind::GpuOnly;
    auto engine = makeOpenClEngine(kind, log);
    if (engine) return std::shared_ptr<Engine>(std::move(*engine));
    if (backend == Backend::OpenCl) return tl::make_unexpected(engine.error());
    log->write(LogLevel::Info, fmt::format("No GPU is used: {}", engine.error().message));
  }
  return std::shared_ptr<Engine>(makeCpuEngine(threads));
}

}  // namespace iso
