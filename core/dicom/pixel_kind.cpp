// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/pixel_kind.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace iso {

Result<VoxelType> voxelTypeFor(const PixelLayout& p) {
  const auto no = [](std::string why) { return fail(ErrorCode::Unsupported, std::move(why)); };
  // Retired, or only defined inside video (PS3.3 C.7.6.3.1.2); read as RGB their colours would be wrong.
  for (const std::string_view retired : {"ARGB", "CMYK", "HSV", "YBR_PARTIAL_422", "YBR_PARTIAL_420"})
    if (p.photometric == retired)
      return no(
          fmt::format("its colours are stored as {}, which is no longer part of the standard and is "
                      "not read",
                      retired));
  if (p.samples == 3) {
    if (p.number != PixelLayout::Number::Integer) return no("colour of floating point numbers is not shown");
    if (p.bitsAllocated == 8 || p.bitsAllocated == 16 || p.bitsAllocated == 32) return VoxelType::Rgb8;
    return no(fmt::format("colour with {} bits a channel is not shown", p.bitsAllocated));
  }
  if (p.samples != 1) return no(fmt::format("pictures with {} samples a pixel are not shown", p.samples));
  if (p.number != PixelLayout::Number::Integer) return VoxelType::Float32;
  const bool known =
      p.bitsAllocated == 1 || p.bitsAllocated == 8 || p.bitsAllocated == 16 || p.bitsAllocated == 32;
  if (!known) return no(fmt::format("pixels of {} bits are not shown", p.bitsAllocated));
  if (p.photometric == "PALETTE COLOR") {
    if (p.bitsAllocated > 16) return no("palette colours with numbers of more than 16 bits are not shown");
    return VoxelType::Rgb8;
  }
  if (p.modalityLut) return VoxelType::UInt16;
  switch (p.bitsAllocated) {
    case 1:
      return VoxelType::UInt8;
    case 8:
      return p.isSigned ? VoxelType::Int16 : VoxelType::UInt8;
    case 16:
      return p.isSigned ? VoxelType::Int16 : VoxelType::UInt16;
    default:
      return VoxelType::Float32;
  }
}

std::string_view undecodable(std::string_view uid) {
  struct Entry {
    std::string_view uid, name;
  };
  // Names without the prefix of all of them; PS3.6 A-1.
  static constexpr std::string_view kPrefix = "1.2.840.10008.1.2.";
  static constexpr std::array<Entry, 27> kEntries{{{"4.94", "JPEG 2000 to be fetched from a JPIP server"},
                                                   {"4.95", "JPEG 2000 to be fetched from a JPIP server"},
                                                   {"4.204", "JPEG 2000 to be fetched from a JPIP server"},
                                                   {"4.205", "JPEG 2000 to be fetched from a JPIP server"},
                                                   {"4.100", "MPEG-2 video"},
                                                   {"4.100.1", "MPEG-2 video"},
                                                   {"4.101", "MPEG-2 video"},
                                                   {"4.101.1", "MPEG-2 video"},
                                                   {"4.102", "H.264 video"},
                                                   {"4.102.1", "H.264 video"},
                                                   {"4.103", "H.264 video"},
                                                   {"4.103.1", "H.264 video"},
                                                   {"4.104", "H.264 video"},
                                                   {"4.104.1", "H.264 video"},
                                                   {"4.105", "H.264 video"},
                                                   {"4.105.1", "H.264 video"},
                                                   {"4.106", "H.264 video"},
                                                   {"4.106.1", "H.264 video"},
                                                   {"4.107", "HEVC (H.265) video"},
                                                   {"4.108", "HEVC (H.265) video"},
                                                   {"4.110", "JPEG XL"},
                                                   {"4.111", "JPEG XL"},
                                                   {"4.112", "JPEG XL"},
                                                   {"7.1", "SMPTE ST 2110 video"},
                                                   {"7.2", "SMPTE ST 2110 video"},
                                                   {"7.3", "SMPTE ST 2110 audio"},
                                                   {"6.1", "MIME encapsulation"}}};
  if (!uid.starts_with(kPrefix)) return {};
  uid.remove_prefix(kPrefix.size());
  const auto* it =
      std::find_if(kEntries.begin(), kEntries.end(), [&](const Entry& e) { return e.uid == uid; });
  return it == kEntries.end() ? std::string_view{} : it->name;
}

}  // namespace iso
