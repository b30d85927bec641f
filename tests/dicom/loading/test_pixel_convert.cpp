// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <cmath>
#include <cstring>

#include "core/dicom/pixel_convert.h"

using namespace iso;

namespace {

template <class To, class From>
Result<std::vector<To>> converted(const std::vector<From>& stored, PixelLayout p, VoxelType type) {
  p.rows = 1;
  p.columns = static_cast<int>(stored.size()) / p.samples;
  const std::size_t channels = type == VoxelType::Rgb8 && p.samples == 1 ? 3 : 1;
  std::vector<To> out(stored.size() * channels);
  const auto result =
      frameToVoxels(std::as_bytes(std::span(stored)), p, 0, type, std::as_writable_bytes(std::span(out)));
  if (!result) return tl::make_unexpected(result.error());
  return out;
}

}  // namespace

TEST_CASE("Bits outside the stored ones are dropped and the sign is extended", "[pixels]") {
  PixelLayout p;
  p.bitsStored = 12;
  p.highBit = 11;
  CHECK(*converted<std::uint16_t>(std::vector<std::uint16_t>{0xF001, 0x0FFF, 0x8800}, p, VoxelType::UInt16) ==
        std::vector<std::uint16_t>{0x001, 0xFFF, 0x800});
  p.isSigned = true;
  CHECK(*converted<std::int16_t>(std::vector<std::uint16_t>{0x0FFF, 0x0800, 0x07FF, 0xF000}, p,
                                 VoxelType::Int16) == std::vector<std::int16_t>{-1, -2048, 2047, 0});
  p.highBit = 15;  // in the upper bits
  CHECK(*converted<std::int16_t>(std::vector<std::uint16_t>{0xFFF7, 0x8000, 0x7FF0}, p, VoxelType::Int16) ==
        std::vector<std::int16_t>{-1, -2048, 2047});
  PixelLayout bytes;
  bytes.bitsAllocated = bytes.bitsStored = 8;
  bytes.highBit = 7;
  bytes.isSigned = true;
  CHECK(*converted<std::int16_t>(std::vector<std::uint8_t>{0xFF, 0x80, 0x7F}, bytes, VoxelType::Int16) ==
        std::vector<std::int16_t>{-1, -128, 127});
}

TEST_CASE("32-bit integers become float only if nothing is lost", "[pixels]") {
  PixelLayout p;
  p.bitsAllocated = p.bitsStored = 32;
  p.highBit = 31;
  CHECK(*converted<float>(std::vector<std::uint32_t>{16777216, 7}, p, VoxelType::Float32) ==
        std::vector<float>{16777216.0f, 7.0f});
  const auto lost = converted<float>(std::vector<std::uint32_t>{16777217}, p, VoxelType::Float32);
  REQUIRE_FALSE(lost);
  CHECK(lost.error().code == ErrorCode::Unsupported);
  p.isSigned = true;
  CHECK(*converted<float>(std::vector<std::int32_t>{-5}, p, VoxelType::Float32) == std::vector<float>{-5.0f});
}

TEST_CASE("Pixels of another size than the voxels need are refused", "[pixels]") {
  const auto refused = [](const PixelLayout& p, VoxelType type, std::size_t voxelBytes) {
    // As many bytes as the layout itself asks for, so that nothing else can be what is missing.
    std::vector<std::byte> stored(static_cast<std::size_t>(p.frameBytes())), voxels(voxelBytes);
    const auto result = frameToVoxels(stored, p, 0, type, voxels);
    return !result && result.error().code == ErrorCode::BadFile;
  };
  PixelLayout p;
  p.rows = p.columns = 4;
  p.photometric = "RGB";
  CHECK(refused(p, VoxelType::UInt8, 16));  // 16 bits where 8 were claimed
  p.bitsAllocated = p.bitsStored = 8;
  p.highBit = 7;
  CHECK(refused(p, VoxelType::Rgb8, 48));
  p.samples = 3;
  CHECK(refused(p, VoxelType::UInt8, 16));
}

TEST_CASE("A codestream of fewer bits than its header claims keeps its numbers", "[pixels]") {
  PixelLayout p;
  p.bitsAllocated = p.bitsStored = 8;
  p.highBit = 7;
  const std::vector<std::uint8_t> stored{0, 1, 200, 255};
  CHECK(*converted<std::uint16_t>(stored, p, VoxelType::UInt16) ==
        std::vector<std::uint16_t>{0, 1, 200, 255});
  CHECK(*converted<float>(stored, p, VoxelType::Float32) == std::vector<float>{0, 1, 200, 255});
  p.isSigned = true;
  CHECK(*converted<std::int16_t>(stored, p, VoxelType::Int16) == std::vector<std::int16_t>{0, 1, -56, -1});
}

