// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/header_lines.h"

#include <dcmtk/dcmdata/dcpixel.h>
#include <dcmtk/dcmdata/dcsequen.h>
#include <fmt/format.h>

#include <algorithm>

#include "core/dicom/parsed_file.h"
#include "core/dicom/text.h"

namespace iso {
namespace {

constexpr std::size_t kMostLines = 200000;
constexpr Uint32 kLongestShown = 1024;

bool isText(DcmEVR vr) {
  switch (vr) {
    case EVR_LO:
    case EVR_LT:
    case EVR_PN:
    case EVR_SH:
    case EVR_ST:
    case EVR_UC:
    case EVR_UT:
      return true;
    default:
      return false;
  }
}

bool isBinary(DcmEVR vr) {
  switch (vr) {
    case EVR_OB:
    case EVR_OW:
    case EVR_OD:
    case EVR_OF:
    case EVR_OL:
    case EVR_OV:
    case EVR_UN:
    case EVR_ox:
    case EVR_px:
    case EVR_PixelData:
    case EVR_OverlayData:
      return true;
    default:
      return false;
  }
}

std::string printable(std::string text) {
  for (char& c : text)
    if (static_cast<unsigned char>(c) < 0x20) c = ' ';
  return text;
}

std::string hexBytes(const Uint8* bytes, Uint32 count) {
  std::string text;
  for (Uint32 n = 0; n < std::min<Uint32>(count, 32); ++n)
    text += fmt::format("{}{:02x}", n ? " " : "", bytes[n]);
  return count > 32 ? text + " …" : text;
}

std::string valueOf(DcmElement& element, const std::string& characterSet) {
  const Uint32 length = element.getLengthField();
  const DcmEVR vr = element.ident();
  if (length == 0) return {};
  if (isBinary(vr) || element.getTag().getGroup() == 0x7FE0) {
    if (length == DCM_UndefinedLength) return "(compressed pixels)";
    Uint8* bytes = nullptr;
    if (length <= kLongestShown && element.getUint8Array(bytes).good() && bytes != nullptr) {
      // Private elements of unknown kind are text more often than not.
      const bool text =
          std::all_of(bytes, bytes + length, [](Uint8 b) { return (b >= 0x20 && b < 0x7F) || b == 0; });
      if (text && vr == EVR_UN)
        return printable(toUtf8({reinterpret_cast<const char*>(bytes), length}, characterSet));
      return hexBytes(bytes, length);
    }
    return fmt::format("({} bytes)", length);
  }
  if (length > 64 * kLongestShown) return fmt::format("({} bytes)", length);
  OFString stored;
  if (element.getOFStringArray(stored, OFFalse).bad()) return fmt::format("({} bytes)", length);
  std::string text(stored.c_str(), stored.length());
  if (isText(vr) || vr == EVR_UN) text = toUtf8(text, characterSet);
  if (text.size() > kLongestShown) {
    std::size_t cut = kLongestShown;
    while (cut > 0 && (static_cast<unsigned char>(text[cut]) & 0xC0) == 0x80) --cut;
    text = text.substr(0, cut) + fmt::format(" … ({} bytes)", length);
  }
  return printable(std::move(text));
}

std::string nameOf(DcmElement& element) {
  DcmTag tag = element.getTag();
  if (tag.isPrivate()) {
    if (tag.isPrivateReservation()) return "Private Creator";
    const char* creator = tag.getPrivateCreator();
    const std::string known = tag.getTagName();
    if (!known.empty() && known != DcmTag_ERROR_TagName)
      return creator ? fmt::format("{} ({})", known, creator) : known;
    return creator ? fmt::format("Private ({})", creator) : "Private";
  }
  const std::string name = tag.getTagName();
  return name == DcmTag_ERROR_TagName ? "Unknown" : name;
}

// Recursion is bounded: how deep sequences nest was checked before parsing.
void list(DcmItem& item, int depth, std::string characterSet, std::vector<HeaderLine>& lines) {
  // An item may speak in a character set of its own.
  if (const std::string own = Fields(&item, {}).raw(DCM_SpecificCharacterSet); !own.empty())
    characterSet = own;
  DcmObject* object = nullptr;
  while ((object = item.nextInContainer(object)) != nullptr && lines.size() < kMostLines) {
    auto* element = dynamic_cast<DcmElement*>(object);
    if (element == nullptr) continue;
    HeaderLine line;
    line.depth = depth;
    line.group = element->getGTag();
    line.element = element->getETag();
    line.vr = DcmVR(element->getVR()).getValidVRName();
    line.name = nameOf(*element);
    line.length = element->getLengthField();
    auto* sequence = dynamic_cast<DcmSequenceOfItems*>(element);
    const bool pixels = dynamic_cast<DcmPixelData*>(element) != nullptr;
    if (sequence != nullptr && !pixels) {
      line.value = sequence->card() == 1 ? "1 item" : fmt::format("{} items", sequence->card());
      lines.push_back(std::move(line));
      int number = 0;
      DcmObject* inner = nullptr;
      while ((inner = sequence->nextInContainer(inner)) != nullptr && lines.size() < kMostLines) {
        auto* innerItem = dynamic_cast<DcmItem*>(inner);
        if (innerItem == nullptr) continue;
        HeaderLine heading;
        heading.depth = depth + 1;
        heading.group = 0xFFFE;
        heading.element = 0xE000;
        heading.name = fmt::format("Item {}", ++number);
        heading.length = innerItem->getLengthField();
        lines.push_back(std::move(heading));
        list(*innerItem, depth + 2, characterSet, lines);
      }
      continue;
    }
    line.value = valueOf(*element, characterSet);
    lines.push_back(std::move(line));
  }
}

}  // namespace

Result<std::vector<HeaderLine>> headerLinesOf(ByteSource& source, const std::filesystem::path& path) {
  const auto parsed = ParsedFile::read(source, path, true);
  if (!parsed) return tl::make_unexpected(parsed.error());
  std::vector<HeaderLine> lines;
  if (DcmItem* meta = parsed->meta().item()) list(*meta, 0, {}, lines);
  list(*parsed->fields().item(), 0, parsed->characterSet(), lines);
  return lines;
}

Result<std::vector<std::filesystem::path>> directoryFilesOf(ByteSource& source,
                                                            const std::filesystem::path& path) {
  const auto parsed = ParsedFile::read(source, path);
  if (!parsed) return tl::make_unexpected(parsed.error());
  std::vector<std::filesystem::path> files;
  DcmSequenceOfItems* records = nullptr;
  if (parsed->fields().item()->findAndGetSequence(DCM_DirectoryRecordSequence, records).bad() ||
      records == nullptr)
    return files;
  DcmObject* object = nullptr;
  while ((object = records->nextInContainer(object)) != nullptr) {
    const auto parts = splitValues(Fields(dynamic_cast<DcmItem*>(object), {}).raw(DCM_ReferencedFileID));
    std::filesystem::path file = path.parent_path();
    // A file ID has up to eight parts, none of which leads up or away (PS3.10 8.2).
    bool good = !parts.empty() && parts.size() <= 8;
    for (const std::string& part : parts) {
      good = good && !part.empty() && part != "." && part != ".." && part.find('/') == std::string::npos;
      file /= part;
    }
    if (good) files.push_back(std::move(file));
  }
  return files;
}

}  // namespace iso
