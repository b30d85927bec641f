// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/base/error.h"
#include "core/volume/volume.h"
#include "render/opencl/cl_api.h"
#include "render/scene/slice_view.h"
#include "render/scene/volume_view.h"

namespace iso {

/// SliceParams of kernels/slices.cl, member for member.
struct ClSliceParams {
  cl_long origin[3], right[3], down[3], layer[3];
  cl_long slack, snap;
  cl_int size[3];
  cl_int shift;
  cl_int width, height;
  cl_int nearest, cubic, uneven, perSlice, sigmoid;
  cl_float low, scale;
  cl_uint outside;
  cl_int hides;
  cl_float hiddenLow, hiddenHigh;
  cl_int layers, projection;
  cl_int padding;
};
static_assert(sizeof(ClSliceParams) == 14 * 8 + 20 * 4);

/// VolumeParams of kernels/volumes.cl, member for member.
struct ClVolumeParams {
  cl_float origin[3], right[3], down[3];
  cl_float forward[3], eye[3];
  cl_float direction[3], directionRight[3], directionDown[3];
  cl_float eyeDistance, pixel, centerX, centerY;
  cl_float top[3];
  cl_float gradient[9];
  cl_float step;
  cl_float tableLow, tableScale;
  cl_float ambient, diffuse, specular, power;
  cl_float background[4];
  cl_float greatest;
  cl_int size[3], bricks[3];
  cl_int tableLast, shaded, uneven, perSlice, width, height;
  cl_int mode;
  cl_float isovalue;
  cl_int fixedLight;
  cl_float light[3];
  cl_int jitter, preintegrated, weighted;
  cl_float integralLow, integralScale, quantum;
  cl_int integralLast;
  cl_float weightLow, weightScale;
  cl_int weightLast;
  cl_int lit;
  cl_int lightSize[3];
  cl_float lightSide, away, occlusion;
  cl_int shadows;
  cl_int surfaces;
  cl_int clipCount;
  cl_float clips[4 * kMostClipPlanes];
};
static_assert(sizeof(ClVolumeParams) == (64 + 3 + 48 + 23) * 4);

/// Positions of a slice's pixels in fixed point; display is left at zero.
/// @return InvalidArgument for a view without pixels, a slab that means nothing or of a colour image,
/// positions without finite numbers, or absurdly far away
Result<ClSliceParams> sliceParams(const Volume& volume, const SliceView& view);
void setDisplay(ClSliceParams& params, const Volume& volume, const SliceDisplay& display);

/// True positions of an uneven stack's slices in median steps as fixed point with `shift` fraction bits;
/// one zero for an even stack.
std::vector<cl_long> fixedCuts(const VolumeGeometry& geometry, int shift);
/// The same as floats.
std::vector<float> floatCuts(const VolumeGeometry& geometry);
/// For each slice 1 / (distance of its upper from its lower neighbour in median steps).
std::vector<float> sliceSlopes(const VolumeGeometry& geometry);
/// Slope and intercept, one pair for all slices or one each, for voxels lessened by the kernels' PIVOT.
std::vector<cl_float2> rescaleTable(const Volume& volume);

/// Camera, geometry, step, shading, light and background; tables, bricks, light volume and greatest value are
/// left at zero.
/// @return InvalidArgument as for slices, or for an Rgb8 volume
Result<ClVolumeParams> volumeParams(const Volume& volume, const VolumeView& view);

}  // namespace iso
