// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/lookup_tables.h"

#include <algorithm>
#include <cmath>

namespace iso {
namespace {

/// A table's data as 16-bit words, whatever the file declares it as; empty if there is none.
std::vector<std::uint16_t> words(const Fields& fields, const DcmTagKey& tag) {
  if (!fields) return {};
  const Uint16* wide = nullptr;
  unsigned long count = 0;
  if (fields.item()->findAndGetUint16Array(tag, wide, &count).good() && wide) return {wide, wide + count};
  const Uint8* bytes = nullptr;
  std::vector<std::uint16_t> result;
  if (fields.item()->findAndGetUint8Array(tag, bytes, &count).good() && bytes)
    for (unsigned long n = 0; n + 1 < count; n += 2)
      result.push_back(static_cast<std::uint16_t>(bytes[n] | bytes[n + 1] << 8));
  return result;
}

struct Descriptor {
  std::size_t count = 0;
  int first = 0;
  int bits = 16;
};

std::optional<Descriptor> readDescriptor(const Fields& fields, const DcmTagKey& tag, bool signedInput) {
  const auto v = fields.numbers(tag, 3);
  if (!v) return std::nullopt;
  for (const double value : *v)
    if (value < -32768.0 || value > 65535.0) return std::nullopt;
  // The three share one VR: a count may be read as negative, a first input as positive.
  Descriptor d;
  d.count = static_cast<std::size_t>(static_cast<std::uint16_t>(static_cast<int>((*v)[0])));
  if (d.count == 0) d.count = 65536;
  d.first = static_cast<int>((*v)[1]);
  if (signedInput && d.first > 32767) d.first -= 65536;
  d.bits = static_cast<int>((*v)[2]);
  if (d.bits < 8 || d.bits > 16) return std::nullopt;
  return d;
}

/// Entries of eight bits may lie in a word each or two in one, the lower byte first.
std::optional<std::vector<std::uint16_t>> plainEntries(std::vector<std::uint16_t> data, const Descriptor& d) {
  if (data.size() >= d.count) {
    data.resize(d.count);
    return data;
  }
  if (d.bits != 8 || data.size() * 2 < d.count) return std::nullopt;
  std::vector<std::uint16_t> entries;
  entries.reserve(d.count);
  for (std::size_t n = 0; n < d.count; ++n)
    entries.push_back(static_cast<std::uint16_t>(n % 2 == 0 ? data[n / 2] & 0xFF : data[n / 2] >> 8));
  return entries;
}

std::uint16_t highest(const LookupTable& table) {
  return *std::max_element(table.entries.begin(), table.entries.end());
}

Result<std::shared_ptr<const LookupTable>> readTable(const Fields& item, bool signedInput) {
  const auto d = readDescriptor(item, DCM_LUTDescriptor, signedInput);
  auto entries = d ? plainEntries(words(item, DCM_LUTData), *d) : std::nullopt;
  if (!entries) return fail(ErrorCode::BadFile, "its lookup table is not whole");
  auto table = std::make_shared<LookupTable>();
  table->explanation = item.text(DCM_LUTExplanation);
  table->first = d->first;
  table->bits = d->bits;
  table->entries = std::move(*entries);
  // A table whose entries are wider than it says would be read as white beyond its own range.
  while (table->bits < 16 && highest(*table) >> table->bits != 0) ++table->bits;
  return std::shared_ptr<const LookupTable>(std::move(table));
}

std::optional<LookupTable> readColour(const Fields& d, const DcmTagKey& descriptorTag,
                                      const DcmTagKey& plainTag, const DcmTagKey& segmentedTag) {
  const auto descriptor = readDescriptor(d, descriptorTag, false);
  if (!descriptor) return std::nullopt;
  LookupTable table;
  table.first = descriptor->first;
  table.bits = descriptor->bits;
  std::optional<std::vector<std::uint16_t>> entries;
  if (d.has(plainTag)) {
    entries = plainEntries(words(d, plainTag), *descriptor);
  } else if (d.has(segmentedTag)) {
    std::vector<std::uint16_t> data = words(d, segmentedTag);
    const bool wide = descriptor->bits > 8;
    if (!wide) {
      Descriptor bytes = *descriptor;
      bytes.count = data.size() * 2;
      data = *plainEntries(std::move(data), bytes);
    }
    entries = expandSegments(data, wide, descriptor->count);
  }
  if (!entries) return std::nullopt;
  table.entries = std::move(*entries);
  return table;
}

class Segments {
 public:
  Segments(const std::vector<std::uint16_t>& data, bool wide, std::size_t count)
      : data_(data), wide_(wide), count_(count) {}

  std::optional<std::vector<std::uint16_t>> expand() {
    std::size_t at = 0;
    while (out_.size() < count_)
      if (!segment(at, false)) return std::nullopt;
    return std::move(out_);
  }

