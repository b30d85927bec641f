// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/codec/jpeg_ls_scan.h"

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <cstring>
#include <vector>

#include "core/dicom/codec/jpeg_markers.h"

namespace iso {
namespace {

/// Bits from the most significant on; a byte behind 0xFF has seven (A.1). Behind the end come zeros.
class Bits {
 public:
  explicit Bits(std::span<const std::byte> data) : at_(data.data()), end_(at_ + data.size()) {
    const std::byte* const last = end_;
    for (const std::byte* p = at_; p < last; ++p) {
      p = static_cast<const std::byte*>(std::memchr(p, 0xFF, static_cast<std::size_t>(last - p)));
      if (p == nullptr) break;
      if (p + 1 == last || (p[1] & std::byte{0x80}) != std::byte{0}) {  // a marker
        end_ = p;
        break;
      }
    }
  }

  /// At least kRefilled bits are there afterwards.
  void refill() {
    if (end_ - at_ >= 8) {
      std::uint64_t next;
      std::memcpy(&next, at_, sizeof next);
      // A byte is 0xFF where its complement is zero.
      const std::uint64_t zero = ~next;
      if (((zero - 0x0101010101010101u) & ~zero & 0x8080808080808080u) == 0) {
        if constexpr (std::endian::native == std::endian::little) next = __builtin_bswap64(next);
        word_ |= next >> count_;
        at_ += (63 - count_) >> 3;
        count_ |= 56;
        return;
      }
    }
    refillByBytes();
  }
  static constexpr int kRefilled = 49;

  std::uint64_t word() const { return word_; }
  /// Bits of the word that can be relied on.
  int count() const { return count_; }
  void skip(int bits) {
    word_ <<= bits;
    count_ -= bits;
  }
  /// The next 1…32 bits.
  std::uint32_t take(int bits) {
    const auto value = static_cast<std::uint32_t>(word_ >> (64 - bits));
    skip(bits);
    return value;
  }
  bool isPastEnd() const { return past_ || count_ < padding_; }

 private:
  void refillByBytes() {
    while (count_ < kRefilled) {
      if (at_ == end_) {
        past_ = past_ || count_ < padding_;
        padding_ = std::min(padding_, count_) + (kRefilled - count_);
        count_ = kRefilled;
        return;
      }
      const auto byte = std::to_integer<std::uint64_t>(*at_++);
      word_ |= byte << (56 - count_);
      count_ += 8;
      if (byte == 0xFF && at_ < end_) {
        word_ |= std::to_integer<std::uint64_t>(*at_++) << (57 - count_);
        count_ += 7;
      }
    }
  }

  const std::byte* at_;
  const std::byte* end_;
  std::uint64_t word_ = 0;
  int count_ = 0;
  int padding_ = 0;  ///< of the bits in the word: those that were never in the stream
  bool past_ = false;
};

/// −1 if a number is negative, else 0. Where a choice is as good as random, sums of these are faster than
/// what a compiler makes of a condition, which is a branch more often than not.
constexpr std::int32_t ifNegative(std::int32_t v) {
  return v >> 31;
}

/// The fewest bits k with n · 2ᵏ ≥ a (A.5.1); n > 0.
constexpr std::int32_t golombParameter(std::int32_t n, std::int32_t a) {
  // An a of 0 is as good as 1, and no zero has to be looked for.
  std::int32_t k = std::countl_zero(static_cast<std::uint32_t>(n | 1)) -
                   std::countl_zero(static_cast<std::uint32_t>(a | 1));
  k &= ~ifNegative(k);
  return k - ifNegative((n << k) - a);
}

/// Sums of one context (A.2.1), with what follows from them for the next sample met there.
struct alignas(32) Context {
  std::int32_t a = 0, b = 0, c = 0, n = 1;
  std::int32_t k = 0;         ///< Golomb parameter
  std::int32_t mirrored = 0;  ///< −1 where errors are mapped the other way round (A.5.2), else 0
};

struct RunContext {
  std::int32_t a, n = 1, negative = 0;
};

/// Table A.5: how many samples a bit of a run stands for, as a power of two.
constexpr std::array<std::int16_t, 32> kRunBits = {0, 0, 0, 0, 1, 1, 1, 1, 2, 2, 2,  2,  3,  3,  3,  3,
                                                   4, 4, 5, 5, 6, 6, 7, 7, 8, 9, 10, 11, 12, 13, 14, 15};

/// @tparam kPlain lossless, and every number of `precision` bits is a sample
template <bool kPlain>
class Decoder {
 public:
  explicit Decoder(const JpegLsScan& scan)
      : scan_(scan),
        bits_(scan.data),
        step_(2 * scan.near + 1),
        range_((scan.maxValue + 2 * scan.near) / step_ + 1),
        gradients_(static_cast<std::size_t>(2 * scan.maxValue + 1)) {
    const auto bits = static_cast<int>(std::bit_width(static_cast<unsigned>(scan.maxValue)));
    const int bpp = std::max(2, bits);
    sampleBits_ = static_cast<int>(std::bit_width(static_cast<unsigned>(range_ - 1)));
    limit_ = 2 * (bpp + std::max(8, bpp));
    const std::int32_t a = std::max(2, (range_ + 32) / 64);
    contexts_.fill({a, 0, 0, 1, golombParameter(1, a), 0});
    runContexts_.fill({a});
    for (int d = -scan.maxValue; d <= scan.maxValue; ++d) {
      const int size = std::abs(d);
      const int level = size <= scan.near ? 0
                        : size < scan.t1  ? 1
                        : size < scan.t2  ? 2
                        : size < scan.t3  ? 3
                                          : 4;
      gradients_[static_cast<std::size_t>(d + scan.maxValue)] =
          static_cast<std::int16_t>(d < 0 ? -level : level);
    }
  }

