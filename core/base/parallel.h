// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <condition_variable>
#include <cstddef>
#include <deque>
#include <functional>
#include <mutex>
#include <thread>
#include <vector>

namespace iso {

/// A fixed set of worker threads. Tasks must not throw. Destruction finishes what is queued.
class ThreadPool {
 public:
  /// @param threads worker count; 0 = one per hardware thread
  explicit ThreadPool(unsigned threads = 0);
  ~ThreadPool();
  ThreadPool(const ThreadPool&) = delete;
  ThreadPool& operator=(const ThreadPool&) = delete;

  unsigned size() const { return static_cast<unsigned>(workers_.size()); }

  /// Queues one task; returns at once.
  void post(std::function<void()> task);

  /// Calls body(i) for every i in [0, count), on the workers and the calling thread, and returns when all
  /// are done. Indices are handed out one at a time in rising order, so early ones finish first. May be
  /// called from several threads at once and from inside a task.
  void parallelFor(std::size_t count, const std::function<void(std::size_t)>& body);

 private:
  void work();

  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<std::function<void()>> queue_;
  std::vector<std::thread> workers_;
  bool stopping_ = false;
};

}  // namespace iso
