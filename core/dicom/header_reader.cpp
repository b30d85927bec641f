// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/header_reader.h"

#include <dcmtk/config/osconfig.h>
#include <dcmtk/dcmdata/dcfilefo.h>
#include <dcmtk/dcmdata/dcistrmf.h>
#include <dcmtk/dcmdata/dcmetinf.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/oflog/oflog.h>
#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <mutex>

#include "core/dicom/cine.h"
#include "core/dicom/frame_headers.h"
#include "core/dicom/header_fields.h"
#include "core/dicom/lookup_tables.h"
#include "core/dicom/mosaic.h"
#include "core/dicom/object_names.h"
#include "core/dicom/pixel_kind.h"
#include "core/dicom/units.h"

namespace iso {
namespace {

constexpr std::string_view kTransferSyntaxPrefix = "1.2.840.10008.1.2";
constexpr std::string_view kStandardPrefix = "1.2.840.10008.";

/// DCMTK reports every oddity on standard error by default; what matters comes back as a status.
void quietToolkit() {
  static std::once_flag once;
  std::call_once(once, [] { OFLog::configure(OFLogger::OFF_LOG_LEVEL); });
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

struct PixelStart {
  DcmTagKey tag{0, 0};
  std::uint64_t valueOffset = 0;
};

/// The pixel element's head lies at or just before where parsing stopped; a few bytes of the file tell.
std::optional<PixelStart> findPixels(const std::filesystem::path& path, std::uint64_t stoppedAt,
                                     bool bigEndian) {
  const std::uint64_t from = stoppedAt > 16 ? stoppedAt - 16 : 0;
  std::ifstream file(path, std::ios::binary);
  file.seekg(static_cast<std::streamoff>(from));
  unsigned char b[40] = {};
  file.read(reinterpret_cast<char*>(b), sizeof b);
  const auto got = static_cast<std::size_t>(file.gcount());
  for (std::size_t i = 0; i + 8 <= got && from + i <= stoppedAt; ++i) {
    const unsigned group = bigEndian ? b[i + 1] | b[i] << 8 : b[i] | b[i + 1] << 8;
    const unsigned element = bigEndian ? b[i + 3] | b[i + 2] << 8 : b[i + 2] | b[i + 3] << 8;
    if (group != 0x7FE0 || (element != 0x0008 && element != 0x0009 && element != 0x0010)) continue;
    const bool isExplicit = b[i + 4] == 'O';
    PixelStart start;
    start.tag = DcmTagKey(static_cast<Uint16>(group), static_cast<Uint16>(element));
    start.valueOffset = from + i + (isExplicit ? 12 : 8);
    return start;
  }
  return std::nullopt;
}

/// Padding is written as US or SS whatever the pixels are; only its bits count.
std::optional<std::array<double, 2>> paddingOf(const Fields& d, bool isSigned) {
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
void readImage(const Fields& d, const std::string& transferSyntax, bool bigEndian, const PixelStart& start,
               std::uint64_t fileSize, FileHeader& h) {
  const std::string name = h.path.string();
  PixelLayout p;
  p.rows = d.integer(DCM_Rows).value_or(0);
  p.columns = d.integer(DCM_Columns).value_or(0);
  p.samples = d.integer(DCM_SamplesPerPixel).value_or(1);
  p.bitsAllocated = d.integer(DCM_BitsAllocated).value_or(0);
  p.bitsStored = d.integer(DCM_BitsStored).value_or(p.bitsAllocated);
  p.highBit = d.integer(DCM_HighBit).value_or(p.bitsStored - 1);
  p.isSigned = d.integer(DCM_PixelRepresentation).value_or(0) == 1;
  p.byPlane = d.integer(DCM_PlanarConfiguration).value_or(0) == 1;
  p.photometric = d.raw(DCM_PhotometricInterpretation);
  p.transferSyntax = transferSyntax;
  p.bigEndian = bigEndian;
  p.native = transferSyntax == "1.2.840.10008.1.2" || transferSyntax == "1.2.840.10008.1.2.1" ||
             transferSyntax == "1.2.840.10008.1.2.2";
  p.offset = start.valueOffset;
  p.fileSize = fileSize;
  if (start.tag == DcmTagKey(0x7FE0, 0x0008)) p.number = PixelLayout::Number::Float32, p.bitsAllocated = 32;
  if (start.tag == DcmTagKey(0x7FE0, 0x0009)) p.number = PixelLayout::Number::Float64, p.bitsAllocated = 64;
  const auto frames = d.number(DCM_NumberOfFrames).value_or(1.0);

  const auto refuse = [&](const std::string& why) {
    h.unsupported = fmt::format("{} cannot be shown: {}.", name, why);
  };
  if (const auto what = undecodable(transferSyntax); !what.empty())
    return refuse(fmt::format("its pixels are stored as {}, which is not decoded", what));
  if (p.rows < 1 || p.columns < 1) return refuse("its header claims a picture without pixels");
  if (p.rows > 65535 || p.columns > 65535)
    return refuse("its header claims a picture larger than the format allows");
  if (p.bitsAllocated < 1 || p.bitsStored < 1 || p.bitsStored > p.bitsAllocated ||
      p.highBit >= p.bitsAllocated || p.highBit + 1 < p.bitsStored)
    return refuse(
        fmt::format("its header contradicts itself about the bits of a pixel ({} stored in {}, highest {})",
                    p.bitsStored, p.bitsAllocated, p.highBit));
  // A frame takes at least a byte of the file even when compressed, and each costs memory to list.
  constexpr double kMostFrames = 1e6, kHarmless = 65536.0;
  const auto tooMany = [&] {
    refuse(fmt::format("its header claims {:.0f} frames in a file of {} bytes", frames, fileSize));
  };
  if (!(frames >= 0.0) || frames > std::min(kMostFrames, static_cast<double>(fileSize))) return tooMany();
  p.frames = std::max(1, static_cast<int>(frames));
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
  // Subsampled colour stores two values a pixel instead of three.
  const bool subsampled = p.photometric == "YBR_FULL_422";
  const std::uint64_t frameBits = subsampled ? p.frameBits() / 3 * 2 : p.frameBits();
  if (p.native &&
      frames > std::max(kHarmless, 8.0 * static_cast<double>(fileSize) /
                                           static_cast<double>(std::max<std::uint64_t>(frameBits, 1)) +
                                       1.0))
    return tooMany();
  h.type = *type;
  h.unit = p.modalityLut ? unitOfRescaleType(d.sequence(DCM_ModalityLUTSequence).raw(DCM_ModalityLUTType))
                         : unitOf(d, h.series.modality);
  // Frames follow each other without padding, also where one ends within a byte (PS3.5 8.1.1).
  if (p.native)
    h.truncated = p.offset + (frameBits * static_cast<std::uint64_t>(p.frames) + 7) / 8 > fileSize;
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

Result<FileHeader> parse(const std::filesystem::path& path, std::uint64_t fileSize) {
  const std::string name = path.string();
  quietToolkit();
  DcmInputFileStream stream{OFFilename(name.c_str())};
  if (stream.status().bad())
    return fail(ErrorCode::Io, fmt::format("{} could not be read: {}.", name, stream.status().text()), name);
  // Long values are left in the file until asked for; the pixels and all after them are not even looked at.
  constexpr Uint32 kLongestValue = 4096;
  DcmFileFormat file;
  file.transferInit();
  const OFCondition status =
      file.readUntilTag(stream, EXS_Unknown, EGL_noChange, kLongestValue, DcmTagKey(0x7FE0, 0x0008));
  file.transferEnd();
  DcmDataset* dataset = file.getDataset();

  FileHeader h;
  h.path = path;
  const Fields plain(dataset, {});
  const std::string characterSet = plain.raw(DCM_SpecificCharacterSet);
  const Fields d(dataset, characterSet);
  const bool known = d.has(DCM_SOPClassUID) || d.has(DCM_SeriesInstanceUID) || d.has(DCM_StudyInstanceUID);
  std::string mediaClass = Fields(file.getMetaInfo(), {}).raw(DCM_MediaStorageSOPClassUID);
  std::string transferSyntax = Fields(file.getMetaInfo(), {}).raw(DCM_TransferSyntaxUID);
  // A maker's own way of storing; what a guess makes of it may look right and be wrong.
  const bool isPrivate =
      !transferSyntax.empty() && !std::string_view(transferSyntax).starts_with(kStandardPrefix);
  const std::string privateNote = fmt::format(
      "{} cannot be shown: it is stored in the private transfer syntax {}.", name, transferSyntax);
  if (isPrivate && (status.bad() || !known)) return fail(ErrorCode::Unsupported, privateNote, name);
  if (status.bad()) {
    if (!known && mediaClass.empty() && file.getMetaInfo()->isEmpty())
      return fail(ErrorCode::NotDicom, "Not a DICOM file.", name);
    return fail(ErrorCode::BadFile,
                fmt::format("{} is damaged or cut off within its header ({}); copy it again from its source.",
                            name, status.text()),
                name);
  }
  if (mediaClass == UID_MediaStorageDirectoryStorage || d.has(DCM_DirectoryRecordSequence)) {
    h.kind = FileHeader::Kind::Directory;
    return h;
  }
  if (!known) {
    if (file.getMetaInfo()->isEmpty()) return fail(ErrorCode::NotDicom, "Not a DICOM file.", name);
    return fail(ErrorCode::BadFile,
                fmt::format("{} ends before it says what it holds; copy it again from its source.", name),
                name);
  }
  readIdentity(d, h);
  if (h.sopClassUid.empty()) h.sopClassUid = mediaClass;
  if (h.seriesUid.empty() || h.studyUid.empty())
    return fail(ErrorCode::BadFile,
                fmt::format("{} does not say which study and series it belongs to.", name), name);
  if (h.sopInstanceUid.empty()) h.sopInstanceUid = "file:" + name;

  const std::string object = objectName(h.sopClassUid, h.series.modality);
  const DcmXfer transfer(dataset->getOriginalXfer());
  if (!std::string_view(transferSyntax).starts_with(kTransferSyntaxPrefix))
    transferSyntax = transfer.getXferID();
  const bool deflated = transferSyntax == "1.2.840.10008.1.2.1.99";
  // Positions in a deflated stream mean nothing for the file: its images go through the decoder.
  std::optional<PixelStart> start;
  if (deflated)
    start = d.has(DCM_Rows) ? std::optional(PixelStart{DCM_PixelData, 0}) : std::nullopt;
  else
    start = findPixels(path, static_cast<std::uint64_t>(stream.tell()), transfer.isBigEndian());

  const bool looksLikeImage = d.has(DCM_Rows) && d.has(DCM_Columns) && object != "SEG";
  if (!looksLikeImage) {
    h.kind = FileHeader::Kind::Object;
    h.objectName = object;
    h.objectLabel = objectLabel(d);
    return h;
  }
  h.kind = FileHeader::Kind::Image;
  if (isPrivate) {
    h.unsupported = privateNote;
    return h;
  }
  if (!start) {
    h.unsupported = fmt::format("{} holds no pixels: it is cut off before them.", name);
    return h;
  }
  readImage(d, transferSyntax, transfer.isBigEndian(), *start, fileSize, h);
  return h;
}

}  // namespace

Result<FileHeader> readHeader(const std::filesystem::path& path, std::uint64_t fileSize) {
  try {
    return parse(path, fileSize);
  } catch (const std::exception& e) {
    return fail(ErrorCode::BadFile, fmt::format("{} could not be parsed ({}).", path.string(), e.what()),
                path.string());
  } catch (...) {
    return fail(ErrorCode::BadFile, fmt::format("{} could not be parsed.", path.string()), path.string());
  }
}

}  // namespace iso
