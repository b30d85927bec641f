// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "core/volume/volume.h"
#include "core/volume/voxel_mask.h"
#include "render/scene/slice_view.h"
#include "render/scene/volume_view.h"

namespace iso::test {

struct NamedGeometry {
  std::string name;
  VolumeGeometry geometry;
};

/// Small volumes of every kind: odd sizes, anisotropic, oblique, sheared, uneven, single slice, one voxel.
std::vector<NamedGeometry> testGeometries();

/// Voxels drawn evenly from the type's whole range (float: −1000…1000), the same for the same seed.
VolumePtr randomVolume(VoxelType type, const VolumeGeometry& geometry, unsigned seed = 1,
                       std::vector<Rescale> rescales = {Rescale{}});

/// One value per voxel (rounded and clamped to the type) from its index.
VolumePtr filledVolume(VoxelType type, const VolumeGeometry& geometry,
                       const std::function<double(int i, int j, int k)>& value,
                       std::vector<Rescale> rescales = {Rescale{}});

/// Smooth waves along all axes, values 0 to 240.
VolumePtr waveVolume(const VolumeGeometry& geometry, VoxelType type = VoxelType::Int16,
                     std::vector<Rescale> rescales = {Rescale{}});

/// Volumes half of whose voxels are padding (stored −2000…−1990; 0 of unsigned ones): of one rescale and of
/// one for each slice, even and uneven.
std::vector<VolumePtr> paddedVolumes();
/// Inverted, in colour, and with a window that padding lies in.
std::vector<SliceDisplay> paddedDisplays();

/// size³ voxels of 1 mm around the origin: 1000 inside the radius, 0 outside, a linear edge 2 mm wide.
VolumePtr sphereVolume(int size, double radiusMm);

/// Hides the voxels for which `hidden` says so.
std::shared_ptr<const VoxelMask> maskWhere(const Size3& size,
                                           const std::function<bool(int i, int j, int k)>& hidden);
/// Rounded pieces all over a volume, and its last quarter along i: about half of the voxels.
std::shared_ptr<const VoxelMask> carvedMask(const Size3& size);

/// Slice views through a volume: axial, coronal, sagittal, double-oblique, magnified, and one partly outside.
std::vector<SliceView> testSliceViews(const VolumeGeometry& geometry, int width, int height);

/// A few volume views, parallel and perspective, axis-aligned and oblique.
std::vector<VolumeView> testVolumeViews(const VolumeGeometry& geometry, const VolumePreset& preset, int width,
                                        int height);

/// Composite, shaded, three-point ramp between two values.
VolumePreset rampPreset(double low, double high, double opacity = 0.3);
VolumePreset maximumPreset(double low, double high);

}  // namespace iso::test
