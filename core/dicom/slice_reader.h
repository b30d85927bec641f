// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <memory>
#include <optional>
#include <span>
#include <string>

#include "core/dicom/byte_source.h"
#include "core/dicom/codec/frame_codec.h"
#include "core/dicom/codec/frame_table.h"
#include "core/study/study.h"
#include "core/volume/voxel_type.h"

namespace iso {

/// Reads frames and slices out of a file's bytes. Keeps what the next frame of the same file can use: where
/// its fragments lie, its inflated data set. Not thread-safe.
class SliceReader {
 public:
  /// One frame as stored: uncompressed, but with its colour space, planes and bits as they are.
  /// @param name tells files apart
  /// @return BadFile, Unsupported or Io; the reason without the file's name, to be put behind it
  Result<DecodedFrame> frame(ByteSource& file, const std::string& name, const PixelLayout& layout, int frame);

  /// One slice as voxels.
  /// @param voxels columns × rows × bytesPerVoxel(type) of the slice
  Result<void> slice(ByteSource& file, const SliceSource& slice, VoxelType type, std::span<std::byte> voxels);

  /// The same where pixels lie uncompressed in the file (layout.native): needs no parsing and no memory of
  /// its own if the stored numbers are the voxels.
  static Result<void> nativeSlice(ByteSource& file, const SliceSource& slice, VoxelType type,
                                  std::span<std::byte> voxels);

 private:
  Result<DecodedFrame> encapsulated(ByteSource& file, const std::string& key, const PixelLayout& layout,
                                    int frame);
  Result<ByteSource*> inflated(ByteSource& file, const std::string& key, PixelLayout& layout);

  std::string tableKey_, inflatedKey_;
  std::optional<FrameTable> table_;
  std::unique_ptr<MemorySource> inflated_;
  std::uint64_t inflatedPixels_ = 0;
};

}  // namespace iso
