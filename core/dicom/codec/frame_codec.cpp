// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/codec/frame_codec.h"

#include <fmt/format.h>
#include <zlib.h>

#include <algorithm>

#include "core/dicom/pixel_convert.h"

namespace iso {

Result<void> checkSize(const PixelLayout& claimed, std::uint64_t columns, std::uint64_t rows,
                       std::uint64_t samples) {
  if (columns == static_cast<std::uint64_t>(claimed.columns) &&
      rows == static_cast<std::uint64_t>(claimed.rows) &&
      samples == static_cast<std::uint64_t>(claimed.samples))
    return {};
  return fail(
      ErrorCode::BadFile,
      fmt::format("its compressed picture has {} × {} pixels of {} samples, its header claims {} × {} of {}",
                  columns, rows, samples, claimed.columns, claimed.rows, claimed.samples));
}

Result<std::vector<std::byte>> inflateRaw(std::span<const std::byte> stream, std::uint64_t limit) {
  z_stream z{};
  if (inflateInit2(&z, -MAX_WBITS) != Z_OK)
    return fail(ErrorCode::OutOfMemory, "there is not enough memory to inflate it");
  // zlib reads through a pointer that it declares writable.
  z.next_in = reinterpret_cast<Bytef*>(const_cast<std::byte*>(stream.data()));
  std::size_t left = stream.size();
  std::vector<std::byte> out;
  std::uint64_t done = 0;
  int status = Z_OK;
  while (status == Z_OK) {
    if (z.avail_in == 0) {
      const std::size_t next = std::min<std::size_t>(left, 1u << 30);
      z.avail_in = static_cast<uInt>(next);
      left -= next;
    }
    if (done == out.size()) {
      if (done >= limit) break;
      out.resize(
          static_cast<std::size_t>(std::min<std::uint64_t>(limit, std::max<std::uint64_t>(65536, done * 2))));
    }
    const std::size_t room = std::min<std::size_t>(out.size() - static_cast<std::size_t>(done), 1u << 30);
    z.next_out = reinterpret_cast<Bytef*>(out.data() + done);
    z.avail_out = static_cast<uInt>(room);
    status = inflate(&z, Z_NO_FLUSH);
    const std::size_t made = room - z.avail_out;
    done += made;
    if (status == Z_BUF_ERROR && z.avail_in == 0 && left == 0) break;
    if (status == Z_BUF_ERROR && (made > 0 || z.avail_in == 0)) status = Z_OK;
  }
  inflateEnd(&z);
  if (status == Z_OK && done >= limit)
    return fail(ErrorCode::Unsupported,
                fmt::format("inflated it is larger than the {} MB allowed for it", limit >> 20));
  if (status != Z_STREAM_END) return fail(ErrorCode::BadFile, "its deflated data is damaged or cut off");
  out.resize(static_cast<std::size_t>(done));
  return out;
}

Result<DecodedFrame> decodeDeflatedFrame(std::span<const std::byte> stream, const PixelLayout& claimed) {
  const std::uint64_t frameBytes = storedFrameBytes(claimed);
  auto bytes = inflateRaw(stream, std::min(kLargestFrame, frameBytes + 64));
  if (!bytes) return tl::make_unexpected(bytes.error());
  if (bytes->size() < frameBytes)
    return fail(ErrorCode::BadFile, "its deflated frame is smaller than its header claims");
  DecodedFrame frame{claimed, std::move(*bytes)};
  frame.bytes.resize(static_cast<std::size_t>(frameBytes));
  return frame;
}

}  // namespace iso
