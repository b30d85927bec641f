// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <cstring>

#include "core/dicom/header_lines.h"
#include "core/dicom/parsed_file.h"
#include "core/dicom/pixel_layout_reader.h"
#include "core/dicom/slice_reader.h"

namespace iso {
namespace {

/// Overlays of one group that lie in a bit of the pixels themselves.
void fromPixels(const DecodedFrame& frame, int bit, OverlayPlane& plane) {
  const std::size_t bytes = static_cast<std::size_t>(frame.layout.bitsAllocated / 8);
  for (std::size_t n = 0; n < plane.bits.size() && (n + 1) * bytes <= frame.bytes.size(); ++n) {
    std::uint32_t value = 0;
    std::memcpy(&value, frame.bytes.data() + n * bytes, bytes);
    plane.bits[n] = static_cast<std::uint8_t>(value >> bit & 1u);
  }
}

}  // namespace

Result<std::vector<OverlayPlane>> overlaysOf(ByteSource& source, const std::filesystem::path& path,
                                             int frame) {
  auto parsed = ParsedFile::read(source, path);
  if (!parsed) return tl::make_unexpected(parsed.error());
  const Fields d = parsed->fields();
  std::vector<OverlayPlane> planes;
  std::optional<DecodedFrame> pixels;
  for (Uint16 group = 0x6000; group <= 0x601E; group = static_cast<Uint16>(group + 2)) {
    const auto tag = [group](Uint16 element) { return DcmTagKey(group, element); };
    OverlayPlane plane;
    plane.rows = d.integer(tag(0x0010)).value_or(0);
    plane.columns = d.integer(tag(0x0011)).value_or(0);
    if (plane.rows < 1 || plane.columns < 1 || plane.rows > 65535 || plane.columns > 65535) continue;
    plane.originRow = static_cast<int>(d.number(tag(0x0050), 0).value_or(1));
    plane.originColumn = static_cast<int>(d.number(tag(0x0050), 1).value_or(1));
    plane.label = d.text(tag(0x1500));
    if (plane.label.empty()) plane.label = d.text(tag(0x0022));
    // Overlays may have frames of their own, which begin at an image frame (PS3.3 C.9.3).
    const int frames = d.integer(tag(0x0015)).value_or(1), first = d.integer(tag(0x0051)).value_or(1);
    const int own = frames > 1 ? frame - (first - 1) : 0;
    if (own < 0 || own >= std::max(frames, 1)) continue;
    const std::size_t count = static_cast<std::size_t>(plane.rows) * static_cast<std::size_t>(plane.columns);
    const std::size_t begin = count * static_cast<std::size_t>(own);
    const Uint8* bytes = nullptr;
    unsigned long length = 0;
    DcmElement* element = nullptr;
    if (d.item()->findAndGetElement(tag(0x3000), element).good() && element != nullptr) {
      // Written as OW or OB; words hold their first pixel in the lowest bit, as bytes do on this machine.
      Uint16* words = nullptr;
      Uint8* raw = nullptr;
      if (element->getUint8Array(raw).good() && raw != nullptr) {
        bytes = raw;
      } else if (element->getUint16Array(words).good() && words != nullptr) {
        bytes = reinterpret_cast<const Uint8*>(words);
      }
      length = element->getLengthField();
    }
    if (bytes != nullptr) {
      if ((begin + count + 7) / 8 > length) continue;
      plane.bits.resize(count);
      for (std::size_t n = 0; n < count; ++n)
        plane.bits[n] = static_cast<std::uint8_t>(bytes[(begin + n) / 8] >> ((begin + n) % 8) & 1u);
    } else {
      const int bit = d.integer(tag(0x0102)).value_or(0);
      if (!parsed->pixels() || bit < 1) continue;
      const auto layout = readPixelLayout(d, parsed->transferSyntax(), parsed->isBigEndian(),
                                          *parsed->pixels(), source.size());
      if (!layout || bit >= layout->bitsAllocated || layout->samples != 1 || layout->bitsAllocated > 32 ||
          plane.rows != layout->rows || plane.columns != layout->columns)
        continue;
      if (!pixels) {
        auto decoded = SliceReader().frame(source, path.string(), *layout, frame);
        if (!decoded) continue;
        pixels = std::move(*decoded);
      }
      plane.bits.resize(count);
      fromPixels(*pixels, bit, plane);
    }
    planes.push_back(std::move(plane));
  }
  return planes;
}

}  // namespace iso
