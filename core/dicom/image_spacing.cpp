// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/image_spacing.h"

#include <cmath>

#include "core/dicom/ultrasound_regions.h"

namespace iso {

std::optional<std::array<double, 2>> spacingFrom(const Fields& fields, const DcmTagKey& tag) {
  const auto v = fields.numbers(tag, 2);
  if (!v || !((*v)[0] > 0.0) || !((*v)[1] > 0.0)) return std::nullopt;
  return std::array<double, 2>{(*v)[1], (*v)[0]};
}

std::array<double, 2> atPatient(std::array<double, 2> atDetector, std::optional<double> magnification) {
  if (magnification && *magnification > 1.0)
    for (double& step : atDetector) step /= *magnification;
  return atDetector;
}

std::optional<std::array<double, 2>> imageSpacing(const Fields& d, std::string& note) {
  if (d.has(DCM_SequenceOfUltrasoundRegions)) {
    std::string why;
    const auto spacing = ultrasoundSpacing(d, why);
    if (spacing) return spacing;
    if (!why.empty()) {
      note = why;
      return std::nullopt;
    }
  }
  const auto pixel = spacingFrom(d, DCM_PixelSpacing), imager = spacingFrom(d, DCM_ImagerPixelSpacing);
  const auto same = [](double a, double b) { return std::abs(a - b) <= 1e-6 * a; };
  const bool copied = pixel && imager && same((*pixel)[0], (*imager)[0]) && same((*pixel)[1], (*imager)[1]) &&
                      !d.has(DCM_PixelSpacingCalibrationType);
  if (pixel && !copied) return pixel;
  if (imager) return atPatient(*imager, d.number(DCM_EstimatedRadiographicMagnificationFactor));
  return spacingFrom(d, DCM_NominalScannedPixelSpacing);
}

}  // namespace iso
