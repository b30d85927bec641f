// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <Eigen/Geometry>
#include <cstddef>
#include <memory>
#include <optional>
#include <vector>

#include "core/base/error.h"
#include "core/display/color_map.h"
#include "core/display/volume_preset.h"
#include "core/volume/volume.h"
#include "core/volume/voxel_mask.h"
#include "render/scene/volume_view.h"

namespace iso {

/// One of the volumes of a fused picture, with a look of its own.
struct VolumeLayer {
  VolumePtr volume;
  /// Composite, MaximumIntensity, MinimumIntensity or MeanIntensity; not relative (see `resolved`).
  VolumePreset preset;
  /// From the layer's patient space to the picture's (LPS mm both); identity where they share a frame of
  /// reference.
  Eigen::Affine3d toBase = Eigen::Affine3d::Identity();
  /// Voxels of this layer as if they were not there; null = all are shown.
  std::shared_ptr<const VoxelMask> hidden;
};

/// Several volumes in one picture, see Engine::fused. Camera, clip planes and light are in the base's patient
/// space, to which the layers' transforms lead.
struct FusedView {
  Camera camera;
  int width = 0, height = 0;     ///< pixels, 1…16384
  std::vector<ClipPlane> clips;  ///< of all layers; at most kMostClipPlanes
  double stepMm = 0.0;           ///< between samples along the ray; 0 = see `sampleStep`
  Rgba8 background{0, 0, 0, 255};
  /// Towards a distant light, LPS, of any length but 0; none = the light is at the eye.
  std::optional<Vector3> light;
  std::vector<VolumeLayer> layers;  ///< 1…kMostLayers
};

constexpr std::size_t kMostLayers = 4;

/// @return InvalidArgument, with a sentence, for a picture size, camera, step, clip plane or light that means
/// nothing; for no layer or more than kMostLayers; for a layer without a volume or with a colour one, with a
/// relative or isosurface preset, a transform that is not finite or not invertible, or a mask of another size
Result<void> checkView(const FusedView& view);

/// Where a layer's voxels lie in the base's patient space: the same grid, moved (and, where the transform
/// scales or shears, scaled and sheared). The transform must be one that `checkView` lets pass.
VolumeGeometry geometryInBase(const VolumeLayer& layer);

/// The view's step, or the smallest of the layers' own (half the smallest voxel spacing, in the base's mm)
/// where it gives none. The view must be one that `checkView` lets pass.
double sampleStep(const FusedView& view);

/// The picture of one layer alone, for `geometryInBase`, with the step of all.
VolumeView viewOfLayer(const FusedView& view, std::size_t layer);

}  // namespace iso
