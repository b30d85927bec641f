// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/view_annotations.h"

#include <fmt/format.h>

#include <Eigen/Geometry>
#include <algorithm>
#include <cctype>
#include <cmath>

#include "app/session/patient_name.h"
#include "app/viewport/curved_annotations.h"
#include "app/viewport/phase_text.h"
#include "app/viewport/voi_lut.h"
#include "core/geometry/orientation_letters.h"
#include "render/overlay/surface_marks.h"

namespace iso::app {
namespace {

constexpr Rgba8 kAccent{74, 158, 218, 255};

std::string joined(std::initializer_list<std::string> parts, const char* between) {
  std::string out;
  for (const auto& part : parts)
    if (!part.empty()) out += (out.empty() ? "" : between) + part;
  return out;
}

/// "045Y" as "45 y".
std::string readableAge(const std::string& age) {
  if (age.size() != 4 ||
      !std::all_of(age.begin(), age.begin() + 3, [](char c) { return c >= '0' && c <= '9'; }))
    return age;
  const char unit = age[3] == 'Y' ? 'y' : age[3] == 'M' ? 'm' : age[3] == 'W' ? 'w' : 'd';
  return fmt::format("{} {}", std::stoi(age.substr(0, 3)), unit);
}

std::vector<CornerLine> patientLines(const Study& study) {
  const auto& p = study.patient;
  std::vector<CornerLine> lines;
  lines.push_back({patientLabel(p).toStdString(), 0, std::nullopt, true});
  if (p.id) lines.push_back({*p.id, 1, std::nullopt, false});
  lines.push_back({joined({p.sex.value_or(""), p.birthDate.value_or(""), readableAge(study.age)}, "  "), 3,
                   std::nullopt, false});
  return lines;
}

std::vector<CornerLine> studyLines(const Study& study, bool identity) {
  std::vector<CornerLine> lines;
  if (identity) lines.push_back({study.date, 1, std::nullopt, false});
  lines.push_back({study.description, 2, std::nullopt, false});
  if (identity) lines.push_back({study.institution, 5, std::nullopt, false});
  return lines;
}

/// What of the series the pictures do not hold: slices that could not be read.
std::vector<CornerLine> readingLines(const LoadedSeries& series, const OverlayTheme& theme) {
  std::vector<CornerLine> lines;
  if (series.complete() && !series.problems().empty()) {
    int empty = 0;
    for (int k = 0; k < series.description().geometry.size()[2]; ++k) empty += !series.sliceReady(k);
    if (empty > 0)
      lines.push_back({fmt::format("⚠ {} slice{} could not be read and {} shown empty.", empty,
                                   empty == 1 ? "" : "s", empty == 1 ? "is" : "are"),
                       0, theme.warning, false});
  }
  return lines;
}

/// The time point on screen, and the one that is awaited.
void addPhase(std::vector<CornerLine>& lines, const Viewport& viewport) {
  const auto& series = *viewport.state()->series();
  const auto shown = viewport.shownPhase();
  if (!shown || series.phaseCount() <= 1) return;
  std::string text = phaseText(series.description(), *shown);
  if (const auto pending = series.pendingPhase()) text += fmt::format("  (loading {})", *pending + 1);
  lines.push_back({text, 1, std::nullopt, false});
}

std::vector<CornerLine> seriesLines(const Series& series, bool derived) {
  std::vector<CornerLine> lines;
  if (derived) lines.push_back({"Computed from the acquired slices", 1, std::nullopt, false});
  std::string technique;
  for (const auto& item : series.technique) technique += (technique.empty() ? "" : "  ") + item;
  lines.push_back({technique, 5, std::nullopt, false});
  lines.push_back({series.description, 2, std::nullopt, false});
  lines.push_back(
      {joined({series.modality, series.number ? fmt::format("series {}", *series.number) : ""}, " · "), 3,
       std::nullopt, false});
  return lines;
}

Rgba8 darker(Rgba8 c) {
  const auto part = [](std::uint8_t v) { return static_cast<std::uint8_t>(v * 13 / 20); };
  return {part(c.r), part(c.g), part(c.b), c.a};
}

/// "Image 70/140" where the plane lies along an axis of the volume, else "".
std::string sliceText(const VolumeGeometry& geometry, const SliceView& view) {
  const Vector3 normal = view.normal();
  const Vector3 index = geometry.toIndex(view.center).ijk;
  for (int a = 2; a >= 0; --a) {
    const Vector3 row = geometry.inverseAxes().row(a).transpose().normalized();
    if (std::abs(row.dot(normal)) < 1.0 - 1e-9) continue;
    const double i = index[a];
    const int n = geometry.size()[static_cast<std::size_t>(a)];
    const char* word = a == 2 ? "Image" : "Slice";
    if (std::abs(i - std::round(i)) < 0.02)
      return fmt::format("{} {}/{}", word, static_cast<int>(std::lround(i)) + 1, n);
    return fmt::format("{} {:.1f}/{}", word, i + 1.0, n);
  }
  return {};
}

/// Where the plane lies along its normal: "H 55.0 mm".
std::string planePosition(const SliceView& view) {
  Vector3 n = view.normal();
  double d = n.dot(view.center.mm);
  if (d < 0.0) {
    n = -n;
    d = -d;
  }
  return fmt::format("{} {:.1f} mm", orientationLetters(n), d);
}

std::vector<CornerLine> imageLines(const Viewport& viewport, const SliceRequest& shown,
                                   const OverlayTheme& theme) {
  const auto& state = *viewport.state();
  const auto& geometry = state.geometry();
  const auto plane = viewport.plane();
  const bool acquired = std::abs(shown.view.normal().dot(geometry.sliceNormal())) > 1.0 - 1e-9;
  auto lines = pictureLines(viewport, shown.view.pixelMm, shown.view.interpolation, shown.view.slab,
                            shown.display, acquired ? state.description().sliceThicknessMm : 0.0);
  if (viewport.followsPath()) {
    for (auto& line : sectionLines(shown.view, *state.path(), theme.bright)) lines.push_back(std::move(line));
    return lines;
  }
  lines.push_back({sliceText(geometry, shown.view), 1, std::nullopt, false});
  // By itself: beside a ruler there is no room for both of a long stack.
  if (state.isPositioned()) lines.push_back({planePosition(shown.view), 4, std::nullopt, false});
  // Plane names stand for directions in the patient.
  std::string title = plane && state.isPositioned() ? planeName(*plane) : "Acquired slices";
  if (plane && !state.cursor().isStandard(*plane)) title += " (turned)";
  lines.push_back(
      {title, 3,
       plane ? std::optional(theme.bright ? darker(planeColor(*plane)) : planeColor(*plane)) : std::nullopt,
       true});
  return lines;
}

/// "Cinematic · 32 of 256 paths", "Cinematic" when all are there, why not where it is asked for in vain, ""
/// for another picture.
std::string cinematicText(const VolumeView& view, bool asked, int paths) {
  if (view.preset.mode != VolumeMode::Composite) return {};
  if (!view.cinematic) return asked && !view.surfaces.empty() ? "Not cinematic with a surface" : "";
  if (paths >= view.cinematic->passes) return "Cinematic";
  return fmt::format("Cinematic · {} of {} paths", paths, view.cinematic->passes);
}

/// "Cut: axial, sagittal · 2 clip planes · Cropped"; "" if all of the volume is shown.
std::string cutText(const SeriesState& state) {
  std::string names;
  for (const Plane plane : {Plane::Axial, Plane::Sagittal, Plane::Coronal})
    if (state.cut(plane) != 0) {
      std::string name = planeName(plane);
      name.front() = static_cast<char>(std::tolower(static_cast<unsigned char>(name.front())));
      names += (names.empty() ? "" : ", ") + name;
    }
  const std::size_t planes = state.look().planes.size();
  return joined({names.empty() ? "" : "Cut: " + names,
                 planes == 0 ? "" : fmt::format("{} clip plane{}", planes, planes == 1 ? "" : "s"),
                 state.look().crop ? "Cropped" : ""},
                " · ");
}

/// Breaks a sentence into lines of about `width` pixels, in the middle of the view.
void notice(Overlay& overlay, const std::string& text, double width, double height, const OverlayTheme& theme,
            Rgba8 color) {
  const auto perLine = static_cast<std::size_t>(std::max(12.0, (width - 4.0 * theme.margin) / 7.5));
  std::vector<std::string> lines(1);
  std::size_t from = 0;
  while (from < text.size()) {
    auto to = text.find(' ', from);
    if (to == std::string::npos) to = text.size();
    const std::string word = text.substr(from, to - from);
    if (!lines.back().empty() && lines.back().size() + 1 + word.size() > perLine) lines.emplace_back();
    lines.back() += (lines.back().empty() ? "" : " ") + word;
    from = to + 1;
  }
  const double step = 20.0;
  double y = 0.5 * height - 0.5 * step * static_cast<double>(lines.size() - 1);
  for (auto& line : lines) {
    OverlayText t;
    t.position = {0.5 * width, y};
    t.anchor = Anchor::Center;
    t.text = std::move(line);
    t.color = color;
    t.size = 14.0;
    t.maxWidth = width - 2.0 * theme.margin;
    overlay.texts.push_back(std::move(t));
    y += step;
  }
}

void frameOf(Overlay& overlay, double width, double height, Rgba8 color) {
  OverlayLine l;
  l.points = {{0.5, 0.5}, {width - 0.5, 0.5}, {width - 0.5, height - 0.5}, {0.5, height - 0.5}};
  l.closed = true;
  l.halo = 0.0;
  l.color = color;
  overlay.lines.push_back(std::move(l));
}

bool isBright(const Rgba8& c) {
  return c.r + c.g + c.b > 3 * 128;
}

/// Light marks on a dark surround, dark ones on a bright surround (inverted grey).
OverlayTheme themeFor(const Viewport& viewport) {
  OverlayTheme theme;
  if (!viewport.shown()) return theme;
  const auto* slice = std::get_if<SliceRequest>(&*viewport.shown());
  const auto* curved = std::get_if<CurvedRequest>(&*viewport.shown());
  const auto* volume = std::get_if<VolumeRequest>(&*viewport.shown());
  if (isBright(slice ? slice->display.outside : curved ? curved->display.outside : volume->view.background)) {
    theme.text = {32, 36, 40, 255};
    theme.quiet = {90, 96, 102, 255};
    theme.warning = {150, 88, 0, 255};
    theme.bright = true;
  }
  return theme;
}

void crosshairOf(Overlay& overlay, const Viewport& viewport, const PlaneOnScreen& plane,
                 const AnnotationChoice& choice, bool bright) {
  const auto& point = viewport.state()->cursor().point();
  if (viewport.plane()) {
    auto lines = crosshairLines(plane, point, crossingPlanes(viewport), choice.heldLine);
    if (bright)
      for (auto& line : lines.lines) line.halo = 0.0;
    overlay.append(std::move(lines));
    return;
  }
  const double off = std::abs(plane.normal().dot(point.mm - plane.center.mm));
  if (off <= 0.51 * viewport.state()->geometry().spacing().z())
    overlay.append(crossMark(plane.toView(point), kAccent));
}

}  // namespace

Rgba8 planeColor(Plane plane) {
  switch (plane) {
    case Plane::Axial:
      return {217, 83, 79, 255};
    case Plane::Sagittal:
      return {224, 195, 65, 255};
    case Plane::Coronal:
      return {92, 184, 92, 255};
  }
  return {};
}

const char* slabTitle(SlabProjection projection) {
  switch (projection) {
    case SlabProjection::Maximum:
      return "MIP";
    case SlabProjection::Minimum:
      return "MinIP";
    case SlabProjection::Mean:
      break;
  }
  return "Mean";
}

const char* planeName(Plane plane) {
  switch (plane) {
    case Plane::Axial:
      return "Axial";
    case Plane::Sagittal:
      return "Sagittal";
    case Plane::Coronal:
      return "Coronal";
  }
  return "";
}

std::vector<CrossingPlane> crossingPlanes(const Viewport& viewport) {
  std::vector<CrossingPlane> planes;
  const auto own = viewport.plane();
  if (!own || !viewport.state()) return planes;
  for (const Plane plane : {Plane::Axial, Plane::Coronal, Plane::Sagittal})
    if (plane != *own)
      planes.push_back({static_cast<int>(plane), viewport.state()->cursor().normal(plane), planeColor(plane),
                        0.5 * viewport.state()->slab(plane).thicknessMm});
  return planes;
}

std::vector<CornerLine> pictureLines(const Viewport& viewport, double pixelMm, Interpolation interpolation,
                                     const Slab& slab, const SliceDisplay& display, double thicknessMm) {
  const auto& state = *viewport.state();
  std::vector<CornerLine> lines;
  const Vector3 spacing = state.geometry().spacing();
  const double side =
      viewport.kind() == ViewKind::Stack ? std::min(spacing.x(), spacing.y()) : spacing.minCoeff();
  Interpolation way = slab.isPlane() ? interpolation : Interpolation::Linear;
  if (state.isColour() && way == Interpolation::Cubic) way = Interpolation::Linear;
  lines.push_back({fmt::format("Zoom {:.0f} % · {}", 100.0 * side / pixelMm, interpolationName(way)), 6,
                   std::nullopt, false});
  if (!slab.isPlane())
    lines.push_back(
        {fmt::format("{} · {:.3g} mm", slabTitle(slab.projection), slab.thicknessMm), 1, kAccent, true});
  else if (thicknessMm > 0.0)
    lines.push_back({fmt::format("Thickness {:.2g} mm", thicknessMm), 5, std::nullopt, false});
  if (!state.isColour()) {
    std::string window = windowText(display.window);
    if (const auto lut = state.voiLut()) {
      const LookupTable& table = *state.description().voiLuts[static_cast<std::size_t>(*lut)];
      if (lutWindow(table) == display.window) window = lutTitle(table);
    }
    lines.push_back({window, 2, std::nullopt, false});
  }
  addPhase(lines, viewport);
  return lines;
}

std::string windowText(const WindowLevel& window) {
  const int digits =
      std::clamp(window.width < 10.0 ? 1 - static_cast<int>(std::floor(std::log10(window.width))) : 0, 0, 6);
  return fmt::format("W {:.{}f}  L {:.{}f}", window.width, digits, window.center, digits);
}

std::string positionText(const PatientPoint& point) {
  const auto part = [](double v, char positive, char negative) {
    return fmt::format("{} {:.1f}", v < 0.0 ? negative : positive, std::abs(v));
  };
  return fmt::format("{} {} {} mm", part(point.mm.x(), 'L', 'R'), part(point.mm.y(), 'P', 'A'),
                     part(point.mm.z(), 'H', 'F'));
}

Overlay surfaceOutlines(const Viewport& viewport) {
  Overlay o;
  const auto plane = viewport.shownPlane();
  if (!plane || !viewport.state()->isPositioned()) return o;
  for (const LookSurface& surface : viewport.state()->look().surfaces)
    if (surface.shown) o.append(surfaceSectionMarks(*plane, *surface.mesh, surface.color));
  return o;
}

Overlay annotations(const Viewport& viewport, const AnnotationChoice& choice) {
  Overlay o;
  const double width = viewport.rect().width() / viewport.pixelRatio();
  const double height = viewport.rect().height() / viewport.pixelRatio();
  const OverlayTheme theme = themeFor(viewport);
  if (choice.active) frameOf(o, width, height, kAccent);
  if (!viewport.state()) return o;
  const auto& series = *viewport.state()->series();
  const bool texts = choice.level != AnnotationLevel::None;

  CornerLines corners;
  auto& topLeft = corners[static_cast<std::size_t>(Corner::TopLeft)];
  auto& topRight = corners[static_cast<std::size_t>(Corner::TopRight)];
  auto& bottomLeft = corners[static_cast<std::size_t>(Corner::BottomLeft)];
  auto& bottomRight = corners[static_cast<std::size_t>(Corner::BottomRight)];
  if (choice.level == AnnotationLevel::All) topLeft = patientLines(series.study());
  if (texts) {
    topRight = studyLines(series.study(), choice.level == AnnotationLevel::All);
    bottomRight = seriesLines(series.series(), series.derived());
  }
  const auto& issues = series.description().issues;
  if (!issues.empty()) {
    std::string text = "⚠ " + issues.front().message;
    if (issues.size() > 1) text = fmt::format("⚠ (+{} more) {}", issues.size() - 1, issues.front().message);
    topLeft.push_back({text, 0, theme.warning, false});
  }

  for (auto& line : readingLines(series, theme)) topLeft.push_back(std::move(line));

  o.append(surfaceOutlines(viewport));
  o.append(lookHandles(viewport, choice.handles, choice.heldHandle));
  double topMiddle = 24.0, bottomMiddle = 24.0;
  if (const auto plane = viewport.shownPlane()) {
    const auto& shown = std::get<SliceRequest>(*viewport.shown());
    if (!viewport.followsPath() && !viewport.state()->path()->empty())
      o.append(pathMarks(*plane, viewport.state()->path()->onScreen(), choice.heldPoint,
                         pathStyle(*viewport.state(), plane->normal())));
    if (choice.crosshair) crosshairOf(o, viewport, *plane, choice, theme.bright);
    if (texts) {
      bottomLeft = imageLines(viewport, shown, theme);
      const auto& state = *viewport.state();
      const auto scale = state.hasLengths() ? ruler(plane->mmPerPixel, width, height, theme) : Overlay{};
      const double letterBottom = scale.empty() ? theme.margin : theme.margin + 28.0;
      if (!scale.empty()) bottomMiddle = std::max(bottomMiddle, rulerHalfWidth(plane->mmPerPixel, width));
      o.append(scale);
      if (state.isPositioned())
        o.append(edgeLetters(plane->right, plane->down, width, height, theme, letterBottom));
    }
    // A picture that shows left and right exchanged says so whatever is switched off.
    const Vector3 expected = viewport.slice()->planeNormal(viewport.state()->cursor());
    if (isMirrored(plane->right, plane->down, expected))
      bottomLeft.insert(bottomLeft.begin(), {"MIRRORED", 0, theme.warning, true});
  } else if (const auto curved = viewport.shownCurved()) {
    const auto& shown = std::get<CurvedRequest>(*viewport.shown());
    CurvedMarks marks = curvedMarks(viewport, *curved, choice.heldLine.has_value(), texts, theme);
    if (marks.bottomHalf > 0.0) bottomMiddle = std::max(bottomMiddle, marks.bottomHalf);
    o.append(std::move(marks.overlay));
    if (texts) {
      bottomLeft =
          pictureLines(viewport, curved->pixelMm, curved->interpolation, curved->slab, shown.display, 0.0);
      for (auto& line : curvedLines(*curved, *viewport.state()->path(), theme.bright))
        bottomLeft.push_back(std::move(line));
    }
  } else if (viewport.shown() && viewport.isVolume()) {
    const auto& shown = std::get<VolumeRequest>(*viewport.shown());
    if (texts) {
      addPhase(bottomLeft, viewport);
      bottomLeft.push_back({"3D · " + shown.view.preset.title, 1, std::nullopt, true});
      if (!shown.view.clips.empty())
        bottomLeft.push_back({cutText(*viewport.state()), 2, std::nullopt, false});
      if (const std::string light =
              cinematicText(shown.view, viewport.state()->look().cinematic, viewport.shownPaths());
          !light.empty())
        bottomLeft.push_back({light, 2, std::nullopt, false});
      if (shown.view.hidden) bottomLeft.push_back({"Sculpted", 2, std::nullopt, false});
      // The cube stands where the series' lines are in slice views.
      bottomRight.clear();
      const double size = std::clamp(0.09 * std::min(width, height), 26.0, 44.0);
      const Vector2 center(width - 1.1 * size - theme.margin, height - 1.1 * size - theme.margin);
      if (viewport.state()->isPositioned())
        o.append(orientationCube(shown.view.camera.forward, shown.view.camera.up, center, size, theme));
    }
  }
  if (choice.frameRate)
    if (const std::string rate = viewport.frameRate.text(); !rate.empty())
      bottomLeft.insert(bottomLeft.begin(), {rate, 1, std::nullopt, false});
  o.append(cornerText(corners, width, height, topMiddle, bottomMiddle, theme));

  if (!viewport.message().isEmpty()) {
    const auto text = viewport.message().toStdString();
    if (viewport.hasPicture()) {
      OverlayText t;
      t.position = {0.5 * width, theme.margin + 24.0};
      t.anchor = Anchor::Top;
      t.text = text;
      t.color = theme.quiet;
      t.size = theme.size;
      o.texts.push_back(std::move(t));
    } else {
      notice(o, text, width, height, theme, viewport.waiting() ? theme.quiet : theme.text);
    }
  }
  return o;
}

}  // namespace iso::app
