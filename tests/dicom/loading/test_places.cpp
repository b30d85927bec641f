// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <catch2/catch.hpp>

#include "core/dicom/assembler.h"
#include "core/dicom/header_reader.h"
#include "tests/dicom/support/header_file.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using iso::test::dataFolder;
using iso::test::HeaderFile;

namespace {

Vector3 spacingOf(const FileHeader& h) {
  return assembleVolumes({&h}).at(0).geometry.spacing();
}

/// An X-ray picture without a place.
void makeProjection(HeaderFile& file) {
  file.set("Modality=DX").set("SOPClassUID=1.2.840.10008.5.1.4.1.1.1.1");
  file.remove(0x0020, 0x0032).remove(0x0020, 0x0037).remove(0x0028, 0x0030);
}

void addRegion(HeaderFile& file, int n, int format, int units, const std::string& dx, const std::string& dy) {
  const std::string item = fmt::format("SequenceOfUltrasoundRegions[{}].", n);
  file.set(item + fmt::format("RegionSpatialFormat={}", format));
  file.set(item + fmt::format("PhysicalUnitsXDirection={}", units));
  file.set(item + fmt::format("PhysicalUnitsYDirection={}", units));
  file.set(item + "PhysicalDeltaX=" + dx).set(item + "PhysicalDeltaY=" + dy);
}

/// Reconstructed nuclear slices in coronal orientation.
void makeNuclear(HeaderFile& file, int frames, const std::string& type, const std::string& step) {
  file.set("Modality=NM")
      .set("SOPClassUID=1.2.840.10008.5.1.4.1.1.20")
      .set("ImageType=ORIGINAL\\PRIMARY\\" + type);
  file.remove(0x0020, 0x0032).remove(0x0020, 0x0037).set("PixelSpacing=2\\3");
  file.set(fmt::format("NumberOfFrames={}", frames)).pixelBytes(static_cast<std::size_t>(32 * frames));
  file.set("SpacingBetweenSlices=" + step);
  file.set("DetectorInformationSequence[0].ImagePositionPatient=-10\\5\\20");
  file.set("DetectorInformationSequence[0].ImageOrientationPatient=1\\0\\0\\0\\0\\-1");
}

}  // namespace

TEST_CASE("Projection images: size in the patient, not at the detector", "[places]") {
  HeaderFile file;
  makeProjection(file);
  file.set("ImagerPixelSpacing=0.2\\0.1");
  CHECK(spacingOf(file.image()).isApprox(Vector3(0.1, 0.2, 1.0)));
  file.set("EstimatedRadiographicMagnificationFactor=1.25");
  CHECK(spacingOf(file.image()).isApprox(Vector3(0.08, 0.16, 1.0)));
  // Pixel Spacing that only repeats the detector's is no calibration (PS3.3 10.7.1.3).
  file.set("PixelSpacing=0.2\\0.1");
  CHECK(spacingOf(file.image()).isApprox(Vector3(0.08, 0.16, 1.0)));
  file.set("PixelSpacing=0.15\\0.15");
  CHECK(spacingOf(file.image()).isApprox(Vector3(0.15, 0.15, 1.0)));
  file.set("EstimatedRadiographicMagnificationFactor=0.5").remove(0x0028, 0x0030);
  CHECK(spacingOf(file.image()).isApprox(Vector3(0.1, 0.2, 1.0)));
  CHECK_FALSE(assembleVolumes({std::make_unique<FileHeader>(file.image()).get()}).at(0).positioned);
}

TEST_CASE("Enhanced X-ray: at the object if known, else from the detector", "[places]") {
  HeaderFile file;
  makeProjection(file);
  file.set("Modality=XA").set("NumberOfFrames=2").pixelBytes(64);
  const std::string shared = "SharedFunctionalGroupsSequence[0].",
                    own = "PerFrameFunctionalGroupsSequence[1].";
  file.set(shared + "FramePixelDataPropertiesSequence[0].ImagerPixelSpacing=0.3\\0.3");
  file.set(shared + "XRayGeometrySequence[0].EstimatedRadiographicMagnificationFactor=1.5");
  file.set(own + "ProjectionPixelCalibrationSequence[0].ObjectPixelSpacingInCenterOfBeam=0.19\\0.18");
  const FileHeader h = file.image();
  REQUIRE(h.frames.at(0).spacing);
  CHECK((*h.frames[0].spacing)[0] == Approx(0.2));
  CHECK((*h.frames[1].spacing)[0] == Approx(0.18));
  CHECK((*h.frames[1].spacing)[1] == Approx(0.19));
  CHECK_FALSE(h.frames[0].position);
}

