// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace iso {

/// Bytes of memory this machine has; 0 if the system does not say.
std::size_t machineMemory();

}  // namespace iso
