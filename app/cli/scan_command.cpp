// SPDX-License-Identifier: Apache-2.0
#include <fmt/format.h>

#include <nlohmann/json.hpp>

#include "app/cli/commands.h"
#include "core/dicom/scanner.h"

namespace iso::cli {
namespace {

using Json = nlohmann::ordered_json;

Json orNull(const std::optional<std::string>& text) {
  return text ? Json(*text) : Json(nullptr);
}
Json orNull(const std::string& text) {
  return text.empty() ? Json(nullptr) : Json(text);
}

Json array(const Vector3& v) {
  return Json::array({v.x(), v.y(), v.z()});
}

Json toJson(const VolumeDescription& v) {
  const VolumeGeometry& g = v.geometry;
  const Matrix3 direction = g.direction();
  Json rows = Json::array();
  for (int r = 0; r < 3; ++r)
    for (int c = 0; c < 3; ++c) rows.push_back(direction(r, c));
  Json issues = Json::array();
  for (const GeometryIssue& issue : v.issues)
    issues.push_back({{"code", issue.code}, {"message", issue.message}});
  Json json;
  json["index"] = v.index;
  json["dimensions"] = g.size();
  json["spacing"] = array(g.spacing());
  json["origin"] = array(g.origin().mm);
  json["direction"] = std::move(rows);
  json["sliceOffsets"] = g.isUneven() ? Json(g.sliceOffsets()) : Json(nullptr);
  json["phases"] = v.phases;
  json["voxelType"] = voxelTypeName(v.type);
  json["unit"] = v.unit;
  json["issues"] = std::move(issues);
  return json;
}

Json toJson(const Series& s) {
  Json json;
  json["uid"] = s.uid;
  json["number"] = s.number ? Json(*s.number) : Json(nullptr);
  json["modality"] = orNull(s.modality);
  json["description"] = orNull(s.description);
  json["frameOfReference"] = orNull(s.frameOfReference);
  json["instances"] = s.instances;
  json["sopClass"] = orNull(s.sopClass);
  json["volumes"] = Json::array();
  for (const VolumeDescription& v : s.volumes) json["volumes"].push_back(toJson(v));
  json["objects"] = s.objects;
  return json;
}

Json toJson(const Study& s) {
  Json json;
  json["uid"] = s.uid;
  json["date"] = orNull(s.date);
  json["description"] = orNull(s.description);
  json["patient"] = {{"id", orNull(s.patient.id)},
                     {"name", orNull(s.patient.name)},
                     {"sex", orNull(s.patient.sex)},
                     {"birthDate", orNull(s.patient.birthDate)}};
  json["series"] = Json::array();
  for (const Series& series : s.series) json["series"].push_back(toJson(series));
  return json;
}

Json toJson(const std::vector<FileProblem>& problems) {
  Json json = Json::array();
  for (const FileProblem& p : problems) json.push_back({{"path", p.path.string()}, {"reason", p.reason}});
  return json;
}

void printTable(const ScanResult& result) {
  for (const Study& study : result.studies) {
    fmt::print("{}  {}  {}  {}\n", study.patient.name.value_or("(no name)"),
               study.patient.id.value_or("(no id)"), study.date.empty() ? "(no date)" : study.date,
               study.description);
    for (const Series& series : study.series) {
      fmt::print("  {:>4} {:<8} {:<32} {:>5} instances  {}\n",
                 series.number ? std::to_string(*series.number) : std::string("-"), series.modality,
                 series.description, series.instances, series.uid);
      for (const VolumeDescription& v : series.volumes) {
        const Vector3 spacing = v.geometry.spacing();
        const Size3& size = v.geometry.size();
        fmt::print("       volume {}: {}x{}x{}, {:.4g} x {:.4g} x {:.4g} mm, {}{}{}\n", v.index, size[0],
                   size[1], size[2], spacing.x(), spacing.y(), spacing.z(), voxelTypeName(v.type),
                   v.unit.empty() ? "" : " " + v.unit,
                   v.phases > 1 ? fmt::format(", {} phases", v.phases) : std::string());
        for (const GeometryIssue& issue : v.issues)
          fmt::print("         {}: {}\n", issue.code, issue.message);
      }
      for (const std::string& object : series.objects) fmt::print("       {}\n", object);
    }
  }
}

}  // namespace

int runScan(Context& context, const ScanOptions& options) {
  const auto result = scan(options.paths, context.pool(), *context.reader(), context.progress("Scanning"));
  if (!result) return context.give(result.error());
  if (options.json) {
    Json json;
    json["studies"] = Json::array();
    for (const Study& study : result->studies) json["studies"].push_back(toJson(study));
    json["unreadable"] = toJson(result->unreadable);
    json["skipped"] = toJson(result->skipped);
    // A name whose bytes are not what its character set says must not stop the rest.
    fmt::print("{}\n", json.dump(2, ' ', false, Json::error_handler_t::replace));
  } else {
    printTable(*result);
  }
  for (const FileProblem& p : result->unreadable) context.say(p.reason);
  if (!options.json)
    for (const FileProblem& p : result->skipped)
      context.say(fmt::format("{}: {}", p.path.string(), p.reason));
  if (result->studies.empty() && result->unreadable.empty()) {
    std::string where;
    for (const auto& path : options.paths) where += (where.empty() ? "" : ", ") + path.string();
    context.say(fmt::format("There are no DICOM files in {}.", where));
  }
  return result->unreadable.empty() ? kDone : kPartial;
}

}  // namespace iso::cli
