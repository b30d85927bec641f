// SPDX-License-Identifier: Apache-2.0
#include "app/session/background_pool.h"

#include <thread>

#ifdef __linux__
#include <sys/resource.h>
#endif

namespace iso::app {

std::unique_ptr<ThreadPool> makeBackgroundPool(unsigned threads) {
  std::unique_ptr<ThreadPool> pool;
#ifdef __linux__
  // Linux keeps a niceness for each thread, which the threads that it starts inherit.
  std::thread([&] {
    (void)::setpriority(PRIO_PROCESS, 0, 10);
    pool = std::make_unique<ThreadPool>(threads);
  }).join();
#else
  pool = std::make_unique<ThreadPool>(threads);
#endif
  return pool;
}

}  // namespace iso::app
