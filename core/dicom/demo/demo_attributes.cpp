// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/demo/demo_attributes.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dctk.h>
#include <fmt/format.h>

#include <array>
#include <cmath>
#include <string>

namespace iso {
namespace {

constexpr const char* kStudyDate = "20240311";
constexpr int kPetBeds = 4;
constexpr int kPetSecondsPerBed = 150;

/// Writes attributes and remembers whether one was refused.
class Writer {
 public:
  explicit Writer(DcmItem& item) : item_(item) {}
  void text(const DcmTagKey& tag, const std::string& value) {
    if (item_.putAndInsertString(DcmTag(tag), value.c_str()).bad()) failed_ = true;
  }
  void number(const DcmTagKey& tag, double value) { text(tag, decimal(value)); }
  void count(const DcmTagKey& tag, int value) { text(tag, std::to_string(value)); }
  void shortNumber(const DcmTagKey& tag, Uint16 value) {
    if (item_.putAndInsertUint16(DcmTag(tag), value).bad()) failed_ = true;
  }
  template <class... Values>
  void numbers(const DcmTagKey& tag, Values... values) {
    const std::array<std::string, sizeof...(values)> parts{decimal(values)...};
    text(tag, fmt::format("{}", fmt::join(parts, "\\")));
  }
  /// A new item of a sequence.
  DcmItem* item(DcmItem& parent, const DcmTagKey& sequence) {
    DcmItem* made = nullptr;
    if (parent.findOrCreateSequenceItem(DcmTag(sequence), made, -2).bad()) failed_ = true;
    return made;
  }
  void code(DcmItem& parent, const DcmTagKey& sequence, const char* value, const char* scheme,
            const char* meaning) {
    if (DcmItem* entry = item(parent, sequence)) {
      entry->putAndInsertString(DCM_CodeValue, value);
      entry->putAndInsertString(DCM_CodingSchemeDesignator, scheme);
      entry->putAndInsertString(DCM_CodeMeaning, meaning);
    }
  }
  bool failed() const { return failed_; }

  /// A decimal string: at most 16 characters (PS3.5 6.2, DS).
  static std::string decimal(double value) {
    const double clean = std::abs(value) < 1e-12 ? 0.0 : value;
    return fmt::format("{:.10g}", clean);
  }