TEST_CASE("Ultrasound regions give the spacing if they agree", "[places]") {
  HeaderFile file;
  file.set("Modality=US").remove(0x0020, 0x0032).remove(0x0020, 0x0037).remove(0x0028, 0x0030);
  addRegion(file, 0, 1, 3, "0.025", "-0.05");
  addRegion(file, 1, 3, 4, "0.9", "0.9");  // a spectrum beside it
  CHECK(spacingOf(file.image()).isApprox(Vector3(0.25, 0.5, 1.0)));
  addRegion(file, 2, 1, 3, "0.025", "0.05");
  CHECK(spacingOf(file.image()).isApprox(Vector3(0.25, 0.5, 1.0)));
  addRegion(file, 3, 1, 3, "0.03", "0.03");
  const FileHeader h = file.image();
  CHECK_FALSE(h.frames[0].spacing);
  CHECK(h.geometryNote.find("scales") != std::string::npos);
  const auto issues = assembleVolumes({&h}).at(0).issues;
  REQUIRE(issues.size() == 1);
  CHECK(issues[0].code == "no-geometry");
  CHECK(issues[0].message.find("scales") != std::string::npos);
}

TEST_CASE("Reconstructed nuclear slices lie along the normal, the sign of their step counts", "[places]") {
  // row × column of (1,0,0), (0,0,−1) is (0,1,0).
  for (const double step : {4.0, -4.0}) {
    HeaderFile file;
    makeNuclear(file, 3, "RECON TOMO", fmt::format("{}", step));
    file.set("SliceVector=1\\2\\3");
    const FileHeader h = file.image();
    for (std::size_t n = 0; n < 3; ++n)
      CHECK(h.frames[n].position->isApprox(Vector3(-10, 5 + step * static_cast<double>(n), 20)));
    const auto volumes = assembleVolumes({&h});
    REQUIRE(volumes.size() == 1);
    CHECK(volumes[0].positioned);
    CHECK(volumes[0].issues.empty());
    CHECK(volumes[0].geometry.spacing().isApprox(Vector3(3, 2, 4)));
    CHECK(volumes[0].geometry.direction().determinant() == Approx(1.0));
    CHECK(volumes[0].slices[0].frame == (step > 0 ? 0 : 2));
  }
}

TEST_CASE("Gated nuclear slices are phases; other nuclear images stay a stack", "[places]") {
  HeaderFile gated;
  makeNuclear(gated, 4, "RECON GATED TOMO", "4");
  gated.set("SliceVector=1\\2\\1\\2").set("TimeSlotVector=1\\1\\2\\2");
  const FileHeader h = gated.image();
  const auto volumes = assembleVolumes({&h});
  REQUIRE(volumes.size() == 1);
  CHECK(volumes[0].phases == 2);
  CHECK(volumes[0].geometry.size() == Size3{4, 4, 2});
  CHECK(volumes[0].slices[2].frame == 2);

  HeaderFile planar;
  makeNuclear(planar, 4, "WHOLE BODY", "4");
  const FileHeader p = planar.image();
  const auto stack = assembleVolumes({&p});
  REQUIRE(stack.size() == 1);
  CHECK_FALSE(stack[0].positioned);
  CHECK(stack[0].geometry.spacing().head<2>().isApprox(Eigen::Vector2d(3, 2)));
}

TEST_CASE("An ultrasound volume has distances, but no place in the patient", "[places]") {
  HeaderFile file;
  file.set("Modality=US").remove(0x0020, 0x0032).remove(0x0020, 0x0037).remove(0x0028, 0x0030);
  file.set("NumberOfFrames=3").pixelBytes(96);
  file.set("SharedFunctionalGroupsSequence[0].PixelMeasuresSequence[0].PixelSpacing=0.5\\0.5");
  file.set(
      "SharedFunctionalGroupsSequence[0].PlaneOrientationVolumeSequence[0].ImageOrientationVolume="
      "1\\0\\0\\0\\1\\0");
  for (int n = 0; n < 3; ++n)
    file.set(
        fmt::format("PerFrameFunctionalGroupsSequence[{}].PlanePositionVolumeSequence[0]."
                    "ImagePositionVolume=0\\0\\{}",
                    n, 0.7 * n));
  const FileHeader h = file.image();
  const auto volumes = assembleVolumes({&h});
  REQUIRE(volumes.size() == 1);
  CHECK_FALSE(volumes[0].positioned);
  CHECK(volumes[0].geometry.spacing().isApprox(Vector3(0.5, 0.5, 0.7), 1e-9));
  REQUIRE(volumes[0].issues.size() == 1);
  CHECK(volumes[0].issues[0].code == "no-geometry");
}

TEST_CASE("Real ultrasound: the regions' spacing", "[places][real]") {
  const auto data = dataFolder("pydicom_data");
  const auto more = dataFolder("pydicom_breadth");
  if (!data || !more) return;
  const auto read = [](const std::filesystem::path& path) { return test::readHeaderFile(path).value(); };
  // cm in the files; the second has a region of another kind beside the image.
  CHECK(read(*data / "gdcm-US-ALOKA-16.dcm").frames.at(0).spacing->at(0) == Approx(0.3826530650258064));
  CHECK(read(*data / "OBXXXX1A.dcm").frames.at(0).spacing->at(1) == Approx(0.2622878766196998));
  const FileHeader cine = read(*more / "examples_ybr_color.dcm");
  CHECK(cine.frames.size() == 30);
  CHECK(cine.frames[7].spacing->at(0) == Approx(0.5104970559477806));
  CHECK(cine.frameTimeMs == Approx(33.333));
}
