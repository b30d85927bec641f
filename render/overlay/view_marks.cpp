// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/view_marks.h"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <cmath>
#include <limits>

#include "core/geometry/orientation_letters.h"

namespace iso {
namespace {

constexpr double kLetterSize = 15.0;
constexpr double kRulerShare = 0.3;  // of the width, at most
constexpr double kSmallestRuler = 40.0;

OverlayText letter(const Vector2& position, Anchor anchor, std::string text, const OverlayTheme& theme) {
  OverlayText t;
  t.position = position;
  t.anchor = anchor;
  t.text = std::move(text);
  t.color = theme.text;
  t.size = kLetterSize;
  t.bold = true;
  return t;
}

double rulerPixels(double mmPerPixel, double width) {
  if (!(mmPerPixel > 0.0)) return 0.0;
  const double pixels = niceLength(kRulerShare * width * mmPerPixel) / mmPerPixel;
  return pixels < kSmallestRuler ? 0.0 : pixels;
}

std::string lengthText(double mm) {
  if (mm >= 1.0) return fmt::format("{:.0f} mm", mm);
  return fmt::format("{:g} mm", mm);
}

/// A line of a ruler's length with its ticks to one side.
std::vector<OverlayLine> scaleLines(const Vector2& from, const Vector2& along, const Vector2& aside,
                                    double pixels, Rgba8 color) {
  std::vector<OverlayLine> lines;
  const auto line = [&](const Vector2& a, const Vector2& b) {
    OverlayLine l;
    l.points = {a, b};
    l.color = color;
    lines.push_back(std::move(l));
  };
  line(from, from + pixels * along);
  // Ten parts where they stay apart, else five (a length 2·10ⁿ has no tenths of a round size below 1 cm).
  const int parts = pixels >= 100.0 ? 10 : 5;
  for (int i = 0; i <= parts; ++i) {
    const Vector2 at = from + pixels * i / parts * along;
    const bool end = i == 0 || i == parts, middle = 2 * i == parts;
    line(at, at + (end ? 8.0 : middle ? 6.0 : 4.0) * aside);
  }
  return lines;
}

OverlayText scaleText(const Vector2& position, Anchor anchor, double mm, const OverlayTheme& theme) {
  OverlayText t;
  t.position = position;
  t.anchor = anchor;
  t.text = lengthText(mm);
  t.color = theme.text;
  t.size = theme.size - 1.0;
  return t;
}

}  // namespace

Overlay edgeLetters(const Vector3& right, const Vector3& down, double width, double height,
                    const OverlayTheme& theme, double bottomMargin) {
  Overlay o;
  const double m = theme.margin;
  o.texts.push_back(letter({m, 0.5 * height}, Anchor::Left, orientationLetters(-right), theme));
  o.texts.push_back(letter({width - m, 0.5 * height}, Anchor::Right, orientationLetters(right), theme));
  o.texts.push_back(letter({0.5 * width, m}, Anchor::Top, orientationLetters(-down), theme));
  o.texts.push_back(
      letter({0.5 * width, height - bottomMargin}, Anchor::Bottom, orientationLetters(down), theme));
  return o;
}

double niceLength(double limitMm) {
  if (!(limitMm > 0.0) || !std::isfinite(limitMm)) return 0.0;
  const double power = std::pow(10.0, std::floor(std::log10(limitMm)));
  // log10 may round up at an exact power; the factor 0.1 covers that.
  for (const double factor : {10.0, 5.0, 2.0, 1.0, 0.5, 0.2, 0.1})
    if (factor * power <= limitMm * (1.0 + 1e-12)) return factor * power;
  return 0.0;
}

double rulerHalfWidth(double mmPerPixel, double width) {
  const double pixels = rulerPixels(mmPerPixel, width);
  return pixels > 0.0 ? 0.5 * pixels + 8.0 : 0.0;
}

Overlay ruler(double mmPerPixel, double width, double height, const OverlayTheme& theme) {
  Overlay o;
  const double pixels = rulerPixels(mmPerPixel, width);
  if (pixels <= 0.0 || height < 120.0) return o;
  const Vector2 from(0.5 * (width - pixels), height - theme.margin - 2.0);
  o.lines = scaleLines(from, Vector2::UnitX(), -Vector2::UnitY(), pixels, theme.text);
  o.texts.push_back(scaleText({0.5 * width, from.y() - 9.0}, Anchor::Bottom, pixels * mmPerPixel, theme));
  return o;
}

Overlay sideRuler(double mmPerPixel, double width, double height, const OverlayTheme& theme) {
  Overlay o;
  const double pixels = rulerPixels(mmPerPixel, height);
  if (pixels <= 0.0 || width < 120.0) return o;
  const Vector2 from(width - theme.margin - 2.0, 0.5 * (height - pixels));
  o.lines = scaleLines(from, Vector2::UnitY(), -Vector2::UnitX(), pixels, theme.text);
  o.texts.push_back(
      scaleText({from.x() - 11.0, from.y() + 0.5 * pixels}, Anchor::Right, pixels * mmPerPixel, theme));
  return o;
}

bool isMirrored(const Vector3& right, const Vector3& down, const Vector3& acquiredNormal) {
  return right.cross(down).dot(acquiredNormal) < 0.0;
}

Overlay orientationCube(const Vector3& forward, const Vector3& up, const Vector2& center, double size,
                        const OverlayTheme& theme) {
  Overlay o;
  const Vector3 right = forward.cross(up);
  const double half = 0.5 * size;
  const auto project = [&](const Vector3& p) -> Vector2 { return Vector2(right.dot(p), -up.dot(p)) * half; };
  // Outward direction, what is up on the face when one looks at it from outside.
  struct Face {
    Vector3 out, top;
  };
  const std::array<Face, 6> faces{{{Vector3::UnitX(), Vector3::UnitZ()},
                                   {-Vector3::UnitX(), Vector3::UnitZ()},
                                   {Vector3::UnitY(), Vector3::UnitZ()},
                                   {-Vector3::UnitY(), Vector3::UnitZ()},
                                   {Vector3::UnitZ(), -Vector3::UnitY()},
                                   {-Vector3::UnitZ(), -Vector3::UnitY()}}};
  for (const auto& face : faces) {
    const double facing = -face.out.dot(forward);
    if (facing < 1e-3) continue;  // a convex body: what looks away is hidden, no sorting needed
    const Vector3 side = (-face.out).cross(face.top);
    OverlayLine l;
    for (const auto& [a, b] : {std::pair{-1, -1}, {1, -1}, {1, 1}, {-1, 1}})
      l.points.emplace_back(center + project(face.out + a * side + b * face.top));
    const auto grey = static_cast<std::uint8_t>(std::lround(38.0 + 62.0 * facing));
    l.closed = true;
    l.halo = 0.0;
    l.fill = Rgba8{grey, static_cast<std::uint8_t>(grey + 4), static_cast<std::uint8_t>(grey + 9), 235};
    l.color = theme.quiet;
    l.width = 1.0;
    o.lines.push_back(std::move(l));
    if (facing < 0.15) continue;  // too flat to read
    OverlayText t;
    t.position = center + project(face.out);
    t.anchor = Anchor::Center;
    t.text = orientationLetters(face.out);
    t.color = {236, 238, 240, 255};
    t.size = 0.62 * size;
    t.bold = true;
    t.halo = false;
    t.basis = OverlayText::Basis{project(side) * (t.size / half), project(-face.top) * (t.size / half)};
    o.texts.push_back(std::move(t));
  }
  return o;
}

std::optional<std::pair<double, double>> clipLine(const Vector2& point, const Vector2& direction,
                                                  double width, double height) {
  double t0 = -std::numeric_limits<double>::infinity(), t1 = -t0;
  const double limits[2] = {width, height};
  for (int a = 0; a < 2; ++a) {
    if (std::abs(direction[a]) < 1e-12) {
      if (point[a] < 0.0 || point[a] > limits[a]) return std::nullopt;
      continue;
    }
    double enter = -point[a] / direction[a], leave = (limits[a] - point[a]) / direction[a];
    if (enter > leave) std::swap(enter, leave);
    t0 = std::max(t0, enter);
    t1 = std::min(t1, leave);
  }
  if (!(t0 < t1) || !std::isfinite(t0) || !std::isfinite(t1)) return std::nullopt;
  return std::pair{t0, t1};
}

}  // namespace iso
