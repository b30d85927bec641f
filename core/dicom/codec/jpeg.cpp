// SPDX-License-Identifier: Apache-2.0
#include <cstdio>  // jpeglib.h needs it and does not say so
//
#include <fmt/format.h>
#include <gdcmDataElement.h>
#include <gdcmJPEGCodec.h>
#include <gdcmSequenceOfFragments.h>
#include <jpeglib.h>

#include <algorithm>
#include <csetjmp>
#include <exception>

#include "core/dicom/codec/frame_codec.h"
#include "core/dicom/codec/jpeg_lossless.h"
#include "core/dicom/codec/jpeg_markers.h"

namespace iso {
namespace {

/// libjpeg leaves by longjmp on an error: nothing that has a destructor may live in between.
struct ErrorExit {
  jpeg_error_mgr manager;
  std::jmp_buf back;
  char message[JMSG_LENGTH_MAX];
};

[[noreturn]] void leave(j_common_ptr info) {
  auto* exit = reinterpret_cast<ErrorExit*>(info->err);
  (*info->err->format_message)(info, exit->message);
  std::longjmp(exit->back, 1);
}
void dropMessage(j_common_ptr) {}

/// Samples as the codestream holds them, without a change of colours.
bool decodeDct(const std::byte* data, std::size_t size, std::byte* out, std::size_t rowBytes,
               ErrorExit& error) {
  jpeg_decompress_struct info{};
  info.err = jpeg_std_error(&error.manager);
  error.manager.error_exit = leave;
  error.manager.output_message = dropMessage;
  if (setjmp(error.back) != 0) {
    jpeg_destroy_decompress(&info);
    return false;
  }
  jpeg_create_decompress(&info);
  info.mem->max_memory_to_use = 512L << 20;
  jpeg_mem_src(&info, reinterpret_cast<const unsigned char*>(data), static_cast<unsigned long>(size));
  jpeg_read_header(&info, TRUE);
  info.out_color_space = info.jpeg_color_space;
  info.dct_method = JDCT_ISLOW;
  jpeg_start_decompress(&info);
  while (info.output_scanline < info.output_height) {
    auto* row = reinterpret_cast<JSAMPROW>(out + info.output_scanline * rowBytes);
    jpeg_read_scanlines(&info, &row, 1);
  }
  jpeg_finish_decompress(&info);
  jpeg_destroy_decompress(&info);
  return true;
}

Result<void> decodeWithGdcm(std::span<const std::byte> stream, const PixelLayout& p, int precision,
                            std::vector<std::byte>& out) try {
  gdcm::JPEGCodec codec;
  const unsigned int size[3] = {static_cast<unsigned>(p.columns), static_cast<unsigned>(p.rows), 1};
  codec.SetNumberOfDimensions(2);
  codec.SetDimensions(size);
  codec.SetPlanarConfiguration(0);
  codec.SetPhotometricInterpretation(p.samples == 3 ? gdcm::PhotometricInterpretation::RGB
                                                    : gdcm::PhotometricInterpretation::MONOCHROME2);
  const auto bits = static_cast<unsigned short>(p.bitsAllocated),
             stored = static_cast<unsigned short>(precision);
  codec.SetPixelFormat(gdcm::PixelFormat(static_cast<unsigned short>(p.samples), bits, stored,
                                         static_cast<unsigned short>(stored - 1), 0));
  const auto fragments = gdcm::SequenceOfFragments::New();
  gdcm::Fragment fragment;
  // An odd codestream cannot be a fragment; a byte after its end marker does no harm.
  std::vector<char> bytes(reinterpret_cast<const char*>(stream.data()),
                          reinterpret_cast<const char*>(stream.data()) + stream.size());
  if (bytes.size() % 2 != 0) bytes.push_back(0);
  fragment.SetByteValue(bytes.data(), static_cast<std::uint32_t>(bytes.size()));
  fragments->AddFragment(fragment);
  gdcm::DataElement in(gdcm::Tag(0x7FE0, 0x0010)), decoded;
  in.SetVR(gdcm::VR::OB);
  in.SetValue(*fragments);
  if (!codec.Decode(in, decoded)) return fail(ErrorCode::BadFile, "its JPEG data is damaged");
  const gdcm::ByteValue* value = decoded.GetByteValue();
  if (value == nullptr || value->GetLength() < out.size())
    return fail(ErrorCode::BadFile, "its JPEG data is cut off");
  std::copy_n(reinterpret_cast<const std::byte*>(value->GetPointer()), out.size(), out.data());
  return {};
} catch (const std::exception& e) {
  return fail(ErrorCode::BadFile, fmt::format("its JPEG data is damaged ({})", e.what()));
}

}  // namespace

Result<DecodedFrame> decodeJpeg(std::span<const std::byte> stream, const PixelLayout& claimed) {
  const auto header = readJpegHeader(stream);
  if (!header) return fail(ErrorCode::BadFile, "its JPEG data has no frame header");
  if (auto ok =
          checkSize(claimed, static_cast<std::uint64_t>(header->columns),
                    static_cast<std::uint64_t>(header->rows), static_cast<std::uint64_t>(header->samples));
      !ok)
    return tl::make_unexpected(ok.error());
  if (header->precision < 2 || header->precision > 16)
    return fail(ErrorCode::BadFile, fmt::format("its JPEG data has {} bits a sample", header->precision));
  DecodedFrame frame{claimed, {}};
  PixelLayout& p = frame.layout;
  p.bitsAllocated = header->precision <= 8 ? 8 : 16;
  p.bitsStored = std::min(claimed.bitsStored, p.bitsAllocated);
  if (p.highBit >= p.bitsAllocated) p.highBit = p.bitsStored - 1;
  p.byPlane = false;
  // What the codestream says of its colours is nearer to the truth than the header, which is often wrong;
  // lossless processes have no colour transform of their own.
  if (p.samples == 3 && !header->isLossless()) {
    if (header->colour == JpegHeader::Colour::Rgb) p.photometric = "RGB";
    if (header->colour == JpegHeader::Colour::Ybr) p.photometric = "YBR_FULL";
    if (p.photometric == "YBR_FULL_422")
      p.photometric = "YBR_FULL";  // the decoder fills in what was left out
  }
  if (p.frameBytes() > kLargestFrame)
    return fail(ErrorCode::Unsupported, "its picture is larger than the memory allowed for it");
  // A picture of one grey takes hardly a bit for each block of 64.
  if (p.frameBytes() > 1024 * std::uint64_t{stream.size()} + 65536)
    return fail(ErrorCode::BadFile, "its header claims more pixels than its JPEG data can hold");
  frame.bytes.resize(static_cast<std::size_t>(p.frameBytes()));
  const bool turbo = header->precision == 8 && header->process <= 2;
  if (turbo) {
    ErrorExit error;
    const std::size_t rowBytes = frame.bytes.size() / static_cast<std::size_t>(p.rows);
    if (!decodeDct(stream.data(), stream.size(), frame.bytes.data(), rowBytes, error))
      return fail(ErrorCode::BadFile, fmt::format("its JPEG data is damaged ({})", error.message));
    return frame;
  }
  if (const auto scan = header->isLossless() ? JpegLosslessScan::read(stream) : std::nullopt) {
    if (auto ok = scan->decode(frame.bytes); !ok) return tl::make_unexpected(ok.error());
    return frame;
  }
  if (auto ok = decodeWithGdcm(stream, p, header->precision, frame.bytes); !ok)
    return tl::make_unexpected(ok.error());
  return frame;
}

}  // namespace iso