 private:
  DcmItem& item_;
  bool failed_ = false;
};

const char* sopClass(DemoKind kind) {
  switch (kind) {
    case DemoKind::Pet:
      return UID_PositronEmissionTomographyImageStorage;
    case DemoKind::HeadMr:
      return UID_MRImageStorage;
    default:
      return UID_CTImageStorage;
  }
}

const char* modality(DemoKind kind) {
  return kind == DemoKind::Pet ? "PT" : kind == DemoKind::HeadMr ? "MR" : "CT";
}

/// HHMMSS some seconds later.
std::string laterTime(const std::string& time, int seconds) {
  const int start =
      std::stoi(time.substr(0, 2)) * 3600 + std::stoi(time.substr(2, 2)) * 60 + std::stoi(time.substr(4, 2));
  const int total = start + seconds;
  return fmt::format("{:02}{:02}{:02}", total / 3600, total / 60 % 60, total % 60);
}

/// The couch moves from the thighs to the head; each stop covers a quarter of the slices.
int petBed(const DemoSeries& series, int index) {
  return index * kPetBeds / series.grid.size[2];
}

void putPatientAndStudy(Writer& w) {
  w.text(DCM_SpecificCharacterSet, "ISO_IR 192");
  w.text(DCM_PatientName, "Isocenter^Demo");
  w.text(DCM_PatientID, "ISO-DEMO-1");
  w.text(DCM_PatientBirthDate, "19790422");
  w.text(DCM_PatientSex, "M");
  w.text(DCM_PatientAge, "044Y");
  const DemoTracer tracer;
  w.number(DCM_PatientSize, tracer.heightM);
  w.number(DCM_PatientWeight, tracer.weightKg);
  w.text(DCM_PatientComments, "Computed phantom, not a person");
  w.text(DCM_StudyInstanceUID, demoUid("study"));
  w.text(DCM_StudyDate, kStudyDate);
  w.text(DCM_StudyTime, "094500");
  w.text(DCM_StudyID, "1");
  w.text(DCM_AccessionNumber, "DEMO1");
  w.text(DCM_ReferringPhysicianName, "");
  w.text(DCM_StudyDescription, "Demo study: PET/CT and head MR of a phantom");
}

void putSeries(Writer& w, const DemoSeries& series) {
  w.text(DCM_Modality, modality(series.kind));
  w.text(DCM_SeriesInstanceUID, series.seriesUid);
  w.count(DCM_SeriesNumber, series.number);
  w.text(DCM_SeriesDate, kStudyDate);
  w.text(DCM_SeriesTime, series.time);
  w.text(DCM_SeriesDescription, series.description);
  w.text(DCM_ProtocolName, series.description);
  // PET says it with codes instead (PS3.3 C.7.3.1.1.2).
  if (series.kind != DemoKind::Pet) w.text(DCM_PatientPosition, "HFS");
  const bool head = series.kind == DemoKind::HeadCt || series.kind == DemoKind::HeadMr;
  w.text(DCM_BodyPartExamined, head ? "HEAD" : "WHOLEBODY");
  w.text(DCM_FrameOfReferenceUID, series.frameOfReference);
  w.text(DCM_PositionReferenceIndicator, "");
  w.text(DCM_Manufacturer, "Isocenter");
  w.text(DCM_ManufacturerModelName, "Procedural phantom");
  w.text(DCM_DeviceSerialNumber, "1");
  w.text(DCM_SoftwareVersions, "1");
  w.text(DCM_InstitutionName, "Isocenter demo");
  w.text(DCM_StationName, "PHANTOM");
}

void putImage(Writer& w, const DemoSeries& series, const DemoSlice& slice) {
  const SampleGrid& grid = series.grid;
  const int instance = slice.index + 1;
  w.text(DCM_SOPClassUID, sopClass(series.kind));
  w.text(DCM_SOPInstanceUID, demoUid(series.folder + " " + std::to_string(instance)));
  w.count(DCM_InstanceNumber, instance);
  w.count(DCM_AcquisitionNumber, 1);
  w.text(DCM_AcquisitionDate, kStudyDate);
  w.text(DCM_ContentDate, kStudyDate);
  w.text(DCM_ContentTime, series.time);
  w.text(DCM_PatientOrientation, series.kind == DemoKind::HeadMr ? "P\\F" : "L\\P");
  const Vector3 spacing = grid.axes.colwise().norm();
  const Vector3 position = grid.origin.mm + grid.axes * Vector3(0, 0, slice.index);
  const Vector3 row = grid.axes.col(0) / spacing.x(), column = grid.axes.col(1) / spacing.y();
  w.numbers(DCM_ImagePositionPatient, position.x(), position.y(), position.z());
  w.numbers(DCM_ImageOrientationPatient, row.x(), row.y(), row.z(), column.x(), column.y(), column.z());
  w.numbers(DCM_PixelSpacing, spacing.y(), spacing.x());
  w.number(DCM_SliceThickness, series.sliceThickness);
  w.number(DCM_SliceLocation, position.dot(row.cross(column)));
  w.shortNumber(DCM_SamplesPerPixel, 1);
  w.text(DCM_PhotometricInterpretation, "MONOCHROME2");
  w.shortNumber(DCM_Rows, static_cast<Uint16>(grid.size[1]));
  w.shortNumber(DCM_Columns, static_cast<Uint16>(grid.size[0]));
  const Uint16 bits = series.kind == DemoKind::Pet ? 16 : 12;
  w.shortNumber(DCM_BitsAllocated, 16);
  w.shortNumber(DCM_BitsStored, bits);
  w.shortNumber(DCM_HighBit, static_cast<Uint16>(bits - 1));
  w.shortNumber(DCM_PixelRepresentation, 0);
  w.text(DCM_BurnedInAnnotation, "NO");
  w.text(DCM_LossyImageCompression, "00");
}

void putCt(Writer& w, const DemoSeries& series, const DemoSlice& slice) {
  const bool head = series.kind == DemoKind::HeadCt;
  w.text(DCM_ImageType, "ORIGINAL\\PRIMARY\\AXIAL");
  w.text(DCM_AcquisitionTime, series.time);
  w.number(DCM_RescaleIntercept, slice.intercept);
  w.number(DCM_RescaleSlope, slice.slope);
  w.text(DCM_RescaleType, "HU");
  w.text(DCM_WindowCenter, head ? "40\\500" : "40\\-600");
  w.text(DCM_WindowWidth, head ? "80\\2500" : "400\\1500");
  w.text(DCM_WindowCenterWidthExplanation, head ? "Brain\\Bone" : "Soft tissue\\Lung");
  w.text(DCM_ScanOptions, "HELICAL MODE");
  w.number(DCM_KVP, 120);
  w.number(DCM_DataCollectionDiameter, head ? 250 : 500);
  w.number(DCM_ReconstructionDiameter, series.grid.size[0] * series.grid.axes(0, 0));
  w.number(DCM_GantryDetectorTilt, 0);
  w.number(DCM_TableHeight, 150);
  w.text(DCM_RotationDirection, "CW");
  w.count(DCM_ExposureTime, 500);
  w.count(DCM_XRayTubeCurrent, head ? 300 : 220);
  w.count(DCM_Exposure, head ? 150 : 110);
  w.text(DCM_FilterType, "BODY FILTER");
  w.text(DCM_ConvolutionKernel, head ? "SHARP" : "STANDARD");
  if (!head) {
    w.text(DCM_ContrastBolusAgent, "Iodinated contrast medium");
    w.text(DCM_ContrastBolusRoute, "Intravenous");
  }
}

void putMr(Writer& w, const DemoSeries& series) {
  w.text(DCM_ImageType, "ORIGINAL\\PRIMARY\\OTHER");
  w.text(DCM_AcquisitionTime, series.time);
  w.number(DCM_WindowCenter, 400);
  w.number(DCM_WindowWidth, 850);
  w.text(DCM_ScanningSequence, "GR\\IR");
  w.text(DCM_SequenceVariant, "SP\\MP");
  w.text(DCM_ScanOptions, "");
  w.text(DCM_MRAcquisitionType, "3D");
  w.text(DCM_SequenceName, "t1_3d");
  w.number(DCM_RepetitionTime, 2300);
  w.number(DCM_EchoTime, 2.98);
  w.number(DCM_InversionTime, 900);
  w.number(DCM_FlipAngle, 9);
  w.count(DCM_EchoTrainLength, 1);
  w.number(DCM_NumberOfAverages, 1);
  w.number(DCM_ImagingFrequency, 123.2);
  w.text(DCM_ImagedNucleus, "1H");
  w.text(DCM_EchoNumbers, "1");
  w.number(DCM_MagneticFieldStrength, 3);
  w.number(DCM_SpacingBetweenSlices, 1);
  w.number(DCM_PercentSampling, 100);
  w.number(DCM_PercentPhaseFieldOfView, 100);
  w.number(DCM_PixelBandwidth, 240);
  w.text(DCM_InPlanePhaseEncodingDirection, "ROW");
}

void putPet(Writer& w, DcmItem& dataset, const DemoSeries& series, const DemoSlice& slice) {
  const DemoTracer tracer;
  const int bedStart = petBed(series, slice.index) * kPetSecondsPerBed;
  w.text(DCM_ImageType, "ORIGINAL\\PRIMARY");
  w.text(DCM_AcquisitionTime, laterTime(series.time, bedStart));
  w.number(DCM_RescaleIntercept, 0);
  w.number(DCM_RescaleSlope, slice.slope);
  const double top = 5.0 * tracer.activityOfUnitSuv();
  w.number(DCM_WindowCenter, 0.5 * top);
  w.number(DCM_WindowWidth, top);
  w.text(DCM_Units, "BQML");
  w.text(DCM_CountsSource, "EMISSION");
  w.text(DCM_SeriesType, "WHOLE BODY\\IMAGE");
  w.shortNumber(DCM_NumberOfSlices, static_cast<Uint16>(series.grid.size[2]));
  w.text(DCM_CorrectedImage, "DECY\\ATTN\\SCAT\\DTIM\\RAN\\NORM");
  w.text(DCM_DecayCorrection, "START");
  w.text(DCM_CollimatorType, "NONE");
  w.text(DCM_RandomsCorrectionMethod, "DLYD");
  w.text(DCM_AttenuationCorrectionMethod, "measured, CT");
  w.text(DCM_ScatterCorrectionMethod, "model based");
  w.text(DCM_ReconstructionMethod, "computed phantom, 6 mm blur");
  w.number(DCM_DoseCalibrationFactor, 1);
  w.count(DCM_ActualFrameDuration, kPetSecondsPerBed * 1000);
  // Time of the frame's mean activity after the start of the series, and what corrected its decay to there.
  const double lambda = std::log(2.0) / tracer.halfLifeSeconds;
  const double decayed = lambda * kPetSecondsPerBed;
  const double meanTime = bedStart + std::log(decayed / (1.0 - std::exp(-decayed))) / lambda;
  w.number(DCM_FrameReferenceTime, 1000.0 * meanTime);
  w.number(DCM_DecayFactor, std::exp(lambda * meanTime));
  w.shortNumber(DCM_ImageIndex, static_cast<Uint16>(slice.index + 1));

  if (DcmItem* dose = w.item(dataset, DCM_RadiopharmaceuticalInformationSequence)) {
    Writer d(*dose);
    const std::string injected = laterTime(series.time, -static_cast<int>(tracer.uptakeSeconds));
    d.text(DCM_Radiopharmaceutical, "Fluorodeoxyglucose");
    d.text(DCM_RadiopharmaceuticalRoute, "Intravenous");
    d.text(DCM_RadiopharmaceuticalStartTime, injected);
    d.text(DCM_RadiopharmaceuticalStartDateTime, kStudyDate + injected);
    d.number(DCM_RadionuclideTotalDose, tracer.totalDoseBq);
    d.number(DCM_RadionuclideHalfLife, tracer.halfLifeSeconds);
    d.number(DCM_RadionuclidePositronFraction, 0.967);
    d.code(*dose, DCM_RadionuclideCodeSequence, "77004003", "SCT", "^18^Fluorine");
    d.code(*dose, DCM_RadiopharmaceuticalCodeSequence, "35321007", "SCT", "Fluorodeoxyglucose F^18^");
  }
  if (DcmItem* lying = w.item(dataset, DCM_PatientOrientationCodeSequence)) {
    lying->putAndInsertString(DCM_CodeValue, "102538003");
    lying->putAndInsertString(DCM_CodingSchemeDesignator, "SCT");
    lying->putAndInsertString(DCM_CodeMeaning, "recumbent");
    w.code(*lying, DCM_PatientOrientationModifierCodeSequence, "40199007", "SCT", "supine");
  }
  w.code(dataset, DCM_PatientGantryRelationshipCodeSequence, "102540008", "SCT", "headfirst");
}

}  // namespace

Result<void> fillDemoDataset(DcmItem& dataset, const DemoSeries& series, const DemoSlice& slice) {
  if (!dcmDataDict.isDictionaryLoaded()) {
    return fail(ErrorCode::Unsupported,
                "DCMTK finds no data dictionary (package libdcmtk17, or DCMDICTPATH)");
  }
  Writer w(dataset);
  putPatientAndStudy(w);
  putSeries(w, series);
  putImage(w, series, slice);
  switch (series.kind) {
    case DemoKind::BodyCt:
    case DemoKind::HeadCt:
      putCt(w, series, slice);
      break;
    case DemoKind::HeadMr:
      putMr(w, series);
      break;
    case DemoKind::Pet:
      putPet(w, dataset, series, slice);
      break;
  }
  const bool pixels = dataset
                          .putAndInsertUint16Array(DCM_PixelData, slice.pixels.data(),
                                                   static_cast<unsigned long>(slice.pixels.size()))
                          .good();
  if (w.failed() || !pixels) return fail(ErrorCode::Unsupported, "DCMTK refused an attribute");
  return {};
}

}  // namespace iso
