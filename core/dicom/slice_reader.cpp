// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/slice_reader.h"

#include <fmt/format.h>

#include <algorithm>
#include <bit>

#include "core/dicom/pixel_convert.h"
#include "core/dicom/structure.h"

namespace iso {
namespace {

constexpr std::string_view kDeflatedDataSet = "1.2.840.10008.1.2.1.99";
constexpr std::uint64_t kLargestDataSet = std::uint64_t{2} << 30;

Result<void> fill(ByteSource& file, std::uint64_t offset, std::span<std::byte> bytes) {
  const std::size_t got = file.read(offset, bytes);
  if (got == bytes.size()) return {};
  return fail(ErrorCode::BadFile,
              fmt::format("it is cut off: {} bytes of its pixels are missing; copy it again from its source",
                          bytes.size() - got));
}

/// Frames of single bits follow each other without a gap (PS3.5 8.1.1): this one begins inside a byte.
Result<DecodedFrame> nativeBits(ByteSource& file, const PixelLayout& p, int frame) {
  const std::uint64_t bits = static_cast<std::uint64_t>(p.rows) * static_cast<std::uint64_t>(p.columns) *
                             static_cast<std::uint64_t>(p.samples);
  const std::uint64_t first = bits * static_cast<std::uint64_t>(frame);
  const std::uint64_t begin = first / 8, end = (first + bits + 7) / 8;
  std::vector<std::byte> packed(static_cast<std::size_t>(end - begin));
  if (auto ok = fill(file, p.offset + begin, packed); !ok) return tl::make_unexpected(ok.error());
  DecodedFrame decoded{p, std::vector<std::byte>(static_cast<std::size_t>((bits + 7) / 8))};
  const unsigned shift = static_cast<unsigned>(first % 8);
  for (std::size_t n = 0; n < decoded.bytes.size(); ++n) {
    const unsigned low = std::to_integer<unsigned>(packed[n]) >> shift;
    const unsigned high =
        shift > 0 && n + 1 < packed.size() ? std::to_integer<unsigned>(packed[n + 1]) << (8 - shift) : 0;
    decoded.bytes[n] = static_cast<std::byte>(low | high);
  }
  if (bits % 8 != 0) decoded.bytes.back() &= static_cast<std::byte>((1u << (bits % 8)) - 1u);
  return decoded;
}

Result<DecodedFrame> nativeFrame(ByteSource& file, const PixelLayout& p, int frame) {
  if (p.bitsAllocated == 1) return nativeBits(file, p, frame);
  const std::uint64_t size = storedFrameBytes(p);
  if (size > kLargestFrame)
    return fail(ErrorCode::Unsupported, "a frame of it is larger than the memory allowed for it");
  const std::uint64_t offset = p.offset + size * static_cast<std::uint64_t>(frame);
  // Nothing is allocated on a claim: the file must hold it.
  if (offset > file.size() || size > file.size() - offset)
    return fail(
        ErrorCode::BadFile,
        fmt::format("it is cut off: {} bytes of its pixels are missing; copy it again from its source",
                    size - std::min(size, file.size() - std::min(file.size(), offset))));
  static_assert(std::endian::native == std::endian::little, "native pixels are read as little endian");
  // Words of single bytes may begin before the frame and end behind it.
  const std::uint64_t before = p.bigEndian && p.bitsAllocated < 16 ? (offset - p.offset) % 2 : 0;
  DecodedFrame decoded{p, std::vector<std::byte>(static_cast<std::size_t>(size + before))};
  if (auto ok = fill(file, offset - before, decoded.bytes); !ok) return tl::make_unexpected(ok.error());
  if (p.bigEndian) {
    if (p.bitsAllocated < 16 && decoded.bytes.size() % 2 != 0) {
      decoded.bytes.emplace_back();
      (void)file.read(offset + size, std::span(decoded.bytes).last(1));
    }
    swapBytes(decoded.bytes, orderedBytes(p));
    decoded.bytes.erase(decoded.bytes.begin(), decoded.bytes.begin() + static_cast<std::ptrdiff_t>(before));
    decoded.bytes.resize(static_cast<std::size_t>(size));
  }
  return decoded;
}

}  // namespace

Result<ByteSource*> SliceReader::inflated(ByteSource& file, const std::string& key, PixelLayout& layout) {
  if (!inflated_ || inflatedKey_ != key) {
    inflated_.reset();
    // The deflated part begins after the meta header, whose elements say how long they are.
    std::uint64_t at = 132;
    std::array<std::byte, 12> head{};
    const auto byte = [&](std::size_t n) { return std::to_integer<std::uint64_t>(head[n]); };
    while (file.readAll(at, head) && byte(0) == 2 && byte(1) == 0) {
      const bool isLong =
          head[4] == std::byte{'O'} || (head[4] == std::byte{'U'} && head[5] != std::byte{'I'} &&
                                        head[5] != std::byte{'L'} && head[5] != std::byte{'S'});
      const std::uint64_t length =
          isLong ? byte(8) | byte(9) << 8 | byte(10) << 16 | byte(11) << 24 : byte(6) | byte(7) << 8;
      at += (isLong ? 12 : 8) + length;
    }
    if (at >= file.size()) return fail(ErrorCode::BadFile, "it ends before its data set");
    if (file.size() - at > kLargestDataSet)
      return fail(ErrorCode::Unsupported, "it is larger than the memory allowed for it");
    std::vector<std::byte> packed(static_cast<std::size_t>(file.size() - at));
    if (!file.readAll(at, packed)) return fail(ErrorCode::Io, "reading it failed");
    auto bytes = inflateRaw(packed, kLargestDataSet);
    if (!bytes) return tl::make_unexpected(bytes.error());
    inflated_ = std::make_unique<MemorySource>(std::move(*bytes));
    inflatedKey_ = key;
    const auto shape = measureDataSet(*inflated_, 0, true, false);
    if (!shape) return tl::make_unexpected(shape.error());
    if (!shape->pixels) return fail(ErrorCode::BadFile, "no pixels are found in its inflated data");
    inflatedPixels_ = shape->pixels->offset;
  }
  layout.offset = inflatedPixels_;
  return inflated_.get();
}

Result<DecodedFrame> SliceReader::encapsulated(ByteSource& file, const std::string& key, const PixelLayout& p,
                                               int frame) {
  if (!table_ || tableKey_ != key) {
    auto table = FrameTable::read(file, p.offset, p.frames);
    if (!table) return tl::make_unexpected(table.error());
    table_ = std::move(*table);
    tableKey_ = key;
  }
  const auto stream = table_->codestream(file, frame, kLargestFrame);
  if (!stream) return tl::make_unexpected(stream.error());
  constexpr std::string_view kPrefix = "1.2.840.10008.1.2.";
  const std::string_view syntax = std::string_view(p.transferSyntax).starts_with(kPrefix)
                                      ? std::string_view(p.transferSyntax).substr(kPrefix.size())
                                      : std::string_view();
  auto decoded = [&]() -> Result<DecodedFrame> {
    if (syntax == "5") return decodeRle(*stream, p);
    if (syntax == "8.1") return decodeDeflatedFrame(*stream, p);
    if (syntax == "1.98") {  // encapsulated uncompressed (PS3.5 A.4.11)
      if (stream->size() < storedFrameBytes(p)) return fail(ErrorCode::BadFile, "a frame of it is cut off");
      return DecodedFrame{
          p, std::vector<std::byte>(stream->begin(),
                                    stream->begin() + static_cast<std::ptrdiff_t>(storedFrameBytes(p)))};
    }
    if (syntax == "4.50" || syntax == "4.51" || syntax == "4.57" || syntax == "4.70" || syntax == "4.53" ||
        syntax == "4.55")
      return decodeJpeg(*stream, p);
    if (syntax == "4.80" || syntax == "4.81") return decodeJpegLs(*stream, p);
    if (syntax == "4.90" || syntax == "4.91" || syntax == "4.92" || syntax == "4.93" || syntax == "4.201" ||
        syntax == "4.202" || syntax == "4.203")
      return decodeJpeg2000(*stream, p);
    return fail(ErrorCode::Unsupported,
                fmt::format("pixels in the transfer syntax {} are not decoded", p.transferSyntax));
  }();
  // What a decoder gives out has all its colour values.
  if (decoded && syntax != "1.98" && decoded->layout.photometric == "YBR_FULL_422")
    decoded->layout.photometric = "YBR_FULL";
  if (!decoded && table_->isCutOff(frame, file.size()))
    return fail(ErrorCode::BadFile,
                "it is cut off within its compressed pixels; copy it again from its source");
  return decoded;
}

Result<DecodedFrame> SliceReader::frame(ByteSource& file, const std::string& name, const PixelLayout& layout,
                                        int frame) {
  if (frame < 0 || frame >= layout.frames)
    return fail(ErrorCode::InvalidArgument, fmt::format("it has no frame {}", frame + 1));
  if (layout.native) return nativeFrame(file, layout, frame);
  const std::string key = fmt::format("{}\n{}\n{}", name, file.size(), layout.offset);
  if (layout.transferSyntax != kDeflatedDataSet) return encapsulated(file, key, layout, frame);
  PixelLayout inside = layout;
  const auto source = inflated(file, key, inside);
  if (!source) return tl::make_unexpected(source.error());
  return nativeFrame(**source, inside, frame);
}

Result<void> SliceReader::slice(ByteSource& file, const SliceSource& slice, VoxelType type,
                                std::span<std::byte> voxels) {
  if (slice.pixels->native) return nativeSlice(file, slice, type, voxels);
  auto decoded = frame(file, slice.path.string(), *slice.pixels, slice.frame);
  if (!decoded) return tl::make_unexpected(decoded.error());
  return frameToVoxels(decoded->bytes, decoded->layout, slice.tile, type, voxels);
}

Result<void> SliceReader::nativeSlice(ByteSource& file, const SliceSource& slice, VoxelType type,
                                      std::span<std::byte> voxels) {
  const PixelLayout& p = *slice.pixels;
  const std::uint64_t size = storedFrameBytes(p);
  if (storedIsVoxel(p, type) && voxels.size() >= size) {
    const std::span<std::byte> stored = voxels.first(static_cast<std::size_t>(size));
    if (auto ok = fill(file, p.offset + static_cast<std::uint64_t>(slice.frame) * size, stored); !ok)
      return ok;
    if (p.bigEndian) swapBytes(stored, orderedBytes(p));
    return frameToVoxels(stored, p, 0, type, voxels);
  }
  auto decoded = nativeFrame(file, p, slice.frame);
  if (!decoded) return tl::make_unexpected(decoded.error());
  return frameToVoxels(decoded->bytes, decoded->layout, slice.tile, type, voxels);
}

}  // namespace iso
