// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>

#include "core/base/parallel.h"
#include "core/phantom/phantom_field.h"
#include "core/volume/volume.h"

namespace iso {

/// A regular grid of samples: columns of `axes` are the steps in mm along column, row, slice.
struct SampleGrid {
  Size3 size{1, 1, 1};
  Matrix3 axes = Matrix3::Identity();
  PatientPoint origin;
};

/// Box around a grid, some millimetres wider.
PhantomField::Box boundsOf(const SampleGrid& grid);

/// Values of slice k, without noise. @param out size[0] × size[1] floats, column index fastest
void sampleSlice(const PhantomField& field, Channel channel, const SampleGrid& grid, int k, float* out);

/// Adds noise as a CT's: about normal, correlated over neighbouring pixels, stronger in the middle of the
/// body and at the shoulders. The same for the same seed and slice.
/// @param deviation in HU, in the middle of the trunk
void addCtNoise(float* slice, const SampleGrid& grid, int k, std::uint64_t seed, float deviation);

/// A CT of the phantom patient in memory: int16 HU from −1024 to 3071, with noise of about 10 HU.
/// @param size columns, rows, slices  @param spacing mm  @param origin centre of voxel (0, 0, 0)
/// @return InvalidArgument for a size below 1 or a spacing not above 0; OutOfMemory
Result<VolumePtr> makePhantomCt(Size3 size, const Vector3& spacing, const PatientPoint& origin,
                                std::uint64_t seed, ThreadPool& pool);

/// The grid every benchmark uses: 512 × 512 × 400 voxels of 0.8 × 0.8 × 1 mm from the vertex of the skull
/// to the lower ribs, arms included.
SampleGrid benchmarkGrid();

}  // namespace iso
