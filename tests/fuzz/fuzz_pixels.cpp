// SPDX-License-Identifier: Apache-2.0
// Any bytes as the stored pixels of a frame whose header claims anything: small pictures, so that sizes and
// bytes can disagree in every way.
#include <array>
#include <string_view>
#include <vector>

#include "core/dicom/pixel_convert.h"
#include "core/volume/voxel_type.h"
#include "tests/fuzz/byte_source.h"
#include "tests/fuzz/targets.h"

namespace {

constexpr std::array<std::string_view, 8> kPhotometric = {
    "MONOCHROME2", "MONOCHROME1", "RGB", "PALETTE COLOR", "YBR_FULL", "YBR_FULL_422", "YBR_RCT", "YBR_ICT"};
constexpr std::array<std::string_view, 12> kSyntax = {
    "1.2.840.10008.1.2.1",    "1.2.840.10008.1.2.5",    "1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.51",
    "1.2.840.10008.1.2.4.57", "1.2.840.10008.1.2.4.70", "1.2.840.10008.1.2.4.80", "1.2.840.10008.1.2.4.81",
    "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.91", "1.2.840.10008.1.2.8.1",  "1.2.840.10008.1.2.4.201"};
constexpr std::array<int, 6> kBits = {1, 8, 16, 32, 64, 12};

iso::PixelLayout layoutFrom(iso::fuzz::ByteSource& source) {
  iso::PixelLayout p;
  p.rows = 1 + source.below(64);  // readers of headers refuse less
  p.columns = 1 + source.below(64);
  p.frames = 1 + source.below(3);
  p.samples = source.flag() ? 3 : 1;
  p.bitsAllocated = kBits[source.byte() % kBits.size()];
  p.bitsStored = source.byte() % 66;
  p.highBit = source.byte() % 66;
  const std::uint8_t flags = source.byte();
  p.isSigned = flags & 1;
  p.byPlane = flags & 2;
  p.bigEndian = flags & 4;
  if (flags & 8)
    p.number = flags & 16 ? iso::PixelLayout::Number::Float32 : iso::PixelLayout::Number::Float64;
  p.photometric = kPhotometric[source.byte() % kPhotometric.size()];
  p.transferSyntax = kSyntax[source.byte() % kSyntax.size()];
  p.native = p.transferSyntax == kSyntax[0];
  if (flags & 32) {
    p.tileRows = source.below(33);
    p.tileColumns = source.below(33);
  }
  return p;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  iso::fuzz::ByteSource source(data, size);
  const iso::PixelLayout layout = layoutFrom(source);
  const auto type = static_cast<iso::VoxelType>(source.byte() % 5);
  const auto stored = std::as_bytes(source.rest());
  if (layout.native) {
    const auto voxels = static_cast<std::size_t>(layout.rows) * static_cast<std::size_t>(layout.columns);
    std::vector<std::byte> out(voxels * iso::bytesPerVoxel(type));
    (void)iso::storedIsVoxel(layout, type);
    (void)iso::frameToVoxels(stored, layout, 0, type, out);
  } else {
    iso::fuzz::decodeFrame(stored, layout);
  }
  return 0;
}
