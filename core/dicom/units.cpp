// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/units.h"

namespace iso {
namespace {

/// Unit of PET values by (0054,1001) and (0054,1006) of one item.
std::string petUnit(const Fields& source) {
  const std::string units = source.raw(DCM_Units);
  if (units == "BQML") return "Bq/ml";
  if (units == "GML") {
    const std::string type = source.raw(DCM_SUVType);
    if (type == "LBM" || type == "LBMJANMA" || type == "LBMJAMES128") return "SUVlbm";
    if (type == "BSA") return "SUVbsa";
    if (type == "IBW") return "SUVibw";
    return "SUVbw";
  }
  if (units == "CM2ML") return "SUVbsa";
  if (units == "CNTS") return "counts";
  if (units == "CPS") return "counts/s";
  if (units == "PROPCNTS" || units == "PROPCPS") return "counts (proportional)";
  if (units == "PCNT") return "%";
  return units == "NONE" ? "" : units;
}

}  // namespace

std::string unitOfRescaleType(std::string_view type) {
  if (type == "US" || type.empty()) return {};
  if (type == "OD") return "mOD";
  if (type == "MGML") return "mg/ml";
  if (type == "PCT") return "%";
  if (type == "BQML") return "Bq/ml";
  return std::string(type);
}

std::string unitOfUcum(std::string_view code) {
  if (code == "[hnsf'U]") return "HU";
  if (code == "{SUVbw}g/ml") return "SUVbw";
  if (code == "{SUVlbm}g/ml" || code == "{SUVlbm(Janma)}g/ml" || code == "{SUVlbm(James128)}g/ml")
    return "SUVlbm";
  if (code == "{SUVbsa}cm2/ml") return "SUVbsa";
  if (code == "{SUVibw}g/ml") return "SUVibw";
  return std::string(code);
}

std::string unitOf(const Fields& d, const std::string& modality) {
  const Fields shared = d.sequence(DCM_SharedFunctionalGroupsSequence);
  const Fields first = d.sequence(DCM_PerFrameFunctionalGroupsSequence);
  if (modality == "PT") {
    for (const Fields& source : {d, shared.sequence(DCM_UnassignedSharedConvertedAttributesSequence),
                                 first.sequence(DCM_UnassignedPerFrameConvertedAttributesSequence)})
      if (source.has(DCM_Units)) return petUnit(source);
    // An enhanced PET has no Units: its real world value mapping tells (PS3.3 C.8.22).
  }
  if (modality == "RTDOSE") return d.raw(DCM_DoseUnits) == "GY" ? "Gy" : "";
  std::string type = d.raw(DCM_RescaleType);
  for (const Fields& group : {shared, first})
    if (type.empty()) type = group.sequence(DCM_PixelValueTransformationSequence).raw(DCM_RescaleType);
  if (modality == "CT" && (type.empty() || type == "US")) return "HU";
  return unitOfRescaleType(type);
}

}  // namespace iso
