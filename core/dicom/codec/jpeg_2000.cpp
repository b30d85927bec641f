// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>
#include <openjpeg.h>

#include <algorithm>
#include <cstring>
#include <memory>

#include "core/dicom/codec/frame_codec.h"

namespace iso {
namespace {

struct Cursor {
  std::span<const std::byte> bytes;
  std::size_t at = 0;
};

OPJ_SIZE_T readBytes(void* buffer, OPJ_SIZE_T count, void* user) {
  auto& c = *static_cast<Cursor*>(user);
  const std::size_t got = std::min<std::size_t>(count, c.bytes.size() - c.at);
  if (got == 0) return static_cast<OPJ_SIZE_T>(-1);
  std::memcpy(buffer, c.bytes.data() + c.at, got);
  c.at += got;
  return got;
}
OPJ_OFF_T skipBytes(OPJ_OFF_T count, void* user) {
  auto& c = *static_cast<Cursor*>(user);
  if (count < 0) return -1;
  const std::size_t step = std::min(static_cast<std::size_t>(count), c.bytes.size() - c.at);
  c.at += step;
  return step > 0 || count == 0 ? static_cast<OPJ_OFF_T>(step) : -1;
}
OPJ_BOOL seekTo(OPJ_OFF_T position, void* user) {
  auto& c = *static_cast<Cursor*>(user);
  if (position < 0 || static_cast<std::size_t>(position) > c.bytes.size()) return OPJ_FALSE;
  c.at = static_cast<std::size_t>(position);
  return OPJ_TRUE;
}
void keepMessage(const char* message, void* user) {
  auto& kept = *static_cast<std::string*>(user);
  if (!kept.empty()) return;
  kept = message;
  while (!kept.empty() && (kept.back() == '\n' || kept.back() == '.')) kept.pop_back();
}
void dropMessage(const char*, void*) {}

template <class T>
void store(const opj_image_t& image, std::span<std::byte> out) {
  const auto samples = static_cast<std::size_t>(image.numcomps);
  for (std::size_t c = 0; c < samples; ++c) {
    const opj_image_comp_t& component = image.comps[c];
    const std::size_t count = static_cast<std::size_t>(component.w) * component.h;
    for (std::size_t n = 0; n < count; ++n) {
      const T value = static_cast<T>(component.data[n]);
      std::memcpy(out.data() + (n * samples + c) * sizeof(T), &value, sizeof(T));
    }
  }
}

}  // namespace

Result<DecodedFrame> decodeJpeg2000(std::span<const std::byte> stream, const PixelLayout& claimed) {
  const auto bad = [](std::string why) { return fail(ErrorCode::BadFile, std::move(why)); };
  if (stream.size() < 16) return bad("its JPEG 2000 data is cut off");
  // Some makers put the whole JP2 file where the codestream belongs.
  constexpr unsigned char kBox[] = {0, 0, 0, 12, 'j', 'P', ' ', ' '};
  const bool boxed = std::memcmp(stream.data(), kBox, sizeof kBox) == 0;
  const std::unique_ptr<opj_codec_t, void (*)(opj_codec_t*)> codec(
      opj_create_decompress(boxed ? OPJ_CODEC_JP2 : OPJ_CODEC_J2K), opj_destroy_codec);
  const std::unique_ptr<opj_stream_t, void (*)(opj_stream_t*)> input(
      opj_stream_create(std::min<std::size_t>(stream.size(), 1 << 20), OPJ_TRUE), opj_stream_destroy);
  if (!codec || !input) return fail(ErrorCode::OutOfMemory, "there is not enough memory to decode it");
  std::string message;
  opj_set_error_handler(codec.get(), keepMessage, &message);
  opj_set_warning_handler(codec.get(), dropMessage, nullptr);
  opj_set_info_handler(codec.get(), dropMessage, nullptr);
  Cursor cursor{stream};
  opj_stream_set_user_data(input.get(), &cursor, nullptr);
  opj_stream_set_user_data_length(input.get(), stream.size());
  opj_stream_set_read_function(input.get(), readBytes);
  opj_stream_set_skip_function(input.get(), skipBytes);
  opj_stream_set_seek_function(input.get(), seekTo);
  opj_dparameters_t parameters;
  opj_set_default_decoder_parameters(&parameters);
  const auto damaged = [&] {
    return bad(message.empty() ? "its JPEG 2000 data is damaged"
                               : fmt::format("its JPEG 2000 data is damaged ({})", message));
  };
  if (!opj_setup_decoder(codec.get(), &parameters)) return damaged();
  opj_image_t* raw = nullptr;
  const bool headerRead = opj_read_header(input.get(), codec.get(), &raw) == OPJ_TRUE;
  const std::unique_ptr<opj_image_t, void (*)(opj_image_t*)> image(raw, opj_image_destroy);
  if (!headerRead || !image || image->numcomps < 1) return damaged();
  const std::uint64_t width = image->x1 - image->x0, height = image->y1 - image->y0;
  if (auto ok = checkSize(claimed, width, height, image->numcomps); !ok)
    return tl::make_unexpected(ok.error());
  // OpenJPEG keeps 32 bits a sample.
  if (width * height * image->numcomps * 4 > kLargestFrame)
    return fail(ErrorCode::Unsupported, "its picture is larger than the memory allowed for it");
  for (OPJ_UINT32 c = 0; c < image->numcomps; ++c) {
    const opj_image_comp_t& component = image->comps[c];
    if (component.dx != 1 || component.dy != 1 || component.prec != image->comps[0].prec ||
        component.sgnd != image->comps[0].sgnd)
      return fail(ErrorCode::Unsupported, "its JPEG 2000 channels differ in size or depth");
  }
  if (!opj_decode(codec.get(), input.get(), image.get()) || !opj_end_decompress(codec.get(), input.get()))
    return damaged();
  for (OPJ_UINT32 c = 0; c < image->numcomps; ++c)
    if (!image->comps[c].data || image->comps[c].w != width || image->comps[c].h != height) return damaged();

  DecodedFrame frame{claimed, {}};
  PixelLayout& p = frame.layout;
  const int precision = static_cast<int>(image->comps[0].prec);
  if (precision > 32)
    return fail(ErrorCode::Unsupported, fmt::format("its JPEG 2000 pixels have {} bits", precision));
  p.bitsAllocated = precision <= 8 ? 8 : precision <= 16 ? 16 : 32;
  p.byPlane = false;
  // The component transform has been undone: what was YBR_RCT or YBR_ICT is RGB now.
  if (p.samples == 3) p.photometric = "RGB";
  if (image->comps[0].sgnd != 0) {
    // The decoder's numbers carry their sign already.
    p.bitsStored = p.bitsAllocated;
    p.isSigned = claimed.isSigned;
  } else {
    p.bitsStored = precision;
  }
  p.highBit = p.bitsStored - 1;
  frame.bytes.resize(static_cast<std::size_t>(p.frameBytes()));
  if (p.bitsAllocated == 8)
    store<std::uint8_t>(*image, frame.bytes);
  else if (p.bitsAllocated == 16)
    store<std::uint16_t>(*image, frame.bytes);
  else
    store<std::uint32_t>(*image, frame.bytes);
  return frame;
}

}  // namespace iso
