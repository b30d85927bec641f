// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "core/display/lookup_table.h"

namespace iso {

/// The colours of PALETTE COLOR pixels (PS3.3 C.7.6.3.1.5).
struct Palette {
  LookupTable red, green, blue;
};

/// How the pixels of one file are stored, as its header says (PS3.3 C.7.6.3): all that is needed to read
/// them without parsing the header again.
struct PixelLayout {
  enum class Number { Integer, Float32, Float64 };

  int rows = 0, columns = 0, frames = 1;
  int samples = 1;         ///< 1 grey or palette, 3 colour
  int bitsAllocated = 16;  ///< 1, 8, 16, 32 or 64
  int bitsStored = 16;
  int highBit = 15;
  bool isSigned = false;
  bool byPlane = false;  ///< colour stored plane by plane instead of pixel by pixel
  bool bigEndian = false;
  Number number = Number::Integer;
  std::string photometric;     ///< "MONOCHROME2", "RGB", …
  std::string transferSyntax;  ///< UID
  bool native = true;          ///< uncompressed at `offset`; else the file has to go through a decoder
  std::uint64_t offset = 0;    ///< of the first pixel's first byte in the file (native only)
  /// A frame that is a mosaic of slices, laid out row by row: size of one slice; 0 = the frame is the slice.
  int tileRows = 0, tileColumns = 0;
  std::shared_ptr<const LookupTable> modalityLut;  ///< stored → modality value, instead of a rescale
  std::shared_ptr<const Palette> palette;
  std::uint64_t fileSize = 0;  ///< bytes of the whole file when it was scanned; 0 = not known

  int sliceRows() const { return tileRows > 0 ? tileRows : rows; }
  int sliceColumns() const { return tileColumns > 0 ? tileColumns : columns; }

  /// Bits of one frame as stored without compression; with one bit a pixel the frames of a file follow each
  /// other without padding, so that a frame need not begin at a byte (PS3.5 8.1.1).
  std::uint64_t frameBits() const {
    return static_cast<std::uint64_t>(rows) * static_cast<std::uint64_t>(columns) *
           static_cast<std::uint64_t>(samples) * static_cast<std::uint64_t>(bitsAllocated);
  }
  /// Bytes that hold one frame by itself, the last one padded. Frame n begins at byte n × frameBytes() only
  /// where frameBits() is a multiple of eight; with one bit a pixel at bit n × frameBits().
  std::uint64_t frameBytes() const { return (frameBits() + 7) / 8; }
  /// Bytes of all frames as stored without compression, rounded up once for the whole file.
  std::uint64_t allFramesBytes() const { return (frameBits() * static_cast<std::uint64_t>(frames) + 7) / 8; }
};

}  // namespace iso
