// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "render/opencl/opencl_engine.h"

namespace iso::test {

/// A new OpenCL engine on any device, its compiled programs kept in `cacheFolder` (empty = a folder of this
/// test program's own). nullptr after a printed line where the machine has no OpenCL at all.
std::unique_ptr<Engine> newOpenClEngine(const std::filesystem::path& cacheFolder = {});

/// One engine shared by the test program's cases; may be nullptr as above.
Engine* openClEngine();

}  // namespace iso::test
