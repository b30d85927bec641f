// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/reader/opened_files.h"

#include <fmt/format.h>
#include <unistd.h>

#include <array>
#include <exception>
#include <new>

#include "core/dicom/sniff.h"

namespace iso {

std::optional<OpenedPath> openForHeader(const std::filesystem::path& path, HeaderOutcome& outcome) {
  auto opened = openPath(path);
  if (!opened) {
    (opened.error().code == ErrorCode::NotDicom ? outcome.skipped : outcome.unreadable) =
        opened.error().message;
    return std::nullopt;
  }
  if (!opened->entry.empty()) return std::move(*opened);
  std::array<std::uint8_t, 256> start{};
  const ssize_t got = ::pread(opened->file.get(), start.data(), start.size(), 0);
  if (got < 0) {
    outcome.unreadable = systemError(errno, path).message;
    return std::nullopt;
  }
  const std::span<const std::uint8_t> bytes(start.data(), static_cast<std::size_t>(got));
  if (sniffBytes(bytes) == Sniffed::Kind::Other) {
    outcome.skipped = whyNotDicom(bytes);
    outcome.isArchive = isArchive(bytes);
    return std::nullopt;
  }
  return std::move(*opened);
}

HeaderOutcome outcomeOf(Result<FileHeader> header) {
  HeaderOutcome outcome;
  if (header)
    outcome.header = std::make_unique<FileHeader>(std::move(*header));
  else if (header.error().code == ErrorCode::NotDicom)
    outcome.skipped = header.error().message;
  else
    outcome.unreadable = header.error().message;
  return outcome;
}

bool isPlainSlice(const SliceSource& slice, const OpenedPath& opened) {
  return slice.pixels->native && opened.entry.empty();
}

Result<void> readPlainSlice(const SliceSource& slice, const OpenedPath& opened, VoxelType type,
                            std::span<std::byte> voxels) try {
  FileSource source(opened.file.get(), opened.size);
  auto read = SliceReader::nativeSlice(source, slice, type, voxels);
  if (!read) return tl::make_unexpected(named(slice.path, std::move(read.error())));
  return {};
} catch (const std::bad_alloc&) {
  return fail(ErrorCode::OutOfMemory,
              fmt::format("There is not enough memory to read {}.", slice.path.string()),
              slice.path.string());
} catch (const std::exception& e) {
  return fail(ErrorCode::BadFile, fmt::format("{} could not be read ({}).", slice.path.string(), e.what()),
              slice.path.string());
}

}  // namespace iso