  bool isPastEnd() const { return bits_.isPastEnd(); }
  bool isDamaged() const { return damaged_; }

  /// Rows have one sample before the first and one behind the last.
  /// @param levels room for one number a sample
  void row(std::int32_t* above, std::int32_t* row, std::int32_t* levels, int width) {
    // The edge (A.2.1): left of the row what is above its first sample, behind it what is above the last.
    row[0] = above[1];
    above[width + 1] = above[width];
    const std::int16_t* const gradient = gradients_.data() + scan_.maxValue;
    std::int32_t before = gradient[above[1] - above[0]];
    for (int x = 1; x <= width; ++x) {
      const std::int32_t here = gradient[above[x + 1] - above[x]];
      levels[x] = 81 * here + 9 * before;
      before = here;
    }
    std::int32_t left = row[0];
    for (int x = 1; x <= width;) {
      const std::int32_t level = levels[x] + gradient[above[x - 1] - left];
      if (level != 0) {
        left = regular(level, left, above[x], above[x - 1]);
        row[x++] = left;
        continue;
      }
      x = run(above, row, x, width);
      left = row[x - 1];
    }
  }

 private:
  std::int32_t regular(std::int32_t level, std::int32_t left, std::int32_t above, std::int32_t aboveLeft) {
    const std::int32_t sign = ifNegative(level);
    Context& context = contexts_[static_cast<std::size_t>((level ^ sign) - sign)];
    // The median of the two neighbours and the plane through all three (A.4.1), corrected (A.4.2).
    const std::int32_t low = std::min(left, above), high = std::max(left, above);
    std::int32_t predicted = std::max(low, std::min(high, left + above - aboveLeft));
    predicted = std::clamp(predicted + ((context.c ^ sign) - sign), 0, scan_.maxValue);
    const std::int32_t coded = golomb(context.k);
    std::int32_t error = (coded >> 1) ^ -(coded & 1);
    error ^= context.mirrored;
    update(context, error);
    return reconstructed(predicted, (error ^ sign) - sign);
  }

  void update(Context& context, std::int32_t error) {
    std::int32_t a = context.a + std::abs(error), b = context.b + error * step(), n = context.n;
    if (n == scan_.reset) {
      a >>= 1;
      b >>= 1;
      n >>= 1;
    }
    ++n;
    // The bias (A.6.2).
    const std::int32_t low = ifNegative(b + n - 1), high = ifNegative(-b);
    b = std::clamp(b + (n & low) - (n & high), 1 - n, 0);
    const std::int32_t c = std::clamp(context.c + low - high, -128, 127);
    context.a = a;
    context.b = b;
    context.c = c;
    context.n = n;
    context.k = golombParameter(n, a);
    context.mirrored = near() == 0 ? ifNegative(context.k - 1) & ifNegative(2 * b + n - 1) : 0;
  }

  /// Samples of one value up to the row's end, or and the one that ends the run (A.7).
  /// @return index of the sample behind them
  int run(const std::int32_t* above, std::int32_t* row, int x, int width) {
    const std::int32_t left = row[x - 1];
    for (;;) {
      bits_.refill();
      if (bits_.take(1) == 0) break;
      const int count = 1 << kRunBits[runIndex_];
      const int here = std::min(count, width + 1 - x);
      std::fill_n(row + x, here, left);
      x += here;
      if (here == count && runIndex_ < 31) ++runIndex_;
      if (x > width) return x;
    }
    const int runBits = kRunBits[runIndex_];
    if (runBits > 0) {
      const int count = std::min(static_cast<int>(bits_.take(runBits)), width - x);
      std::fill_n(row + x, count, left);
      x += count;
    }
    row[x] = interruption(left, above[x], runBits);
    if (runIndex_ > 0) --runIndex_;
    return x + 1;
  }

