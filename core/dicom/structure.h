// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <cstdint>
#include <optional>

#include "core/dicom/byte_source.h"

namespace iso {

/// What a data set may be at most before a library is let at it: real objects stay far below.
struct StructureLimits {
  int depth = 64;                    ///< of sequences inside sequences
  std::uint64_t elements = 2000000;  ///< in all
};

/// Where the pixels of a data set are.
struct PixelElement {
  std::uint16_t element = 0x0010;  ///< of group 7FE0: 0010 integers, 0008 float, 0009 double
  std::uint64_t offset = 0;        ///< of the value's first byte; of the first item's if encapsulated
  std::uint32_t length = 0;        ///< 0xFFFFFFFF = encapsulated
  bool words = false;              ///< VR OW, also implied
};

/// Follows the lengths of a data set's elements (PS3.5 7) without recursion and without keeping anything.
struct DataSetShape {
  /// False where the elements do not follow each other as the standard says; a library may still know what
  /// is meant, and nothing below was found.
  bool regular = true;
  std::uint64_t start = 0;             ///< of the first element
  bool isExplicit = true;              ///< as the first element is written, whatever the meta header says
  std::optional<PixelElement> pixels;  ///< at top level
};

/// @param offset of the data set's first element
/// @return BadFile with what is exceeded
Result<DataSetShape> measureDataSet(ByteSource& source, std::uint64_t offset, bool isExplicit, bool bigEndian,
                                    const StructureLimits& limits = {});

/// The same for a file or bare data set whose encoding is told by its meta header or its first bytes.
Result<DataSetShape> measureFile(ByteSource& source, const StructureLimits& limits = {});

}  // namespace iso
