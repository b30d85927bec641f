// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "render/engine/engine.h"

namespace iso {

/// An engine on the processor: SIMD kernels chosen at run time (SSE4, AVX2, AVX-512), tiles on all threads.
/// @param threads 0 = one per hardware thread
std::unique_ptr<Engine> makeCpuEngine(unsigned threads = 0);

}  // namespace iso
