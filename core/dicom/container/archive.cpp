// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/container/archive.h"

#include <fmt/format.h>
#include <unistd.h>
#include <zip.h>

#include <algorithm>

namespace iso {
namespace {

constexpr zip_int64_t kMostEntries = 1000000;

zip_t* handle(void* archive) {
  return static_cast<zip_t*>(archive);
}

}  // namespace

void Archive::Close::operator()(void* archive) const {
  zip_discard(handle(archive));
}

Result<Archive> Archive::open(int descriptor, const std::string& name) {
  int code = 0;
  const int own = ::dup(descriptor);
  zip_t* opened = own < 0 ? nullptr : zip_fdopen(own, 0, &code);
  if (opened == nullptr) {
    if (own >= 0) ::close(own);
    return fail(ErrorCode::BadFile, fmt::format("{} is a damaged ZIP archive.", name), name);
  }
  Archive archive;
  archive.archive_.reset(opened);
  archive.name_ = name;
  return archive;
}

Result<std::vector<std::filesystem::path>> Archive::entries() const {
  zip_t* zip = handle(archive_.get());
  const zip_int64_t count = zip_get_num_entries(zip, 0);
  if (count > kMostEntries)
    return fail(ErrorCode::Unsupported, fmt::format("{} holds more than {} files.", name_, kMostEntries),
                name_);
  std::vector<std::filesystem::path> paths;
  for (zip_int64_t n = 0; n < count; ++n) {
    const char* entry = zip_get_name(zip, static_cast<zip_uint64_t>(n), ZIP_FL_ENC_RAW);
    if (entry == nullptr || *entry == '\0') continue;
    const std::string text = entry;
    if (text.back() == '/') continue;
    paths.emplace_back(text);
  }
  return paths;
}

Result<std::vector<std::byte>> Archive::read(const std::string& entry, std::uint64_t limit) const {
  zip_t* zip = handle(archive_.get());
  const std::string name = name_ + "/" + entry;
  const zip_int64_t index = zip_name_locate(zip, entry.c_str(), ZIP_FL_ENC_RAW);
  zip_stat_t status;
  if (index < 0 || zip_stat_index(zip, static_cast<zip_uint64_t>(index), 0, &status) != 0)
    return fail(ErrorCode::NotFound, fmt::format("There is no {} in {}.", entry, name_), name);
  if ((status.valid & ZIP_STAT_ENCRYPTION_METHOD) != 0 && status.encryption_method != ZIP_EM_NONE)
    return fail(ErrorCode::Unsupported,
                fmt::format("{} is encrypted; unpack the archive with its password first.", name), name);
  if ((status.valid & ZIP_STAT_SIZE) == 0 || status.size > limit)
    return fail(ErrorCode::Unsupported,
                fmt::format("{} is larger than the {} MB allowed for it.", name, limit >> 20), name);
  const std::unique_ptr<zip_file_t, int (*)(zip_file_t*)> file(
      zip_fopen_index(zip, static_cast<zip_uint64_t>(index), 0), zip_fclose);
  if (!file)
    return fail(ErrorCode::Unsupported, fmt::format("{} is packed in a way that is not known.", name), name);
  // The size is a claim: memory grows with what really comes.
  std::vector<std::byte> bytes;
  std::uint64_t done = 0;
  const auto size = static_cast<std::uint64_t>(status.size);
  while (done < size) {
    if (done == bytes.size())
      bytes.resize(static_cast<std::size_t>(std::min(size, std::max<std::uint64_t>(1 << 20, done * 2))));
    const zip_int64_t got = zip_fread(file.get(), bytes.data() + done, bytes.size() - done);
    if (got <= 0) break;
    done += static_cast<std::uint64_t>(got);
  }
  if (done < size)
    return fail(ErrorCode::BadFile, fmt::format("{} is damaged within its archive.", name), name);
  bytes.resize(static_cast<std::size_t>(size));
  return bytes;
}

}  // namespace iso
