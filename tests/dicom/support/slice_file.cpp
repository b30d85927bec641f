// SPDX-License-Identifier: Apache-2.0
#include "tests/dicom/support/slice_file.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcdeftag.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <fmt/format.h>

#include <stdexcept>

namespace iso::test {

void SliceFile::fill(int key) {
  pixels16.clear();
  for (int j = 0; j < rows; ++j)
    for (int i = 0; i < columns; ++i) pixels16.push_back(static_cast<std::uint16_t>(i + 16 * j + 256 * key));
}

void write(const SliceFile& s, const std::filesystem::path& path) {
  DcmFileFormat file;
  DcmDataset& d = *file.getDataset();
  const auto text = [&](const DcmTagKey& tag, const std::string& value) {
    d.putAndInsertString(tag, value.c_str());
  };
  const auto word = [&](const DcmTagKey& tag, int value) {
    d.putAndInsertUint16(tag, static_cast<Uint16>(value));
  };
  if (!s.characterSet.empty()) text(DCM_SpecificCharacterSet, s.characterSet);
  text(DCM_ImageType, s.imageType);
  text(DCM_SOPClassUID, s.sopClass);
  text(DCM_SOPInstanceUID, s.sop.empty() ? fmt::format("{}.{}", s.series, s.instance) : s.sop);
  text(DCM_Modality, s.modality);
  text(DCM_PatientName, s.patientName);
  text(DCM_PatientID, s.patientId);
  if (!s.patientBirthDate.empty()) text(DCM_PatientBirthDate, s.patientBirthDate);
  text(DCM_StudyInstanceUID, s.study);
  text(DCM_SeriesInstanceUID, s.series);
  text(DCM_SeriesNumber, std::to_string(s.seriesNumber));
  text(DCM_InstanceNumber, std::to_string(s.instance));
  text(DCM_FrameOfReferenceUID, s.frameOfReference);
  if (s.frames != 1) text(DCM_NumberOfFrames, std::to_string(s.frames));
  if (s.temporalPosition) text(DCM_TemporalPositionIdentifier, std::to_string(*s.temporalPosition));
  text(DCM_SliceThickness, fmt::format("{:g}", s.thickness));
  if (s.position) {
    text(DCM_ImagePositionPatient,
         fmt::format("{:.10g}\\{:.10g}\\{:.10g}", (*s.position)[0], (*s.position)[1], (*s.position)[2]));
    std::string orientation;
    for (const double v : s.orientation)
      orientation += fmt::format("{}{:.10g}", orientation.empty() ? "" : "\\", v);
    text(DCM_ImageOrientationPatient, orientation);
  }
  text(DCM_PixelSpacing, fmt::format("{:.10g}\\{:.10g}", s.rowStep, s.columnStep));
  text(DCM_RescaleSlope, fmt::format("{:.10g}", s.slope));
  text(DCM_RescaleIntercept, fmt::format("{:.10g}", s.intercept));
  word(DCM_SamplesPerPixel, s.samples);
  text(DCM_PhotometricInterpretation, s.photometric);
  if (s.samples == 3) word(DCM_PlanarConfiguration, s.byPlane ? 1 : 0);
  word(DCM_Rows, s.rows);
  word(DCM_Columns, s.columns);
  word(DCM_BitsAllocated, s.bitsAllocated);
  word(DCM_BitsStored, s.bitsStored);
  word(DCM_HighBit, s.highBit);
  word(DCM_PixelRepresentation, s.isSigned ? 1 : 0);
  if (s.bitsAllocated == 8)
    d.putAndInsertUint8Array(DCM_PixelData, s.pixels8.data(), s.pixels8.size());
  else
    d.putAndInsertUint16Array(DCM_PixelData, s.pixels16.data(), s.pixels16.size());
  const E_TransferSyntax syntax = s.bigEndian  ? EXS_BigEndianExplicit
                                  : s.implicit ? EXS_LittleEndianImplicit
                                               : EXS_LittleEndianExplicit;
  const OFCondition status = file.saveFile(path.c_str(), syntax);
  if (status.bad()) throw std::runtime_error(path.string() + ": " + status.text());
}

}  // namespace iso::test
