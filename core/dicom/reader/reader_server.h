// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <chrono>
#include <cstddef>

namespace iso {

struct ReaderLimits {
  std::size_t memory = 0;  ///< bytes of address space, 0 = no limit
  /// A request that takes longer ends the process, should nobody be left to end it.
  std::chrono::seconds request{120};
};

/// The life of a reader process: answers what comes over the socket until the other end closes it.
/// @return the process's exit code
int serveReader(int socket, const ReaderLimits& limits);

}  // namespace iso
