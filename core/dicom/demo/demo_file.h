// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/dicom/demo/demo_plan.h"

namespace iso {

/// One slice ready to be written.
struct DemoSlice {
  int index = 0;
  std::vector<std::uint16_t> pixels;
  double slope = 1.0;
  double intercept = 0.0;
  double largest = 0.0;  ///< largest modality value of the slice
};

/// Writes one instance under a temporary name, then renames it.
Result<void> writeDemoFile(const std::filesystem::path& file, const DemoSeries& series,
                           const DemoSlice& slice);

/// Writes text the same way.
Result<void> writeTextFile(const std::filesystem::path& file, const std::string& text);

}  // namespace iso
