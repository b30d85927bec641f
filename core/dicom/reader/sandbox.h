// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>

namespace iso {

/// Gives up, for the rest of this process's life, everything that reading already open files does not need:
/// no network, no opening of files (what is open stays as it was opened), no other programs, no more than
/// `memory` bytes of address space (0 = no limit). Does what the system offers of it, and nothing in a build
/// with sanitizers, which need more.
void enterSandbox(std::size_t memory);

}  // namespace iso
