// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <array>
#include <memory>
#include <vector>

#include "core/base/cancel.h"
#include "render/opencl/device_volume.h"
#include "render/opencl/kernel_params.h"
#include "render/opencl/picture_job.h"
#include "render/scene/frame.h"
#include "render/scene/fused_view.h"
#include "render/scene/transfer_integral.h"

namespace iso {

/// Fused pictures on a device: all layers' volumes are resident at once. Tables of the layers' looks are kept
/// from picture to picture.
class FusedPictures {
 public:
  FusedPictures(ClDevice& device, DeviceVolumes& volumes, PictureBuffers& buffers, ThreadPool& pool)
      : device_(device), volumes_(volumes), buffers_(buffers), pool_(pool) {}

  /// @param stripPixels between two looks at `cancel`
  /// @return what Engine::fused does; OutOfMemory where the layers do not fit together; Unsupported for one
  /// volume in two layers with different masks, of which the device holds one
  Result<ColorFrame> draw(const FusedView& view, std::size_t stripPixels, const CancelToken& cancel);

 private:
  struct Layer {
    std::weak_ptr<const Volume> volume;
    std::shared_ptr<const VoxelMask> mask;
    VolumePreset preset;
    ClTransferTable table;
    GradientTable gradient;
    ClBuffer tableBuffer, distances, weights;
  };
  Result<std::vector<DeviceVolume*>> resident(const FusedView& view, const CancelToken& cancel);
  Result<void> useLook(Layer& kept, const VolumeLayer& layer, const DeviceVolume& volume);
  Result<ClVolumeParams> params(const FusedView& view, std::size_t n, const DeviceVolume& volume) const;

  ClDevice& device_;
  DeviceVolumes& volumes_;
  PictureBuffers& buffers_;
  ThreadPool& pool_;
  std::array<Layer, kMostLayers> layers_;
};

}  // namespace iso
