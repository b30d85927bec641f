// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "core/base/cancel.h"
#include "core/base/error.h"
#include "core/geometry/volume_geometry.h"
#include "core/volume/volume.h"

namespace iso {

struct RegularGridOptions {
  /// Distance between the new slices in mm; 0 = the stack's median perpendicular distance.
  double stepMm = 0.0;
};

/// The even, orthogonal grid (LPS mm) that covers a stack: rows and columns as they are with their spacing,
/// slices along the slices' normal, and every voxel centre of the stack inside the box of its voxel centres.
/// It begins at the stack's lowest slice along the normal, and where the stack is not sheared its rows and
/// columns are the stack's own.
/// @return InvalidArgument for a step that is negative, not a number, or too small for the stack's length
Result<VolumeGeometry> regularGeometry(const VolumeGeometry& stack, const RegularGridOptions& options);

/// A tilted or unevenly spaced stack on its regular grid. Modality values are sampled linearly between the
/// eight neighbours at the new voxels' true positions, each with its own slice's rescale. Within half a voxel
/// beyond the outermost voxel centres the value at the edge holds, as it does everywhere in Isocenter;
/// farther out is the volume's lowest value (air in a CT). Nothing is extrapolated.
/// Voxels keep their type where all slices share one rescale, rounded to the nearest stored value; otherwise
/// they become float32 modality values. A volume that is even and orthogonal already, at the step asked for,
/// is returned as it is.
/// @param progress from ITK's threads, one call at a time; may be empty
/// @return Unsupported for colour; InvalidArgument as above; OutOfMemory; Cancelled
Result<VolumePtr> resampleRegular(const VolumePtr& volume, const RegularGridOptions& options,
                                  const Progress& progress, const CancelToken& cancel);

}  // namespace iso
