// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/session/loaded_series.h"
#include "core/base/cancel.h"

namespace iso::app {

/// True if the slices of a series are tilted against their stack or unevenly spaced: what regularVolume
/// mends.
bool needsRegularGrid(const LoadedSeries& series);

/// A computed volume and its automatic window, which takes too long to find for the UI thread.
struct DerivedVolume {
  VolumePtr volume;
  std::optional<WindowLevel> automatic;
};

/// A volume on a grid with even steps at right angles, computed from another. On a pool thread.
/// @return Unsupported if this build cannot
Result<DerivedVolume> regularVolume(const VolumePtr& volume, const Progress& progress,
                                    const CancelToken& cancel);

/// The computed volume as a series beside its source, named "… (resampled)"; its voxels are in no file.
LoadedSeriesPtr derivedSeries(const LoadedSeries& source, DerivedVolume made);

}  // namespace iso::app
