// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/crop_handles.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <array>
#include <utility>

#include "render/overlay/view_marks.h"

namespace iso {
namespace {

constexpr std::uint8_t kDim = 105, kBright = 235;

Rgba8 withAlpha(Rgba8 color, std::uint8_t alpha) {
  color.a = alpha;
  return color;
}

/// Not hidden by the box: those seen edge on are its outline.
std::array<bool, kBoxFaces> facing(const CameraOnScreen& view, const VolumeGeometry& geometry,
                                   const CropBox& box) {
  std::array<bool, kBoxFaces> faces{};
  for (int face = 0; face < kBoxFaces; ++face)
    faces[static_cast<std::size_t>(face)] =
        faceNormal(geometry, face).dot(view.directionTo(faceCentre(geometry, box, face))) < 1e-6;
  return faces;
}

struct BoxEdge {
  std::size_t from, to;  ///< corners
  std::size_t face, other;
};

/// The edge along an axis at a corner of the two other axes: between the faces that meet there.
std::array<BoxEdge, 12> boxEdges() {
  std::array<BoxEdge, 12> edges{};
  std::size_t n = 0;
  for (std::size_t a = 0; a < 3; ++a) {
    const std::size_t b = (a + 1) % 3, c = (a + 2) % 3;
    for (std::size_t bits = 0; bits < 4; ++bits) {
      const std::size_t atB = bits & 1U, atC = bits >> 1U;
      const std::size_t corner = (atB << b) + (atC << c);
      edges[n++] = {corner, corner + (std::size_t{1} << a), 2 * b + atB, 2 * c + atC};
    }
  }
  return edges;
}

/// What of an edge is inside the view; nullopt if nothing.
std::optional<std::pair<Vector2, Vector2>> seenPart(const PlaneOnScreen& view, const SectionEdge& edge) {
  const Vector2 from = view.toView(edge.from), to = view.toView(edge.to);
  const double length = (to - from).norm();
  if (length < 1e-9) return std::nullopt;
  const Vector2 along = (to - from) / length;
  const auto inside = clipLine(from, along, view.width, view.height);
  if (!inside) return std::nullopt;
  const double t0 = std::max(0.0, inside->first), t1 = std::min(length, inside->second);
  if (t0 >= t1) return std::nullopt;
  return std::pair{Vector2(from + t0 * along), Vector2(from + t1 * along)};
}

double distanceTo(const std::pair<Vector2, Vector2>& segment, const Vector2& p) {
  const Vector2 d = segment.second - segment.first;
  const double t = std::clamp((p - segment.first).dot(d) / std::max(1e-12, d.squaredNorm()), 0.0, 1.0);
  return (segment.first + t * d - p).norm();
}

}  // namespace

Overlay cropBoxMarks(const CameraOnScreen& view, const VolumeGeometry& geometry, const CropBox& box,
                     std::optional<int> heldFace, const HandleStyle& style) {
  Overlay o;
  const auto corners = boxCorners(geometry, box);
  const auto front = facing(view, geometry, box);
  for (const bool near : {false, true}) {
    for (const BoxEdge& edge : boxEdges()) {
      if ((front[edge.face] || front[edge.other]) != near) continue;
      const auto seen = view.toView(corners[edge.from], corners[edge.to]);
      if (!seen) continue;
      OverlayLine line;
      line.points = {seen->first, seen->second};
      const bool held =
          heldFace && (*heldFace == static_cast<int>(edge.face) || *heldFace == static_cast<int>(edge.other));
      line.color = withAlpha(style.color, near || held ? kBright : kDim);
      line.width = held ? 1.8 : near ? 1.4 : 1.0;
      line.halo = near ? 0.6 : 0.2;
      o.lines.push_back(std::move(line));
    }
    for (int face = 0; face < kBoxFaces; ++face) {
      if (front[static_cast<std::size_t>(face)] != near) continue;
      const auto at = view.toView(faceCentre(geometry, box, face));
      if (!at) continue;
      const bool held = heldFace == face;
      o.handles.push_back({*at,
                           held   ? style.radius + 1.5
                           : near ? style.radius
                                  : style.radius - 1.0,
                           held ? style.held : withAlpha(style.color, near ? kBright : kDim)});
    }
  }
  return o;
}

std::optional<int> cropFaceAt(const CameraOnScreen& view, const VolumeGeometry& geometry, const CropBox& box,
                              const Vector2& position, const HandleStyle& style) {
  const auto front = facing(view, geometry, box);
  std::optional<int> best;
  double nearest = style.reach;
  for (const bool near : {true, false}) {
    for (int face = 0; face < kBoxFaces; ++face) {
      if (front[static_cast<std::size_t>(face)] != near) continue;
      const auto at = view.toView(faceCentre(geometry, box, face));
      if (!at || (*at - position).norm() > nearest) continue;
      nearest = (*at - position).norm();
      best = face;
    }
    if (best) return best;
  }
  return std::nullopt;
}

Overlay cropSectionMarks(const PlaneOnScreen& view, const VolumeGeometry& geometry, const CropBox& box,
                         std::optional<int> heldFace, const HandleStyle& style) {
  Overlay o;
  for (const SectionEdge& edge : boxSection(geometry, box, view.center, view.normal())) {
    const auto seen = seenPart(view, edge);
    if (!seen) continue;
    const bool held = heldFace == edge.face;
    OverlayLine line;
    line.points = {seen->first, seen->second};
    line.color = withAlpha(style.color, kBright);
    line.width = held ? 1.8 : 1.2;
    line.halo = 0.5;
    o.lines.push_back(std::move(line));
    o.handles.push_back({0.5 * (seen->first + seen->second), held ? style.radius : style.radius - 1.5,
                         held ? style.held : style.color});
  }
  return o;
}

std::optional<int> cropEdgeAt(const PlaneOnScreen& view, const VolumeGeometry& geometry, const CropBox& box,
                              const Vector2& position, const HandleStyle& style) {
  std::optional<int> best;
  double nearest = 1.0;  // of what each may be away
  for (const SectionEdge& edge : boxSection(geometry, box, view.center, view.normal())) {
    const auto seen = seenPart(view, edge);
    if (!seen) continue;
    const Vector2 middle = 0.5 * (seen->first + seen->second);
    const double away =
        std::min((middle - position).norm() / style.reach, distanceTo(*seen, position) / style.edgeReach);
    if (away > nearest) continue;
    nearest = away;
    best = edge.face;
  }
  return best;
}

}  // namespace iso