TEST_CASE("Colours of any depth are scaled so that their highest number is white", "[pixels]") {
  PixelLayout p;
  p.samples = 3;
  p.photometric = "RGB";
  p.bitsStored = 12;
  p.highBit = 11;
  CHECK(*converted<std::uint8_t>(std::vector<std::uint16_t>{0, 4095, 2048, 16, 1, 4080}, p,
                                 VoxelType::Rgb8) == std::vector<std::uint8_t>{0, 255, 128, 1, 0, 254});
}

TEST_CASE("Palettes and Modality LUTs are looked up, and hold beyond their ends", "[pixels]") {
  PixelLayout p;
  p.photometric = "PALETTE COLOR";
  p.bitsAllocated = p.bitsStored = 8;
  p.highBit = 7;
  p.palette = std::make_shared<const Palette>(
      Palette{{"", 10, 16, {0, 65535}}, {"", 10, 8, {7, 9}}, {"", 10, 16, {32768, 257}}});
  CHECK(*converted<std::uint8_t>(std::vector<std::uint8_t>{10, 11, 3, 99}, p, VoxelType::Rgb8) ==
        std::vector<std::uint8_t>{0, 7, 128, 255, 9, 1, 0, 7, 128, 255, 9, 1});
  p.palette.reset();
  p.isSigned = true;
  p.modalityLut = std::make_shared<const LookupTable>(LookupTable{"", -2, 16, {500, 600, 700}});
  CHECK(*converted<std::uint16_t>(std::vector<std::uint8_t>{0xFE, 0xFF, 0, 5, 0x80}, p, VoxelType::UInt16) ==
        std::vector<std::uint16_t>{500, 600, 700, 700, 500});
}

TEST_CASE("Subsampled colour takes whole pairs, also of an odd number of pixels", "[pixels]") {
  PixelLayout p;
  p.rows = 1;
  p.columns = 3;
  p.samples = 3;
  p.bitsAllocated = p.bitsStored = 8;
  p.highBit = 7;
  p.photometric = "YBR_FULL_422";
  CHECK(storedFrameBytes(p) == 8);
  std::vector<std::byte> voxels(9);
  const std::vector<std::byte> six(6, std::byte{128}), eight(8, std::byte{128});
  CHECK_FALSE(frameToVoxels(six, p, 0, VoxelType::Rgb8, voxels));
  REQUIRE(frameToVoxels(eight, p, 0, VoxelType::Rgb8, voxels));
  CHECK(voxels == std::vector<std::byte>(9, std::byte{128}));
}

TEST_CASE("A mosaic is cut into its slices", "[pixels]") {
  PixelLayout p;
  p.rows = p.columns = 4;
  p.tileRows = p.tileColumns = 2;
  std::vector<std::uint16_t> stored(16);
  for (std::size_t n = 0; n < 16; ++n) stored[n] = static_cast<std::uint16_t>(n);
  const auto tile = [&](int n) {
    std::vector<std::uint16_t> voxels(4);
    REQUIRE(frameToVoxels(std::as_bytes(std::span(stored)), p, n, VoxelType::UInt16,
                          std::as_writable_bytes(std::span(voxels))));
    return voxels;
  };
  CHECK(tile(0) == std::vector<std::uint16_t>{0, 1, 4, 5});
  CHECK(tile(1) == std::vector<std::uint16_t>{2, 3, 6, 7});
  CHECK(tile(3) == std::vector<std::uint16_t>{10, 11, 14, 15});
  std::vector<std::byte> voxels(8);
  CHECK_FALSE(frameToVoxels(std::as_bytes(std::span(stored)), p, 4, VoxelType::UInt16, voxels));
}

TEST_CASE("Colour becomes interleaved RGB", "[pixels]") {
  PixelLayout p;
  p.bitsAllocated = p.bitsStored = 8;
  p.highBit = 7;
  p.samples = 3;
  p.photometric = "RGB";
  p.byPlane = true;
  CHECK(*converted<std::uint8_t>(std::vector<std::uint8_t>{1, 2, 3, 4, 5, 6}, p, VoxelType::Rgb8) ==
        std::vector<std::uint8_t>{1, 3, 5, 2, 4, 6});
  // BT.601 full range: pure red is Y 76.245, Cb 84.97, Cr 255.5.
  p.byPlane = false;
  p.photometric = "YBR_FULL";
  const auto red = *converted<std::uint8_t>(std::vector<std::uint8_t>{76, 85, 255}, p, VoxelType::Rgb8);
  CHECK(std::abs(red[0] - 255) <= 2);
  CHECK(red[1] <= 2);
  CHECK(red[2] <= 2);
}
