// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <vector>

#include "core/volume/volume.h"
#include "render/scene/frame.h"
#include "render/scene/slice_view.h"
#include "render/scene/volume_view.h"

/// What the engines' docstring (render/engine/engine.h) says, once more, in double precision, sample by
/// sample and without any cleverness. Shares no arithmetic with the engines or with core's geometry.
///
/// Where the docstring leaves a rounding error room to decide, the reference says:
///  - half-voxel rims and ties have 1e-6 of a voxel of slack (as Volume::nearestVoxel), ties go down;
///  - cubic: a position less than 2⁻²⁶ of a voxel below a voxel is on it (its 2×2×2 neighbours are those
///  above);
///  - the rays' box is 1e-4 of a voxel wider on each side, so that a ray along a face is inside; samples
///    are clamped back to the outermost centres;
///  - a ray of length L inside the box has floor(L / step + 1/2) samples; perspective rays start at the eye;
///  - the gradient along an uneven stack's axis is (f[k+1] − f[k−1]) / (their true distance), missing
///    neighbours repeat the outermost slice at the nearest pair's distance;
///  - depth: the first sample at which the accumulated opacity reaches 0.5 (render/scene/frame.h);
///  - a NaN sample is invisible, and a hidden one is as if it were NaN.
namespace iso::test {

/// Value at a continuous index (i, j, k): linear or nearest, rescaled; NaN more than half a voxel outside.
/// @param channel colour component of Rgb8 (0…2; no rescale), −1 for scalar values
double referenceValue(const Volume& volume, const Vector3& index, Interpolation interpolation,
                      int channel = -1);

/// Continuous index of a patient position (true slice positions where the stack is uneven).
Vector3 referenceIndex(const VolumeGeometry& geometry, const Vector3& patientMm);

/// width × height values, NaN outside.
std::vector<double> referenceSliceValues(const Volume& volume, const SliceView& view);
ColorFrame referenceSlice(const Volume& volume, const SliceView& view, const SliceDisplay& display);

/// Of a pixel of a volume or fused picture, in patient mm; no sample lies before `nearest` along it.
struct ReferenceRay {
  Vector3 origin, direction;  ///< direction unit
  double nearest;
  Vector3 at(double t) const { return origin + t * direction; }
};
ReferenceRay referenceRay(const Camera& camera, int width, int height, int x, int y);
/// Premultiplied light over a background, as straight bytes.
Rgba8 referenceOver(const std::array<double, 3>& light, double alpha, const Rgba8& background);

/// Gradient of the value in units per mm, patient axes, at a continuous index.
Vector3 referenceGradient(const Volume& volume, const Vector3& index);
ColorFrame referenceVolume(const Volume& volume, const VolumeView& view);

}  // namespace iso::test
