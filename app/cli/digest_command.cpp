// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <mutex>
#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "core/dicom/file_list.h"
#include "core/dicom/sniff.h"

namespace iso::cli {
namespace {

/// Archives are replaced by what is in them.
std::vector<std::filesystem::path> withArchivesOpened(Context& context,
                                                      std::vector<std::filesystem::path> files) {
  std::vector<std::filesystem::path> all;
  for (auto& file : files) {
    const auto sniffed = sniff(file);
    if (sniffed && sniffed->isArchive)
      if (const auto entries = context.reader()->archiveEntries(file, {})) {
        for (const auto& entry : *entries) all.emplace_back(file.string() + "/" + entry.string());
        continue;
      }
    all.push_back(std::move(file));
  }
  return all;
}

}  // namespace

int runDigest(Context& context, const DigestOptions& options) {
  auto list = listFiles(options.paths, {});
  if (!list) return context.give(list.error());
  const auto files = withArchivesOpened(context, std::move(list->files));
  std::vector<FileDigest> digests(files.size());
  const Progress progress = context.progress("Reading");
  std::mutex mutex;
  std::size_t done = 0;
  const auto reader = context.reader();
  context.pool().parallelFor(files.size(), [&](std::size_t n) {
    auto digest = reader->digest(files[n], {});
    digests[n] = digest ? std::move(*digest) : FileDigest{"", 0, "", digest.error().message, true};
    const std::lock_guard lock(mutex);
    if (progress) progress(static_cast<double>(++done) / static_cast<double>(files.size()));
  });

  using Json = nlohmann::ordered_json;
  Json json = Json::array();
  bool failed = !list->unreadable.empty();
  for (std::size_t n = 0; n < files.size(); ++n) {
    const FileDigest& d = digests[n];
    failed = failed || d.failed;
    if (options.json)
      json.push_back({{"path", files[n].string()},
                      {"md5", d.md5.empty() ? Json(nullptr) : Json(d.md5)},
                      {"frames", d.frames},
                      {"transferSyntax", d.transferSyntax.empty() ? Json(nullptr) : Json(d.transferSyntax)},
                      {"reason", d.md5.empty() ? Json(d.reason) : Json(nullptr)}});
    else
      fmt::print("{:<32}  {}{}\n", d.md5.empty() ? "-" : d.md5, files[n].string(),
                 d.md5.empty() ? "  (" + d.reason + ")" : std::string());
  }
  if (options.json) fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
  for (const FileProblem& problem : list->unreadable) context.say(problem.reason);
  return failed ? kPartial : kDone;
}

}  // namespace iso::cli
