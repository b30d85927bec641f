// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <atomic>
#include <functional>
#include <memory>

namespace iso {

/// Shared flag between who waits for work and who does it. Copies refer to the same flag; thread-safe.
class CancelToken {
 public:
  CancelToken() : flag_(std::make_shared<std::atomic<bool>>(false)) {}
  void cancel() const { flag_->store(true, std::memory_order_relaxed); }
  bool cancelled() const { return flag_->load(std::memory_order_relaxed); }

 private:
  std::shared_ptr<std::atomic<bool>> flag_;
};

/// Called with the fraction done, 0…1, from any worker thread; never concurrently with itself.
using Progress = std::function<void(double)>;

}  // namespace iso
