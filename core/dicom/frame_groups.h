// SPDX-License-Identifier: Apache-2.0
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "core/dicom/header_fields.h"
#include "core/dicom/headers.h"
#include "core/dicom/real_world_value.h"

namespace iso {

/// A frame while the places that may say something about it are read one after another, the more particular
/// ones last.
struct FrameDraft {
  FrameHeader header;
  bool rescaled = false;                  ///< a Rescale Slope or Intercept was there
  std::optional<RealWorldValue> mapped;   ///< see readRealWorldValue
  std::vector<unsigned long> dimensions;  ///< see phaseDimensions
  std::optional<double> magnification;    ///< estimated radiographic one of an X-ray
  std::optional<std::string>
      rescaleType;  ///< of a Pixel Value Transformation; may differ from frame to frame
};

/// Which of the Dimension Index Values (PS3.3 C.7.6.17) tell frames of one place apart: those of neither
/// space nor time, at most four.
std::vector<unsigned long> phaseDimensions(const Fields& dataset);

/// What the top level says: all that a classic file has.
/// @param signedPixels whether the numbers that the rescale is applied to are signed
/// @param note see imageSpacing
FrameDraft topLevelFrame(const Fields& dataset, bool signedPixels, std::string& note);

/// What one functional group item, shared or of one frame, says over what is known already.
void applyFunctionalGroups(const Fields& group, bool signedPixels, FrameDraft& draft);

}  // namespace iso
