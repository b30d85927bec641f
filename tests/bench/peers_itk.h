// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "core/volume/volume.h"
#include "render/scene/slice_view.h"

namespace iso::bench {

/// itk::ResampleImageFilter, linear, on the volume's own memory.
class ItkResample {
 public:
  explicit ItkResample(const VolumePtr& volume);
  ~ItkResample();
  void render(const SliceView& view);

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace iso::bench
