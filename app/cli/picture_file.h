// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <filesystem>

#include "core/base/error.h"
#include "render/scene/frame.h"
#include "render/scene/slice_view.h"

namespace iso::cli {

/// An 8-bit PNG; with an alpha channel only where something is transparent.
/// @return Io naming the file
Result<void> writePng(const ColorFrame& frame, const std::filesystem::path& path);

/// Modality values as a two-dimensional float NRRD with its place in the patient (LPS mm), little endian,
/// not compressed.
Result<void> writeNrrd(const ValueFrame& frame, const SliceView& view, const std::filesystem::path& path);
/// The same of a picture that lies in no plane: with the side of its pixels, without a place.
Result<void> writeNrrd(const ValueFrame& frame, double pixelMm, const std::filesystem::path& path);

}  // namespace iso::cli