  std::int32_t interruption(std::int32_t left, std::int32_t above, int runBits) {
    const bool alike = std::abs(left - above) <= near();
    RunContext& context = runContexts_[alike ? 1 : 0];
    const int k = golombParameter(context.n, context.a + (alike ? context.n >> 1 : 0));
    const std::int32_t coded = plausible(golombSlowly(k, limit_ - runBits - 1));
    const std::int32_t twice = coded + (alike ? 1 : 0);
    const bool odd = (twice & 1) != 0;
    const bool negative = (k != 0 || 2 * context.negative >= context.n) == odd;
    const std::int32_t size = (twice + (odd ? 1 : 0)) / 2;
    const std::int32_t error = negative ? -size : size;
    if (error < 0) ++context.negative;
    context.a += (coded + 1 - (alike ? 1 : 0)) >> 1;
    if (context.n == scan_.reset) {
      context.a >>= 1;
      context.n >>= 1;
      context.negative >>= 1;
    }
    ++context.n;
    if (alike) return reconstructed(left, error);
    return reconstructed(above, left > above ? -error : error);
  }

  /// Limited-length Golomb code (A.5.3) of a sample outside runs: most are short.
  std::int32_t golomb(int k) {
    const int zeros = std::countl_zero(bits_.word() | 1);
    if (zeros + 1 + k <= bits_.count() && zeros < kFewZeros) [[likely]] {
      const std::uint64_t behind = bits_.word() << zeros << 1;
      const auto low = static_cast<std::uint32_t>(behind >> 1 >> (63 - k));
      bits_.skip(zeros + 1 + k);
      return static_cast<std::int32_t>(static_cast<std::uint32_t>(zeros) << k | low);
    }
    return plausible(golombSlowly(k, limit_));
  }
  /// Errors larger than the range would overflow the contexts' sums.
  std::int32_t plausible(std::uint32_t coded) {
    if (coded <= static_cast<std::uint32_t>(2 * range_)) [[likely]]
      return static_cast<std::int32_t>(coded);
    damaged_ = true;
    return 0;
  }
  std::uint32_t golombSlowly(int k, int limit) {
    bits_.refill();
    // Damaged data can have more zeros than any code.
    const int most = limit - sampleBits_ - 1;
    const int zeros = std::min(std::countl_zero(bits_.word() | 1), most);
    bits_.skip(zeros);
    bits_.skip(1);
    bits_.refill();
    if (zeros < most) return static_cast<std::uint32_t>(zeros) << k | (k > 0 ? bits_.take(k) : 0);
    return bits_.take(sampleBits_) + 1;
  }

  std::int32_t reconstructed(std::int32_t predicted, std::int32_t error) const {
    if constexpr (kPlain) return (predicted + error) & scan_.maxValue;  // modulo the range
    std::int32_t value = predicted + error * step();
    if (value < -near())
      value += range_ * step();
    else if (value > scan_.maxValue + near())
      value -= range_ * step();
    return std::clamp(value, 0, scan_.maxValue);
  }

  std::int32_t near() const { return kPlain ? 0 : scan_.near; }
  std::int32_t step() const { return kPlain ? 1 : step_; }

  /// Of a code that is neither cut short by its limit (17 zeros at least, for samples of 2 bits) nor large
  /// enough to overflow a context's sums, whatever the data.
  static constexpr int kFewZeros = 16;

