// SPDX-License-Identifier: Apache-2.0
#include "app/cli/viewpoint.h"

#include <fmt/format.h>

#include <map>
#include <numbers>
#include <utility>

namespace iso::cli {
namespace {

struct Angles {
  double azimuth, elevation;  // degrees
};

const std::map<std::string, Angles>& standardViews() {
  static const std::map<std::string, Angles> views = {{"anterior", {0, 0}}, {"posterior", {180, 0}},
                                                      {"left", {90, 0}},    {"right", {-90, 0}},
                                                      {"head", {0, 90}},    {"feet", {0, -90}}};
  return views;
}

/// Six numbers with commas between.
Result<std::pair<Vector3, Vector3>> parsePair(const std::string& text, const std::string& option) {
  // The third comma parts the two.
  std::size_t at = std::string::npos;
  for (int n = 0; n < 3; ++n) at = text.find(',', at == std::string::npos ? 0 : at + 1);
  if (at == std::string::npos)
    return fail(ErrorCode::InvalidArgument, fmt::format("{} takes six numbers with commas between.", option));
  const auto first = parseVector(text.substr(0, at), option),
             second = parseVector(text.substr(at + 1), option);
  if (!first) return tl::make_unexpected(first.error());
  if (!second) return tl::make_unexpected(second.error());
  return std::pair(*first, *second);
}

}  // namespace

Camera cameraAt(const Viewpoint& viewpoint, const VolumeGeometry& geometry, const PictureSize& size) {
  constexpr double kDegree = std::numbers::pi / 180.0;
  Angles angles{viewpoint.azimuth, viewpoint.elevation};
  if (!viewpoint.view.empty()) angles = standardViews().at(viewpoint.view);
  return fitCamera(geometry, angles.azimuth * kDegree, angles.elevation * kDegree, viewpoint.zoom, size.width,
                   size.height);
}

Result<std::vector<ClipPlane>> parseClips(const Viewpoint& viewpoint) {
  std::vector<ClipPlane> clips;
  if (!viewpoint.crop.empty()) {
    const auto box = parsePair(viewpoint.crop, "--crop");
    if (!box) return tl::make_unexpected(box.error());
    for (int a = 0; a < 3; ++a) {
      if (!(box->first[a] < box->second[a]))
        return fail(ErrorCode::InvalidArgument,
                    "--crop takes the lower corner of a box, then the upper one.");
      clips.push_back({PatientPoint{box->first}, Vector3::Unit(a)});
      clips.push_back({PatientPoint{box->second}, -Vector3::Unit(a)});
    }
  }
  for (const std::string& text : viewpoint.clips) {
    const auto plane = parsePair(text, "--clip");
    if (!plane) return tl::make_unexpected(plane.error());
    clips.push_back({PatientPoint{plane->first}, plane->second});
  }
  if (viewpoint.clips.size() > 6)
    return fail(ErrorCode::InvalidArgument, "--clip can be given six times at most.");
  return clips;
}

Result<std::optional<Vector3>> parseLight(const Viewpoint& viewpoint) {
  if (viewpoint.light.empty()) return std::nullopt;
  const auto light = parseVector(viewpoint.light, "--light");
  if (!light) return tl::make_unexpected(light.error());
  return *light;
}

}  // namespace iso::cli
