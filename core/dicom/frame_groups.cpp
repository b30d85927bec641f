// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/frame_groups.h"

#include <algorithm>
#include <limits>

#include "core/dicom/date_time.h"
#include "core/dicom/frame_headers.h"
#include "core/dicom/image_spacing.h"
#include "core/dicom/lookup_tables.h"

namespace iso {
namespace {

enum PhaseKey : std::size_t { Temporal, Trigger, BValue, EchoTime, EchoNumber, Dimension, ReferenceTime };

void readWindows(const Fields& fields, FrameHeader& frame) {
  const auto centers = splitValues(fields.raw(DCM_WindowCenter));
  if (centers.empty()) return;
  VoiFunction function = VoiFunction::Linear;
  const std::string name = fields.raw(DCM_VOILUTFunction);
  if (name == "LINEAR_EXACT") function = VoiFunction::LinearExact;
  if (name == "SIGMOID") function = VoiFunction::Sigmoid;
  const auto names = splitValues(fields.text(DCM_WindowCenterWidthExplanation));
  frame.windows.clear();
  frame.windowNames.clear();
  for (std::size_t n = 0; n < centers.size(); ++n) {
    const auto center = fields.number(DCM_WindowCenter, n), width = fields.number(DCM_WindowWidth, n);
    if (!center || !width) continue;
    if (!(*width > 0.0) || (function == VoiFunction::Linear && *width < 1.0)) continue;
    frame.windows.push_back({*center, *width, function});
    frame.windowNames.push_back(n < names.size() ? names[n] : "");
  }
}

/// The windows and tables of one place, over those of a more general one.
void readVoi(const Fields& fields, bool signedPixels, FrameHeader& frame) {
  readWindows(fields, frame);
  // A negative intercept makes negative values even of unsigned pixels.
  const bool negative = signedPixels || frame.rescale.intercept < 0.0 || frame.rescale.slope < 0.0;
  if (auto tables = readVoiLuts(fields, negative); !tables.empty()) frame.voiLuts = std::move(tables);
}

void readRescale(const Fields& fields, FrameDraft& draft) {
  const auto slope = fields.number(DCM_RescaleSlope), intercept = fields.number(DCM_RescaleIntercept);
  if (slope && *slope != 0.0) draft.header.rescale.slope = *slope;
  if (intercept) draft.header.rescale.intercept = *intercept;
  if ((slope && *slope != 0.0) || intercept) draft.rescaled = true;
}

void setKey(FrameHeader& frame, PhaseKey key, std::optional<double> value) {
  if (value) frame.phaseKeys[key] = *value;
}

/// The b-value that Siemens writes into classic images beside, or instead of, the standard's.
std::optional<double> siemensBValue(const Fields& d) {
  if (d.raw(DcmTagKey(0x0019, 0x0010)) != "SIEMENS MR HEADER") return std::nullopt;
  return d.number(DcmTagKey(0x0019, 0x100C));
}

void readPlace(const Fields& group, FrameHeader& frame) {
  if (const auto f = group.sequence(DCM_PlanePositionSequence))
    if (const auto position = f.vector(DCM_ImagePositionPatient)) {
      frame.position = position;
      frame.inPatient = true;
    }
  if (const auto f = group.sequence(DCM_PlaneOrientationSequence))
    if (const auto axes = axesFrom(f)) frame.axes = axes;
  // An ultrasound volume has a frame of reference of its own (PS3.3 C.8.24.3); the patient's comes first.
  const auto placed = [](const Fields& f) { return f.vector(DCM_ImagePositionPatient).has_value(); };
  if (!placed(group.sequence(DCM_PlanePositionSequence))) {
    const auto position = group.sequence(DCM_PlanePositionVolumeSequence).vector(DCM_ImagePositionVolume);
    if (position && !(frame.position && frame.inPatient)) {
      frame.position = position;
      frame.inPatient = false;
    }
    const auto axes =
        axesFrom(group.sequence(DCM_PlaneOrientationVolumeSequence), DCM_ImageOrientationVolume);
    if (axes && !frame.axes) frame.axes = axes;
  }
}

void readSize(const Fields& group, FrameDraft& draft) {
  FrameHeader& frame = draft.header;
  if (const auto f = group.sequence(DCM_PixelMeasuresSequence)) {
    if (const auto spacing = spacingFrom(f, DCM_PixelSpacing)) frame.spacing = spacing;
    if (const auto thickness = f.number(DCM_SliceThickness); thickness && *thickness > 0.0)
      frame.thicknessMm = *thickness;
  }
  // Enhanced X-ray: the size of a pixel where the object is, else at the detector (PS3.3 C.8.19.6).
  if (const auto f = group.sequence(DCM_XRayGeometrySequence))
    if (const auto factor = f.number(DCM_EstimatedRadiographicMagnificationFactor))
      draft.magnification = factor;
  const auto object = spacingFrom(group.sequence(DCM_ProjectionPixelCalibrationSequence),
                                  DCM_ObjectPixelSpacingInCenterOfBeam);
  const auto imager =
      spacingFrom(group.sequence(DCM_FramePixelDataPropertiesSequence), DCM_ImagerPixelSpacing);
  if (object)
    frame.spacing = object;
  else if (imager)
    frame.spacing = atPatient(*imager, draft.magnification);
}

/// The indices of a frame in the dimensions that tell phases apart, as one number that orders as they do.
std::optional<double> dimensionKey(const Fields& content, const std::vector<unsigned long>& dimensions) {
  constexpr double kMost = 4096.0;
  if (dimensions.empty()) return std::nullopt;
  double key = 0.0;
  for (const unsigned long n : dimensions) {
    const auto index = content.number(DCM_DimensionIndexValues, n);
    if (!index) return std::nullopt;
    key = key * kMost + std::clamp(*index, 0.0, kMost - 1.0);
  }
  return key;
}

void readPhaseKeys(const Fields& group, const std::vector<unsigned long>& dimensions, FrameHeader& frame) {
  if (const auto f = group.sequence(DCM_FrameContentSequence)) {
    setKey(frame, Dimension, dimensionKey(f, dimensions));
    if (std::string stack = f.raw(DCM_StackID); !stack.empty()) frame.stackId = std::move(stack);
    if (const auto index = f.number(DCM_TemporalPositionIndex); index && !frame.temporalIsSeconds)
      setKey(frame, Temporal, index);
    auto moment = secondsOf(f.raw(DCM_FrameReferenceDateTime));
    if (!moment) moment = secondsOf(f.raw(DCM_FrameAcquisitionDateTime));
    if (moment) setKey(frame, ReferenceTime, *moment * 1000.0);
  }
  if (const auto f = group.sequence(DCM_TemporalPositionSequence))
    if (const auto offset = f.number(DCM_TemporalPositionTimeOffset)) {
      setKey(frame, Temporal, offset);
      frame.temporalIsSeconds = true;
    }
  if (const auto f = group.sequence(DCM_CardiacSynchronizationSequence))
    setKey(frame, Trigger, f.number(DCM_NominalCardiacTriggerDelayTime));
  if (const auto f = group.sequence(DCM_MRDiffusionSequence))
    setKey(frame, BValue, f.number(DCM_DiffusionBValue));
  if (const auto f = group.sequence(DCM_MREchoSequence))
    setKey(frame, EchoTime, f.number(DCM_EffectiveEchoTime));
}

}  // namespace

std::vector<unsigned long> phaseDimensions(const Fields& d) {
  // Where a frame lies is told by its plane; when it was taken, by its times.
  static const DcmTagKey kToldOtherwise[] = {DCM_StackID,
                                             DCM_InStackPositionNumber,
                                             DCM_ImagePositionPatient,
                                             DCM_ImagePositionVolume,
                                             DCM_ImageOrientationPatient,
                                             DCM_ImageOrientationVolume,
                                             DCM_SliceLocation,
                                             DCM_FrameReferenceDateTime,
                                             DCM_FrameAcquisitionDateTime,
                                             DCM_PlanePositionSequence,
                                             DCM_PlaneOrientationSequence};
  constexpr unsigned long kMostDimensions = 16;
  std::vector<unsigned long> telling;
  for (unsigned long n = 0; n < kMostDimensions; ++n) {
    const auto dimension = d.sequence(DCM_DimensionIndexSequence, static_cast<long>(n));
    if (!dimension) break;
    const auto pointer = dimension.tag(DCM_DimensionIndexPointer);
    if (pointer &&
        std::find(std::begin(kToldOtherwise), std::end(kToldOtherwise), *pointer) == std::end(kToldOtherwise))
      telling.push_back(n);
  }
  // More do not fit into one number exactly.
  if (telling.size() > 4) telling.resize(4);
  return telling;
}

FrameDraft topLevelFrame(const Fields& d, bool signedPixels, std::string& note) {
  FrameDraft draft;
  FrameHeader& frame = draft.header;
  frame.phaseKeys.fill(std::numeric_limits<double>::quiet_NaN());
  frame.position = d.vector(DCM_ImagePositionPatient);
  frame.axes = axesFrom(d);
  frame.spacing = imageSpacing(d, note);
  frame.imageType = d.raw(DCM_ImageType);
  if (const auto thickness = d.number(DCM_SliceThickness); thickness && *thickness > 0.0)
    frame.thicknessMm = *thickness;
  readRescale(d, draft);
  if (const auto scaling = d.number(DCM_DoseGridScaling); scaling && *scaling > 0.0) {
    frame.rescale = {*scaling, 0.0};
    draft.rescaled = true;
  }
  draft.mapped = readRealWorldValue(d);
  draft.magnification = d.number(DCM_EstimatedRadiographicMagnificationFactor);
  readVoi(d, signedPixels, frame);
  setKey(frame, Temporal, d.number(DCM_TemporalPositionIdentifier));
  setKey(frame, Trigger, d.number(DCM_TriggerTime));
  setKey(frame, BValue, siemensBValue(d));
  setKey(frame, BValue, d.number(DCM_DiffusionBValue));
  setKey(frame, EchoTime, d.number(DCM_EchoTime));
  setKey(frame, EchoNumber, d.number(DCM_EchoNumbers));
  setKey(frame, ReferenceTime, d.number(DCM_FrameReferenceTime));
  return draft;
}

void applyFunctionalGroups(const Fields& group, bool signedPixels, FrameDraft& draft) {
  if (!group) return;
  FrameHeader& frame = draft.header;
  readPlace(group, frame);
  readSize(group, draft);
  // Legacy converted enhanced objects keep what has no functional group of its own here.
  for (const DcmTagKey& tag :
       {DCM_UnassignedSharedConvertedAttributesSequence, DCM_UnassignedPerFrameConvertedAttributesSequence})
    if (const auto f = group.sequence(tag)) {
      readRescale(f, draft);
      readVoi(f, signedPixels, frame);
      setKey(frame, ReferenceTime, f.number(DCM_FrameReferenceTime));
    }
  if (const auto f = group.sequence(DCM_PixelValueTransformationSequence)) {
    readRescale(f, draft);
    draft.rescaleType = f.raw(DCM_RescaleType);
  }
  if (auto mapped = readRealWorldValue(group)) draft.mapped = std::move(mapped);
  if (const auto f = group.sequence(DCM_FrameVOILUTSequence)) readVoi(f, signedPixels, frame);
  for (const DcmTagKey& tag :
       {DCM_CTImageFrameTypeSequence, DCM_MRImageFrameTypeSequence, DCM_PETFrameTypeSequence,
        DCM_XRay3DFrameTypeSequence, DCM_ParametricMapFrameTypeSequence, DCM_USImageDescriptionSequence,
        DCM_XAXRFFrameCharacteristicsSequence})
    if (const auto f = group.sequence(tag))
      if (const std::string type = f.raw(DCM_FrameType); !type.empty()) frame.imageType = type;
  readPhaseKeys(group, draft.dimensions, frame);
}

}  // namespace iso
