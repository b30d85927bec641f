// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/frame_headers.h"

#include <cmath>
#include <limits>

#include "core/dicom/text.h"

namespace iso {
namespace {

enum PhaseKey : std::size_t { Temporal, Trigger, BValue, EchoTime, EchoNumber, ReferenceTime };

std::optional<std::array<Vector3, 2>> axesFrom(const Fields& fields) {
  const auto v = fields.numbers(DCM_ImageOrientationPatient, 6);
  if (!v) return std::nullopt;
  Vector3 row((*v)[0], (*v)[1], (*v)[2]), column((*v)[3], (*v)[4], (*v)[5]);
  if (row.norm() < 0.5 || column.norm() < 0.5) return std::nullopt;
  row.normalize();
  column.normalize();
  // Half a degree off a right angle cannot come from rounding.
  if (std::abs(row.dot(column)) > 0.01) return std::nullopt;
  return std::array<Vector3, 2>{row, column};
}

/// PixelSpacing is {row spacing, column spacing}: the j step first (PS3.3 10.7.1.3).
std::optional<std::array<double, 2>> spacingFrom(const Fields& fields, const DcmTagKey& tag) {
  const auto v = fields.numbers(tag, 2);
  if (!v || !((*v)[0] > 0.0) || !((*v)[1] > 0.0)) return std::nullopt;
  return std::array<double, 2>{(*v)[1], (*v)[0]};
}

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

void readRescale(const Fields& fields, FrameHeader& frame) {
  const auto slope = fields.number(DCM_RescaleSlope), intercept = fields.number(DCM_RescaleIntercept);
  if (slope && *slope != 0.0) frame.rescale.slope = *slope;
  if (intercept) frame.rescale.intercept = *intercept;
}

void setKey(FrameHeader& frame, PhaseKey key, std::optional<double> value) {
  if (value) frame.phaseKeys[key] = *value;
}

FrameHeader topLevel(const Fields& d) {
  FrameHeader frame;
  frame.phaseKeys.fill(std::numeric_limits<double>::quiet_NaN());
  frame.position = d.vector(DCM_ImagePositionPatient);
  frame.axes = axesFrom(d);
  frame.spacing = spacingFrom(d, DCM_PixelSpacing);
  if (!frame.spacing) frame.spacing = spacingFrom(d, DCM_ImagerPixelSpacing);
  if (!frame.spacing) frame.spacing = spacingFrom(d, DCM_NominalScannedPixelSpacing);
  frame.imageType = d.raw(DCM_ImageType);
  if (const auto thickness = d.number(DCM_SliceThickness); thickness && *thickness > 0.0)
    frame.thicknessMm = *thickness;
  readRescale(d, frame);
  if (const auto scaling = d.number(DCM_DoseGridScaling); scaling && *scaling > 0.0)
    frame.rescale = {*scaling, 0.0};
  readWindows(d, frame);
  setKey(frame, Temporal, d.number(DCM_TemporalPositionIdentifier));
  setKey(frame, Trigger, d.number(DCM_TriggerTime));
  setKey(frame, BValue, d.number(DCM_DiffusionBValue));
  setKey(frame, EchoTime, d.number(DCM_EchoTime));
  setKey(frame, EchoNumber, d.number(DCM_EchoNumbers));
  setKey(frame, ReferenceTime, d.number(DCM_FrameReferenceTime));
  return frame;
}

/// What one functional group item says, over what is known already.
void applyGroup(const Fields& group, FrameHeader& frame) {
  if (!group) return;
  if (const auto f = group.sequence(DCM_PlanePositionSequence))
    if (const auto position = f.vector(DCM_ImagePositionPatient)) frame.position = position;
  if (const auto f = group.sequence(DCM_PlaneOrientationSequence))
    if (const auto axes = axesFrom(f)) frame.axes = axes;
  if (const auto f = group.sequence(DCM_PixelMeasuresSequence)) {
    if (const auto spacing = spacingFrom(f, DCM_PixelSpacing)) frame.spacing = spacing;
    if (const auto thickness = f.number(DCM_SliceThickness); thickness && *thickness > 0.0)
      frame.thicknessMm = *thickness;
  }
  // Legacy converted enhanced objects keep what has no functional group of its own here.
  for (const DcmTagKey& tag :
       {DCM_UnassignedSharedConvertedAttributesSequence, DCM_UnassignedPerFrameConvertedAttributesSequence})
    if (const auto f = group.sequence(tag)) {
      readRescale(f, frame);
      readWindows(f, frame);
      setKey(frame, ReferenceTime, f.number(DCM_FrameReferenceTime));
    }
  if (const auto f = group.sequence(DCM_PixelValueTransformationSequence)) readRescale(f, frame);
  if (const auto f = group.sequence(DCM_FrameVOILUTSequence)) readWindows(f, frame);
  for (const DcmTagKey& tag :
       {DCM_CTImageFrameTypeSequence, DCM_MRImageFrameTypeSequence, DCM_PETFrameTypeSequence})
    if (const auto f = group.sequence(tag))
      if (const std::string type = f.raw(DCM_FrameType); !type.empty()) frame.imageType = type;
  if (const auto f = group.sequence(DCM_FrameContentSequence))
    setKey(frame, Temporal, f.number(DCM_TemporalPositionIndex));
  if (const auto f = group.sequence(DCM_TemporalPositionSequence))
    setKey(frame, Temporal, f.number(DCM_TemporalPositionTimeOffset));
  if (const auto f = group.sequence(DCM_CardiacSynchronizationSequence))
    setKey(frame, Trigger, f.number(DCM_NominalCardiacTriggerDelayTime));
  if (const auto f = group.sequence(DCM_MRDiffusionSequence))
    setKey(frame, BValue, f.number(DCM_DiffusionBValue));
  if (const auto f = group.sequence(DCM_MREchoSequence))
    setKey(frame, EchoTime, f.number(DCM_EffectiveEchoTime));
}

}  // namespace

std::vector<FrameHeader> frameHeaders(const Fields& d, int count, std::string& note) {
  const FrameHeader base = topLevel(d);
  std::vector<FrameHeader> frames(static_cast<std::size_t>(count), base);
  for (int n = 0; n < count; ++n) frames[static_cast<std::size_t>(n)].frame = n;

  if (d.has(DCM_PerFrameFunctionalGroupsSequence) || d.has(DCM_SharedFunctionalGroupsSequence)) {
    FrameHeader shared = base;
    applyGroup(d.sequence(DCM_SharedFunctionalGroupsSequence), shared);
    for (int n = 0; n < count; ++n) {
      FrameHeader& frame = frames[static_cast<std::size_t>(n)];
      frame = shared;
      frame.frame = n;
      applyGroup(d.sequence(DCM_PerFrameFunctionalGroupsSequence, n), frame);
    }
    return frames;
  }

  const auto dropPositions = [&](const char* why) {
    for (FrameHeader& frame : frames) frame.position.reset();
    note = why;
  };
  if (base.imageType.find("MOSAIC") != std::string::npos) {
    dropPositions("it is a mosaic of several slices in one picture");
  } else if (count > 1) {
    // RT dose: offsets of the planes along row × column from the first one, or absolute z of axial planes
    // (PS3.3 C.8.8.3.2).
    const auto offsets = d.numbers(DCM_GridFrameOffsetVector, static_cast<unsigned long>(count));
    if (offsets && base.axes && base.position) {
      const Vector3 normal = (*base.axes)[0].cross((*base.axes)[1]);
      const bool absolute = offsets->front() != 0.0 && std::abs(normal.z()) > 0.999;
      for (std::size_t n = 0; n < frames.size(); ++n) {
        if (absolute)
          frames[n].position->z() = (*offsets)[n];
        else
          frames[n].position = *base.position + ((*offsets)[n] - offsets->front()) * normal;
      }
    } else if (base.position) {
      dropPositions("its frames do not say where each of them lies");
    }
  }
  return frames;
}

}  // namespace iso
