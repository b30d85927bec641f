// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/codec/jpeg_lossless.h"

#include <algorithm>
#include <bit>
#include <cstring>

#include "core/dicom/codec/jpeg_markers.h"

namespace iso {
namespace {

/// The coded bytes without stuffing (B.1.1.5), cut where restart markers stand.
struct Intervals {
  std::vector<std::byte> bytes;   ///< followed by kSpare zeros
  std::vector<std::size_t> ends;  ///< of each interval in `bytes`
  static constexpr std::size_t kSpare = 24;

  explicit Intervals(std::span<const std::byte> data) {
    bytes.reserve(data.size() + kSpare);
    const std::byte* at = data.data();
    const std::byte* const end = at + data.size();
    while (at < end) {
      const auto* escape =
          static_cast<const std::byte*>(std::memchr(at, 0xFF, static_cast<std::size_t>(end - at)));
      const std::byte* const plain = escape != nullptr ? escape : end;
      bytes.insert(bytes.end(), at, plain);
      if (escape == nullptr) break;
      at = escape + 1;
      while (at < end && *at == std::byte{0xFF}) ++at;  // fill bytes
      if (at == end) break;
      const int marker = std::to_integer<int>(*at++);
      if (marker == 0)
        bytes.push_back(std::byte{0xFF});
      else if (marker >= 0xD0 && marker <= 0xD7)
        ends.push_back(bytes.size());
      else
        break;
    }
    ends.push_back(bytes.size());
    bytes.resize(bytes.size() + kSpare);
  }
};

/// Bits from the most significant on. Behind its end it gives zeros and says so.
class Bits {
 public:
  Bits(const std::byte* begin, const std::byte* end) : at_(begin), begin_(begin), end_(end) { refill(); }

  /// At least 56 bits are there afterwards.
  void refill() {
    std::uint64_t next;
    std::memcpy(&next, at_, sizeof next);
    if constexpr (std::endian::native == std::endian::little) next = __builtin_bswap64(next);
    word_ |= next >> count_;
    at_ += (63 - count_) >> 3;
    count_ |= 56;
    // Bytes behind the end may be in the word; more than the word holds are not worth reading.
    if (at_ > end_ + 8) {
      at_ = end_ + 8;
      past_ = true;
    }
  }
  std::uint64_t word() const { return word_; }
  void skip(int bits) {
    word_ <<= bits;
    count_ -= bits;
  }
  bool isPastEnd() const { return past_ || (at_ - begin_) * 8 - count_ > (end_ - begin_) * 8; }

 private:
  const std::byte* at_;
  const std::byte* const begin_;
  const std::byte* const end_;
  std::uint64_t word_ = 0;
  int count_ = 0;
  bool past_ = false;
};

/// Differences by their codes (H.1.2.2): the first bits mostly hold a code and its additional bits, and are
/// looked up together.
class Differences {
 public:
  static std::optional<Differences> make(const JpegLosslessScan::Codes& codes) {
    Differences d;
    std::uint32_t code = 0;
    std::size_t first = 0;
    for (int length = 1; length <= 16; ++length) {
      const std::uint32_t count = codes.counts[static_cast<std::size_t>(length - 1)];
      d.first_[static_cast<std::size_t>(length)] =
          static_cast<std::int32_t>(first) - static_cast<std::int32_t>(code);
      code += count;
      first += count;
      if (code > (1u << length) || first > codes.symbols.size()) return std::nullopt;
      d.limit_[static_cast<std::size_t>(length)] = code << (16 - length);
      code <<= 1;
    }
    for (const std::uint8_t symbol : codes.symbols)
      if (symbol > 16) return std::nullopt;
    d.symbols_ = codes.symbols;
    for (std::uint32_t head = 0; head < kEntries; ++head) {
      const auto [bits, difference] = d.slowly(static_cast<std::uint64_t>(head) << (64 - kLookupBits));
      if (bits > 0 && bits <= kLookupBits)
        d.table_[head] = {static_cast<std::int16_t>(difference), static_cast<std::int16_t>(bits)};
    }
    return d;
  }

  /// @return the difference modulo 2¹⁶; damaged() tells of codes that there are not
  std::int32_t next(Bits& bits) {
    bits.refill();
    const Entry entry = table_[bits.word() >> (64 - kLookupBits)];
    if (entry.bits > 0) {
      bits.skip(entry.bits);
      return entry.difference;
    }
    const auto [length, difference] = slowly(bits.word());
    damaged_ = damaged_ || length == 0;
    bits.skip(length);
    return difference;
  }
  bool damaged() const { return damaged_; }

