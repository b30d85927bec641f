// SPDX-License-Identifier: Apache-2.0
#include <catch2/catch.hpp>

#include "core/dicom/assembler.h"
#include "core/dicom/header_reader.h"
#include "core/dicom/object_names.h"
#include "core/dicom/scanner.h"
#include "core/dicom/units.h"
#include "tests/dicom/support/header_file.h"
#include "tests/dicom/support/test_reader.h"
#include "tests/support/test_data.h"

using namespace iso;
using iso::test::dataFolder;
using iso::test::HeaderFile;

namespace {

/// A line from stored to real-world values in an item of the file.
void map(HeaderFile& file, const std::string& place, const std::string& slope, const std::string& intercept,
         const std::string& unit, const std::string& range = {}) {
  const std::string item = place + "RealWorldValueMappingSequence[0].";
  file.set(item + "RealWorldValueSlope=" + slope).set(item + "RealWorldValueIntercept=" + intercept);
  file.set(item + "MeasurementUnitsCodeSequence[0].CodeValue=" + unit);
  if (range.empty()) return;
  file.set(item + "DoubleFloatRealWorldValueFirstValueMapped=0");
  file.set(item + "DoubleFloatRealWorldValueLastValueMapped=" + range);
}

}  // namespace

TEST_CASE("A real-world value mapping holds where there is no rescale", "[meaning]") {
  HeaderFile file;
  map(file, "", "0.5", "-3", "um2/s");
  const FileHeader h = file.image();
  CHECK(h.frames[0].rescale == Rescale{0.5, -3.0});
  CHECK(h.frames[0].unit == "um2/s");
}

TEST_CASE("A rescale stays; a mapping that agrees names its unit", "[meaning]") {
  HeaderFile agrees, differs;
  for (HeaderFile* file : {&agrees, &differs}) file->set("RescaleSlope=2").set("RescaleIntercept=1");
  map(agrees, "", "2", "1", "ms");
  map(differs, "", "3", "1", "ms");
  CHECK(agrees.image().frames[0].rescale == Rescale{2.0, 1.0});
  CHECK(agrees.image().frames[0].unit == "ms");
  CHECK(differs.image().frames[0].rescale == Rescale{2.0, 1.0});
  CHECK(differs.image().frames[0].unit == "");
}

TEST_CASE("Frames of one file may have mappings of their own", "[meaning]") {
  HeaderFile file;
  file.set("NumberOfFrames=2").pixelBytes(64);
  map(file, "SharedFunctionalGroupsSequence[0].", "1", "0", "1");
  map(file, "PerFrameFunctionalGroupsSequence[1].", "0.25", "-500", "Hz");
  const FileHeader h = file.image();
  CHECK(h.frames[0].unit == "1");
  CHECK(h.frames[1].unit == "Hz");
  CHECK(h.frames[1].rescale == Rescale{0.25, -500.0});
  // Two quantities are two volumes.
  CHECK(assembleVolumes({&h}).size() == 2);
}

TEST_CASE("Mappings that are no single line change nothing", "[meaning]") {
  HeaderFile curved, pieces, straight;
  const std::string item = "RealWorldValueMappingSequence[0].";
  curved.set(item + "RealWorldValueLUTData=0\\1\\4");
  straight.set(item + "RealWorldValueLUTData=10\\12\\14");
  for (HeaderFile* file : {&curved, &straight}) {
    file->set(item + "DoubleFloatRealWorldValueFirstValueMapped=5");
    file->set(item + "DoubleFloatRealWorldValueLastValueMapped=7");
    file->set(item + "MeasurementUnitsCodeSequence[0].CodeValue=mm");
  }
  map(pieces, "", "2", "0", "mm", "99");
  const std::string next = "RealWorldValueMappingSequence[1].";
  pieces.set(next + "RealWorldValueSlope=4").set(next + "RealWorldValueIntercept=0");
  pieces.set(next + "DoubleFloatRealWorldValueFirstValueMapped=100");
  pieces.set(next + "DoubleFloatRealWorldValueLastValueMapped=200");
  for (HeaderFile* file : {&curved, &pieces}) {
    CHECK(file->image().frames[0].rescale == Rescale{});
    CHECK(file->image().frames[0].unit == "");
  }
  // 10, 12, 14 for 5, 6, 7: value = 2 × stored.
  CHECK(straight.image().frames[0].rescale == Rescale{2.0, 0.0});
  CHECK(straight.image().frames[0].unit == "mm");
}

TEST_CASE("Units of PET and of what rescale types count", "[meaning]") {
  const auto pet = [](const std::string& place, const std::string& units, const std::string& suv = {}) {
    HeaderFile file;
    file.set("Modality=PT").set(place + "Units=" + units);
    if (!suv.empty()) file.set(place + "SUVType=" + suv);
    return file.image().unit;
  };
  CHECK(pet("", "BQML") == "Bq/ml");
  CHECK(pet("", "CNTS") == "counts");
  CHECK(pet("", "GML") == "SUVbw");
  CHECK(pet("", "GML", "LBM") == "SUVlbm");
  CHECK(pet("SharedFunctionalGroupsSequence[0].UnassignedSharedConvertedAttributesSequence[0].", "BQML") ==
        "Bq/ml");
  CHECK(pet("PerFrameFunctionalGroupsSequence[0].UnassignedPerFrameConvertedAttributesSequence[0].", "GML") ==
        "SUVbw");
  HeaderFile enhanced;
  enhanced.set("Modality=PT").set("SOPClassUID=1.2.840.10008.5.1.4.1.1.130");
  const std::string shared = "SharedFunctionalGroupsSequence[0].";
  enhanced.set(shared + "PixelValueTransformationSequence[0].RescaleSlope=1.5");
  enhanced.set(shared + "PixelValueTransformationSequence[0].RescaleIntercept=0");
  enhanced.set(shared + "PixelValueTransformationSequence[0].RescaleType=US");
  map(enhanced, shared, "1.5", "0", "{SUVbw}g/ml");
  CHECK(enhanced.image().frames[0].unit == "SUVbw");
  // PS3.3 C.11.1.1.2: OD is "thousands of optical density", 2140 = 2.140.
  CHECK(unitOfRescaleType("OD") == "mOD");
  CHECK(unitOfRescaleType("US").empty());
  CHECK(unitOfUcum("[hnsf'U]") == "HU");
  CHECK(unitOfUcum("{counts}/s") == "{counts}/s");
}

