// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>
#include <numeric>

#include "core/dicom/header_reader.h"
#include "core/dicom/lookup_tables.h"
#include "tests/dicom/support/header_file.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using iso::test::dataFolder;
using iso::test::HeaderFile;

namespace {

constexpr std::uint32_t kModalitySequence = 0x00283000, kVoiSequence = 0x00283010, kDescriptor = 0x00283002,
                        kData = 0x00283006;

Result<FileHeader> readReal(const std::filesystem::path& path) {
  return test::readHeaderFile(path);
}

}  // namespace

TEST_CASE("A Modality LUT becomes unsigned values in its own unit", "[lut]") {
  HeaderFile file;
  // Signed pixels: the first input of -2 is written as its two's complement.
  file.set("PixelRepresentation=1").set("ModalityLUTSequence[0].ModalityLUTType=HU");
  file.words(kDescriptor, {3, 0xFFFE, 16}, kModalitySequence).words(kData, {7, 60000, 9}, kModalitySequence);
  const FileHeader h = file.image();
  CHECK(h.type == VoxelType::UInt16);
  CHECK(h.unit == "HU");
  REQUIRE(h.pixels->modalityLut);
  const LookupTable& table = *h.pixels->modalityLut;
  CHECK(table(-100) == 7);
  CHECK(table(-2) == 7);
  CHECK(table(-1) == 60000);
  CHECK(table(0) == 9);
  CHECK(table(100) == 9);
  CHECK(h.frames[0].rescale == Rescale{});
}

TEST_CASE("A Modality LUT's unspecified type is no unit, a table that is cut off no image", "[lut]") {
  HeaderFile file;
  file.set("ModalityLUTSequence[0].ModalityLUTType=US");
  file.words(kDescriptor, {4, 0, 16}, kModalitySequence).words(kData, {1, 2, 3, 4}, kModalitySequence);
  CHECK(file.image().unit.empty());
  file.words(kData, {1, 2, 3}, kModalitySequence);
  const auto cut = file.read();
  REQUIRE(cut);
  CHECK(cut->unsupported.find("lookup table") != std::string::npos);
}

TEST_CASE("VOI LUTs come with the frames; entries of eight bits may lie two in a word", "[lut]") {
  HeaderFile file;
  file.set("VOILUTSequence[0].LUTExplanation=SOFT").set("VOILUTSequence[1].LUTExplanation=HARD");
  file.words(kDescriptor, {4, 10, 8}, kVoiSequence).words(kData, {0x2010, 0x4030}, kVoiSequence);
  file.words(kDescriptor, {2, 0, 12}, kVoiSequence, 1).words(kData, {5, 4095}, kVoiSequence, 1);
  const FileHeader h = file.image();
  REQUIRE(h.frames[0].voiLuts.size() == 2);
  const LookupTable& first = *h.frames[0].voiLuts[0];
  CHECK(first.explanation == "SOFT");
  CHECK(first.bits == 8);
  CHECK(first.first == 10);
  CHECK(first.entries == std::vector<std::uint16_t>{0x10, 0x20, 0x30, 0x40});
  CHECK(h.frames[0].voiLuts[1]->bits == 12);
}

TEST_CASE("A VOI LUT in the functional groups belongs to its frame", "[lut]") {
  HeaderFile file;
  file.set("NumberOfFrames=2").pixelBytes(64);
  const std::string lut = "PerFrameFunctionalGroupsSequence[1].FrameVOILUTSequence[0].VOILUTSequence[0].";
  file.set("PerFrameFunctionalGroupsSequence[0].FrameVOILUTSequence[0].WindowCenter=40");
  file.set(lut + "LUTDescriptor=2\\0\\16").set(lut + "LUTData=1\\2");
  const FileHeader h = file.image();
  CHECK(h.frames[0].voiLuts.empty());
  REQUIRE(h.frames[1].voiLuts.size() == 1);
  CHECK(h.frames[1].voiLuts[0]->entries.size() == 2);
}

