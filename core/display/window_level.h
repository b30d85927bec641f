// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <string>

#include "core/volume/volume.h"

namespace iso {

/// How a window maps values to grey (DICOM PS3.3 C.11.2.1.2 and C.11.2.1.3).
enum class VoiFunction { Linear, LinearExact, Sigmoid };

/// A grey window in modality values. What the program itself offers is LinearExact; a file's own windows
/// keep the function the file names (Linear when it names none).
struct WindowLevel {
  double center = 0.0;
  double width = 1.0;  ///< > 0; Linear needs >= 1
  VoiFunction function = VoiFunction::LinearExact;
  friend bool operator==(const WindowLevel&, const WindowLevel&) = default;
};

/// Grey fraction 0…1 of a modality value; NaN gives 0.
double windowed(const WindowLevel& window, double value);

/// For the two linear functions: fraction = value × scale + offset, clamped to 0…1. Sigmoid windows are
/// sampled into a table by the engines instead.
struct LinearWindow {
  double scale = 1.0;
  double offset = 0.0;
};
LinearWindow linearWindow(const WindowLevel& window);

/// A window over the volume's values that leaves out the darkest and brightest `tail` of its voxels,
/// counted on a regular sub-sample of at most about a million voxels. Air-like lowest values (the most
/// frequent value at the low end) are not counted. Falls back to the full range of a flat volume.
WindowLevel automaticWindow(const Volume& volume, double tail = 0.005);

}  // namespace iso
