// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "render/cpu/slice_kernel.h"
#include "render/cpu/slice_lookup.h"
#include "render/cpu/transfer_table.h"
#include "render/engine/brick_map.h"
#include "render/engine/light_volume.h"
#include "render/scene/frame.h"
#include "render/scene/transfer_integral.h"
#include "render/scene/volume_view.h"

namespace iso {

/// All that is common to the rays of one picture. Positions are in index space ("k" in mm along the axis
/// for an uneven stack), relative to nothing: floats suffice for a picture.
struct VolumeJob {
  VoxelSource source;
  const BrickMap* bricks = nullptr;
  const std::uint16_t* skip = nullptr;  ///< Composite: see skipMap
  const TransferTable* table = nullptr;
  const SliceLookup* uneven = nullptr;
  VolumeMode mode = VolumeMode::Composite;
  float isovalue = 0.0f;                  ///< Isosurface
  bool fixedLight = false;                ///< else it is at the eye
  float light[3] = {0, 0, 0};             ///< unit, patient, towards it
  const LightVolume* lighting = nullptr;  ///< null = all places are in full light
  float occlusion = 0.0f;                 ///< see VolumeView
  bool shadows = false;
  bool jitter = false;
  bool preintegrated = false;
  const TransferIntegral* integral = nullptr;  ///< where preintegrated, or with weights
  const GradientTable* weights = nullptr;      ///< null = none
  const std::uint8_t* hidden = nullptr;        ///< VoxelMask::words, and 4 bytes more; null = nothing is
  int hiddenRowBytes = 0;
  float box[3] = {0, 0, 0};  ///< the ray's space: 0 … box along each axis
  int width = 0, height = 0;
  float step = 1.0f;  ///< mm
  /// Pixel (x, y) sees along a ray through base + x · perX + y · perY on the plane through the focal
  /// point: a position in index space, and the ray's direction in patient mm (not of unit length in
  /// perspective, where it is the vector from the eye).
  Vector3 position, positionX, positionY;
  Vector3 direction, directionX, directionY;
  Matrix3 toIndex;  ///< patient vector → index vector (k in mm for an uneven stack)
  Vector3 forward;  ///< unit, for depth
  bool perspective = false;
  /// Half-spaces that are shown: normal · position + offset ≥ 0 in index space.
  struct Clip {
    float normal[3], offset;
  };
  Clip clips[kMostClipPlanes] = {};
  int clipCount = 0;
  Rgba8 background;
  /// Where rays end, as ColorFrame::depth, and what is seen there instead of the background; null = no
  /// surface.
  const float* surfaceDepth = nullptr;
  const Rgba8* surfaceColors = nullptr;
  Rgba8* pixels = nullptr;
  float* depth = nullptr;
};

/// Renders pixels [x0, x1) × [y0, y1).
void renderVolumeTile(const VolumeJob& job, int x0, int y0, int x1, int y1);
/// The part of renderVolumeTile for jobs with hidden voxels.
void renderMaskedTile(const VolumeJob& job, int x0, int y0, int x1, int y1);

}  // namespace iso
