// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/container/open_path.h"

#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "core/dicom/sniff.h"

namespace iso {

FileHandle::~FileHandle() {
  if (descriptor_ >= 0) ::close(descriptor_);
}

Result<OpenedPath> openPath(const std::filesystem::path& path) {
  OpenedPath opened;
  std::filesystem::path outer = path;
  // Below a regular file there is nothing but an archive's inside.
  for (;;) {
    opened.file = FileHandle(::open(outer.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
    if (opened.file.get() >= 0) break;
    const int error = errno;
    if (error != ENOTDIR || !outer.has_parent_path() || outer.parent_path() == outer)
      return tl::make_unexpected(systemError(error == ENOTDIR ? ENOENT : error, path));
    outer = outer.parent_path();
  }
  struct stat status {};
  if (::fstat(opened.file.get(), &status) != 0) return tl::make_unexpected(systemError(errno, path));
  if (!S_ISREG(status.st_mode)) return fail(ErrorCode::NotDicom, "Not a regular file.", path.string());
  opened.size = static_cast<std::uint64_t>(status.st_size);
  if (outer != path) {
    const std::string whole = path.string(), head = outer.string();
    opened.entry = whole.substr(head.size() + 1);
  }
  return opened;
}

}  // namespace iso
