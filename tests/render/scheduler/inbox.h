// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <functional>
#include <mutex>
#include <vector>

#include "render/engine/render_scheduler.h"

namespace iso::test {

/// What was delivered, in order, readable from the test's thread.
class Inbox {
 public:
  std::function<void(RenderedFrame)> door() {
    return [this](RenderedFrame frame) {
      std::lock_guard lock(mutex_);
      frames_.push_back(std::move(frame));
      changed_.notify_all();
    };
  }
  std::vector<RenderedFrame> waitFor(std::size_t count) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] { return frames_.size() >= count; });
    return frames_;
  }
  std::vector<RenderedFrame> waitForSerial(std::uint64_t serial) {
    std::unique_lock lock(mutex_);
    changed_.wait(lock, [&] {
      for (const auto& f : frames_)
        if (f.serial == serial && f.final) return true;
      return false;
    });
    return frames_;
  }
  std::vector<RenderedFrame> frames() {
    std::lock_guard lock(mutex_);
    return frames_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<RenderedFrame> frames_;
};

}  // namespace iso::test
