// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/object_names.h"

#include <algorithm>
#include <array>

namespace iso {

std::string objectName(std::string_view sopClass, const std::string& modality) {
  constexpr std::string_view kPrefix = "1.2.840.10008.5.1.4.1.1.";
  struct Name {
    std::string_view tail, name;
  };
  static constexpr std::array<Name, 35> kNames{
      {{"66", "RAW"},         {"66.1", "REG"},       {"66.2", "FID"},       {"66.3", "REG"},
       {"66.4", "SEG"},       {"66.5", "SURF"},      {"66.6", "TRACT"},     {"66.7", "SEG"},
       {"67", "RWV"},         {"88.59", "KO"},       {"104.1", "PDF"},      {"104.2", "CDA"},
       {"104.3", "STL"},      {"104.4", "OBJ"},      {"104.5", "MTL"},      {"481.3", "RTSTRUCT"},
       {"481.4", "RTRECORD"}, {"481.5", "RTPLAN"},   {"481.6", "RTRECORD"}, {"481.7", "RTRECORD"},
       {"481.8", "RTPLAN"},   {"481.9", "RTRECORD"}, {"9.1.1", "ECG"},      {"9.1.2", "ECG"},
       {"9.1.3", "ECG"},      {"9.1.4", "ECG"},      {"9.4.1", "AU"},       {"9.4.2", "AU"},
       {"9.2.1", "WF"},       {"9.3.1", "WF"},       {"9.5.1", "WF"},       {"9.6.1", "WF"},
       {"9.6.2", "WF"},       {"9.7.1", "WF"},       {"9.8.1", "WF"}}};
  if (sopClass.starts_with(kPrefix)) {
    const std::string_view tail = sopClass.substr(kPrefix.size());
    const auto* it =
        std::find_if(kNames.begin(), kNames.end(), [&](const Name& n) { return n.tail == tail; });
    if (it != kNames.end()) return std::string(it->name);
    if (tail.starts_with("88.")) return "SR";
    if (tail.starts_with("11.")) return "PR";
    if (tail.starts_with("9.")) return "WF";
  }
  return modality.empty() ? "unknown" : modality;
}

std::string objectLabel(const Fields& d) {
  for (const DcmTagKey& tag : {DCM_ContentLabel, DCM_StructureSetLabel, DCM_RTPlanLabel, DCM_DocumentTitle})
    if (std::string label = d.text(tag); !label.empty()) return label;
  const Fields title = d.sequence(DCM_ConceptNameCodeSequence);
  if (std::string label = title.text(DCM_CodeMeaning); !label.empty()) return label;
  return d.text(DCM_SeriesDescription);
}

}  // namespace iso
