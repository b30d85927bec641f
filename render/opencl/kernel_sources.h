// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string_view>
#include <vector>

namespace iso {

/// A kernel file as it was when the program was built.
struct KernelSource {
  std::string_view name, text, sha256;
};

/// All files of kernels/, in the order they are compiled together. Generated (cmake/EmbedKernels.cmake).
std::vector<KernelSource> kernelSources();

}  // namespace iso
