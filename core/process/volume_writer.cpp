// SPDX-License-Identifier: Apache-2.0
#include "core/process/volume_writer.h"

#include <fmt/format.h>
#include <zlib.h>

#include <Eigen/Geometry>
#include <Eigen/LU>
#include <array>
#include <bit>
#include <cerrno>
#include <cmath>
#include <cstdio>
#include <cstring>
#include <system_error>
#include <vector>

namespace iso {
namespace {

static_assert(std::endian::native == std::endian::little, "all files are written little endian");

enum class Number { UInt8, Int16, UInt16, Float32, Rgb };

/// A file that is renamed into place when all of it is written.
class Output {
 public:
  Output(const std::filesystem::path& path, bool gzip) : path_(path), temporary_(path) {
    temporary_ += ".part";
    // "T" writes plainly through the same calls.
    file_ = ::gzopen(temporary_.c_str(), gzip ? "wb1" : "wbT");
    if (!file_) error_ = errno;
  }
  ~Output() {
    if (file_) ::gzclose(file_);
    std::error_code ignored;
    if (!done_) std::filesystem::remove(temporary_, ignored);
  }
  Output(const Output&) = delete;
  Output& operator=(const Output&) = delete;

  /// Ends a plain header; what follows is compressed.
  void compressFromHere() {
    if (!file_) return;
    const bool good = ::gzclose(file_) == Z_OK;
    file_ = good ? ::gzopen(temporary_.c_str(), "ab1") : nullptr;
    if (!file_) error_ = errno ? errno : EIO;
  }
  void write(const void* bytes, std::size_t count) {
    constexpr std::size_t kPiece = 1u << 24;
    const char* from = static_cast<const char*>(bytes);
    while (file_ && error_ == 0 && count > 0) {
      const auto piece = static_cast<unsigned>(std::min(count, kPiece));
      if (::gzwrite(file_, from, piece) != static_cast<int>(piece)) error_ = errno ? errno : EIO;
      from += piece;
      count -= piece;
    }
  }
  void write(const std::string& text) { write(text.data(), text.size()); }
  Result<void> finish() {
    if (file_ && ::gzclose(file_) != Z_OK && error_ == 0) error_ = errno ? errno : EIO;
    file_ = nullptr;
    std::error_code renamed;
    if (error_ == 0) std::filesystem::rename(temporary_, path_, renamed);
    if (error_ == 0 && renamed) error_ = renamed.value();
    if (error_ != 0)
      return fail(ErrorCode::Io,
                  fmt::format("{} could not be written: {}.", path_.string(),
                              std::generic_category().message(error_)),
                  path_.string());
    done_ = true;
    return {};
  }

 private:
  std::filesystem::path path_, temporary_;
  gzFile file_ = nullptr;
  int error_ = 0;
  bool done_ = false;
};

Number numberFor(const Volume& v) {
  if (v.type() == VoxelType::Rgb8) return Number::Rgb;
  const bool whole = v.type() != VoxelType::Float32 && v.hasUniformRescale() &&
                     v.rescale(0).slope == std::floor(v.rescale(0).slope) &&
                     v.rescale(0).intercept == std::floor(v.rescale(0).intercept);
  if (!whole) return Number::Float32;
  const auto [low, high] = v.valueRange();
  if (v.type() == VoxelType::UInt8 && low >= 0.0 && high <= 255.0) return Number::UInt8;
  if (low >= -32768.0 && high <= 32767.0) return Number::Int16;
  if (low >= 0.0 && high <= 65535.0) return Number::UInt16;
  return Number::Float32;
}

template <class T>
void writeValues(const Volume& v, Output& out) {
  const Size3& size = v.size();
  std::vector<T> slice(static_cast<std::size_t>(size[0]) * static_cast<std::size_t>(size[1]));
  for (int k = 0; k < size[2]; ++k) {
    std::size_t n = 0;
    for (int j = 0; j < size[1]; ++j)
      for (int i = 0; i < size[0]; ++i) slice[n++] = static_cast<T>(v.valueAt(i, j, k));
    out.write(slice.data(), slice.size() * sizeof(T));
  }
}

void writeVoxels(const Volume& v, Number number, Output& out) {
  switch (number) {
    case Number::UInt8:
      return writeValues<std::uint8_t>(v, out);
    case Number::Int16:
      return writeValues<std::int16_t>(v, out);
    case Number::UInt16:
      return writeValues<std::uint16_t>(v, out);
    case Number::Float32:
      return writeValues<float>(v, out);
    case Number::Rgb:
      return out.write(v.data(), v.sliceBytes() * static_cast<std::size_t>(v.size()[2]));
  }
}

/// NIfTI-1 (nifti1.h): a header of 348 bytes at fixed places, four bytes that say "no extension", voxels.
class NiftiHeader {
 public:
  template <class T>
  void set(std::size_t offset, T value) {
    std::memcpy(bytes_.data() + offset, &value, sizeof value);
  }
  void set(std::size_t offset, const char* text) {
    std::memcpy(bytes_.data() + offset, text, std::strlen(text));
  }
  const std::array<char, 352>& bytes() const { return bytes_; }