 private:
  /// Expands the segment at `at` and moves on to the next one.
  bool segment(std::size_t& at, bool repeated) {
    if (at + 2 > data_.size()) return false;
    const unsigned code = data_[at];
    const std::size_t length = data_[at + 1];
    at += 2;
    if (code == 0) return discrete(at, length);
    if (code == 1) return linear(at, length);
    // An indirect segment must not point to another one: that also ends every loop.
    return code == 2 && !repeated && indirect(at, length);
  }

  void put(std::uint16_t value) {
    if (out_.size() < count_) out_.push_back(value);
  }

  bool discrete(std::size_t& at, std::size_t length) {
    if (length == 0 || length > data_.size() - at) return false;
    for (std::size_t n = 0; n < length; ++n) put(data_[at + n]);
    at += length;
    return true;
  }

  bool linear(std::size_t& at, std::size_t length) {
    if (length == 0 || at >= data_.size() || out_.empty()) return false;
    const double from = out_.back(), to = data_[at++];
    for (std::size_t n = 1; n <= length; ++n)
      put(static_cast<std::uint16_t>(
          std::lround(from + (to - from) * static_cast<double>(n) / static_cast<double>(length))));
    return true;
  }

  bool indirect(std::size_t& at, std::size_t segments) {
    const std::size_t units = wide_ ? 2 : 4;
    if (segments == 0 || units > data_.size() - at) return false;
    std::size_t offset = 0;  // bytes from the beginning of the data, least significant part first
    for (std::size_t n = 0; n < units; ++n)
      offset |= static_cast<std::size_t>(data_[at + n]) << (n * (wide_ ? 16 : 8));
    at += units;
    if (wide_ && offset % 2 != 0) return false;
    std::size_t from = wide_ ? offset / 2 : offset;
    if (from >= data_.size()) return false;
    for (std::size_t n = 0; n < segments && out_.size() < count_; ++n)
      if (!segment(from, true)) return false;
    return true;
  }

  const std::vector<std::uint16_t>& data_;
  bool wide_;
  std::size_t count_;
  std::vector<std::uint16_t> out_;
};

}  // namespace

std::optional<std::vector<std::uint16_t>> expandSegments(const std::vector<std::uint16_t>& data,
                                                         bool wideEntries, std::size_t count) {
  return Segments(data, wideEntries, std::min<std::size_t>(count, 65536)).expand();
}

Result<std::shared_ptr<const LookupTable>> readModalityLut(const Fields& fields, bool signedPixels) {
  const Fields item = fields.sequence(DCM_ModalityLUTSequence);
  if (!item) return std::shared_ptr<const LookupTable>();
  return readTable(item, signedPixels);
}

std::vector<std::shared_ptr<const LookupTable>> readVoiLuts(const Fields& fields, bool signedValues) {
  std::vector<std::shared_ptr<const LookupTable>> tables;
  // Every table may take 128 KiB; no file has more than a few on purpose.
  constexpr long kMost = 16;
  for (long n = 0; n < kMost; ++n) {
    const Fields item = fields.sequence(DCM_VOILUTSequence, n);
    if (!item) break;
    if (auto table = readTable(item, signedValues)) tables.push_back(std::move(*table));
  }
  return tables;
}

Result<std::shared_ptr<const Palette>> readPalette(const Fields& d) {
  auto red = readColour(d, DCM_RedPaletteColorLookupTableDescriptor, DCM_RedPaletteColorLookupTableData,
                        DCM_SegmentedRedPaletteColorLookupTableData);
  auto green = readColour(d, DCM_GreenPaletteColorLookupTableDescriptor, DCM_GreenPaletteColorLookupTableData,
                          DCM_SegmentedGreenPaletteColorLookupTableData);
  auto blue = readColour(d, DCM_BluePaletteColorLookupTableDescriptor, DCM_BluePaletteColorLookupTableData,
                         DCM_SegmentedBluePaletteColorLookupTableData);
  if (!red || !green || !blue) return fail(ErrorCode::BadFile, "its colour palette is absent or not whole");
  auto palette = std::make_shared<Palette>(Palette{std::move(*red), std::move(*green), std::move(*blue)});
  const std::uint16_t most =
      std::max({highest(palette->red), highest(palette->green), highest(palette->blue)});
  for (LookupTable* table : {&palette->red, &palette->green, &palette->blue}) {
    // Tables that say 16 bits and use eight are an error often made; taken at their word they are black.
    if (table->bits == 16 && most < 256) table->bits = 8;
    if (table->bits < 16 && most >> table->bits != 0) table->bits = 16;
  }
  return std::shared_ptr<const Palette>(std::move(palette));
}

}  // namespace iso
