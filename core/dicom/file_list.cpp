// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/file_list.h"

#include <algorithm>
#include <unordered_set>

#include "core/dicom/sniff.h"

namespace iso {
namespace fs = std::filesystem;

Result<FileList> listFiles(const std::vector<fs::path>& paths, const CancelToken& cancel) {
  FileList list;
  std::unordered_set<std::string> seen;
  const auto add = [&](const fs::path& file) {
    if (seen.insert(file.lexically_normal().string()).second) list.files.push_back(file);
  };
  for (const fs::path& top : paths) {
    std::error_code error;
    const fs::path absolute = fs::absolute(top, error).lexically_normal();
    const auto status = fs::status(absolute, error);
    if (error || !fs::exists(status))
      return tl::make_unexpected(systemError(error ? error.value() : ENOENT, top));
    if (!fs::is_directory(status)) {
      if (auto probe = sniff(absolute); !probe) return tl::make_unexpected(probe.error());
      add(absolute);
      continue;
    }
    std::vector<fs::path> folders{absolute};
    while (!folders.empty()) {
      if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "The scan was cancelled.");
      const fs::path folder = std::move(folders.back());
      folders.pop_back();
      fs::directory_iterator it(folder, error);
      if (error) {
        Error problem = systemError(error.value(), folder);
        if (folder == absolute) return tl::make_unexpected(std::move(problem));
        list.unreadable.push_back({folder, std::move(problem.message)});
        continue;
      }
      std::vector<fs::path> files, inner;
      for (; it != fs::directory_iterator(); it.increment(error)) {
        std::error_code ignored, broken;
        const bool isLink = it->is_symlink(ignored);
        const auto target = it->status(broken);
        if (fs::is_directory(target)) {
          // Following links could go round in circles or leave the medium.
          if (isLink)
            list.skipped.push_back({it->path(), "A link to a folder; open the folder itself."});
          else
            inner.push_back(it->path());
        } else if (isLink && (target.type() == fs::file_type::not_found ||
                              broken == std::errc::too_many_symbolic_link_levels)) {
          list.skipped.push_back({it->path(), "A link that leads nowhere."});
        } else {
          files.push_back(it->path());
        }
      }
      // Where the medium fails midway, what was listed so far stays, but not silently.
      if (error) list.unreadable.push_back({folder, systemError(error.value(), folder).message});
      std::sort(files.begin(), files.end());
      std::sort(inner.rbegin(), inner.rend());
      for (const auto& file : files) add(file);
      folders.insert(folders.end(), inner.begin(), inner.end());
    }
  }
  return list;
}

}  // namespace iso