 private:
  std::array<char, 352> bytes_{};
};

NiftiHeader niftiHeader(const Volume& v, Number number) {
  const VolumeGeometry& g = v.geometry();
  NiftiHeader h;
  h.set<std::int32_t>(0, 348);
  h.set<std::int16_t>(40, 3);
  for (std::size_t n = 0; n < 7; ++n)
    h.set<std::int16_t>(42 + 2 * n, n < 3 ? static_cast<std::int16_t>(g.size()[n]) : std::int16_t{1});
  struct Code {
    std::int16_t type, bits;
  };
  const auto code = [&]() -> Code {
    switch (number) {
      case Number::UInt8:
        return {2, 8};
      case Number::Int16:
        return {4, 16};
      case Number::UInt16:
        return {512, 16};
      case Number::Float32:
        return {16, 32};
      case Number::Rgb:
        return {128, 24};
    }
    return {16, 32};
  }();
  h.set<std::int16_t>(70, code.type);
  h.set<std::int16_t>(72, code.bits);

  // NIfTI's axes are right, anterior, superior: the first two signs change.
  const Matrix3 toRas = Vector3(-1, -1, 1).asDiagonal();
  const Matrix3 axes = toRas * g.axes();
  const Vector3 origin = toRas * g.origin().mm;
  const Vector3 spacing = g.spacing();
  Matrix3 rotation = axes * spacing.cwiseInverse().asDiagonal();
  const bool leftHanded = rotation.determinant() < 0.0;
  if (leftHanded) rotation.col(2) = -rotation.col(2);
  h.set<float>(76, leftHanded ? -1.0f : 1.0f);
  for (int n = 0; n < 3; ++n)
    h.set<float>(80 + 4 * static_cast<std::size_t>(n), static_cast<float>(spacing[n]));
  h.set<float>(108, 352.0f);
  h.set<float>(112, 1.0f);
  h.set<char>(123, 2);  // mm
  h.set(148, "Isocenter");
  constexpr std::int16_t kScannerAnatomical = 1;
  // A quaternion cannot hold a shear: then the sform alone speaks.
  if (!g.isSheared()) {
    h.set<std::int16_t>(252, kScannerAnatomical);
    Eigen::Quaterniond q(rotation);
    if (q.w() < 0.0) q.coeffs() = -q.coeffs();
    h.set<float>(256, static_cast<float>(q.x()));
    h.set<float>(260, static_cast<float>(q.y()));
    h.set<float>(264, static_cast<float>(q.z()));
    for (int n = 0; n < 3; ++n)
      h.set<float>(268 + 4 * static_cast<std::size_t>(n), static_cast<float>(origin[n]));
  }
  h.set<std::int16_t>(254, kScannerAnatomical);
  for (int r = 0; r < 3; ++r)
    for (int c = 0; c < 4; ++c)
      h.set<float>(280 + 4 * static_cast<std::size_t>(4 * r + c),
                   static_cast<float>(c < 3 ? axes(r, c) : origin[r]));
  h.set(344, "n+1");
  return h;
}

std::string nrrdHeader(const Volume& v, Number number) {
  const VolumeGeometry& g = v.geometry();
  const char* types[] = {"uint8", "int16", "uint16", "float", "uint8"};
  const bool rgb = number == Number::Rgb;
  std::string directions = rgb ? "none" : "";
  for (int c = 0; c < 3; ++c)
    directions += fmt::format("{}({:.17g},{:.17g},{:.17g})", directions.empty() ? "" : " ", g.axes()(0, c),
                              g.axes()(1, c), g.axes()(2, c));
  const Vector3& o = g.origin().mm;
  return fmt::format(
      "NRRD0004\ntype: {}\ndimension: {}\nspace: left-posterior-superior\nsizes: {}{} {} {}\nspace "
      "directions: {}\n"
      "kinds: {}domain domain domain\nendian: little\nencoding: gzip\nspace origin: "
      "({:.17g},{:.17g},{:.17g})\n\n",
      types[static_cast<int>(number)], rgb ? 4 : 3, rgb ? "3 " : "", g.size()[0], g.size()[1], g.size()[2],
      directions, rgb ? "RGB-color " : "", o.x(), o.y(), o.z());
}

std::string metaHeader(const Volume& v, Number number) {
  const VolumeGeometry& g = v.geometry();
  const char* types[] = {"MET_UCHAR", "MET_SHORT", "MET_USHORT", "MET_FLOAT", "MET_UCHAR"};
  // TransformMatrix lists the directions of the axes one after the other.
  const Matrix3 d = g.direction();
  std::string matrix;
  for (int c = 0; c < 3; ++c)
    for (int r = 0; r < 3; ++r) matrix += fmt::format(" {:.17g}", d(r, c));
  const Vector3 s = g.spacing(), &o = g.origin().mm;
  return fmt::format(
      "ObjectType = Image\nNDims = 3\nBinaryData = True\nBinaryDataByteOrderMSB = False\nCompressedData = "
      "False\n"
      "TransformMatrix ={}\nOffset = {:.17g} {:.17g} {:.17g}\nCenterOfRotation = 0 0 "
      "0\nAnatomicalOrientation = RAI\n"
      "ElementSpacing = {:.17g} {:.17g} {:.17g}\nDimSize = {} {} {}\n{}ElementType = {}\nElementDataFile = "
      "LOCAL\n",
      matrix, o.x(), o.y(), o.z(), s.x(), s.y(), s.z(), g.size()[0], g.size()[1], g.size()[2],
      number == Number::Rgb ? "ElementNumberOfChannels = 3\n" : "", types[static_cast<int>(number)]);
}

}  // namespace

std::optional<VolumeFileKind> volumeFileKind(const std::filesystem::path& path) {
  const std::string name = path.filename().string();
  if (name.ends_with(".nii.gz")) return VolumeFileKind::NiftiCompressed;
  if (name.ends_with(".nii")) return VolumeFileKind::Nifti;
  if (name.ends_with(".nrrd")) return VolumeFileKind::Nrrd;
  if (name.ends_with(".mha")) return VolumeFileKind::MetaImage;
  return std::nullopt;
}

Result<void> exportVolume(const Volume& volume, const std::filesystem::path& path) {
  const auto kind = volumeFileKind(path);
  if (!kind)
    return fail(ErrorCode::InvalidArgument,
                fmt::format("{} should end in .nii.gz, .nii, .nrrd or .mha.", path.string()), path.string());
  if (volume.geometry().isUneven())
    return fail(
        ErrorCode::Unsupported,
        fmt::format(
            "{} was not written: the slices are unevenly spaced, which none of these formats can hold.",
            path.string()),
        path.string());
  const bool nifti = *kind == VolumeFileKind::Nifti || *kind == VolumeFileKind::NiftiCompressed;
  for (const int n : volume.size())
    if (nifti && n > 32767)
      return fail(
          ErrorCode::Unsupported,
          fmt::format("{} was not written: NIfTI holds at most 32767 voxels along an axis.", path.string()),
          path.string());
  const Number number = numberFor(volume);
  Output out(path, *kind == VolumeFileKind::NiftiCompressed);
  switch (*kind) {
    case VolumeFileKind::Nifti:
    case VolumeFileKind::NiftiCompressed: {
      const NiftiHeader header = niftiHeader(volume, number);
      out.write(header.bytes().data(), header.bytes().size());
      break;
    }
    case VolumeFileKind::Nrrd:
      out.write(nrrdHeader(volume, number));
      out.compressFromHere();
      break;
    case VolumeFileKind::MetaImage:
      out.write(metaHeader(volume, number));
      break;
  }
  writeVoxels(volume, number, out);
  return out.finish();
}

}  // namespace iso
