// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/digest.h"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstring>

#include "core/base/md5.h"
#include "core/dicom/parsed_file.h"
#include "core/dicom/pixel_convert.h"
#include "core/dicom/pixel_kind.h"
#include "core/dicom/pixel_layout_reader.h"
#include "core/dicom/slice_reader.h"
#include "core/dicom/sniff.h"

namespace iso {
namespace {

/// A frame's numbers in as many bits as the header allocates.
std::vector<std::byte> asAllocated(DecodedFrame frame, int bitsAllocated) {
  const int have = frame.layout.bitsAllocated;
  if (have == bitsAllocated || frame.layout.number != PixelLayout::Number::Integer)
    return std::move(frame.bytes);
  if (bitsAllocated == 1) {
    std::vector<std::byte> packed((frame.bytes.size() + 7) / 8);
    for (std::size_t n = 0; n < frame.bytes.size(); ++n)
      if ((frame.bytes[n] & std::byte{1}) != std::byte{}) packed[n / 8] |= std::byte{1} << (n % 8);
    return packed;
  }
  if (have > bitsAllocated || have < 8) return std::move(frame.bytes);
  const auto from = static_cast<std::size_t>(have / 8), to = static_cast<std::size_t>(bitsAllocated / 8);
  const std::size_t count = frame.bytes.size() / from;
  std::vector<std::byte> wide(count * to);
  for (std::size_t n = 0; n < count; ++n)
    std::memcpy(wide.data() + n * to, frame.bytes.data() + n * from, from);
  return wide;
}

/// Uncompressed pixels in one run, since single bits do not begin frames at whole bytes.
Result<void> addNative(ByteSource& source, const PixelLayout& p, bool words, Md5& md5) {
  const std::uint64_t total = storedBytes(p);
  if (p.offset > source.size() || total > source.size() - p.offset)
    return fail(ErrorCode::BadFile, fmt::format("it has {} bytes of pixels, its header claims {}",
                                                source.size() - std::min(source.size(), p.offset), total));
  std::vector<std::byte> piece(static_cast<std::size_t>(std::min<std::uint64_t>(total, 1 << 20)));
  for (std::uint64_t at = 0; at < total; at += piece.size()) {
    piece.resize(static_cast<std::size_t>(std::min<std::uint64_t>(piece.size(), total - at)));
    if (!source.readAll(p.offset + at, piece)) return fail(ErrorCode::Io, "reading its pixels failed");
    // Written as words, the order concerns words: so do other programs' digests, and this is the one place
    // where it is they that count.
    if (p.bigEndian) {
      if (piece.size() % 2 != 0) {
        piece.emplace_back();
        (void)source.read(p.offset + at + piece.size() - 1, std::span(piece).last(1));
        swapBytes(piece, 2);
        piece.pop_back();
      } else {
        swapBytes(piece, words ? 2 : orderedBytes(p));
      }
    }
    md5.add(piece);
  }
  return {};
}

Result<std::string> md5Of(ByteSource& source, const std::string& name, const PixelLayout& p, bool words) {
  Md5 md5;
  if (p.native) {
    if (auto ok = addNative(source, p, words, md5); !ok) return tl::make_unexpected(ok.error());
    return md5.finish();
  }
  SliceReader reader;
  for (int n = 0; n < p.frames; ++n) {
    auto frame = reader.frame(source, name, p, n);
    if (!frame) return tl::make_unexpected(frame.error());
    md5.add(asAllocated(std::move(*frame), p.bitsAllocated));
  }
  return md5.finish();
}

}  // namespace

FileDigest digestOf(ByteSource& source, const std::filesystem::path& path) try {
  FileDigest digest;
  const std::string name = path.string();
  std::array<std::byte, 256> start{};
  const std::size_t got = source.read(0, start);
  const std::span<const std::uint8_t> bytes(reinterpret_cast<const std::uint8_t*>(start.data()), got);
  if (sniffBytes(bytes) == Sniffed::Kind::Other) {
    digest.reason = whyNotDicom(bytes);
    return digest;
  }
  const auto parsed = ParsedFile::read(source, path);
  if (!parsed) {
    digest.reason = parsed.error().message;
    digest.failed = parsed.error().code != ErrorCode::NotDicom;
    return digest;
  }
  digest.transferSyntax = parsed->transferSyntax();
  const auto refuse = [&](const std::string& why) {
    digest.reason = fmt::format("{} has no pixels to compare: {}.", name, why);
    return digest;
  };
  const Fields d = parsed->fields();
  if (!d.has(DCM_Rows) || !d.has(DCM_Columns)) return refuse("it is no image");
  digest.failed = true;
  if (!parsed->pixels()) return refuse("it is cut off before them");
  if (parsed->isPrivate())
    return refuse("it is stored in the private transfer syntax " + parsed->transferSyntax());
  if (const auto what = undecodable(digest.transferSyntax); !what.empty())
    return refuse(fmt::format("they are stored as {}, which is not decoded", what));
  const auto layout =
      readPixelLayout(d, parsed->transferSyntax(), parsed->isBigEndian(), *parsed->pixels(), source.size());
  if (!layout) return refuse(layout.error().message);
  const auto md5 = md5Of(source, name, *layout, parsed->pixels()->words);
  if (!md5) return refuse(md5.error().message);
  digest.failed = false;
  digest.frames = layout->frames;
  digest.md5 = *md5;
  return digest;
} catch (const std::exception& e) {
  return {"", 0, "", fmt::format("{} could not be read ({}).", path.string(), e.what()), true};
}

}  // namespace iso
