// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/volume/volume.h"
#include "render/scene/slice_view.h"
#include "render/scene/volume_view.h"

namespace iso::bench {

/// vtkImageReslice, linear, cubic or as a slab, on the volume's own memory.
class VtkReslice {
 public:
  /// @param view its interpolation and slab are those of all pictures
  VtkReslice(const VolumePtr& volume, const SliceView& view);
  ~VtkReslice();
  void render(const SliceView& view);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// vtkFixedPointVolumeRayCastMapper, and vtkOpenGLGPUVolumeRayCastMapper on whatever draws OpenGL here.
enum class VtkMapper { FixedPoint, OpenGl };

/// VTK's ray casting in an off-screen window. Needs an X display.
class VtkRayCast {
 public:
  static bool displayAvailable();
  VtkRayCast(VtkMapper kind, const VolumePtr& volume, const VolumeView& view);
  ~VtkRayCast();
  void render(const VolumeView& view);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace iso::bench
