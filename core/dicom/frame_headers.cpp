// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/frame_headers.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>

#include "core/dicom/frame_groups.h"
#include "core/dicom/nuclear_slices.h"
#include "core/dicom/units.h"

namespace iso {
namespace {

bool isClose(double a, double b) {
  return std::abs(a - b) <= 1e-6 * std::max({1e-12, std::abs(a), std::abs(b)});
}

/// The unit after rescale of one frame: its own Rescale Type, where that says something the file does not.
std::string frameUnit(const FrameDraft& draft, const std::string& fileUnit, const std::string& modality) {
  if (!draft.rescaleType) return fileUnit;
  std::string own = unitOfRescaleType(*draft.rescaleType);
  // PET says it by Units, CT means HU where it says nothing.
  if (modality == "PT" && !fileUnit.empty()) return fileUnit;
  if (modality == "CT" && own.empty()) return "HU";
  return own;
}

/// What the numbers of a frame mean, once all places have been read.
FrameHeader finished(FrameDraft draft, const PixelLayout& layout, const std::string& fileUnit,
                     const std::string& modality) {
  FrameHeader frame = std::move(draft.header);
  if (layout.modalityLut) {
    frame.rescale = {};
    return frame;
  }
  frame.unit = frameUnit(draft, fileUnit, modality);
  if (!draft.mapped) return frame;
  if (!draft.rescaled) {
    frame.rescale = {draft.mapped->slope, draft.mapped->intercept};
    frame.unit = draft.mapped->unit;
  } else if (frame.unit->empty() && isClose(draft.mapped->slope, frame.rescale.slope) &&
             isClose(draft.mapped->intercept, frame.rescale.intercept)) {
    frame.unit = draft.mapped->unit;
  }
  return frame;
}

/// RT dose: offsets of the planes along row × column from the first one, or absolute z of axial planes
/// (PS3.3 C.8.8.3.2).
bool placeDosePlanes(const Fields& d, std::vector<FrameHeader>& frames) {
  const FrameHeader base = frames.front();
  const auto offsets = d.numbers(DCM_GridFrameOffsetVector, static_cast<unsigned long>(frames.size()));
  if (!offsets || !base.axes || !base.position) return false;
  const Vector3 normal = (*base.axes)[0].cross((*base.axes)[1]);
  const bool absolute = offsets->front() != 0.0 && std::abs(normal.z()) > 0.999;
  for (std::size_t n = 0; n < frames.size(); ++n) {
    if (absolute)
      frames[n].position->z() = (*offsets)[n];
    else
      frames[n].position = *base.position + ((*offsets)[n] - offsets->front()) * normal;
  }
  return true;
}

}  // namespace

std::optional<std::array<Vector3, 2>> axesFrom(const Fields& fields, const DcmTagKey& tag) {
  const auto v = fields.numbers(tag, 6);
  if (!v) return std::nullopt;
  Vector3 row((*v)[0], (*v)[1], (*v)[2]), column((*v)[3], (*v)[4], (*v)[5]);
  if (row.norm() < 0.5 || column.norm() < 0.5) return std::nullopt;
  row.normalize();
  column.normalize();
  // Half a degree off a right angle cannot come from rounding.
  if (std::abs(row.dot(column)) > 0.01) return std::nullopt;
  return std::array<Vector3, 2>{row, column};
}

std::vector<FrameHeader> frameHeaders(const Fields& d, const PixelLayout& layout, const std::string& unit,
                                      const std::optional<Mosaic>& mosaic, std::string& note) {
  const auto count = static_cast<std::size_t>(layout.frames);
  const std::string modality = d.raw(DCM_Modality);
  // What comes out of a Modality LUT, the input of a VOI LUT, is unsigned whatever the pixels are.
  const bool isSigned = layout.isSigned && !layout.modalityLut;
  const FrameDraft base = topLevelFrame(d, isSigned, note);
  if (d.has(DCM_PerFrameFunctionalGroupsSequence) || d.has(DCM_SharedFunctionalGroupsSequence)) {
    FrameDraft shared = base;
    shared.dimensions = phaseDimensions(d);
    applyFunctionalGroups(d.sequence(DCM_SharedFunctionalGroupsSequence), isSigned, shared);
    std::vector<FrameHeader> frames;
    frames.reserve(count);
    const std::vector<Fields> perFrame = d.items(DCM_PerFrameFunctionalGroupsSequence);
    for (std::size_t n = 0; n < count; ++n) {
      FrameDraft own = shared;
      if (n < perFrame.size()) applyFunctionalGroups(perFrame[n], isSigned, own);
      frames.push_back(finished(std::move(own), layout, unit, modality));
      frames.back().frame = static_cast<int>(n);
    }
    return frames;
  }

  const FrameHeader only = finished(base, layout, unit, modality);
  if (mosaic && count == 1) return mosaicFrames(*mosaic, only, layout.rows, layout.columns, note);
  std::vector<FrameHeader> frames(count, only);
  for (std::size_t n = 0; n < count; ++n) frames[n].frame = static_cast<int>(n);
  const auto dropPositions = [&](const char* why) {
    for (FrameHeader& frame : frames) frame.position.reset();
    note = why;
  };
  if (only.imageType.find("MOSAIC") != std::string::npos) {
    dropPositions("it is a mosaic of several slices in one picture that does not say how many");
  } else if (count > 1 && !placeNuclearSlices(d, frames) && !placeDosePlanes(d, frames) && only.position) {
    dropPositions("its frames do not say where each of them lies");
  }
  return frames;
}

}  // namespace iso