 private:
  static constexpr int kLookupBits = 12;
  static constexpr std::size_t kEntries = std::size_t{1} << kLookupBits;
  struct Entry {
    std::int16_t difference = 0;
    std::int16_t bits = 0;  ///< 0 = longer than what is looked up
  };
  struct Found {
    int bits;
    std::int32_t difference;
  };

  Found slowly(std::uint64_t word) const {
    const auto head = static_cast<std::uint32_t>(word >> 48);
    for (int length = 1; length <= 16; ++length) {
      const auto n = static_cast<std::size_t>(length);
      if (head >= limit_[n]) continue;
      const auto index =
          static_cast<std::size_t>(static_cast<std::int32_t>(head >> (16 - length)) + first_[n]);
      const int size = symbols_[index];
      if (size == 0) return {length, 0};
      if (size == 16) return {length, 32768};  // has no additional bits
      const auto value = static_cast<std::int32_t>(word << length >> (64 - size));
      const std::int32_t half = std::int32_t{1} << (size - 1);
      return {length + size, value >= half ? value : value - 2 * half + 1};
    }
    return {0, 0};
  }

  std::array<Entry, kEntries> table_{};
  std::array<std::uint32_t, 17> limit_{};  ///< codes of n bits lie below it, left-aligned in 16 bits
  std::array<std::int32_t, 17> first_{};   ///< index of a code's symbol minus the code
  std::vector<std::uint8_t> symbols_;
  bool damaged_ = false;
};

/// Table H.1.
template <int kPredictor>
std::int32_t predicted(std::int32_t left, std::int32_t above, std::int32_t aboveLeft) {
  if constexpr (kPredictor == 1) return left;
  if constexpr (kPredictor == 2) return above;
  if constexpr (kPredictor == 3) return aboveLeft;
  if constexpr (kPredictor == 4) return left + above - aboveLeft;
  if constexpr (kPredictor == 5) return left + ((above - aboveLeft) >> 1);
  if constexpr (kPredictor == 6) return above + ((left - aboveLeft) >> 1);
  if constexpr (kPredictor == 7) return (left + above) >> 1;
}

using Row = std::vector<std::uint16_t>;

/// All samples of a row but the first pixel's.
template <int kPredictor>
void restOfRow(Bits& bits, std::vector<Differences>& tables, const Row& above, Row& row) {
  const std::size_t components = tables.size();
  if (components == 1) {
    std::int32_t left = row[0];
    for (std::size_t x = 1; x < row.size(); ++x) {
      const std::int32_t p = predicted<kPredictor>(left, above[x], above[x - 1]);
      row[x] = static_cast<std::uint16_t>(p + tables[0].next(bits));
      left = row[x];
    }
    return;
  }
  for (std::size_t x = components; x < row.size(); x += components)
    for (std::size_t c = 0; c < components; ++c) {
      const std::size_t n = x + c, before = n - components;
      const std::int32_t p = predicted<kPredictor>(row[before], above[n], above[before]);
      row[n] = static_cast<std::uint16_t>(p + tables[c].next(bits));
    }
}

using RestOfRow = void (*)(Bits&, std::vector<Differences>&, const Row&, Row&);
constexpr RestOfRow kRestOfRow[] = {restOfRow<1>, restOfRow<2>, restOfRow<3>, restOfRow<4>,
                                    restOfRow<5>, restOfRow<6>, restOfRow<7>};

void put(const Row& row, int shift, bool asBytes, std::byte* out) {
  if (asBytes)
    for (std::size_t n = 0; n < row.size(); ++n) out[n] = static_cast<std::byte>(row[n] << shift & 0xFF);
  else
    for (std::size_t n = 0; n < row.size(); ++n) {
      const auto v = static_cast<std::uint16_t>(row[n] << shift);
      std::memcpy(out + 2 * n, &v, sizeof v);
    }
}

/// A marker segment's parameters, read in order; zeros behind their end.
class Parameters {
 public:
  explicit Parameters(std::span<const std::byte> bytes) : bytes_(bytes) {}
  int byte() { return at_ < bytes_.size() ? std::to_integer<int>(bytes_[at_++]) : (ended_ = true, 0); }
  int word() {
    const int high = byte();
    return high << 8 | byte();
  }
  std::size_t left() const { return bytes_.size() - at_; }
  bool ended() const { return ended_; }

