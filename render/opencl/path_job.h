// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>

#include "render/engine/path_scene.h"
#include "render/opencl/device_volume.h"

namespace iso {

/// Path tracing on a device, strip by strip.
class PathTracer {
 public:
  PathTracer(ClDevice& device, ThreadPool& pool) : device_(device), pool_(pool), cache_(pool) {}

  /// See Engine::trace. The view is one that checkPaths accepts.
  /// @param stripPaths paths between two looks at the cancel token
  Result<void> trace(const VolumePtr& volume, DeviceVolume& uploaded, const VolumeView& view, int until,
                     std::size_t stripPaths, PathFrame& frame, const CancelToken& cancel);

  /// Frees what belongs to a volume that is no more.
  void letGo();

 private:
  Result<void> upload(const std::shared_ptr<const PathTables>& tables);

  ClDevice& device_;
  ThreadPool& pool_;
  PathTablesCache cache_;
  std::weak_ptr<const Volume> volume_;
  BrickMap bricks_;                           ///< of volume_
  std::shared_ptr<const PathTables> tables_;  ///< those on the device
  ClBuffer majorants_, leaps_, material_, weights_, hidden_, sums_;
  std::size_t sumsBytes_ = 0;
  double millisecondsAPath_ = 0.0;
};

}  // namespace iso
