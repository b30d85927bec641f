// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/volume/volume.h"
#include "render/scene/slice_view.h"
#include "render/scene/volume_view.h"

namespace iso::bench {

/// vtkImageReslice, linear or cubic, on the volume's own memory.
class VtkReslice {
 public:
  VtkReslice(const VolumePtr& volume, bool cubic);
  ~VtkReslice();
  void render(const SliceView& view);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

/// vtkFixedPointVolumeRayCastMapper in an off-screen window. Needs an X display.
class VtkRayCast {
 public:
  static bool displayAvailable();
  VtkRayCast(const VolumePtr& volume, const VolumeView& view);
  ~VtkRayCast();
  void render(const VolumeView& view);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace iso::bench
