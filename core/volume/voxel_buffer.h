// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>

#include "core/base/error.h"

namespace iso {

/// Raw voxel memory, 64-byte aligned, followed by `kPadding` readable zero bytes so that vector loads and
/// gathers at the last voxel stay inside; the eight bytes before the first voxel are readable as well.
/// Contents start as zero pages the system hands out on first touch.
class VoxelBuffer {
 public:
  static constexpr std::size_t kPadding = 64;
  /// Where the voxels begin in the memory that `sharedHandle` names.
  static constexpr std::size_t kSharedStart = 64;

  /// @return OutOfMemory if the system refuses
  static Result<std::shared_ptr<VoxelBuffer>> allocate(std::size_t bytes);
  /// Memory that another process can be given to write voxels into, where the system has such; else as
  /// `allocate`.
  static Result<std::shared_ptr<VoxelBuffer>> allocateShared(std::size_t bytes);
  ~VoxelBuffer();
  VoxelBuffer(const VoxelBuffer&) = delete;
  VoxelBuffer& operator=(const VoxelBuffer&) = delete;

  std::size_t bytes() const { return bytes_; }
  std::byte* data() { return data_; }
  const std::byte* data() const { return data_; }
  /// File descriptor of shared memory, -1 if it is this process's own.
  int sharedHandle() const { return handle_; }

 private:
  VoxelBuffer(std::byte* data, std::size_t bytes, std::size_t mapped, int handle)
      : data_(data), bytes_(bytes), mapped_(mapped), handle_(handle) {}
  std::byte* data_;
  std::size_t bytes_;
  std::size_t mapped_;  ///< bytes of the mapping it lies in; 0 = on the heap
  int handle_;
};

}  // namespace iso
