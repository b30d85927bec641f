// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "app/session/loaded_series.h"
#include "core/base/cancel.h"

namespace iso::app {

/// True if the slices of a series are tilted against their stack or unevenly spaced: what regularVolume
/// mends.
bool needsRegularGrid(const LoadedSeries& series);

/// A volume on a grid with even steps at right angles, computed from another. On a pool thread.
/// @return Unsupported if this build cannot
Result<VolumePtr> regularVolume(const VolumePtr& volume, const Progress& progress, const CancelToken& cancel);

/// The computed volume as a series beside its source, named "… (resampled)"; its voxels are in no file.
LoadedSeriesPtr derivedSeries(const LoadedSeries& source, VolumePtr volume);

}  // namespace iso::app
