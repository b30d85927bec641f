// SPDX-License-Identifier: Apache-2.0
#include "app/cli/picture_file.h"

#include <fmt/format.h>
#include <png.h>

#include <algorithm>
#include <cerrno>
#include <csetjmp>
#include <cstdio>
#include <memory>
#include <system_error>

namespace iso::cli {
namespace {

struct CloseFile {
  void operator()(std::FILE* file) const { std::fclose(file); }
};
using FilePtr = std::unique_ptr<std::FILE, CloseFile>;

tl::unexpected<Error> ioError(const std::filesystem::path& path) {
  return fail(
      ErrorCode::Io,
      fmt::format("{} could not be written: {}.", path.string(), std::generic_category().message(errno)),
      path.string());
}

/// Errors come back as a return value; libpng's own line on standard error would be a second sentence.
[[noreturn]] void quietError(png_structp png, png_const_charp) {
  png_longjmp(png, 1);
}
void quietWarning(png_structp, png_const_charp) {}

/// libpng leaves by longjmp: nothing with a destructor may live in here.
bool encode(std::FILE* file, int width, int height, bool alpha, const std::uint8_t* pixels,
            std::size_t stride) {
  png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, nullptr, quietError, quietWarning);
  if (!png) return false;
  png_infop info = png_create_info_struct(png);
  if (!info || setjmp(png_jmpbuf(png))) {
    png_destroy_write_struct(&png, &info);
    return false;
  }
  png_init_io(png, file);
  png_set_compression_level(png, 4);
  png_set_IHDR(png, info, static_cast<png_uint_32>(width), static_cast<png_uint_32>(height), 8,
               alpha ? PNG_COLOR_TYPE_RGBA : PNG_COLOR_TYPE_RGB, PNG_INTERLACE_NONE,
               PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
  png_write_info(png, info);
  for (int y = 0; y < height; ++y) png_write_row(png, pixels + static_cast<std::size_t>(y) * stride);
  png_write_end(png, info);
  png_destroy_write_struct(&png, &info);
  return true;
}

std::string nrrdVector(const Vector3& v) {
  return fmt::format("({:.17g},{:.17g},{:.17g})", v.x(), v.y(), v.z());
}

}  // namespace

Result<void> writePng(const ColorFrame& frame, const std::filesystem::path& path) {
  const bool alpha =
      std::any_of(frame.pixels.begin(), frame.pixels.end(), [](const Rgba8& p) { return p.a != 255; });
  const std::size_t channels = alpha ? 4 : 3;
  std::vector<std::uint8_t> bytes;
  bytes.reserve(frame.pixels.size() * channels);
  for (const Rgba8& p : frame.pixels) {
    bytes.insert(bytes.end(), {p.r, p.g, p.b});
    if (alpha) bytes.push_back(p.a);
  }
  FilePtr file(std::fopen(path.c_str(), "wb"));
  if (!file) return ioError(path);
  const bool good = encode(file.get(), frame.width, frame.height, alpha, bytes.data(),
                           static_cast<std::size_t>(frame.width) * channels);
  if (!good || std::fclose(file.release()) != 0) return ioError(path);
  return {};
}

namespace {

Result<void> writeNrrdFile(const std::string& header, const ValueFrame& frame,
                           const std::filesystem::path& path) {
  FilePtr file(std::fopen(path.c_str(), "wb"));
  if (!file) return ioError(path);
  const bool good =
      std::fwrite(header.data(), 1, header.size(), file.get()) == header.size() &&
      std::fwrite(frame.values.data(), sizeof(float), frame.values.size(), file.get()) == frame.values.size();
  if (!good || std::fclose(file.release()) != 0) return ioError(path);
  return {};
}

}  // namespace

Result<void> writeNrrd(const ValueFrame& frame, const SliceView& view, const std::filesystem::path& path) {
  const std::string header = fmt::format(
      "NRRD0004\ntype: float\ndimension: 2\nspace: left-posterior-superior\nsizes: {} {}\n"
      "space directions: {} {}\nkinds: domain domain\nendian: little\nencoding: raw\nspace origin: {}\n\n",
      frame.width, frame.height, nrrdVector(view.right * view.pixelMm), nrrdVector(view.down * view.pixelMm),
      nrrdVector(view.pixelToPatient(0.0, 0.0).mm));
  return writeNrrdFile(header, frame, path);
}

Result<void> writeNrrd(const ValueFrame& frame, double pixelMm, const std::filesystem::path& path) {
  const std::string header = fmt::format(
      "NRRD0004\ntype: float\ndimension: 2\nsizes: {0} {1}\nspacings: {2} {2}\nunits: \"mm\" \"mm\"\n"
      "kinds: domain domain\nendian: little\nencoding: raw\n\n",
      frame.width, frame.height, pixelMm);
  return writeNrrdFile(header, frame, path);
}

}  // namespace iso::cli
