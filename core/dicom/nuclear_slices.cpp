// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/nuclear_slices.h"

#include <fmt/format.h>

#include <Eigen/Geometry>

#include "core/dicom/frame_headers.h"

namespace iso {

bool placeNuclearSlices(const Fields& d, std::vector<FrameHeader>& frames) {
  constexpr std::string_view kNuclear = "1.2.840.10008.5.1.4.1.1.20";
  const auto types = splitValues(d.raw(DCM_ImageType));
  if (d.raw(DCM_SOPClassUID) != kNuclear || types.size() < 3 ||
      (types[2] != "RECON TOMO" && types[2] != "RECON GATED TOMO"))
    return false;
  const Fields detector = d.sequence(DCM_DetectorInformationSequence);
  const auto position = detector.vector(DCM_ImagePositionPatient);
  const auto axes = axesFrom(detector);
  const auto step = d.number(DCM_SpacingBetweenSlices);
  const auto count = static_cast<unsigned long>(frames.size());
  if (!position || !axes || !step || *step == 0.0) return false;
  const auto slices = d.numbers(DCM_SliceVector, count);
  // Without a vector the frames are the slices in turn, provided that there is nothing else they could be.
  if (!slices && (d.has(DCM_SliceVector) || types[2] != "RECON TOMO" ||
                  d.integer(DCM_NumberOfSlices).value_or(static_cast<int>(count)) != static_cast<int>(count)))
    return false;
  if (slices)
    for (const double slice : *slices)
      if (!(slice >= 1.0 && slice <= 65535.0)) return false;
  const auto slots = d.numbers(DCM_TimeSlotVector, count);
  const auto windows = d.numbers(DCM_EnergyWindowVector, count);
  const Vector3 normal = (*axes)[0].cross((*axes)[1]).normalized();
  for (std::size_t n = 0; n < frames.size(); ++n) {
    const double index = slices ? (*slices)[n] - 1.0 : static_cast<double>(n);
    frames[n].axes = axes;
    frames[n].position = *position + normal * (index * *step);
    if (slots) frames[n].phaseKeys[0] = (*slots)[n];
    if (windows) frames[n].stackId = fmt::format("energy window {:.0f}", (*windows)[n]);
  }
  return true;
}

}  // namespace iso
