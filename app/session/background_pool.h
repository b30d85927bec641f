// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/base/parallel.h"

namespace iso::app {

/// Threads for what may wait: reading, thumbnails. Where all processors are busy they stand back behind those
/// that draw.
/// @param threads as ThreadPool has it
std::unique_ptr<ThreadPool> makeBackgroundPool(unsigned threads);

}  // namespace iso::app
