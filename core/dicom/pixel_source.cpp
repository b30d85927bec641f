// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/pixel_source.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <unistd.h>

#include <bit>
#include <cerrno>
#include <map>
#include <mutex>
#include <vector>

#include "core/dicom/gdcm_decoder.h"
#include "core/dicom/pixel_convert.h"
#include "core/dicom/sniff.h"

namespace iso {
namespace {

Error about(const SliceSource& slice, Error error) {
  const std::string name = slice.path.string();
  if (error.message.find(name) == std::string::npos)
    error.message = fmt::format("{} cannot be shown: {}.", name, error.message);
  error.subject = name;
  return error;
}

class File {
 public:
  explicit File(const std::filesystem::path& path) : handle_(::open(path.c_str(), O_RDONLY | O_CLOEXEC)) {}
  ~File() {
    if (handle_ >= 0) ::close(handle_);
  }
  File(const File&) = delete;
  File& operator=(const File&) = delete;
  int handle() const { return handle_; }

 private:
  int handle_;
};

Result<void> readBytes(const SliceSource& slice, std::uint64_t offset, std::span<std::byte> bytes) {
  const File file(slice.path);
  if (file.handle() < 0) return tl::make_unexpected(systemError(errno, slice.path));
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got =
        ::pread(file.handle(), bytes.data() + done, bytes.size() - done, static_cast<off_t>(offset + done));
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) return tl::make_unexpected(systemError(errno, slice.path));
    if (got == 0)
      return fail(
          ErrorCode::BadFile,
          fmt::format("{} is cut off: it ends {} bytes before the end of its pixels; copy it again from its "
                      "source.",
                      slice.path.string(), bytes.size() - done),
          slice.path.string());
    done += static_cast<std::size_t>(got);
  }
  return {};
}

class FilePixelSource : public PixelSource {
 public:
  Result<void> read(const SliceSource& slice, VoxelType type, std::span<std::byte> voxels) override {
    if (!slice.pixels)
      return fail(ErrorCode::InvalidArgument, fmt::format("{} has not been scanned.", slice.path.string()));
    const PixelLayout& p = *slice.pixels;
    // Subsampled colour is not laid out as frameBytes() says.
    const bool direct = p.native && p.photometric != "YBR_FULL_422";
    auto result = direct ? readNative(slice, p, type, voxels) : readDecoded(slice, p, type, voxels);
    if (!result) return tl::make_unexpected(about(slice, std::move(result.error())));
    return {};
  }

 private:
  static Result<void> readNative(const SliceSource& slice, const PixelLayout& p, VoxelType type,
                                 std::span<std::byte> voxels) {
    const auto bytes = static_cast<std::size_t>(p.frameBytes());
    const std::uint64_t offset = p.offset + static_cast<std::uint64_t>(slice.frame) * p.frameBytes();
    std::vector<std::byte> temporary;
    std::span<std::byte> stored = voxels;
    if (!storedIsVoxel(p, type) || voxels.size() < bytes) {
      temporary.resize(bytes);
      stored = temporary;
    }
    stored = stored.first(bytes);
    if (auto read = readBytes(slice, offset, stored); !read) return read;
    static_assert(std::endian::native == std::endian::little, "native pixels are read as little endian");
    if (p.bigEndian) swapBytes(stored, static_cast<std::size_t>(p.bitsAllocated / 8));
    return toVoxels(stored, p, type, voxels);
  }

  Result<void> readDecoded(const SliceSource& slice, const PixelLayout& claimed, VoxelType type,
                           std::span<std::byte> voxels) {
    std::shared_ptr<const Result<DecodedPixels>> decoded = decode(slice, claimed.frames > 1);
    if (!*decoded) return tl::make_unexpected(decoded->error());
    const PixelLayout& p = (*decoded)->layout;
    const std::size_t count = static_cast<std::size_t>(p.rows) * static_cast<std::size_t>(p.columns);
    const bool fits = p.rows == claimed.rows && p.columns == claimed.columns &&
                      p.samples == claimed.samples && p.isSigned == claimed.isSigned &&
                      voxels.size() == count * bytesPerVoxel(type);
    const auto begin = static_cast<std::size_t>(slice.frame) * static_cast<std::size_t>(p.frameBytes());
    const auto& bytes = (*decoded)->bytes;
    if (!fits || begin + p.frameBytes() > bytes.size())
      return fail(ErrorCode::BadFile, "its compressed pixels are not what its header claims");
    const std::span<const std::byte> frame(bytes.data() + begin, static_cast<std::size_t>(p.frameBytes()));
    if (p.bitsAllocated == 8 && bytesPerVoxel(type) == 2 && !p.isSigned) {
      for (std::size_t n = 0; n < count; ++n) {  // 8-bit codestream of a 16-bit header
        voxels[2 * n] = frame[n];
        voxels[2 * n + 1] = std::byte{0};
      }
      return {};
    }
    if (type != VoxelType::Float32 && type != VoxelType::Rgb8 &&
        p.bitsAllocated > 8 * static_cast<int>(bytesPerVoxel(type)))
      return fail(ErrorCode::BadFile, "its compressed pixels have more bits than its header claims");
    return toVoxels(frame, p, type, voxels);
  }

  /// Single frames are not kept; of several, the first who comes decodes and the others wait.
  std::shared_ptr<const Result<DecodedPixels>> decode(const SliceSource& slice, bool keep) {
    if (!keep) return std::make_shared<const Result<DecodedPixels>>(decodeWithGdcm(slice.path));
    std::shared_ptr<Kept> kept;
    {
      const std::lock_guard lock(mutex_);
      auto& entry = kept_[slice.path.string()];
      if (!entry) entry = std::make_shared<Kept>();
      kept = entry;
    }
    std::call_once(kept->once, [&] {
      kept->pixels = std::make_shared<const Result<DecodedPixels>>(decodeWithGdcm(slice.path));
    });
    return kept->pixels;
  }

  struct Kept {
    std::once_flag once;
    std::shared_ptr<const Result<DecodedPixels>> pixels;
  };
  std::mutex mutex_;
  std::map<std::string, std::shared_ptr<Kept>> kept_;
};

}  // namespace

std::shared_ptr<PixelSource> makeFilePixelSource() {
  return std::make_shared<FilePixelSource>();
}

}  // namespace iso