TEST_CASE("The time between the images of a cine", "[meaning]") {
  HeaderFile file;
  CHECK(file.image().frameTimeMs == 0.0);
  file.set("NumberOfFrames=4").pixelBytes(128).set("FrameTimeVector=0\\50\\40\\45");
  CHECK(file.image().frameTimeMs == Approx(45.0));
  file.set("RecommendedDisplayFrameRate=8");
  CHECK(file.image().frameTimeMs == Approx(125.0));
  file.set("CineRate=25");
  CHECK(file.image().frameTimeMs == Approx(40.0));
  file.set("FrameTime=33.3");
  const FileHeader h = file.image();
  CHECK(h.frameTimeMs == Approx(33.3));
  CHECK(assembleVolumes({&h}).at(0).frameTimeMs == Approx(33.3));
}

TEST_CASE("Padding is told, not taken away", "[meaning]") {
  HeaderFile file;
  CHECK_FALSE(file.image().padding);
  file.set("PixelRepresentation=1").set("PixelPaddingValue=63536");  // the bits of −2000
  CHECK(file.image().padding == std::array<double, 2>{-2000, -2000});
  file.set("PixelRepresentation=0").set("PixelPaddingValue=10").set("PixelPaddingRangeLimit=0");
  CHECK(file.image().padding == std::array<double, 2>{0, 10});
}

TEST_CASE("Objects without images have a kind and a label", "[meaning]") {
  const std::string prefix = "1.2.840.10008.5.1.4.1.1.";
  const std::vector<std::pair<std::string, std::string>> kinds{
      {"66.4", "SEG"},       {"66.1", "REG"},  {"67", "RWV"},         {"88.33", "SR"},
      {"88.59", "KO"},       {"11.1", "PR"},   {"104.1", "PDF"},      {"104.2", "CDA"},
      {"104.3", "STL"},      {"104.4", "OBJ"}, {"481.3", "RTSTRUCT"}, {"481.5", "RTPLAN"},
      {"481.4", "RTRECORD"}, {"9.1.1", "ECG"}, {"9.4.1", "AU"},       {"9.3.1", "WF"}};
  for (const auto& [tail, kind] : kinds) CHECK(objectName(prefix + tail, "OT") == kind);
  CHECK(objectName("1.2.3", "XYZ") == "XYZ");

  const auto label = [](const std::string& value) {
    HeaderFile file;
    file.remove(0x0028, 0x0010).set("SeriesDescription=a series");
    if (!value.empty()) file.set(value);
    const auto h = file.read();
    REQUIRE(h);
    CHECK(h->kind == FileHeader::Kind::Object);
    return h->objectLabel;
  };
  CHECK(label("ContentLabel=LIVER") == "LIVER");
  CHECK(label("StructureSetLabel=plan 1") == "plan 1");
  CHECK(label("DocumentTitle=Letter") == "Letter");
  CHECK(label("ConceptNameCodeSequence[0].CodeMeaning=Imaging Report") == "Imaging Report");
  CHECK(label("") == "a series");
}

TEST_CASE("A series lists its objects once each", "[meaning]") {
  const iso::test::TemporaryFolder folder;
  HeaderFile file;
  file.remove(0x0028, 0x0010).set("SOPClassUID=1.2.840.10008.5.1.4.1.1.481.3").set("Modality=RTSTRUCT");
  file.set("StructureSetLabel=B").save(folder.path() / "b");
  file.save(folder.path() / "b again");
  file.set("StructureSetLabel=A").set("SOPInstanceUID=1.2.3.7").save(folder.path() / "a");
  ThreadPool pool(1);
  const auto result = scan({folder.path()}, pool, *test::testReader());
  REQUIRE(result);
  const Series& series = result->studies.at(0).series.at(0);
  CHECK(series.objects == std::vector<std::string>{"RTSTRUCT"});
  REQUIRE(series.objectFiles.size() == 2);
  CHECK(series.objectFiles[0].label == "A");
  CHECK(series.objectFiles[0].sopInstanceUid == "1.2.3.7");
  CHECK(series.objectFiles[0].path.filename() == "a");
  CHECK(series.objectFiles[1].label == "B");
}

TEST_CASE("Parametric maps take their unit from the mapping", "[meaning][real]") {
  const auto data = dataFolder("pydicom_data");
  if (!data) return;
  for (const char* name : {"parametric_map_float.dcm", "parametric_map_double_float.dcm"}) {
    const auto path = *data / name;
    const auto h = test::readHeaderFile(path);
    REQUIRE(h);
    CHECK(h->unsupported.empty());
    CHECK(h->type == VoxelType::Float32);
    CHECK(h->frames.at(0).unit == "1");
    CHECK(h->frames[0].rescale == Rescale{});
  }
}
