// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/local_reader.h"

#include <fmt/format.h>

#include <mutex>

#include "core/dicom/reader/opened_files.h"
#include "core/dicom/toolkit_setup.h"

namespace iso {
namespace {

tl::unexpected<Error> cancelledError() {
  return fail(ErrorCode::Cancelled, "Cancelled.");
}

class LocalReader final : public DicomReader {
 public:
  std::vector<HeaderOutcome> readHeaders(std::span<const std::filesystem::path> files,
                                         const CancelToken& cancel) override {
    const Lease lease(*this);
    std::vector<HeaderOutcome> outcomes(files.size());
    for (std::size_t n = 0; n < files.size() && !cancel.cancelled(); ++n)
      if (const auto opened = openForHeader(files[n], outcomes[n]))
        outcomes[n] = outcomeOf(lease->header(file(*opened, files[n])));
    return outcomes;
  }

  Result<void> readSlice(const SliceSource& slice, VoxelType type, VoxelBuffer& target, std::size_t offset,
                         std::size_t bytes, const CancelToken& cancel) override {
    if (cancel.cancelled()) return cancelledError();
    if (!slice.pixels)
      return fail(ErrorCode::InvalidArgument, fmt::format("{} has not been scanned.", slice.path.string()));
    if (offset > target.bytes() || bytes > target.bytes() - offset)
      return fail(ErrorCode::InvalidArgument, "A slice does not fit its volume.");
    const std::span<std::byte> voxels(target.data() + offset, bytes);
    const auto opened = openPath(slice.path);
    if (!opened) return tl::make_unexpected(opened.error());
    if (isPlainSlice(slice, *opened)) return readPlainSlice(slice, *opened, type, voxels);
    return Lease(*this)->slice(file(*opened, slice.path), slice, type, voxels);
  }

  Result<FileDigest> digest(const std::filesystem::path& path, const CancelToken& cancel) override {
    return ask<FileDigest>(path, cancel,
                           [](FileServices& services, const FileServices::File& f) -> Result<FileDigest> {
                             return services.digest(f);
                           });
  }
  Result<std::vector<HeaderLine>> headerLines(const std::filesystem::path& path,
                                              const CancelToken& cancel) override {
    return ask<std::vector<HeaderLine>>(
        path, cancel, [](FileServices& services, const FileServices::File& f) { return services.lines(f); });
  }
  Result<std::vector<OverlayPlane>> overlays(const SliceSource& slice, const CancelToken& cancel) override {
    return ask<std::vector<OverlayPlane>>(slice.path, cancel,
                                          [&](FileServices& services, const FileServices::File& f) {
                                            return services.overlays(f, slice.frame);
                                          });
  }
  Result<std::vector<std::filesystem::path>> archiveEntries(const std::filesystem::path& archive,
                                                            const CancelToken& cancel) override {
    return ask<std::vector<std::filesystem::path>>(
        archive, cancel,
        [](FileServices& services, const FileServices::File& f) { return services.archiveEntries(f); });
  }
  Result<std::vector<std::filesystem::path>> directoryFiles(const std::filesystem::path& path,
                                                            const CancelToken& cancel) override {
    return ask<std::vector<std::filesystem::path>>(
        path, cancel,
        [](FileServices& services, const FileServices::File& f) { return services.directoryFiles(f); });
  }

 private:
  /// The services of one caller at a time; what they keep of the last file serves the next question.
  class Lease {
   public:
    explicit Lease(LocalReader& reader) : reader_(reader) {
      const std::lock_guard lock(reader_.mutex_);
      if (reader_.idle_.empty()) {
        services_ = std::make_unique<FileServices>();
      } else {
        services_ = std::move(reader_.idle_.back());
        reader_.idle_.pop_back();
      }
    }
    ~Lease() {
      const std::lock_guard lock(reader_.mutex_);
      reader_.idle_.push_back(std::move(services_));
    }
    Lease(const Lease&) = delete;
    Lease& operator=(const Lease&) = delete;
    FileServices* operator->() const { return services_.get(); }
    FileServices& operator*() const { return *services_; }

   private:
    LocalReader& reader_;
    std::unique_ptr<FileServices> services_;
  };

  static FileServices::File file(const OpenedPath& opened, const std::filesystem::path& path) {
    return {opened.file.get(), opened.size, path, opened.entry};
  }

  template <class T, class F>
  Result<T> ask(const std::filesystem::path& path, const CancelToken& cancel, const F& question) {
    if (cancel.cancelled()) return cancelledError();
    const auto opened = openPath(path);
    if (!opened) return tl::make_unexpected(opened.error());
    return question(*Lease(*this), file(*opened, path));
  }

  std::mutex mutex_;
  std::vector<std::unique_ptr<FileServices>> idle_;
};

}  // namespace

std::shared_ptr<DicomReader> makeLocalReader() {
  prepareToolkits();
  return std::make_shared<LocalReader>();
}

}  // namespace iso
