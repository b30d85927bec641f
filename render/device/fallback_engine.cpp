// SPDX-License-Identifier: Apache-2.0
#include "render/device/fallback_engine.h"

#include <fmt/format.h>

#include <algorithm>
#include <utility>

namespace iso {
namespace {

/// A message without its full stop, to stand within another.
std::string clause(const Error& error) {
  std::string text = error.message;
  while (!text.empty() && (text.back() == '.' || text.back() == ' ')) text.pop_back();
  return text;
}

}  // namespace

FallbackEngine::FallbackEngine(std::unique_ptr<Engine> device,
                               std::function<std::unique_ptr<Engine>()> makeProcessor,
                               std::function<void(const std::string&)> report)
    : device_(std::move(device)),
      makeProcessor_(std::move(makeProcessor)),
      report_(std::move(report)),
      name_(device_->info().device),
      info_(device_->info()) {}

EngineInfo FallbackEngine::info() const {
  const std::lock_guard lock(infoMutex_);
  return info_;
}

void FallbackEngine::answeredBy(const Engine& engine) {
  EngineInfo now = engine.info();
  const std::lock_guard lock(infoMutex_);
  info_ = std::move(now);
}

Engine& FallbackEngine::processor() {
  if (!processor_) processor_ = makeProcessor_();
  return *processor_;
}

bool FallbackEngine::isTooLarge(Kind kind, const Together& volumes) {
  auto& known = tooLarge_[kind].volumes;
  std::erase_if(known, [](const auto& those) {
    return std::any_of(those.begin(), those.end(), [](const auto& v) { return v.expired(); });
  });
  return std::any_of(known.begin(), known.end(), [&](const auto& those) {
    return std::equal(those.begin(), those.end(), volumes.begin(), volumes.end(),
                      [](const auto& a, const VolumePtr& b) { return a.lock() == b; });
  });
}

void FallbackEngine::giveUp(Kind kind, const Together& volumes, const Error& why) {
  TooLarge& too = tooLarge_[kind];
  too.volumes.emplace_back(volumes.begin(), volumes.end());
  if (std::exchange(too.reported, true)) return;
  report_(fmt::format(
      "{} does not have enough memory; {} of series as large as this one are drawn by the processor. ({})",
      name_,
      kind == Slices    ? "slices"
      : kind == Volumes ? "3D pictures"
      : kind == Traces  ? "cinematic pictures"
                        : "fused 3D pictures",
      clause(why)));
}

void FallbackEngine::lose(const Error& why) {
  lost_ = true;
  report_(fmt::format("{} stopped answering ({}); pictures are drawn by the processor from now on.", name_,
                      clause(why)));
}

template <class T, class Call>
Result<T> FallbackEngine::answer(Kind kind, const Together& volumes, const Call& call) {
  if (!lost_ && !isTooLarge(kind, volumes)) {
    Result<T> drawn = call(*device_);
    if (drawn) {
      answeredBy(*device_);
      return drawn;
    }
    const ErrorCode code = drawn.error().code;
    if (code == ErrorCode::Device)
      lose(drawn.error());
    else if (code == ErrorCode::OutOfMemory)
      giveUp(kind, volumes, drawn.error());
    else if (code != ErrorCode::Unsupported || kind != Fusions)
      return drawn;
  }
  Result<T> drawn = call(processor());
  if (drawn) answeredBy(*processor_);
  return drawn;
}

Result<void> FallbackEngine::prepare(const VolumePtr& volume, const CancelToken& cancel) {
  if (!lost_ && !isTooLarge(Volumes, {volume})) {
    auto ready = device_->prepare(volume, cancel);
    // What does not fit is said by the picture that needs it; slices may fit where volume pictures do not.
    if (ready || ready.error().code == ErrorCode::OutOfMemory) return {};
    if (ready.error().code != ErrorCode::Device) return ready;
    lose(ready.error());
  }
  return processor().prepare(volume, cancel);
}

Result<ValueFrame> FallbackEngine::sliceValues(const VolumePtr& volume, const SliceView& view,
                                               const CancelToken& cancel) {
  return answer<ValueFrame>(Slices, {volume},
                            [&](Engine& engine) { return engine.sliceValues(volume, view, cancel); });
}

Result<ColorFrame> FallbackEngine::slice(const VolumePtr& volume, const SliceView& view,
                                         const SliceDisplay& display, const CancelToken& cancel) {
  return answer<ColorFrame>(Slices, {volume},
                            [&](Engine& engine) { return engine.slice(volume, view, display, cancel); });
}

Result<ColorFrame> FallbackEngine::volume(const VolumePtr& volume, const VolumeView& view,
                                          const CancelToken& cancel) {
  return answer<ColorFrame>(Volumes, {volume},
                            [&](Engine& engine) { return engine.volume(volume, view, cancel); });
}

Result<ColorFrame> FallbackEngine::fused(const FusedView& view, const CancelToken& cancel) {
  Together volumes;
  for (const VolumeLayer& layer : view.layers) volumes.push_back(layer.volume);
  return answer<ColorFrame>(Fusions, volumes, [&](Engine& engine) { return engine.fused(view, cancel); });
}

Result<void> FallbackEngine::trace(const VolumePtr& volume, const VolumeView& view, int until,
                                   PathFrame& frame, const CancelToken& cancel) {
  bool broken = false;
  return answer<void>(Traces, {volume}, [&](Engine& engine) {
    // A device that broke may have left sums that do not belong to the paths counted.
    if (std::exchange(broken, true)) frame = {};
    return engine.trace(volume, view, until, frame, cancel);
  });
}

}  // namespace iso
