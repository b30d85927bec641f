// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>
#include <vector>

#include "core/base/error.h"
#include "core/display/window_level.h"
#include "core/geometry/points.h"

namespace iso::cli {

/// "x,y,z" in mm, LPS. @return InvalidArgument with a sentence that shows what was expected
Result<Vector3> parseVector(const std::string& text, const std::string& option);

/// "1024x768", each 1…16384.
struct PictureSize {
  int width = 0, height = 0;
};
Result<PictureSize> parseSize(const std::string& text);

/// "C:W", or the name of one of the modality's presets, ignoring case.
Result<WindowLevel> parseWindow(const std::string& text, const std::string& modality);

bool sameIgnoringCase(const std::string& a, const std::string& b);

}  // namespace iso::cli
