// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <zlib.h>

#include <catch2/catch.hpp>
#include <cstring>

#include "core/dicom/assembler.h"
#include "core/dicom/header_reader.h"
#include "tests/dicom/support/header_file.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using iso::test::dataFolder;
using iso::test::HeaderFile;

namespace {

/// An enhanced CT of `frames` axial slices from `first` mm on, one a millimetre.
void makeEnhanced(HeaderFile& file, int frames, double first, int instance) {
  file.set("Modality=CT").set("SOPClassUID=1.2.840.10008.5.1.4.1.1.2.1");
  file.set(fmt::format("InstanceNumber={}", instance)).set(fmt::format("SOPInstanceUID=1.2.3.{}", instance));
  file.remove(0x0020, 0x0032).remove(0x0020, 0x0037).remove(0x0028, 0x0030);
  file.set(fmt::format("NumberOfFrames={}", frames)).pixelBytes(static_cast<std::size_t>(32 * frames));
  const std::string shared = "SharedFunctionalGroupsSequence[0].";
  file.set(shared + "PixelMeasuresSequence[0].PixelSpacing=0.5\\0.5");
  file.set(shared + "PlaneOrientationSequence[0].ImageOrientationPatient=1\\0\\0\\0\\1\\0");
  for (int n = 0; n < frames; ++n)
    file.set(
        fmt::format("PerFrameFunctionalGroupsSequence[{}].PlanePositionSequence[0].ImagePositionPatient="
                    "0\\0\\{}",
                    n, first + n));
}

std::string content(int frame, const std::string& value) {
  return fmt::format("PerFrameFunctionalGroupsSequence[{}].FrameContentSequence[0].{}", frame, value);
}

std::vector<VolumeDescription> assembled(const std::vector<FileHeader>& headers) {
  std::vector<const FileHeader*> list;
  for (const FileHeader& h : headers) list.push_back(&h);
  return assembleVolumes(list);
}

}  // namespace

TEST_CASE("Different stacks of one file are different volumes", "[enhanced]") {
  HeaderFile file;
  makeEnhanced(file, 6, 0, 1);
  for (int n = 0; n < 6; ++n) file.set(content(n, n < 3 ? "StackID=1" : "StackID=2"));
  const auto volumes = assembled({file.image()});
  REQUIRE(volumes.size() == 2);
  for (const VolumeDescription& v : volumes) CHECK(v.geometry.size() == Size3{4, 4, 3});
}

TEST_CASE("Several enhanced files of a series join", "[enhanced]") {
  std::vector<FileHeader> headers;
  const auto add = [&](double first, int instance, const std::vector<std::string>& more = {}) {
    HeaderFile file;
    makeEnhanced(file, 4, first, instance);
    for (const std::string& value : more) file.set(value);
    headers.push_back(file.image());
  };
  SECTION("eight files, each a part of the stack") {
    for (int n = 0; n < 8; ++n) add(4.0 * ((n * 3) % 8), n + 1);
    const auto volumes = assembled(headers);
    REQUIRE(volumes.size() == 1);
    CHECK(volumes[0].geometry.size() == Size3{4, 4, 32});
    CHECK(volumes[0].phases == 1);
    CHECK(volumes[0].issues.empty());
  }
  SECTION("eight files, each a phase") {
    for (int n = 0; n < 8; ++n) add(0, n + 1);
    const auto volumes = assembled(headers);
    REQUIRE(volumes.size() == 1);
    CHECK(volumes[0].geometry.size() == Size3{4, 4, 4});
    CHECK(volumes[0].phases == 8);
    CHECK(volumes[0].phaseQuantity == "instance");
    CHECK(volumes[0].phaseValues.back() == 8);
    CHECK(volumes[0].slices[4].instanceNumber == 2);
  }
  SECTION("eight files, each a stack of its own") {
    for (int n = 0; n < 8; ++n) {
      std::vector<std::string> stacks;
      for (int k = 0; k < 4; ++k) stacks.push_back(content(k, fmt::format("StackID={}", n + 1)));
      add(0, n + 1, stacks);
    }
    const auto volumes = assembled(headers);
    REQUIRE(volumes.size() == 8);
    for (const VolumeDescription& v : volumes) {
      CHECK(v.geometry.size() == Size3{4, 4, 4});
      CHECK(v.phases == 1);
      CHECK(v.slices[0].instanceNumber == v.index + 1);
    }
  }
}

TEST_CASE("The files of a concatenation are one, in the order of their frames", "[enhanced]") {
  std::vector<FileHeader> headers;
  for (const int part : {2, 1}) {
    // Both parts may carry the same instance number; no positions, so that nothing else orders them.
    HeaderFile file;
    file.set(fmt::format("SOPInstanceUID=1.2.3.{}", part)).set("NumberOfFrames=3").pixelBytes(96);
    file.remove(0x0020, 0x0032);
    file.set("ConcatenationUID=1.2.9").set(fmt::format("InConcatenationNumber={}", part));
    file.set(fmt::format("ConcatenationFrameOffsetNumber={}", part == 1 ? 0 : 3));
    headers.push_back(file.image());
  }
  const auto volumes = assembled(headers);
  REQUIRE(volumes.size() == 1);
  REQUIRE(volumes[0].slices.size() == 6);
  for (std::size_t n = 0; n < 6; ++n) {
    CHECK(volumes[0].slices[n].sopInstanceUid == (n < 3 ? "1.2.3.1" : "1.2.3.2"));
    CHECK(volumes[0].slices[n].frame == static_cast<int>(n % 3));
  }
}

