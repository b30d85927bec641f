// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <QImage>
#include <optional>

#include "core/study/study.h"

namespace iso::app {

/// The middle slice of a volume (of its first phase) as a volume of its own: reading it costs one file.
VolumeDescription middleSlice(const VolumeDescription& description);

/// Slice 0 of a volume as a picture that fits into side × side pixels, square in mm, each pixel the mean of
/// the voxels under it. Runs on any thread.
/// @param window nullopt = automatic over the slice; ignored for colour
QImage thumbnail(const Volume& volume, const std::optional<WindowLevel>& window, bool inverted, int side);

}  // namespace iso::app
