// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/curved_annotations.h"

#include <fmt/format.h>

#include <algorithm>
#include <cmath>
#include <numbers>

#include "app/viewport/view_annotations.h"
#include "core/geometry/orientation_letters.h"

namespace iso::app {
namespace {

constexpr Rgba8 kPathColor{240, 150, 60, 255};
constexpr Rgba8 kPathColorOnBright{156, 86, 20, 255};
constexpr double kMeanCone = 10.0, kAxisCone = 30.0;  ///< degrees
constexpr int kLettersFrom = 64;                      ///< lines that must agree

Rgba8 pathColor(bool bright) {
  return bright ? kPathColorOnBright : kPathColor;
}

double cosine(double degrees) {
  return std::cos(degrees * std::numbers::pi / 180.0);
}

/// Logical pixels of a view.
Vector2 toView(const CurvedPicture& picture, double ratio, const CurvedPicture::Place& place) {
  return (picture.surfaceToPixel(place) + Vector2(0.5, 0.5)) / ratio;
}

std::pair<Vector2, Vector2> lineAcross(const CurvedPicture& picture, double ratio, double along) {
  const Vector2 at = toView(picture, ratio, {along, picture.across});
  if (picture.quarterTurns % 2 == 0) return {{0.0, at.y()}, {picture.width / ratio, at.y()}};
  return {{at.x(), 0.0}, {at.x(), picture.height / ratio}};
}

OverlayLine drawn(const std::pair<Vector2, Vector2>& ends, Rgba8 color, double width, bool dashed) {
  OverlayLine line;
  line.points = {ends.first, ends.second};
  line.color = color;
  line.width = width;
  line.dashed = dashed;
  line.halo = 0.6;
  return line;
}

void addLetters(Overlay& overlay, const CurvedPicture& shown, double width, double height,
                const OverlayTheme& theme, double bottom, double side) {
  std::vector<Vector3> across, along;
  for (int n = 0; n <= kLettersFrom; ++n) {
    const auto line = shown.surface->line(shown.surface->extent() * n / kLettersFrom);
    across.push_back(line.right);
    along.push_back(CurvedSurface::down(line));
  }
  const auto add = [&](const std::vector<Vector3>& directions, const Eigen::Vector2i& onScreen) {
    std::vector<Vector3> back;
    for (const Vector3& d : directions) back.push_back(-d);
    for (const auto& [text, x, y] : {std::tuple{commonLetters(directions), onScreen.x(), onScreen.y()},
                                     std::tuple{commonLetters(back), -onScreen.x(), -onScreen.y()}}) {
      if (text.empty()) continue;
      OverlayText t;
      t.text = text;
      t.color = theme.text;
      t.size = 15.0;
      t.bold = true;
      const double m = theme.margin;
      t.anchor = x < 0 ? Anchor::Left : x > 0 ? Anchor::Right : y < 0 ? Anchor::Top : Anchor::Bottom;
      t.position = x < 0   ? Vector2(m, 0.5 * height)
                   : x > 0 ? Vector2(width - side, 0.5 * height)
                   : y < 0 ? Vector2(0.5 * width, m)
                           : Vector2(0.5 * width, height - bottom);
      overlay.texts.push_back(std::move(t));
    }
  };
  add(across, shown.acrossOnScreen());
  add(along, shown.alongOnScreen());
}

/// Where the path meets a section near a station.
double stationOf(const SliceView& section, const Curve& curve, double near) {
  double station = near;
  for (int n = 0; n < 4; ++n) {
    const double rate = section.normal().dot(curve.tangent(station));
    if (std::abs(rate) < 0.1) break;
    station = std::clamp(station - section.distance(curve.at(station)) / rate, 0.0, curve.length());
  }
  return station;
}

}  // namespace

PathStyle pathStyle(const SeriesState& state, const Vector3& normal) {
  PathStyle style;
  style.color = kPathColor;
  // The step from slice to slice, as the linked planes take it.
  const double rate = (state.geometry().inverseAxes() * normal).cwiseAbs().maxCoeff();
  if (rate > 0.0) style.nearMm = 0.5 / rate + 1e-6;
  return style;
}

CurvedPicture::Place curvedPlace(const CurvedPicture& picture, double pixelRatio, double x, double y) {
  return picture.pixelToSurface(x * pixelRatio - 0.5, y * pixelRatio - 0.5);
}

std::optional<std::pair<Vector2, Vector2>> stationLine(const Viewport& viewport) {
  const auto picture = viewport.curvedPicture(Interpolation::Linear);
  if (!picture) return std::nullopt;
  const double along = picture->surface->alongAt(viewport.state()->path()->station());
  return lineAcross(*picture, viewport.pixelRatio(), along);
}

std::string commonLetters(const std::vector<Vector3>& directions) {
  Vector3 mean = Vector3::Zero();
  for (const Vector3& d : directions) mean += d;
  if (!(mean.norm() > 1e-9)) return {};
  mean.normalize();
  const auto within = [&](const Vector3& axis, double degrees) {
    return std::all_of(directions.begin(), directions.end(),
                       [&](const Vector3& d) { return d.dot(axis) >= cosine(degrees); });
  };
  if (within(mean, kMeanCone)) return orientationLetters(mean);
  int axis = 0;
  for (const int a : {1, 2})
    if (std::abs(mean[a]) > std::abs(mean[axis])) axis = a;
  const Vector3 unit = (mean[axis] < 0.0 ? -1.0 : 1.0) * Vector3(Vector3::Unit(axis));
  return within(unit, kAxisCone) ? orientationLetters(unit) : std::string();
}

CurvedMarks curvedMarks(const Viewport& viewport, const CurvedPicture& shown, bool held, bool texts,
                        const OverlayTheme& theme) {
  CurvedMarks marks;
  const double ratio = viewport.pixelRatio();
  const double width = shown.width / ratio, height = shown.height / ratio;
  const double mmPerPixel = shown.pixelMm * ratio;
  const Rgba8 color = pathColor(theme.bright);
  Rgba8 quiet = theme.quiet;
  quiet.a = 150;
  for (const double end : {0.0, shown.surface->extent()})
    marks.overlay.lines.push_back(drawn(lineAcross(shown, ratio, end), quiet, 1.0, true));

  const double station = viewport.state()->path()->station();
  const auto line = lineAcross(shown, ratio, shown.surface->alongAt(station));
  marks.overlay.lines.push_back(drawn(line, color, held ? 2.0 : 1.0, false));
  if (!texts) return marks;

  const bool upright = shown.quarterTurns % 2 != 0;
  OverlayText label;
  // In the picture's free quarter, beside the line, on the side that has room.
  const bool turnBack = upright ? line.first.x() > width - 80.0 : line.first.y() < 40.0;
  label.position = upright ? Vector2(line.first.x() + (turnBack ? -6.0 : 6.0), 0.25 * height)
                           : Vector2(0.75 * width, line.first.y() + (turnBack ? 4.0 : -4.0));
  label.anchor =
      upright ? (turnBack ? Anchor::Right : Anchor::Left) : (turnBack ? Anchor::Top : Anchor::Bottom);
  label.text = fmt::format("{:.1f} mm", station);
  label.color = color;
  label.size = theme.size;
  marks.overlay.texts.push_back(std::move(label));

  if (!viewport.state()->hasLengths()) return marks;
  Overlay bottom = ruler(mmPerPixel, width, height, theme);
  Overlay side = sideRuler(mmPerPixel, width, height, theme);
  const double letterBottom = bottom.empty() ? theme.margin : theme.margin + 28.0;
  const double letterSide = side.empty() ? theme.margin : theme.margin + 64.0;
  if (!bottom.empty()) marks.bottomHalf = rulerHalfWidth(mmPerPixel, width);
  marks.overlay.append(std::move(bottom));
  marks.overlay.append(std::move(side));
  if (viewport.state()->isPositioned())
    addLetters(marks.overlay, shown, width, height, theme, letterBottom, letterSide);
  return marks;
}

std::vector<CornerLine> curvedLines(const CurvedPicture& shown, const CurvePath& path, bool bright) {
  const Curve& curve = shown.surface->curve();
  std::vector<CornerLine> lines;
  lines.push_back({"to " + positionText(curve.at(curve.length())), 4, std::nullopt, false});
  lines.push_back({"from " + positionText(curve.at(0.0)), 4, std::nullopt, false});
  if (const double degrees = path.angle() * 180.0 / std::numbers::pi; std::abs(degrees) >= 0.05)
    lines.push_back({fmt::format("Turned {:.0f}° about the path", degrees), 3, std::nullopt, false});
  lines.push_back({fmt::format("Curved · {} · {:.1f} mm",
                               shown.surface->isStretched() ? "stretched" : "straightened", curve.length()),
                   1, pathColor(bright), true});
  return lines;
}

std::vector<CornerLine> sectionLines(const SliceView& shown, const CurvePath& path, bool bright) {
  std::vector<CornerLine> lines;
  if (!path.curve()) return lines;
  const double station = stationOf(shown, *path.curve(), path.station());
  lines.push_back({positionText(path.curve()->at(station)), 4, std::nullopt, false});
  lines.push_back({fmt::format("Section · {:.1f} of {:.1f} mm", station, path.curve()->length()), 1,
                   pathColor(bright), true});
  return lines;
}

}  // namespace iso::app
