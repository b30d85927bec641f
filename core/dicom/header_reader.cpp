// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/header_reader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <fmt/format.h>

#include <cmath>

#include "core/dicom/frame_headers.h"
#include "core/dicom/header_fields.h"
#include "core/dicom/parsed_file.h"
#include "core/dicom/pixel_convert.h"
#include "core/dicom/pixel_layout_reader.h"

namespace iso {
namespace {

constexpr std::string_view kSopPrefix = "1.2.840.10008.5.1.4.1.1.";
std::string objectName(std::string_view sopClass, const std::string& modality) {
  if (!sopClass.starts_with(kSopPrefix)) return modality.empty() ? "unknown" : modality;
  const std::string_view tail = sopClass.substr(kSopPrefix.size());
  if (tail == "66.4" || tail == "66.7") return "SEG";
  if (tail == "66.1" || tail == "66.3") return "REG";
  if (tail == "66.2") return "FID";
  if (tail == "66.5") return "SURF";
  if (tail == "66") return "RAW";
  if (tail == "67") return "RWV";
  if (tail == "88.59") return "KO";
  if (tail.starts_with("88.")) return "SR";
  if (tail.starts_with("11.")) return "PR";
  if (tail == "104.1") return "PDF";
  if (tail == "481.3") return "RTSTRUCT";
  if (tail == "481.5") return "RTPLAN";
  return modality.empty() ? "unknown" : modality;
}

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

/// The unit of the values after rescale; "" where the file names none.
std::string unitOf(const Fields& d, const std::string& modality) {
  if (modality == "PT") {
    const Fields legacy = d.sequence(DCM_SharedFunctionalGroupsSequence)
                              .sequence(DCM_UnassignedSharedConvertedAttributesSequence);
    const Fields& source = d.has(DCM_Units) ? d : legacy;
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
    return units == "NONE" ? "" : units;
  }
  if (modality == "RTDOSE") return d.raw(DCM_DoseUnits) == "GY" ? "Gy" : "";
  std::string type = d.raw(DCM_RescaleType);
  if (type.empty()) {
    const auto group = d.sequence(DCM_SharedFunctionalGroupsSequence);
    type = group.sequence(DCM_PixelValueTransformationSequence).raw(DCM_RescaleType);
  }
  if (modality == "CT") return type.empty() || type == "US" ? "HU" : type;
  return type == "US" ? "" : type;
}

void readIdentity(const Fields& d, FileHeader& h) {
  h.sopInstanceUid = d.raw(DCM_SOPInstanceUID);
  h.sopClassUid = d.raw(DCM_SOPClassUID);
  h.seriesUid = d.raw(DCM_SeriesInstanceUID);
  h.studyUid = d.raw(DCM_StudyInstanceUID);
  h.instanceNumber = d.integer(DCM_InstanceNumber).value_or(0);
  h.acquisitionNumber = d.integer(DCM_AcquisitionNumber).value_or(0);

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

/// The voxel type that keeps the stored numbers, or why there is none.
Result<VoxelType> voxelTypeFor(const PixelLayout& p) {
  const auto no = [](std::string why) { return fail(ErrorCode::Unsupported, std::move(why)); };
  if (p.number != PixelLayout::Number::Integer && p.samples == 1) return VoxelType::Float32;
  if (p.samples == 3) {
    if (p.bitsAllocated == 8) return VoxelType::Rgb8;
    return no(fmt::format("colour with {} bits a channel is not shown yet", p.bitsAllocated));
  }
  if (p.samples != 1) return no(fmt::format("pictures with {} samples a pixel are not shown", p.samples));
  if (p.photometric == "PALETTE COLOR") return no("palette colour pictures are not shown yet");
  switch (p.bitsAllocated) {
    case 8:
      return p.isSigned ? VoxelType::Int16 : VoxelType::UInt8;
    case 16:
      return p.isSigned ? VoxelType::Int16 : VoxelType::UInt16;
    case 32:
      return VoxelType::Float32;
    default:
      return no(fmt::format("pixels of {} bits are not shown yet", p.bitsAllocated));
  }
}

/// Everything about an image; sets `unsupported` where it cannot be shown.
void readImage(const Fields& d, const std::string& transferSyntax, bool bigEndian,
               const ParsedFile::Pixels& start, std::uint64_t fileSize, FileHeader& h) {
  const std::string name = h.path.string();
  const auto refuse = [&](const std::string& why) {
    h.unsupported = fmt::format("{} cannot be shown: {}.", name, why);
  };
  auto layout = readPixelLayout(d, transferSyntax, bigEndian, start, fileSize);
  if (!layout) return refuse(layout.error().message);
  PixelLayout& p = *layout;
  const auto type = voxelTypeFor(p);
  if (!type) return refuse(type.error().message);
  if (d.has(DCM_ModalityLUTSequence)) return refuse("values through a Modality LUT are not shown yet");
  h.type = *type;
  h.unit = unitOf(d, h.series.modality);
  if (p.native)
    h.truncated = p.offset + storedFrameBytes(p) * static_cast<std::uint64_t>(p.frames) > fileSize;
  h.lossy = d.raw(DCM_LossyImageCompression) == "01" || transferSyntax == "1.2.840.10008.1.2.4.50" ||
            transferSyntax == "1.2.840.10008.1.2.4.51" || transferSyntax == "1.2.840.10008.1.2.4.81";
  h.frames = frameHeaders(d, p.frames, h.geometryNote);
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
  if (h.seriesUid.empty() || h.studyUid.empty())
    return fail(ErrorCode::BadFile,
                fmt::format("{} does not say which study and series it belongs to.", name), name);
  if (h.sopInstanceUid.empty()) h.sopInstanceUid = "file:" + name;

  const std::string object = objectName(h.sopClassUid, h.series.modality);
  const bool looksLikeImage = d.has(DCM_Rows) && d.has(DCM_Columns) && object != "SEG";
  if (!looksLikeImage) {
    h.kind = FileHeader::Kind::Object;
    h.objectName = object;
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