  const JpegLsScan scan_;
  Bits bits_;
  const std::int32_t step_, range_;
  int sampleBits_, limit_;
  std::vector<std::int16_t> gradients_;  ///< by difference + MAXVAL
  std::array<Context, 365> contexts_;
  std::array<RunContext, 2> runContexts_;
  std::size_t runIndex_ = 0;
  bool damaged_ = false;
};

template <bool kPlain>
Result<void> decodeRows(const JpegLsScan& scan, std::span<std::byte> out) {
  const auto width = static_cast<std::size_t>(scan.columns);
  std::vector<std::int32_t> above(width + 2), row(width + 2), levels(width + 2);
  Decoder<kPlain> decoder(scan);
  const bool asBytes = scan.precision <= 8;
  std::byte* to = out.data();
  for (int y = 0; y < scan.rows; ++y) {
    decoder.row(above.data(), row.data(), levels.data(), scan.columns);
    if (decoder.isPastEnd()) return fail(ErrorCode::BadFile, "its JPEG-LS data is cut off");
    if (decoder.isDamaged()) return fail(ErrorCode::BadFile, "its JPEG-LS data is damaged");
    for (std::size_t x = 1; x <= width; ++x)
      if (asBytes) {
        *to++ = static_cast<std::byte>(row[x]);
      } else {
        const auto v = static_cast<std::uint16_t>(row[x]);
        std::memcpy(to, &v, sizeof v);
        to += sizeof v;
      }
    std::swap(above, row);
  }
  return {};
}

/// C.2.4.1.1
void setDefaults(JpegLsScan& scan) {
  const int max = scan.maxValue, near = scan.near;
  const auto clamped = [max](int value, int least) { return value > max || value < least ? least : value; };
  if (max >= 128) {
    const int factor = (std::min(max, 4095) + 128) / 256;
    scan.t1 = clamped(factor * (3 - 2) + 2 + 3 * near, near + 1);
    scan.t2 = clamped(factor * (7 - 3) + 3 + 5 * near, scan.t1);
    scan.t3 = clamped(factor * (21 - 4) + 4 + 7 * near, scan.t2);
  } else {
    const int factor = 256 / (max + 1);
    scan.t1 = clamped(std::max(2, 3 / factor + 3 * near), near + 1);
    scan.t2 = clamped(std::max(3, 7 / factor + 5 * near), scan.t1);
    scan.t3 = clamped(std::max(4, 21 / factor + 7 * near), scan.t2);
  }
  scan.reset = 64;
}

}  // namespace

std::optional<JpegLsScan> JpegLsScan::read(std::span<const std::byte> stream) {
  JpegLsScan scan;
  struct {
    int maxValue = 0, t1 = 0, t2 = 0, t3 = 0, reset = 0;  // 0 = the default (C.2.4.1.1)
  } preset;
  JpegSegments segments(stream);
  while (const auto segment = segments.next()) {
    const int marker = segment->marker;
    const std::span<const std::byte> body = segment->body;
    if (marker == 0xF7) {  // SOF55
      if (body.size() != 9 || segment->byte(5) != 1 || segment->byte(7) != 0x11 || scan.precision != 0)
        return std::nullopt;
      scan.precision = segment->byte(0);
      scan.rows = segment->word(1);
      scan.columns = segment->word(3);
    } else if (marker == 0xF8) {  // LSE
      if (body.size() != 11 || segment->byte(0) != 1) return std::nullopt;
      preset = {segment->word(1), segment->word(3), segment->word(5), segment->word(7), segment->word(9)};
    } else if (marker == 0xDA) {  // SOS
      if (body.size() != 6 || segment->byte(0) != 1 || segment->byte(2) != 0 || segment->byte(4) != 0 ||
          segment->byte(5) != 0)
        return std::nullopt;
      scan.near = segment->byte(3);
      scan.data = segments.rest();
      break;
    } else if ((marker >= 0xC0 && marker <= 0xCF) || marker == 0xD9 || marker == 0xDD) {
      return std::nullopt;
    }
  }
  if (scan.data.empty() || scan.precision < 2 || scan.precision > 16 || scan.rows == 0 || scan.columns == 0)
    return std::nullopt;
  scan.maxValue = preset.maxValue != 0 ? preset.maxValue : (1 << scan.precision) - 1;
  if (scan.maxValue >= 1 << scan.precision || scan.near > std::min(255, scan.maxValue / 2))
    return std::nullopt;
  setDefaults(scan);
  if (preset.t1 != 0) scan.t1 = preset.t1;
  if (preset.t2 != 0) scan.t2 = preset.t2;
  if (preset.t3 != 0) scan.t3 = preset.t3;
  if (preset.reset != 0) scan.reset = preset.reset;
  const bool known = scan.near < scan.t1 && scan.t1 <= scan.t2 && scan.t2 <= scan.t3 &&
                     scan.t3 <= scan.maxValue && scan.reset >= 3 && scan.reset <= 255;
  if (!known) return std::nullopt;
  return scan;
}

Result<void> JpegLsScan::decode(std::span<std::byte> out) const {
  const std::size_t samples = static_cast<std::size_t>(rows) * static_cast<std::size_t>(columns);
  if (out.size() < samples * (precision <= 8 ? 1 : 2))
    return fail(ErrorCode::BadFile, "its JPEG-LS data has too many pixels");
  const bool plain = near == 0 && maxValue == (1 << precision) - 1;
  return plain ? decodeRows<true>(*this, out) : decodeRows<false>(*this, out);
}

}  // namespace iso
