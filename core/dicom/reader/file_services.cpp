// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/reader/file_services.h"

#include <fmt/format.h>

#include <array>
#include <new>

#include "core/dicom/container/archive.h"
#include "core/dicom/digest.h"
#include "core/dicom/header_lines.h"
#include "core/dicom/header_reader.h"
#include "core/dicom/sniff.h"

namespace iso {
namespace {

/// Of an archive's entry, inflated.
constexpr std::uint64_t kLargestEntry = std::uint64_t{1} << 31;

/// Nothing may leave but a value.
template <class F>
auto guarded(const std::filesystem::path& name, const F& work) -> decltype(work()) {
  try {
    return work();
  } catch (const std::bad_alloc&) {
    return fail(ErrorCode::OutOfMemory, fmt::format("There is not enough memory to read {}.", name.string()),
                name.string());
  } catch (const std::exception& e) {
    return fail(ErrorCode::BadFile, fmt::format("{} could not be read ({}).", name.string(), e.what()),
                name.string());
  } catch (...) {
    return fail(ErrorCode::BadFile, fmt::format("{} could not be read.", name.string()), name.string());
  }
}

}  // namespace

Error named(const std::filesystem::path& file, Error error) {
  const std::string name = file.string();
  if (error.message.find(name) == std::string::npos)
    error.message = fmt::format("{} cannot be shown: {}.", name, error.message);
  error.subject = name;
  return error;
}

Result<ByteSource*> FileServices::source(const File& file) {
  if (file.entry.empty()) {
    entryKey_.clear();
    source_ = std::make_unique<FileSource>(file.descriptor, file.size);
    return source_.get();
  }
  const std::string key = fmt::format("{}\n{}", file.name.string(), file.size);
  if (key == entryKey_) return source_.get();
  entryKey_.clear();
  source_.reset();
  std::string archiveName = file.name.string();
  archiveName.resize(archiveName.size() - std::min(archiveName.size(), file.entry.size() + 1));
  auto archive = Archive::open(file.descriptor, archiveName);
  if (!archive) return tl::make_unexpected(archive.error());
  auto bytes = archive->read(file.entry, kLargestEntry);
  if (!bytes) return tl::make_unexpected(bytes.error());
  source_ = std::make_unique<MemorySource>(std::move(*bytes));
  entryKey_ = key;
  return source_.get();
}

Result<FileHeader> FileServices::header(const File& file) {
  return guarded(file.name, [&]() -> Result<FileHeader> {
    const auto bytes = source(file);
    if (!bytes) return tl::make_unexpected(bytes.error());
    if (!file.entry.empty()) {
      std::array<std::byte, 256> start{};
      const std::size_t got = (*bytes)->read(0, start);
      if (sniffBytes({reinterpret_cast<const std::uint8_t*>(start.data()), got}) == Sniffed::Kind::Other)
        return fail(ErrorCode::NotDicom, "Not a DICOM file.", file.name.string());
    }
    return readHeader(**bytes, file.name);
  });
}

Result<void> FileServices::slice(const File& file, const SliceSource& slice, VoxelType type,
                                 std::span<std::byte> voxels) {
  return guarded(file.name, [&]() -> Result<void> {
    const auto bytes = source(file);
    if (!bytes) return tl::make_unexpected(bytes.error());
    auto read = reader_.slice(**bytes, slice, type, voxels);
    if (!read) return tl::make_unexpected(named(file.name, std::move(read.error())));
    return {};
  });
}

FileDigest FileServices::digest(const File& file) {
  auto digest = guarded(file.name, [&]() -> Result<FileDigest> {
    const auto bytes = source(file);
    if (!bytes) return tl::make_unexpected(bytes.error());
    return digestOf(**bytes, file.name);
  });
  if (digest) return std::move(*digest);
  return {"", 0, "", digest.error().message, true};
}

Result<std::vector<HeaderLine>> FileServices::lines(const File& file) {
  return guarded(file.name, [&]() -> Result<std::vector<HeaderLine>> {
    const auto bytes = source(file);
    if (!bytes) return tl::make_unexpected(bytes.error());
    return headerLinesOf(**bytes, file.name);
  });
}

Result<std::vector<OverlayPlane>> FileServices::overlays(const File& file, int frame) {
  return guarded(file.name, [&]() -> Result<std::vector<OverlayPlane>> {
    const auto bytes = source(file);
    if (!bytes) return tl::make_unexpected(bytes.error());
    return overlaysOf(**bytes, file.name, frame);
  });
}

Result<std::vector<std::filesystem::path>> FileServices::archiveEntries(const File& file) {
  return guarded(file.name, [&]() -> Result<std::vector<std::filesystem::path>> {
    auto archive = Archive::open(file.descriptor, file.name.string());
    if (!archive) return tl::make_unexpected(archive.error());
    return archive->entries();
  });
}

Result<std::vector<std::filesystem::path>> FileServices::directoryFiles(const File& file) {
  return guarded(file.name, [&]() -> Result<std::vector<std::filesystem::path>> {
    const auto bytes = source(file);
    if (!bytes) return tl::make_unexpected(bytes.error());
    return directoryFilesOf(**bytes, file.name);
  });
}

}  // namespace iso
