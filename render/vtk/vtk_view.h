// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <vtkSmartPointer.h>

#include "core/volume/volume.h"

class vtkImageData;

namespace iso {

/// A VTK image on the volume's own memory: stored voxels, geometry with direction matrix (a shear is kept
/// in it; uneven slice distances are not, VTK knows only the median step). No voxel is copied, and the
/// volume lives as long as the image's scalars do. VTK must not write to it.
vtkSmartPointer<vtkImageData> vtkView(const VolumePtr& volume);

}  // namespace iso