TEST_CASE("Frames of one place are told apart by their dimension, whatever their order in the file",
          "[enhanced]") {
  HeaderFile file;
  makeEnhanced(file, 6, 0, 1);
  file.set("DimensionIndexSequence[0].DimensionIndexPointer=(0020,9057)");  // In-Stack Position Number
  file.set("DimensionIndexSequence[1].DimensionIndexPointer=(0018,9089)");  // Diffusion Gradient Orientation
  // Three directions at two places; the second place was acquired backwards.
  const int directions[] = {1, 2, 3, 3, 2, 1};
  for (int n = 0; n < 6; ++n) {
    file.set(fmt::format(
        "PerFrameFunctionalGroupsSequence[{}].PlanePositionSequence[0].ImagePositionPatient=0\\0\\{}", n,
        n / 3));
    file.set(content(n, fmt::format("DimensionIndexValues={}\\{}", n / 3 + 1, directions[n])));
  }
  const FileHeader h = file.image();
  const auto volumes = assembled({h});
  REQUIRE(volumes.size() == 1);
  const VolumeDescription& v = volumes[0];
  CHECK(v.geometry.size() == Size3{4, 4, 2});
  REQUIRE(v.phases == 3);
  CHECK(v.phaseQuantity == "dimension");
  CHECK(v.phaseValues == std::vector<double>{1, 2, 3});
  std::vector<int> frames;
  for (const SliceSource& s : v.slices) frames.push_back(s.frame);
  CHECK(frames == std::vector<int>{0, 5, 1, 4, 2, 3});
}

TEST_CASE("Frames of several times: by offset, else by date", "[enhanced]") {
  HeaderFile offset, date;
  for (HeaderFile* file : {&offset, &date}) {
    makeEnhanced(*file, 4, 0, 1);
    for (int n = 0; n < 4; ++n)
      file->set(
          fmt::format("PerFrameFunctionalGroupsSequence[{}].PlanePositionSequence[0]."
                      "ImagePositionPatient=0\\0\\{}",
                      n, n % 2));
  }
  for (int n = 0; n < 4; ++n) {
    // The later time comes first in the file.
    offset.set(
        fmt::format("PerFrameFunctionalGroupsSequence[{}].TemporalPositionSequence[0]."
                    "TemporalPositionTimeOffset={}",
                    n, n < 2 ? 2.5 : 0.5));
    date.set(content(n, fmt::format("FrameReferenceDateTime=202001011200{}", n < 2 ? "07.5" : "03.0")));
  }
  for (const HeaderFile* file : {&offset, &date}) {
    const FileHeader h = file->image();
    const auto volumes = assembled({h});
    REQUIRE(volumes.size() == 1);
    const VolumeDescription& v = volumes[0];
    CHECK(v.phases == 2);
    CHECK(v.phaseQuantity == "time");
    CHECK(v.phaseUnit == "s");
    CHECK(v.slices[0].frame == 2);
    REQUIRE(v.phaseValues.size() == 2);
    CHECK(v.phaseValues[1] - v.phaseValues[0] == Approx(file == &offset ? 2.0 : 4.5));
  }
}

TEST_CASE("A field map beside its magnitude keeps values and units apart", "[enhanced][real]") {
  const auto data = dataFolder("mr_enhanced");
  if (!data) return;
  const auto path = *data / "philips_fmap_enhanced.dcm";
  const FileHeader h = test::readHeaderFile(path).value();
  const auto volumes = assembled({h});
  REQUIRE(volumes.size() == 2);
  // As the file's functional groups have it, read with another toolkit.
  CHECK(volumes[0].unit == "1");
  CHECK(volumes[1].unit == "Hz");
  CHECK(volumes[0].slices.size() == 32);
  CHECK(volumes[1].slices.size() == 32);
  for (const SliceSource& s : volumes[0].slices) CHECK(s.rescale.slope == Approx(1.27985347985347));
  for (const SliceSource& s : volumes[1].slices) {
    CHECK(s.rescale.slope == Approx(0.24420024420024));
    CHECK(s.rescale.intercept == -500.0);
  }
  // The reference NIfTI's affine (RAS): the same set of voxel centres, whatever the order of its axes.
  std::array<char, 348> b{};
  const gzFile file = ::gzopen((*data / "Philips_WIP_B0_NS_801_e1.nii.gz").c_str(), "rb");
  REQUIRE(file);
  REQUIRE(::gzread(file, b.data(), 348) == 348);
  ::gzclose(file);
  std::array<float, 12> m;
  std::memcpy(m.data(), b.data() + 280, 48);
  const auto at = [&](double i, double j, double k) {
    Vector3 ras;
    for (int r = 0; r < 3; ++r) {
      const auto row = static_cast<std::size_t>(4 * r);
      ras(r) = m[row] * i + m[row + 1] * j + m[row + 2] * k + m[row + 3];
    }
    return Vector3(-ras.x(), -ras.y(), ras.z());
  };
  for (const VolumeDescription& v : volumes)
    for (const Vector3& corner : {at(0, 0, 0), at(63, 0, 0), at(0, 63, 31), at(63, 63, 31)}) {
      const Vector3 index = v.geometry.toIndex(PatientPoint{corner}).ijk;
      CHECK((index - Vector3(index.array().round())).norm() < 2e-3);
      CHECK(v.geometry.contains(IndexPoint{index}));
    }
}
