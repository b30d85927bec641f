// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <vector>

#include "core/dicom/byte_source.h"

namespace iso {

/// A stretch of a file.
struct Extent {
  std::uint64_t offset = 0;
  std::uint64_t length = 0;
};

/// Which fragments make up which frame of encapsulated pixel data (PS3.5 A.4).
class FrameTable {
 public:
  /// Frames are told apart by the basic offset table; where it is empty or wrong, by one fragment a frame, or
  /// by where fragments begin with the start of a codestream.
  /// @param offset of the first item, which holds the offset table
  /// @param frames as the header says
  /// @return BadFile without any fragment, or if fragments and frames cannot be matched
  static Result<FrameTable> read(ByteSource& source, std::uint64_t offset, int frames);

  int frames() const { return static_cast<int>(firstOfFrame_.size()) - 1; }
  /// Bytes of a frame's codestream, in one piece.
  /// @return BadFile if the file ends before them, Unsupported if they are more than `limit`
  Result<std::vector<std::byte>> codestream(ByteSource& source, int frame, std::uint64_t limit) const;
  /// True if the file ends within this frame.
  bool isCutOff(int frame, std::uint64_t fileSize) const;

 private:
  std::vector<Extent> fragments_;
  std::vector<std::size_t> firstOfFrame_;  ///< into fragments_; one more than frames
};

}  // namespace iso
