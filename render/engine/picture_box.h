// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <cstddef>

#include "core/volume/volume.h"
#include "render/scene/slice_view.h"

namespace iso {

/// Voxels from `first` to `last` along each axis, both included.
struct IndexBox {
  std::array<int, 3> first{}, last{};

  Size3 size() const { return {last[0] - first[0] + 1, last[1] - first[1] + 1, last[2] - first[2] + 1}; }
  bool contains(const IndexBox& other) const;
  friend bool operator==(const IndexBox&, const IndexBox&) = default;
};

/// Bytes of the box's voxels.
std::size_t boxBytes(const Volume& volume, const IndexBox& box);

/// Voxels that decide a slice's picture, whatever the interpolation: those it reads, and where it lies beyond
/// the volume the outermost ones. Never empty; at least two slices of an uneven stack.
/// @param samples of the view's slab
IndexBox pictureBox(const VolumeGeometry& geometry, const SliceView& view, const SlabSamples& samples);

/// A volume of the box's voxels alone, copied, each where it was in the patient. A slice whose pictureBox it
/// holds is the same picture of both.
/// @return OutOfMemory
Result<VolumePtr> cropped(const Volume& volume, const IndexBox& box);

/// A rectangle of a view's pixels as a view of its own.
SliceView partOf(const SliceView& view, int x, int y, int width, int height);

}  // namespace iso
