// SPDX-License-Identifier: Apache-2.0
#include "core/dicom/scanner.h"

#include <fmt/format.h>

#include <algorithm>
#include <climits>
#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <tuple>

#include "core/dicom/assembler.h"
#include "core/dicom/file_list.h"

namespace iso {
namespace {

/// Reports a rising fraction from several threads, one call at a time.
class Ticker {
 public:
  Ticker(const Progress& progress, std::size_t total) : progress_(progress), total_(total) {}
  void tick() {
    if (!progress_) return;
    const std::lock_guard lock(mutex_);
    progress_(static_cast<double>(++done_) / static_cast<double>(total_));
  }

 private:
  const Progress& progress_;
  std::size_t total_;
  std::size_t done_ = 0;
  std::mutex mutex_;
};

Series makeSeries(const std::vector<const FileHeader*>& files) {
  // The first image in order of acquisition speaks for the series.
  const FileHeader* speaker = files.front();
  for (const FileHeader* f : files) {
    const bool image = f->kind == FileHeader::Kind::Image, spoken = speaker->kind == FileHeader::Kind::Image;
    if (image != spoken ? image : f->instanceNumber < speaker->instanceNumber) speaker = f;
  }
  Series series = speaker->series;
  std::vector<const FileHeader*> images;
  std::set<std::string> uids, objects;
  for (const FileHeader* f : files) {
    if (f->kind == FileHeader::Kind::Object) {
      // The same instance may lie in a folder under several names: it counts once.
      if (uids.count(f->sopInstanceUid) == 0)
        series.objectFiles.push_back({f->objectName, f->path, f->sopInstanceUid, f->objectLabel});
      objects.insert(f->objectName);
    } else if (f->unsupported.empty())
      images.push_back(f);
    uids.insert(f->sopInstanceUid);
  }
  std::sort(series.objectFiles.begin(), series.objectFiles.end(), [](const auto& a, const auto& b) {
    return std::tie(a.kind, a.label, a.sopInstanceUid) < std::tie(b.kind, b.label, b.sopInstanceUid);
  });
  series.instances = static_cast<int>(uids.size());
  series.objects.assign(objects.begin(), objects.end());
  series.volumes = assembleVolumes(images);
  return series;
}

std::vector<Study> makeStudies(const std::vector<std::unique_ptr<FileHeader>>& headers, ThreadPool& pool) {
  // UIDs that are not unique (copied phantoms, careless anonymisation) must never join two patients.
  using Owner = std::tuple<std::string, std::optional<std::string>, std::optional<std::string>,
                           std::optional<std::string>>;
  std::map<Owner, std::map<std::string, std::vector<const FileHeader*>>> byStudy;
  for (const auto& header : headers) {
    const Patient& patient = header->study.patient;
    byStudy[{header->studyUid, patient.id, patient.name, patient.birthDate}][header->seriesUid].push_back(
        header.get());
  }

  std::vector<Study> studies;
  for (const auto& [owner, bySeries] : byStudy) {
    Study study = bySeries.begin()->second.front()->study;
    std::vector<const std::vector<const FileHeader*>*> groups;
    for (const auto& [seriesUid, files] : bySeries) groups.push_back(&files);
    study.series.resize(groups.size());
    pool.parallelFor(groups.size(), [&](std::size_t n) { study.series[n] = makeSeries(*groups[n]); });
    std::stable_sort(study.series.begin(), study.series.end(), [](const Series& a, const Series& b) {
      const int na = a.number.value_or(INT_MAX), nb = b.number.value_or(INT_MAX);
      return na != nb ? na < nb : a.uid < b.uid;
    });
    studies.push_back(std::move(study));
  }
  std::stable_sort(studies.begin(), studies.end(), [](const Study& a, const Study& b) {
    return a.date != b.date ? a.date < b.date : a.uid < b.uid;
  });
  return studies;
}

/// Files with what came of each.
struct Looked {
  std::vector<std::filesystem::path> files;
  std::vector<HeaderOutcome> outcomes;
};

/// Reads the headers of all files, a handful at a time for each thread.
Result<Looked> lookAt(std::vector<std::filesystem::path> files, ThreadPool& pool, DicomReader& reader,
                      const Progress& progress, const CancelToken& cancel) {
  constexpr std::size_t kHandful = 8;
  Looked looked;
  looked.files = std::move(files);
  const std::size_t count = looked.files.size(), handfuls = (count + kHandful - 1) / kHandful;
  looked.outcomes.resize(count);
  Ticker ticker(progress, handfuls);
  pool.parallelFor(handfuls, [&](std::size_t n) {
    if (cancel.cancelled()) return;
    const std::size_t begin = n * kHandful, size = std::min(kHandful, count - begin);
    auto some = reader.readHeaders(std::span(looked.files).subspan(begin, size), cancel);
    for (std::size_t k = 0; k < std::min(size, some.size()); ++k)
      looked.outcomes[begin + k] = std::move(some[k]);
    ticker.tick();
  });
  if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "The scan was cancelled.");
  return looked;
}

/// Turns a DICOMDIR among the paths into the files it names. One that names nothing that is there, or not
/// everything, stands for its whole folder.
std::vector<std::filesystem::path> followDirectories(const std::vector<std::filesystem::path>& paths,
                                                     DicomReader& reader, const CancelToken& cancel,
                                                     std::vector<FileProblem>& missing) {
  std::vector<std::filesystem::path> tops;
  for (const auto& path : paths) {
    std::error_code ignored;
    // Of many files only those named so are looked at beforehand: the scan will read all of them anyway.
    const bool maybe = paths.size() == 1 || path.filename().string().starts_with("DICOMDIR");
    if (!maybe || !std::filesystem::is_regular_file(path, ignored)) {
      tops.push_back(path);
      continue;
    }
    const auto absolute = std::filesystem::absolute(path, ignored).lexically_normal();
    auto looked = reader.readHeaders(std::span(&absolute, 1), cancel);
    const bool isDirectory = !looked.empty() && looked.front().header &&
                             looked.front().header->kind == FileHeader::Kind::Directory;
    // Named so and not readable: what lies beside it is what was meant.
    const bool isNamedSo = path.filename() == "DICOMDIR";
    if (!isDirectory && !isNamedSo) {
      tops.push_back(path);
      continue;
    }
    const auto named =
        isDirectory ? reader.directoryFiles(absolute, cancel) : Result<std::vector<std::filesystem::path>>();
    std::vector<std::filesystem::path> there;
    if (named)
      for (const auto& file : *named) {
        if (std::filesystem::exists(file, ignored))
          there.push_back(file);
        else
          missing.push_back(
              {file, fmt::format("{} is named in {} but is not there.", file.string(), path.string())});
      }
    if (there.empty() || there.size() < named->size())
      tops.push_back(absolute.parent_path());
    else
      tops.insert(tops.end(), there.begin(), there.end());
    // Images that only an empty or foreign index misses are no loss of this folder's.
    if (there.empty()) missing.clear();
  }
  return tops;
}

}  // namespace