TEST_CASE("Segments of a palette expand as the standard says", "[lut]") {
  // PS3.3 C.7.9.2: three values as they are, a ramp of four steps to 90, then the first segment again
  // (its offset in bytes).
  const std::vector<std::uint16_t> wide{0, 3, 10, 20, 50, 1, 4, 90, 2, 1, 0, 0};
  CHECK(expandSegments(wide, true, 10) == std::vector<std::uint16_t>{10, 20, 50, 60, 70, 80, 90, 10, 20, 50});
  const std::vector<std::uint16_t> narrow{0, 3, 10, 20, 50, 1, 4, 90, 2, 1, 5, 0, 0, 0};
  CHECK(expandSegments(narrow, false, 11) ==
        std::vector<std::uint16_t>{10, 20, 50, 60, 70, 80, 90, 100 - 10, 90, 90, 90});
}

TEST_CASE("Segments that make no sense expand to nothing", "[lut]") {
  CHECK_FALSE(expandSegments({}, true, 4));
  CHECK_FALSE(expandSegments({0, 0}, true, 4));
  CHECK_FALSE(expandSegments({0, 9, 1, 2}, true, 4));
  CHECK_FALSE(expandSegments({1, 4, 90}, true, 4));                       // a ramp from nowhere
  CHECK_FALSE(expandSegments({0, 1, 5, 7, 1, 1}, true, 4));               // unknown code
  CHECK_FALSE(expandSegments({0, 1, 5, 2, 1, 6, 0}, true, 4));            // points at itself
  CHECK_FALSE(expandSegments({0, 1, 5, 2, 1, 0xFFFF, 0xFFFF}, true, 4));  // points beyond the end
  CHECK_FALSE(expandSegments({0, 2, 5, 6}, true, 4));                     // ends early
}

TEST_CASE("Palettes of real files are those another toolkit reads", "[lut][real]") {
  const auto data = dataFolder("pydicom_data");
  if (!data) return;
  const auto aloka = readReal(*data / "gdcm-US-ALOKA-16.dcm");
  REQUIRE(aloka);
  REQUIRE(aloka->unsupported.empty());
  CHECK(aloka->type == VoxelType::Rgb8);
  REQUIRE(aloka->pixels->palette);
  // Sums of the 65536 entries that pydicom expands from the segments.
  const auto sum = [](const LookupTable& t) {
    return std::accumulate(t.entries.begin(), t.entries.end(), std::uint64_t{0});
  };
  CHECK(sum(aloka->pixels->palette->red) == 2492704166u);
  CHECK(sum(aloka->pixels->palette->green) == 2305187971u);
  CHECK(sum(aloka->pixels->palette->blue) == 2487042970u);
  CHECK(aloka->pixels->palette->green.entries[30000] == 39835);
  CHECK(aloka->pixels->palette->blue.entries[65535] == 37008);

  const auto plain = readReal(*data / "OBXXXX1A.dcm");
  REQUIRE(plain);
  REQUIRE(plain->pixels);
  REQUIRE(plain->pixels->palette);
  CHECK(plain->pixels->palette->red.entries.size() == 256);
  CHECK(plain->pixels->palette->red.entries[1] == 0x0100);

  const auto modality = readReal(*data / "mlut_18.dcm");
  REQUIRE(modality);
  REQUIRE(modality->pixels);
  REQUIRE(modality->pixels->modalityLut);
  CHECK(modality->type == VoxelType::UInt16);
  CHECK((*modality->pixels->modalityLut)(-2048) == 0);
  CHECK((*modality->pixels->modalityLut)(-2037) == 176);

  const auto voi = readReal(*data / "vlut_04.dcm");
  REQUIRE(voi);
  REQUIRE(voi->frames.at(0).voiLuts.size() == 1);
  CHECK((*voi->frames[0].voiLuts[0])(11) == 2827);
}
