// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/pixel_layout_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>

#include "core/dicom/pixel_convert.h"

namespace iso {

Result<PixelLayout> readPixelLayout(const Fields& d, const std::string& transferSyntax, bool bigEndian,
                                    const ParsedFile::Pixels& pixels, std::uint64_t fileSize) {
  PixelLayout p;
  p.rows = d.integer(DCM_Rows).value_or(0);
  p.columns = d.integer(DCM_Columns).value_or(0);
  p.samples = d.integer(DCM_SamplesPerPixel).value_or(1);
  p.bitsAllocated = d.integer(DCM_BitsAllocated).value_or(0);
  p.bitsStored = d.integer(DCM_BitsStored).value_or(p.bitsAllocated);
  p.highBit = d.integer(DCM_HighBit).value_or(p.bitsStored - 1);
  p.isSigned = d.integer(DCM_PixelRepresentation).value_or(0) == 1;
  p.byPlane = d.integer(DCM_PlanarConfiguration).value_or(0) == 1;
  p.photometric = d.raw(DCM_PhotometricInterpretation);
  p.transferSyntax = transferSyntax;
  // Single bytes have an order only where they are written as words.
  p.bigEndian = bigEndian && (p.bitsAllocated > 8 || pixels.words);
  p.native = transferSyntax == "1.2.840.10008.1.2" || transferSyntax == "1.2.840.10008.1.2.1" ||
             transferSyntax == "1.2.840.10008.1.2.2";
  p.offset = pixels.offset;
  p.fileSize = fileSize;
  if (pixels.tag == DcmTagKey(0x7FE0, 0x0008)) p.number = PixelLayout::Number::Float32, p.bitsAllocated = 32;
  if (pixels.tag == DcmTagKey(0x7FE0, 0x0009)) p.number = PixelLayout::Number::Float64, p.bitsAllocated = 64;
  if (p.number != PixelLayout::Number::Integer)
    p.bitsStored = p.bitsAllocated, p.highBit = p.bitsAllocated - 1;

  if (p.rows < 1 || p.columns < 1 || p.rows > 65535 || p.columns > 65535)
    return fail(ErrorCode::BadFile, "its header claims a picture without pixels");
  if (p.samples < 1 || p.samples > 4)
    return fail(ErrorCode::Unsupported,
                fmt::format("pictures with {} samples a pixel are not shown", p.samples));
  if (p.bitsAllocated < 1 || p.bitsStored < 1 || p.bitsStored > p.bitsAllocated ||
      p.highBit >= p.bitsAllocated || p.highBit + 1 < p.bitsStored)
    return fail(
        ErrorCode::BadFile,
        fmt::format("its header contradicts itself about the bits of a pixel ({} stored in {}, highest {})",
                    p.bitsStored, p.bitsAllocated, p.highBit));
  if (p.bitsAllocated != 1 && p.bitsAllocated != 8 && p.bitsAllocated != 16 && p.bitsAllocated != 32 &&
      p.bitsAllocated != 64)
    return fail(ErrorCode::Unsupported, fmt::format("pixels of {} bits are not shown", p.bitsAllocated));

  const double frames = d.number(DCM_NumberOfFrames).value_or(1.0);
  // A frame takes at least a byte of the file even when compressed, and each costs memory to list.
  constexpr double kMostFrames = 1e6, kHarmless = 65536.0;
  const auto tooMany = [&] {
    return fail(ErrorCode::BadFile,
                fmt::format("its header claims {:.0f} frames in a file of {} bytes", frames, fileSize));
  };
  if (!(frames >= 0.0) || frames > std::min(kMostFrames, static_cast<double>(fileSize))) return tooMany();
  p.frames = std::max(1, static_cast<int>(frames));
  const double storedFrame = static_cast<double>(std::max<std::uint64_t>(storedFrameBytes(p), 1));
  if (p.native && frames > std::max(kHarmless, static_cast<double>(fileSize) / storedFrame + 1.0))
    return tooMany();
  return p;
}

}  // namespace iso
