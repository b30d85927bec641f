// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstddef>
#include <memory>
#include <span>

#include "core/base/error.h"
#include "core/study/study.h"

namespace iso {

/// Where voxels come from. An interface, so that reading in a process of its own can take the place of
/// reading here.
class PixelSource {
 public:
  virtual ~PixelSource() = default;

  /// Reads one slice to where its voxels go. Safe to call from several threads with different targets.
  /// @param voxels rows × columns × bytesPerVoxel(type)
  /// @return BadFile, Unsupported, PermissionDenied, NotFound or Io with a sentence that names the file
  virtual Result<void> read(const SliceSource& slice, VoxelType type, std::span<std::byte> voxels) = 0;
};

/// Reads in this process: native pixels with one read straight into their place, others through GDCM. Files
/// with several compressed frames are decoded once and kept as long as the source lives.
std::shared_ptr<PixelSource> makeFilePixelSource();

}  // namespace iso
