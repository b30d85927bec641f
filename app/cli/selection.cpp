// SPDX-License-Identifier: Apache-2.0
#include "app/cli/selection.h"

#include <fmt/format.h>

#include <algorithm>

#include "app/cli/parse.h"
#include "core/dicom/scanner.h"
#include "core/dicom/volume_load.h"

namespace iso::cli {
namespace {

struct Candidate {
  const Study* study;
  const Series* series;
};

std::string listed(const std::vector<Candidate>& candidates) {
  std::string text;
  for (const Candidate& c : candidates)
    text += fmt::format("\n  {}  {} {} {}", c.series->uid,
                        c.series->number ? std::to_string(*c.series->number) : std::string("-"),
                        c.series->modality, c.series->description);
  return text;
}

Result<Candidate> pick(const std::vector<Candidate>& all, const std::string& wanted) {
  std::vector<Candidate> images;
  for (const Candidate& c : all)
    if (c.series->hasImages()) images.push_back(c);
  if (wanted.empty()) {
    if (images.size() == 1) return images.front();
    return fail(ErrorCode::Ambiguous, fmt::format("There are {} image series; choose one with --series:{}",
                                                  images.size(), listed(images)));
  }
  const auto matching = [&](const auto& test) {
    std::vector<Candidate> found;
    for (const Candidate& c : all)
      if (test(*c.series)) found.push_back(c);
    const bool anyImage =
        std::any_of(found.begin(), found.end(), [](auto& c) { return c.series->hasImages(); });
    if (anyImage) std::erase_if(found, [](auto& c) { return !c.series->hasImages(); });
    return found;
  };
  std::vector<Candidate> found = matching([&](const Series& s) { return s.uid == wanted; });
  const bool digits = std::all_of(wanted.begin(), wanted.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (found.empty() && digits && wanted.size() < 10)
    found = matching([&](const Series& s) { return s.number && *s.number == std::stoi(wanted); });
  if (found.empty()) found = matching([&](const Series& s) { return s.uid.starts_with(wanted); });
  if (found.size() == 1) return found.front();
  if (found.empty())
    return fail(ErrorCode::InvalidArgument,
                fmt::format("There is no series {}; there are:{}", wanted, listed(all)));
  return fail(ErrorCode::Ambiguous, fmt::format("{} series match {}; choose one by its UID:{}", found.size(),
                                                wanted, listed(found)));
}

std::string joined(const std::vector<std::filesystem::path>& paths) {
  std::string text;
  for (const auto& path : paths) text += (text.empty() ? "" : ", ") + path.string();
  return text;
}

Result<ScanResult> scanned(Context& context, const std::vector<std::filesystem::path>& paths) {
  auto found = scan(paths, context.pool(), *context.reader(), context.progress("Scanning"));
  if (found)
    for (const FileProblem& problem : found->unreadable) context.say(problem.reason);
  return found;
}

Result<Selected> selectOf(Context& context, const ScanResult& found, const Input& input) {
  std::vector<Candidate> all;
  bool anyImage = false;
  for (const Study& study : found.studies)
    for (const Series& series : study.series) {
      all.push_back({&study, &series});
      anyImage = anyImage || series.hasImages();
    }
  if (!anyImage)
    return fail(ErrorCode::NotFound,
                fmt::format("There are no DICOM images that can be shown in {}.", joined(input.paths)));
  const auto chosen = pick(all, input.series);
  if (!chosen) return tl::make_unexpected(chosen.error());

  Selected selected;
  selected.study = *chosen->study;
  selected.study.series.clear();
  selected.series = *chosen->series;
  selected.partial = !found.unreadable.empty();
  if (!selected.series.hasImages())
    return fail(ErrorCode::InvalidArgument, fmt::format("Series {} holds no images.", selected.series.uid));
  const int volumes = static_cast<int>(selected.series.volumes.size());
  if (input.volume < 0 || input.volume >= volumes)
    return fail(ErrorCode::InvalidArgument,
                fmt::format("Series {} has {} volume{}, counted from 0; there is no {}.", selected.series.uid,
                            volumes, volumes == 1 ? "" : "s", input.volume));
  selected.volumeIndex = input.volume;
  for (const GeometryIssue& issue : selected.description().issues)
    context.say(fmt::format("{}: {}", issue.code, issue.message));

  const std::string& unit = selected.description().unit;
  if (!input.unit.empty() && !sameIgnoringCase(unit, input.unit))
    return fail(ErrorCode::Unsupported,
                fmt::format("Series {} has values in {}; this version cannot convert them to {}. Leave "
                            "--unit out for the file's own values.",
                            selected.series.uid, unit.empty() ? "no known unit" : unit, input.unit));

  VolumeLoad::Callbacks callbacks;
  const Progress progress = context.progress("Reading");
  if (progress) callbacks.slice = [&](int, double fraction) { progress(fraction); };
  auto load =
      VolumeLoad::start(selected.description(), input.phase, context.pool(), context.reader(), callbacks);
  if (!load) return tl::make_unexpected(load.error());
  auto volume = (*load)->wait();
  if (!volume) return tl::make_unexpected(volume.error());
  for (const FileProblem& problem : (*load)->problems()) {
    const bool named = std::any_of(found.unreadable.begin(), found.unreadable.end(),
                                   [&](const FileProblem& p) { return p.path == problem.path; });
    if (!named) context.say(problem.reason);
    selected.partial = true;
  }
  selected.volume = std::move(*volume);
  for (int k = 0; k < selected.volume->size()[2]; ++k) selected.sliceRead.push_back((*load)->sliceReady(k));
  return selected;
}

}  // namespace

Result<Selected> select(Context& context, const Input& input) {
  const auto found = scanned(context, input.paths);
  if (!found) return tl::make_unexpected(found.error());
  return selectOf(context, *found, input);
}

Result<std::vector<Selected>> selectAll(Context& context, const std::vector<Input>& inputs) {
  const auto found = scanned(context, inputs.front().paths);
  if (!found) return tl::make_unexpected(found.error());
  std::vector<Selected> all;
  for (const Input& input : inputs) {
    auto selected = selectOf(context, *found, input);
    if (!selected) return tl::make_unexpected(selected.error());
    all.push_back(std::move(*selected));
  }
  return all;
}

}  // namespace iso::cli
