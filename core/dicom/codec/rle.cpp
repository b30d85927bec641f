// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/dicom/codec/frame_codec.h"

namespace iso {
namespace {

std::uint32_t u32(const std::byte* p) {
  std::uint32_t v = 0;
  for (int n = 3; n >= 0; --n) v = v << 8 | std::to_integer<std::uint32_t>(p[n]);
  return v;
}

/// One segment's PackBits into `out`, `step` bytes apart; false if it ends before `count` bytes are there.
bool unpack(std::span<const std::byte> in, std::byte* out, std::size_t step, std::size_t count) {
  std::size_t at = 0, done = 0;
  while (done < count) {
    if (at >= in.size()) return false;
    const auto control = static_cast<std::int8_t>(std::to_integer<std::uint8_t>(in[at++]));
    if (control >= 0) {
      const std::size_t wanted = static_cast<std::size_t>(control) + 1;
      const std::size_t run = std::min({wanted, count - done, in.size() - at});
      if (step == 1)
        std::memcpy(out + done, in.data() + at, run);
      else
        for (std::size_t n = 0; n < run; ++n) out[(done + n) * step] = in[at + n];
      at += run;
      done += run;
      if (run < wanted && done < count) return false;
    } else if (control != -128) {
      if (at >= in.size()) return false;
      const std::byte value = in[at++];
      const std::size_t run = std::min<std::size_t>(static_cast<std::size_t>(1 - control), count - done);
      if (step == 1)
        std::memset(out + done, std::to_integer<int>(value), run);
      else
        for (std::size_t n = 0; n < run; ++n) out[(done + n) * step] = value;
      done += run;
    }
  }
  return true;
}

}  // namespace

Result<DecodedFrame> decodeRle(std::span<const std::byte> stream, const PixelLayout& claimed) {
  const auto bad = [](std::string why) { return fail(ErrorCode::BadFile, std::move(why)); };
  if (stream.size() < 64) return bad("its RLE data ends before its own header");
  const std::size_t pixels =
      static_cast<std::size_t>(claimed.rows) * static_cast<std::size_t>(claimed.columns);
  const auto samples = static_cast<std::size_t>(claimed.samples);
  const bool bits = claimed.bitsAllocated == 1;
  const std::size_t sampleBytes = bits ? 1 : static_cast<std::size_t>(claimed.bitsAllocated) / 8;
  const std::size_t planeBytes = bits ? (pixels + 7) / 8 : pixels;  // bits stay packed (PS3.5 G.2)
  const std::uint64_t frameBytes = std::uint64_t{planeBytes} * samples * sampleBytes;
  // Two bytes make 128 at most.
  if (frameBytes > 64 * std::uint64_t{stream.size()} || frameBytes > kLargestFrame)
    return bad("its header claims more pixels than its RLE data can hold");
  const std::size_t segments = samples * sampleBytes;
  if (u32(stream.data()) != segments || segments > 15)
    return bad(fmt::format("its RLE data has {} segments instead of {}", u32(stream.data()), segments));

  DecodedFrame frame{claimed, std::vector<std::byte>(static_cast<std::size_t>(frameBytes))};
  for (std::size_t n = 0; n < segments; ++n) {
    const std::size_t begin = u32(stream.data() + 4 * (n + 1));
    const std::size_t end = n + 1 < segments ? u32(stream.data() + 4 * (n + 2)) : stream.size();
    if (begin < 64 || begin > end || end > stream.size()) return bad("its RLE data is damaged");
    // Segments run from the most significant byte of the first sample on (PS3.5 G.2).
    const std::size_t sample = n / sampleBytes, byte = sampleBytes - 1 - n % sampleBytes;
    const bool byPlane = claimed.byPlane || bits;
    std::byte* out =
        frame.bytes.data() + (byPlane ? sample * planeBytes * sampleBytes : sample * sampleBytes) + byte;
    const std::size_t step = byPlane ? sampleBytes : sampleBytes * samples;
    if (!unpack(stream.subspan(begin, end - begin), out, step, planeBytes))
      return bad("its RLE data is cut off");
  }
  return frame;
}

}  // namespace iso
