// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/codec/frame_table.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>

namespace iso {
namespace {

std::uint32_t u16(const std::byte* p) {
  return std::to_integer<std::uint32_t>(p[0]) | std::to_integer<std::uint32_t>(p[1]) << 8;
}
std::uint32_t u32(const std::byte* p) {
  return u16(p) | u16(p + 2) << 16;
}

/// JPEG and JPEG-LS begin with SOI, JPEG 2000 with SOC.
bool beginsCodestream(ByteSource& source, const Extent& fragment) {
  std::array<std::byte, 3> head{};
  if (fragment.length < 3 || !source.readAll(fragment.offset, head)) return false;
  const auto byte = [&](std::size_t n) { return std::to_integer<unsigned>(head[n]); };
  return byte(0) == 0xFF && (byte(1) == 0xD8 || byte(1) == 0x4F) && byte(2) == 0xFF;
}

/// First fragment of each frame by the offset table; empty if the table does not fit the fragments.
std::vector<std::size_t> byOffsets(const std::vector<std::uint32_t>& offsets,
                                   const std::vector<std::uint64_t>& itemStarts) {
  std::vector<std::size_t> first;
  for (const std::uint32_t offset : offsets) {
    const auto at = std::lower_bound(itemStarts.begin(), itemStarts.end(), offset);
    if (at == itemStarts.end() || *at != offset) return {};
    const auto index = static_cast<std::size_t>(at - itemStarts.begin());
    if (first.empty() ? index != 0 : index <= first.back()) return {};
    first.push_back(index);
  }
  return first;
}

}  // namespace

Result<FrameTable> FrameTable::read(ByteSource& source, std::uint64_t offset, int frames) {
  std::array<std::byte, 8> head{};
  std::vector<std::uint32_t> offsets;
  FrameTable table;
  std::vector<std::uint64_t> itemStarts;  // relative to the first fragment's item
  std::uint64_t at = offset, firstItem = 0;
  const std::uint64_t size = source.size();
  for (bool isTable = true; source.readAll(at, head); isTable = false) {
    if (u16(head.data()) != 0xFFFE || u16(head.data() + 2) != 0xE000) break;  // the delimiter, or damage
    const std::uint32_t length = u32(head.data() + 4);
    at += 8;
    if (isTable) {
      const std::uint64_t entries = std::min<std::uint64_t>(length, size - std::min(size, at)) / 4;
      if (length > 0 && entries > 0 && entries == static_cast<std::uint64_t>(frames)) {
        std::vector<std::byte> bytes(static_cast<std::size_t>(entries) * 4);
        if (source.readAll(at, bytes))
          for (std::size_t n = 0; n < entries; ++n) offsets.push_back(u32(bytes.data() + 4 * n));
      }
      firstItem = at + length;
    } else {
      itemStarts.push_back(at - 8 - firstItem);
      table.fragments_.push_back({at, length});
    }
    at += length;
  }
  const std::size_t count = table.fragments_.size();
  if (count == 0) return fail(ErrorCode::BadFile, "it holds no compressed pixels");
  std::vector<std::size_t>& first = table.firstOfFrame_;
  const auto wanted = static_cast<std::size_t>(std::max(frames, 1));
  if (wanted == 1) {
    first = {0};
  } else {
    first = byOffsets(offsets, itemStarts);
    if (first.empty() && count == wanted)
      for (std::size_t n = 0; n < count; ++n) first.push_back(n);
    if (first.empty()) {
      for (std::size_t n = 0; n < count; ++n)
        if (beginsCodestream(source, table.fragments_[n])) first.push_back(n);
      if (first.size() != wanted || first.front() != 0) first.clear();
    }
    if (first.empty()) {
      // Frames that are there can still be shown if each is one fragment.
      if (count > wanted)
        return fail(
            ErrorCode::BadFile,
            fmt::format("its {} compressed pieces cannot be matched to its {} frames", count, wanted));
      for (std::size_t n = 0; n < count; ++n) first.push_back(n);
    }
  }
  first.push_back(count);
  return table;
}

bool FrameTable::isCutOff(int frame, std::uint64_t fileSize) const {
  if (frame < 0 || frame >= frames()) return true;
  const Extent& last = fragments_[firstOfFrame_[static_cast<std::size_t>(frame) + 1] - 1];
  return last.offset + last.length > fileSize;
}

Result<std::vector<std::byte>> FrameTable::codestream(ByteSource& source, int frame,
                                                      std::uint64_t limit) const {
  if (frame < 0 || frame >= frames())
    return fail(ErrorCode::BadFile,
                fmt::format("it holds {} frames, fewer than its header claims", frames()));
  const std::size_t begin = firstOfFrame_[static_cast<std::size_t>(frame)],
                    end = firstOfFrame_[static_cast<std::size_t>(frame) + 1];
  // What is there counts, not what is claimed.
  std::uint64_t total = 0;
  for (std::size_t n = begin; n < end; ++n) {
    const Extent& f = fragments_[n];
    total += std::min(f.length, source.size() - std::min(source.size(), f.offset));
  }
  if (total > limit)
    return fail(ErrorCode::Unsupported,
                "a frame of its compressed pixels is larger than the memory allowed for it");
  std::vector<std::byte> bytes(static_cast<std::size_t>(total));
  std::size_t at = 0;
  for (std::size_t n = begin; n < end; ++n) {
    const Extent& f = fragments_[n];
    const auto length =
        static_cast<std::size_t>(std::min(f.length, source.size() - std::min(source.size(), f.offset)));
    if (!source.readAll(f.offset, std::span(bytes).subspan(at, length)))
      return fail(ErrorCode::Io, "reading its pixels failed");
    at += length;
  }
  return bytes;
}

}  // namespace iso
