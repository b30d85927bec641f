// SPDX-License-Identifier: Apache-2.0
#include "tests/render/scheduler/fake_engine.h"

#include <algorithm>
#include <chrono>

#include "tests/render/support/white_paths.h"

namespace iso::test {

Result<ValueFrame> FakeEngine::sliceValues(const VolumePtr&, const SliceView&, const CancelToken&) {
  return fail(ErrorCode::Unsupported, "Not used.");
}

Result<ColorFrame> FakeEngine::slice(const VolumePtr&, const SliceView& view, const SliceDisplay&,
                                     const CancelToken& cancel) {
  return draw(view.center.mm.x(), view.width, view.height, cancel);
}

Result<ColorFrame> FakeEngine::volume(const VolumePtr&, const VolumeView& view, const CancelToken& cancel) {
  return draw(view.camera.focalPoint.mm.x(), view.width, view.height, cancel, 0, 0, view.draft);
}

Result<ColorFrame> FakeEngine::fused(const FusedView& view, const CancelToken& cancel) {
  return draw(view.camera.focalPoint.mm.x(), view.width, view.height, cancel);
}

Result<void> FakeEngine::trace(const VolumePtr&, const VolumeView& view, int until, PathFrame& frame,
                               const CancelToken& cancel) {
  const auto drawn =
      draw(view.camera.focalPoint.mm.x(), view.width, view.height, cancel, until, frame.complete());
  if (!drawn) return tl::make_unexpected(drawn.error());
  whitePaths(view, until, frame);
  return {};
}

Result<ColorFrame> FakeEngine::draw(double tag, int width, int height, const CancelToken& cancel, int until,
                                    int had, bool draft) {
  std::unique_lock lock(mutex_);
  const std::size_t index = calls_.size();
  calls_.push_back({tag, width, height, false, until, had, draft});
  changed_.notify_all();
  // The token is a bare flag, so it has to be looked at now and then.
  while (gated_ && allowed_ == 0 && !cancel.cancelled())
    changed_.wait_for(lock, std::chrono::milliseconds(1));
  if (gated_ && allowed_ == 0) {
    calls_[index].cancelled = true;
    return fail(ErrorCode::Cancelled, "Cancelled.");
  }
  if (gated_) --allowed_;
  if (failing_) return fail(error_, "The device is gone.");
  return ColorFrame{width, height, {}, {}};
}

void FakeEngine::release(int pictures) {
  std::lock_guard lock(mutex_);
  allowed_ += pictures;
  changed_.notify_all();
}

void FakeEngine::waitForCalls(std::size_t count) {
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [&] { return calls_.size() >= count; });
}

std::vector<FakeEngine::Call> FakeEngine::calls() const {
  std::lock_guard lock(mutex_);
  return calls_;
}

void FakeEngine::failWith(ErrorCode code) {
  std::lock_guard lock(mutex_);
  failing_ = true;
  error_ = code;
}

}  // namespace iso::test
