// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <vector>

#include "core/base/cancel.h"
#include "core/volume/volume.h"
#include "core/volume/voxel_mask.h"
#include "render/opencl/cl_device.h"
#include "render/opencl/visible_bricks.h"

namespace iso {

/// Bytes of voxels that a volume may have to be kept on the device in one piece, with room left for tables
/// and pictures.
std::size_t largestVolume(const ClDevice& device);

/// A volume in the device's memory with what pictures of it need: tables, bricks, and the transfer
/// function of the last volume picture.
class DeviceVolume {
 public:
  /// Uploads. @return OutOfMemory (naming what does not fit), Device, or Cancelled
  static Result<std::unique_ptr<DeviceVolume>> upload(ClDevice& device, const Volume& volume,
                                                      const CancelToken& cancel);

  cl_mem voxels() const { return voxels_.get(); }
  cl_mem rescales() const { return rescales_.get(); }
  cl_mem floatCuts() const { return floatCuts_.get(); }
  cl_mem slopes() const { return slopes_.get(); }
  std::size_t bytes() const { return bytes_; }

  /// True slice positions as fixed point; made again when the number of fraction bits changes.
  Result<cl_mem> fixedCuts(ClDevice& device, const Volume& volume, int shift);

  /// Value ranges of the bricks; computed on the device the first time. Bricks that are wholly hidden have
  /// none.
  Result<cl_mem> brickRanges(ClDevice& device, const Volume& volume);
  /// Makes a mask of hidden voxels current, or none (null); before useTransfer.
  Result<void> useHidden(ClDevice& device, const Volume& volume, std::shared_ptr<const VoxelMask> mask,
                         ThreadPool& pool);
  /// The same on the host, of the mask that is current; after brickRanges.
  const std::vector<cl_float2>& hostRanges() const { return masked_ ? seenHostRanges_ : hostRanges_; }
  const std::array<int, 3>& bricks() const { return bricks_; }
  cl_mem hidden() const { return masked_ ? hidden_.get() : nullptr; }  ///< null if nothing is
  float greatest() const { return greatest_; }                         ///< value; after brickRanges

  /// Makes table and distances of a transfer function current (nothing to do if it is already).
  Result<void> useTransfer(ClDevice& device, const Volume& volume, const TransferFunction& transfer);
  cl_mem table() const { return tableBuffer_.get(); }
  cl_mem distances() const { return distances_.get(); }
  const ClTransferTable& transfer() const { return table_; }

 private:
  DeviceVolume() = default;
  std::shared_ptr<const VoxelBuffer> host_;  ///< kept where the device reads the host's memory
  ClBuffer voxels_, rescales_, floatCuts_, slopes_, fixedCuts_, ranges_, tableBuffer_, distances_;
  std::size_t bytes_ = 0;
  int cutsShift_ = -1;
  std::array<int, 3> bricks_{};
  std::vector<cl_float2> hostRanges_;
  bool masked_ = false;  ///< the mask is current; kept while pictures without it are made
  std::shared_ptr<const VoxelMask> mask_;
  ClBuffer hidden_, seenRanges_;  ///< where there is a mask: its bits, and what it leaves of the bricks
  std::vector<cl_float2> seenHostRanges_;
  float greatest_ = 0.0f;
  std::vector<TransferFunction::Point> points_;
  ClTransferTable table_;
};

/// Uploaded volumes, least recently used first out. Holds no volume alive.
class DeviceVolumes {
 public:
  /// @return the volume on the device, uploaded if need be; valid until the next call
  Result<DeviceVolume*> get(ClDevice& device, const VolumePtr& volume, const CancelToken& cancel);
  /// The same for several at once, all of them valid until the next call.
  /// @return OutOfMemory also where they do not fit together
  Result<std::vector<DeviceVolume*>> getAll(ClDevice& device, const std::vector<VolumePtr>& volumes,
                                            const CancelToken& cancel);

 private:
  struct Entry {
    std::weak_ptr<const Volume> volume;
    std::unique_ptr<DeviceVolume> uploaded;
  };
  std::vector<Entry>::iterator find(const VolumePtr& volume);
  std::vector<Entry> entries_;  ///< most recently used last
};

}  // namespace iso
