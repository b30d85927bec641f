// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "core/dicom/header_reader.h"
#include "core/dicom/pixel_kind.h"
#include "tests/dicom/support/header_file.h"

using namespace iso;
using iso::test::HeaderFile;

TEST_CASE("One-bit frames follow each other without padding", "[kinds]") {
  // Nine frames of 3 × 5 pixels are 135 bits: 17 bytes, and not nine times two.
  HeaderFile file;
  file.set("BitsAllocated=1").set("BitsStored=1").set("HighBit=0").set("Rows=3").set("Columns=5");
  file.set("NumberOfFrames=9").pixelBytes(18);
  const FileHeader whole = file.image();
  CHECK(whole.type == VoxelType::UInt8);
  CHECK(whole.pixels->frameBits() == 15);
  CHECK(whole.pixels->frameBytes() == 2);
  CHECK(whole.pixels->allFramesBytes() == 17);
  CHECK_FALSE(whole.truncated);
  CHECK(whole.frames.size() == 9);
  file.pixelBytes(16);
  CHECK(file.image().truncated);
}

TEST_CASE("Voxel types keep the stored numbers", "[kinds]") {
  PixelLayout p;
  const auto type = [&](int bits, bool isSigned, int samples) {
    p.bitsAllocated = p.bitsStored = bits;
    p.isSigned = isSigned;
    p.samples = samples;
    return voxelTypeFor(p).value();
  };
  p.photometric = "MONOCHROME2";
  CHECK(type(8, false, 1) == VoxelType::UInt8);
  CHECK(type(8, true, 1) == VoxelType::Int16);
  CHECK(type(16, false, 1) == VoxelType::UInt16);
  CHECK(type(16, true, 1) == VoxelType::Int16);
  CHECK(type(32, true, 1) == VoxelType::Float32);
  p.photometric = "RGB";
  for (const int bits : {8, 16, 32}) CHECK(type(bits, false, 3) == VoxelType::Rgb8);
  for (const char* used : {"YBR_FULL", "YBR_FULL_422", "YBR_ICT", "YBR_RCT"}) {
    p.photometric = used;
    CHECK(type(8, false, 3) == VoxelType::Rgb8);
  }
  p.bitsAllocated = 64;
  p.number = PixelLayout::Number::Float64;
  p.samples = 1;
  p.photometric = "MONOCHROME2";
  CHECK(voxelTypeFor(p).value() == VoxelType::Float32);
}

TEST_CASE("Retired colour spaces are refused by name", "[kinds]") {
  for (const std::string name : {"ARGB", "CMYK", "HSV", "YBR_PARTIAL_422", "YBR_PARTIAL_420"}) {
    HeaderFile file;
    file.set("SamplesPerPixel=3").set("PhotometricInterpretation=" + name).pixelBytes(96);
    const auto header = file.read();
    REQUIRE(header);
    CHECK(header->unsupported.find(name) != std::string::npos);
  }
}

TEST_CASE("What no decoder reads is named in words", "[kinds]") {
  // PS3.6 table A-1.
  CHECK(undecodable("1.2.840.10008.1.2.4.110") == "JPEG XL");
  CHECK(undecodable("1.2.840.10008.1.2.4.100") == "MPEG-2 video");
  CHECK(undecodable("1.2.840.10008.1.2.4.102") == "H.264 video");
  CHECK(undecodable("1.2.840.10008.1.2.4.106.1") == "H.264 video");
  CHECK(undecodable("1.2.840.10008.1.2.4.108") == "HEVC (H.265) video");
  CHECK(undecodable("1.2.840.10008.1.2.4.94").find("JPIP") != std::string_view::npos);
  CHECK(undecodable("1.2.840.10008.1.2.7.1").find("2110") != std::string_view::npos);
  for (const char* decoded : {"1.2.840.10008.1.2.4.50", "1.2.840.10008.1.2.4.90", "1.2.840.10008.1.2.4.201",
                              "1.2.840.10008.1.2.5", "1.2.840.10008.1.2.1.99", "1.2.840.10008.1.2.1", ""})
    CHECK(undecodable(decoded).empty());
}