 private:
  std::span<const std::byte> bytes_;
  std::size_t at_ = 0;
  bool ended_ = false;
};

}  // namespace

std::optional<JpegLosslessScan> JpegLosslessScan::read(std::span<const std::byte> stream) {
  struct Component {
    int id = 0, sampling = 0;
  };
  JpegLosslessScan scan;
  std::vector<Component> components;
  std::array<std::optional<Codes>, 4> tables;
  int restart = 0;
  JpegSegments segments(stream);
  while (const auto segment = segments.next()) {
    const int marker = segment->marker;
    Parameters s(segment->body);
    if (marker == 0xC4) {  // DHT
      while (s.left() > 0) {
        const int where = s.byte();
        Codes codes;
        int count = 0;
        for (auto& n : codes.counts) count += n = static_cast<std::uint8_t>(s.byte());
        for (int n = 0; n < count && !s.ended(); ++n)
          codes.symbols.push_back(static_cast<std::uint8_t>(s.byte()));
        if (s.ended() || where > 3) return std::nullopt;
        tables[static_cast<std::size_t>(where)] = std::move(codes);
      }
    } else if (marker == 0xDD) {  // DRI
      restart = s.word();
    } else if (marker == 0xC3) {  // SOF3
      if (!components.empty()) return std::nullopt;
      scan.precision = s.byte();
      scan.rows = s.word();
      scan.columns = s.word();
      scan.components = s.byte();
      for (int n = 0; n < scan.components; ++n) {
        Component c;
        c.id = s.byte();
        c.sampling = s.byte();
        (void)s.byte();  // quantisation is for lossy processes
        components.push_back(c);
      }
      if (s.ended()) return std::nullopt;
    } else if (marker == 0xDA) {  // SOS
      if (s.byte() != scan.components || components.empty()) return std::nullopt;
      for (const Component& c : components) {
        const bool here = s.byte() == c.id && c.sampling == components.front().sampling;
        const int table = s.byte() >> 4;
        if (!here || table > 3 || !tables[static_cast<std::size_t>(table)]) return std::nullopt;
        scan.codes.push_back(*tables[static_cast<std::size_t>(table)]);
      }
      scan.predictor = s.byte();
      (void)s.byte();
      scan.pointTransform = s.byte() & 0x0F;
      if (s.ended()) return std::nullopt;
      scan.data = segments.rest();
      break;
    } else if ((marker >= 0xC0 && marker <= 0xCF) || marker == 0xD9) {
      return std::nullopt;  // another process
    }
  }
  const bool known = !scan.codes.empty() && scan.precision >= 2 && scan.precision <= 16 && scan.rows > 0 &&
                     scan.columns > 0 && scan.components <= 4 && scan.predictor >= 1 && scan.predictor <= 7 &&
                     scan.pointTransform < scan.precision && restart % scan.columns == 0;
  if (!known) return std::nullopt;
  scan.restartRows = restart / scan.columns;
  return scan;
}

Result<void> JpegLosslessScan::decode(std::span<std::byte> out) const {
  const auto fails = [](const char* what) { return fail(ErrorCode::BadFile, what); };
  std::vector<Differences> tables;
  for (const Codes& c : codes) {
    auto table = Differences::make(c);
    if (!table) return fails("its JPEG data has impossible Huffman codes");
    tables.push_back(std::move(*table));
  }
  const std::size_t width = static_cast<std::size_t>(columns) * tables.size();
  const bool asBytes = precision <= 8;
  const std::size_t rowBytes = asBytes ? width : 2 * width;
  if (out.size() < rowBytes * static_cast<std::size_t>(rows))
    return fails("its JPEG data has too many pixels");
  const Intervals intervals(data);
  const RestOfRow rest = kRestOfRow[predictor - 1];
  const auto middle = static_cast<std::uint16_t>(1u << (precision - pointTransform - 1));
  Row above(width), row(width);
  int y = 0;
  for (std::size_t n = 0; y < rows; ++n) {
    if (n == intervals.ends.size()) return fails("its JPEG data is cut off");
    Bits bits(intervals.bytes.data() + (n > 0 ? intervals.ends[n - 1] : 0),
              intervals.bytes.data() + intervals.ends[n]);
    const int end = restartRows > 0 ? std::min(rows, y + restartRows) : rows;
    for (int first = y; y < end; ++y) {
      // An interval's first row is predicted from the left, the first pixel from the middle of the range;
      // other rows' first pixels from above (H.1.2.1).
      for (std::size_t c = 0; c < tables.size(); ++c)
        row[c] = static_cast<std::uint16_t>((y == first ? middle : above[c]) + tables[c].next(bits));
      (y == first ? restOfRow<1> : rest)(bits, tables, above, row);
      if (bits.isPastEnd()) return fails("its JPEG data is cut off");
      put(row, pointTransform, asBytes, out.data() + static_cast<std::size_t>(y) * rowBytes);
      std::swap(above, row);
    }
  }
  for (const Differences& table : tables)
    if (table.damaged()) return fails("its JPEG data is damaged");
  return {};
}

}  // namespace iso