Result<ScanResult> scan(const std::vector<std::filesystem::path>& paths, ThreadPool& pool,
                        DicomReader& reader, const Progress& progress, const CancelToken& cancel) {
  ScanResult result;
  std::vector<FileProblem> missing;
  auto list = listFiles(followDirectories(paths, reader, cancel, missing), cancel);
  if (!list) return tl::make_unexpected(list.error());
  result.unreadable = std::move(list->unreadable);
  result.skipped = std::move(list->skipped);
  result.unreadable.insert(result.unreadable.end(), missing.begin(), missing.end());

  auto looked = lookAt(std::move(list->files), pool, reader, progress, cancel);
  if (!looked) return tl::make_unexpected(looked.error());
  // Archives are looked into when all files beside them are known.
  std::vector<std::filesystem::path> inside;
  for (std::size_t n = 0; n < looked->files.size(); ++n) {
    HeaderOutcome& outcome = looked->outcomes[n];
    if (!outcome.isArchive) continue;
    const auto entries = reader.archiveEntries(looked->files[n], cancel);
    if (!entries) {
      outcome.skipped.clear();
      outcome.unreadable = entries.error().message;
      continue;
    }
    for (const auto& entry : *entries) inside.emplace_back(looked->files[n].string() + "/" + entry.string());
  }
  if (!inside.empty()) {
    auto more = lookAt(std::move(inside), pool, reader, progress, cancel);
    if (!more) return tl::make_unexpected(more.error());
    std::move(more->files.begin(), more->files.end(), std::back_inserter(looked->files));
    std::move(more->outcomes.begin(), more->outcomes.end(), std::back_inserter(looked->outcomes));
  }

  std::vector<std::unique_ptr<FileHeader>> headers;
  for (std::size_t n = 0; n < looked->files.size(); ++n) {
    const auto& path = looked->files[n];
    HeaderOutcome& outcome = looked->outcomes[n];
    if (!outcome.header) {
      if (!outcome.unreadable.empty())
        result.unreadable.push_back({path, std::move(outcome.unreadable)});
      else if (!outcome.isArchive)
        result.skipped.push_back({path, std::move(outcome.skipped)});
      continue;
    }
    if (outcome.header->kind == FileHeader::Kind::Directory) continue;
    if (!outcome.header->unsupported.empty())
      result.unreadable.push_back({path, outcome.header->unsupported});
    else if (outcome.header->truncated)
      result.unreadable.push_back(
          {path,
           fmt::format(
               "{} is cut off: it has fewer pixels than its header claims; copy it again from its source.",
               path.string())});
    headers.push_back(std::move(outcome.header));
  }
  result.studies = makeStudies(headers, pool);
  return result;
}

}  // namespace iso
