// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/header_reader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/dicom/cine.h"
#include "core/dicom/frame_headers.h"
#include "core/dicom/header_fields.h"
#include "core/dicom/lookup_tables.h"
#include "core/dicom/mosaic.h"
#include "core/dicom/object_names.h"
#include "core/dicom/parsed_file.h"
#include "core/dicom/pixel_convert.h"
#include "core/dicom/pixel_kind.h"
#include "core/dicom/pixel_layout_reader.h"
#include "core/dicom/units.h"

namespace iso {
namespace {

std::optional<std::string> nonEmpty(std::string text) {
  if (text.empty()) return std::nullopt;
  return text;
}

std::string plainNumber(double value, int digits) {
  std::string text = fmt::format("{:.{}f}", value, digits);
  if (text.find('.') != std::string::npos) {
    while (text.back() == '0') text.pop_back();
    if (text.back() == '.') text.pop_back();
  }
  return text;
}

/// The acquisition in a few words for the corner of the picture.
std::vector<std::string> technique(const Fields& d, const std::string& modality) {
  std::vector<std::string> lines;
  const auto add = [&](const DcmTagKey& tag, const char* pattern, int digits) {
    if (const auto value = d.number(tag); value && *value > 0.0)
      lines.push_back(fmt::format(fmt::runtime(pattern), plainNumber(*value, digits)));
  };
  if (modality == "MR") {
    add(DCM_RepetitionTime, "TR {} ms", 1);
    add(DCM_EchoTime, "TE {} ms", 1);
    add(DCM_InversionTime, "TI {} ms", 0);
    add(DCM_FlipAngle, "FA {}°", 0);
    add(DCM_MagneticFieldStrength, "{} T", 1);
  } else if (modality == "PT") {
    if (const auto tracer = d.sequence(DCM_RadiopharmaceuticalInformationSequence)) {
      if (const std::string name = tracer.text(DCM_Radiopharmaceutical); !name.empty()) lines.push_back(name);
      if (const auto dose = tracer.number(DCM_RadionuclideTotalDose); dose && *dose > 0.0)
        lines.push_back(fmt::format("{} MBq", plainNumber(*dose / 1e6, 0)));
    }
  } else {
    add(DCM_KVP, "{} kV", 0);
    if (const auto exposure = d.number(DCM_Exposure); exposure && *exposure > 0.0)
      add(DCM_Exposure, "{} mAs", 0);
    else
      add(DCM_XRayTubeCurrent, "{} mA", 0);
    if (const std::string kernel = d.text(DCM_ConvolutionKernel); !kernel.empty()) lines.push_back(kernel);
  }
  return lines;
}

void readIdentity(const Fields& d, FileHeader& h) {
  h.sopInstanceUid = d.raw(DCM_SOPInstanceUID);
  h.sopClassUid = d.raw(DCM_SOPClassUID);
  h.seriesUid = d.raw(DCM_SeriesInstanceUID);
  h.studyUid = d.raw(DCM_StudyInstanceUID);
  h.instanceNumber = d.integer(DCM_InstanceNumber).value_or(0);
  h.acquisitionNumber = d.integer(DCM_AcquisitionNumber).value_or(0);
  if (d.has(DCM_ConcatenationUID))
    h.frameOffset = std::max(0, d.integer(DCM_ConcatenationFrameOffsetNumber).value_or(0));

  Study& study = h.study;
  study.uid = h.studyUid;
  study.date = isoDate(d.raw(DCM_StudyDate));
  study.description = d.text(DCM_StudyDescription);
  study.institution = d.text(DCM_InstitutionName);
  study.age = d.raw(DCM_PatientAge);
  study.patient.id = nonEmpty(d.text(DCM_PatientID));
  study.patient.name = nonEmpty(d.text(DCM_PatientName));
  study.patient.sex = nonEmpty(d.raw(DCM_PatientSex));
  study.patient.birthDate = nonEmpty(isoDate(d.raw(DCM_PatientBirthDate)));

  Series& series = h.series;
  series.uid = h.seriesUid;
  series.number = d.integer(DCM_SeriesNumber);
  series.modality = d.raw(DCM_Modality);
  series.description = d.text(DCM_SeriesDescription);
  series.frameOfReference = d.raw(DCM_FrameOfReferenceUID);
  series.sopClass = h.sopClassUid;
  series.date = isoDate(d.raw(DCM_SeriesDate));
  if (series.date.empty()) series.date = isoDate(d.raw(DCM_AcquisitionDate));
  series.time = isoTime(d.raw(DCM_SeriesTime));
  if (series.time.empty()) series.time = isoTime(d.raw(DCM_AcquisitionTime));
  series.technique = technique(d, series.modality);
}

/// Padding is written as US or SS whatever the pixels are; only its bits count.
StoredRange paddingOf(const Fields& d, bool isSigned) {
  const auto value = [&](const DcmTagKey& tag) {
    auto number = d.number(tag);
    if (number && isSigned && *number > 32767.0) *number -= 65536.0;
    if (number && !isSigned && *number < 0.0) *number += 65536.0;
    return number;
  };
  const auto one = value(DCM_PixelPaddingValue);
  if (!one) return std::nullopt;
  const double other = value(DCM_PixelPaddingRangeLimit).value_or(*one);
  return std::array<double, 2>{std::min(*one, other), std::max(*one, other)};
}

/// Everything about an image; sets `unsupported` where it cannot be shown.
void readImage(const Fields& d, const std::string& transferSyntax, bool bigEndian,
               const ParsedFile::Pixels& start, std::uint64_t fileSize, FileHeader& h) {
  const std::string name = h.path.string();
  const auto refuse = [&](const std::string& why) {
    h.unsupported = fmt::format("{} cannot be shown: {}.", name, why);
  };
  if (const auto what = undecodable(transferSyntax); !what.empty())
    return refuse(fmt::format("its pixels are stored as {}, which is not decoded", what));
  auto layout = readPixelLayout(d, transferSyntax, bigEndian, start, fileSize);
  if (!layout) return refuse(layout.error().message);
  PixelLayout& p = *layout;
  if (p.samples == 1 && p.photometric == "PALETTE COLOR") {
    auto palette = readPalette(d);
    if (!palette) return refuse(palette.error().message);
    p.palette = std::move(*palette);
  } else if (p.samples == 1 && p.number == PixelLayout::Number::Integer) {
    auto table = readModalityLut(d, p.isSigned);
    if (!table) return refuse(table.error().message);
    p.modalityLut = std::move(*table);
  }
  const auto type = voxelTypeFor(p);
  if (!type) return refuse(type.error().message);
  h.type = *type;
  h.unit = p.modalityLut ? unitOfRescaleType(d.sequence(DCM_ModalityLUTSequence).raw(DCM_ModalityLUTType))
                         : unitOf(d, h.series.modality);
  if (p.native) h.truncated = p.offset + storedBytes(p) > fileSize;
  h.lossy = d.raw(DCM_LossyImageCompression) == "01" || transferSyntax == "1.2.840.10008.1.2.4.50" ||
            transferSyntax == "1.2.840.10008.1.2.4.51" || transferSyntax == "1.2.840.10008.1.2.4.81";
  std::optional<Mosaic> mosaic;
  if (p.frames == 1) mosaic = readMosaic(d, p.rows, p.columns);
  if (mosaic) {
    p.tileRows = mosaic->tileRows;
    p.tileColumns = mosaic->tileColumns;
  }
  h.padding = paddingOf(d, p.isSigned);
  h.frameTimeMs = frameTimeMs(d, p.frames);
  h.frames = frameHeaders(d, p, h.unit, mosaic, h.geometryNote);
  h.pixels = std::make_shared<const PixelLayout>(std::move(p));
}

Result<FileHeader> parse(ByteSource& source, const std::filesystem::path& path) {
  const std::string name = path.string();
  const auto parsed = ParsedFile::read(source, path);
  if (!parsed) return tl::make_unexpected(parsed.error());
  const Fields d = parsed->fields();
  FileHeader h;
  h.path = path;
  const std::string mediaClass = parsed->meta().raw(DCM_MediaStorageSOPClassUID);
  if (mediaClass == UID_MediaStorageDirectoryStorage || d.has(DCM_DirectoryRecordSequence)) {
    h.kind = FileHeader::Kind::Directory;
    return h;
  }
  readIdentity(d, h);
  if (h.sopClassUid.empty()) h.sopClassUid = mediaClass;
  // What does not say where it belongs belongs with nothing else: it must never get among another patient's.
  for (std::string* uid : {&h.studyUid, &h.seriesUid, &h.sopInstanceUid})
    if (uid->empty()) *uid = std::string(kUidOfFile) + name;
  h.study.uid = h.studyUid;
  h.series.uid = h.seriesUid;

  const std::string object = objectName(h.sopClassUid, h.series.modality);
  const bool looksLikeImage = d.has(DCM_Rows) && d.has(DCM_Columns) && object != "SEG";
  if (!looksLikeImage) {
    h.kind = FileHeader::Kind::Object;
    h.objectName = object;
    h.objectLabel = objectLabel(d);
    return h;
  }
  h.kind = FileHeader::Kind::Image;
  if (parsed->isPrivate()) {
    h.unsupported = fmt::format("{} cannot be shown: it is stored in the private transfer syntax {}.", name,
                                parsed->transferSyntax());
    return h;
  }
  if (!parsed->pixels()) {
    h.unsupported = fmt::format("{} holds no pixels: it is cut off before them.", name);
    return h;
  }
  readImage(d, parsed->transferSyntax(), parsed->isBigEndian(), *parsed->pixels(), source.size(), h);
  return h;
}

}  // namespace

Result<FileHeader> readHeader(ByteSource& source, const std::filesystem::path& path) {
  try {
    return parse(source, path);
  } catch (const std::exception& e) {
    return fail(ErrorCode::BadFile, fmt::format("{} could not be parsed ({}).", path.string(), e.what()),
                path.string());
  } catch (...) {
    return fail(ErrorCode::BadFile, fmt::format("{} could not be parsed.", path.string()), path.string());
  }
}

}  // namespace iso
