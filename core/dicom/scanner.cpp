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
#include "core/dicom/header_reader.h"
#include "core/dicom/sniff.h"

namespace iso {
namespace {

/// What came of one file; exactly one of the three.
struct Outcome {
  std::unique_ptr<FileHeader> header;
  std::string unreadable;
  std::string skipped;
};

Outcome look(const std::filesystem::path& path) {
  Outcome outcome;
  const auto sniffed = sniff(path);
  if (!sniffed) {
    outcome.unreadable = sniffed.error().message;
  } else if (sniffed->kind == Sniffed::Kind::Other) {
    outcome.skipped = sniffed->reason;
  } else if (auto header = readHeader(path, sniffed->size)) {
    outcome.header = std::make_unique<FileHeader>(std::move(*header));
  } else if (header.error().code == ErrorCode::NotDicom) {
    outcome.skipped = header.error().message;
  } else {
    outcome.unreadable = header.error().message;
  }
  return outcome;
}

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

}  // namespace

Result<ScanResult> scan(const std::vector<std::filesystem::path>& paths, ThreadPool& pool,
                        const Progress& progress, const CancelToken& cancel) {
  // A DICOMDIR stands for the folder it lies in.
  std::vector<std::filesystem::path> tops;
  for (const auto& path : paths) {
    std::error_code ignored;
    const auto parent = std::filesystem::absolute(path, ignored).parent_path();
    tops.push_back(path.filename() == "DICOMDIR" && std::filesystem::is_regular_file(path, ignored) ? parent
                                                                                                    : path);
  }
  auto list = listFiles(tops, cancel);
  if (!list) return tl::make_unexpected(list.error());

  const std::size_t count = list->files.size();
  std::vector<Outcome> outcomes(count);
  Ticker ticker(progress, count);
  pool.parallelFor(count, [&](std::size_t n) {
    if (cancel.cancelled()) return;
    outcomes[n] = look(list->files[n]);
    ticker.tick();
  });
  if (cancel.cancelled()) return fail(ErrorCode::Cancelled, "The scan was cancelled.");

  ScanResult result;
  result.unreadable = std::move(list->unreadable);
  result.skipped = std::move(list->skipped);
  std::vector<std::unique_ptr<FileHeader>> headers;
  for (std::size_t n = 0; n < count; ++n) {
    const auto& path = list->files[n];
    Outcome& outcome = outcomes[n];
    if (!outcome.header) {
      if (!outcome.skipped.empty())
        result.skipped.push_back({path, std::move(outcome.skipped)});
      else
        result.unreadable.push_back({path, std::move(outcome.unreadable)});
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
