// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/parsed_file.h"

#include <dcmtk/dcmdata/dcmetinf.h>
#include <dcmtk/dcmdata/dcuid.h>
#include <dcmtk/dcmdata/dcxfer.h>
#include <dcmtk/oflog/oflog.h>
#include <fmt/format.h>

#include <array>
#include <mutex>

#include "core/dicom/structure.h"
#include "core/dicom/toolkit_stream.h"

namespace iso {
namespace {

constexpr std::string_view kTransferSyntaxPrefix = "1.2.840.10008.1.2";
constexpr std::string_view kStandardPrefix = "1.2.840.10008.";
/// Longer values stay in the file until asked for.
constexpr Uint32 kLongestValue = 4096;

/// DCMTK reports every oddity on standard error by default; what matters comes back as a status.
void quietToolkit() {
  static std::once_flag once;
  std::call_once(once, [] { OFLog::configure(OFLogger::OFF_LOG_LEVEL); });
}

/// The pixel element's head lies at or just before where parsing stopped; a few bytes of the file tell.
std::optional<ParsedFile::Pixels> findPixels(ByteSource& source, std::uint64_t stoppedAt, bool bigEndian) {
  const std::uint64_t from = stoppedAt > 16 ? stoppedAt - 16 : 0;
  std::array<std::byte, 40> bytes{};
  const std::size_t got = source.read(from, bytes);
  const auto byte = [&](std::size_t n) { return std::to_integer<unsigned>(bytes[n]); };
  for (std::size_t i = 0; i + 8 <= got && from + i <= stoppedAt; ++i) {
    const unsigned group = bigEndian ? byte(i + 1) | byte(i) << 8 : byte(i) | byte(i + 1) << 8;
    const unsigned element = bigEndian ? byte(i + 3) | byte(i + 2) << 8 : byte(i + 2) | byte(i + 3) << 8;
    if (group != 0x7FE0 || (element != 0x0008 && element != 0x0009 && element != 0x0010)) continue;
    const bool isExplicit = byte(i + 4) == 'O';
    return ParsedFile::Pixels{DcmTagKey(static_cast<Uint16>(group), static_cast<Uint16>(element)),
                              from + i + (isExplicit ? 12u : 8u), !isExplicit || byte(i + 5) == 'W'};
  }
  return std::nullopt;
}

}  // namespace

bool ParsedFile::isBigEndian() const {
  return DcmXfer(file_->getDataset()->getOriginalXfer()).isBigEndian();
}

Result<ParsedFile> ParsedFile::read(ByteSource& source, const std::filesystem::path& path, bool wholeHeader) {
  const std::string name = path.string();
  quietToolkit();
  const auto shape = measureFile(source);
  if (!shape)
    return fail(ErrorCode::BadFile, fmt::format("{} could not be read: {}.", name, shape.error().message),
                name);

  ParsedFile parsed;
  parsed.file_ = std::make_shared<DcmFileFormat>();
  DcmFileFormat& file = *parsed.file_;
  SourceStream stream(source);
  const auto readAs = [&](auto& object, SourceStream& from, E_TransferSyntax syntax) {
    object.transferInit();
    OFCondition status = wholeHeader ? object.read(from, syntax, EGL_noChange, kLongestValue)
                                     : object.readUntilTag(from, syntax, EGL_noChange, kLongestValue,
                                                           DcmTagKey(0x7FE0, 0x0008));
    object.transferEnd();
    return status;
  };
  OFCondition status = readAs(file, stream, EXS_Unknown);
  DcmDataset* dataset = file.getDataset();
  if (status.bad() && shape->regular && !shape->isExplicit && shape->start > 0) {
    // Some write their elements implicit whatever their meta header says.
    SourceStream again(source, static_cast<offile_off_t>(shape->start));
    dataset->clear();
    status = readAs(*dataset, again, EXS_LittleEndianImplicit);
  }
  parsed.characterSet_ = Fields(dataset, {}).raw(DCM_SpecificCharacterSet);
  const Fields d = parsed.fields();
  const bool known = d.has(DCM_SOPClassUID) || d.has(DCM_SeriesInstanceUID) || d.has(DCM_StudyInstanceUID) ||
                     d.has(DCM_DirectoryRecordSequence) || (d.has(DCM_Rows) && d.has(DCM_Columns));
  const bool hasMeta = !file.getMetaInfo()->isEmpty();
  parsed.transferSyntax_ = parsed.meta().raw(DCM_TransferSyntaxUID);
  // A maker's own way of storing; what a guess makes of it may look right and be wrong.
  parsed.private_ = !parsed.transferSyntax_.empty() &&
                    !std::string_view(parsed.transferSyntax_).starts_with(kStandardPrefix);
  if (parsed.private_ && (status.bad() || !known))
    return fail(ErrorCode::Unsupported,
                fmt::format("{} cannot be shown: it is stored in the private transfer syntax {}.", name,
                            parsed.transferSyntax_),
                name);
  // A list of elements is worth having as far as it goes.
  if (status.bad() && !(wholeHeader && known)) {
    if (!known && !hasMeta) return fail(ErrorCode::NotDicom, "Not a DICOM file.", name);
    return fail(ErrorCode::BadFile,
                fmt::format("{} is damaged or cut off within its header ({}); copy it again from its source.",
                            name, status.text()),
                name);
  }
  if (!known) {
    if (!hasMeta) return fail(ErrorCode::NotDicom, "Not a DICOM file.", name);
    return fail(ErrorCode::BadFile,
                fmt::format("{} ends before it says what it holds; copy it again from its source.", name),
                name);
  }
  if (!std::string_view(parsed.transferSyntax_).starts_with(kTransferSyntaxPrefix) && !parsed.private_)
    parsed.transferSyntax_ = DcmXfer(dataset->getOriginalXfer()).getXferID();
  if (wholeHeader) return parsed;
  // Positions in a deflated stream mean nothing for the file: its pixels are found when it has been inflated.
  if (parsed.isDeflated()) {
    if (d.has(DCM_Rows)) parsed.pixels_ = Pixels{};
  } else if (shape->pixels) {
    parsed.pixels_ =
        Pixels{DcmTagKey(0x7FE0, shape->pixels->element), shape->pixels->offset, shape->pixels->words};
  } else {
    parsed.pixels_ = findPixels(source, static_cast<std::uint64_t>(stream.tell()), parsed.isBigEndian());
  }
  return parsed;
}

}  // namespace iso
