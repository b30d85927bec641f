// SPDX-License-Identifier: Apache-2.0
#include "render/device/make_engine.h"

#include <fmt/format.h>

#include <charconv>

#include "render/cpu/cpu_engine.h"
#include "render/device/fallback_engine.h"
#include "render/opencl/opencl_engine.h"

namespace iso {
namespace {

OpenClChoice openClChoice(const EngineChoice& choice) {
  OpenClChoice out;
  out.memoryLimit = choice.deviceMemory;
  if (choice.device)
    out.index = choice.device->openClIndex;
  else if (choice.backend == Backend::Auto)
    out.kind = OpenClDeviceKind::GpuOnly;
  return out;
}

}  // namespace

std::optional<Backend> parseBackend(std::string_view name) {
  if (name == "auto") return Backend::Auto;
  if (name == "cpu") return Backend::Cpu;
  if (name == "opencl") return Backend::OpenCl;
  return std::nullopt;
}

bool offers(Backend backend, const RenderDevice& device) {
  return backend == Backend::Auto ||
         (backend == Backend::Cpu) == (device.kind == RenderDevice::Kind::Processor);
}

Result<std::shared_ptr<Engine>> makeEngine(Backend backend, const std::shared_ptr<LogSink>& log,
                                           unsigned threads) {
  EngineChoice choice;
  choice.backend = backend;
  choice.threads = threads;
  return makeEngine(choice, log);
}

Result<std::shared_ptr<Engine>> makeEngine(const EngineChoice& choice, const std::shared_ptr<LogSink>& log) {
  const auto processor = [threads = choice.threads] { return makeCpuEngine(threads); };
  const bool openCl =
      choice.device ? choice.device->kind != RenderDevice::Kind::Processor : choice.backend != Backend::Cpu;
  if (openCl) {
    auto engine = makeOpenClEngine(openClChoice(choice), log);
    if (engine && choice.onFallback)
      return std::shared_ptr<Engine>(
          std::make_shared<FallbackEngine>(std::move(*engine), processor, choice.onFallback));
    if (engine) return std::shared_ptr<Engine>(std::move(*engine));
    if (choice.device || choice.backend == Backend::OpenCl) return tl::make_unexpected(engine.error());
    log->write(LogLevel::Info, fmt::format("No GPU is used: {}", engine.error().message));
  }
  return std::shared_ptr<Engine>(processor());
}

Result<std::size_t> parseDeviceMemory(const char* text) {
  if (text == nullptr || *text == '\0') return std::size_t{0};
  constexpr std::size_t kMost = std::size_t{1} << 40;  // MB
  const std::string_view all(text);
  std::size_t megabytes = 0;
  const auto [end, error] = std::from_chars(all.data(), all.data() + all.size(), megabytes);
  if (error != std::errc{} || end != all.data() + all.size() || megabytes < 1 || megabytes > kMost)
    return fail(
        ErrorCode::InvalidArgument,
        fmt::format("ISOCENTER_DEVICE_MEMORY_MB takes a whole number of MB; \"{}\" is not that.", all));
  return megabytes << 20;
}

}  // namespace iso
