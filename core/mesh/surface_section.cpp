// SPDX-License-Identifier: Apache-2.0
#include "core/mesh/surface_section.h"

#include <algorithm>
#include <cstddef>
#include <unordered_map>
#include <utility>

namespace iso {
namespace {

constexpr std::size_t kNone = static_cast<std::size_t>(-1);

/// One edge that the plane cuts, and the cuts of its triangles that begin or end there.
struct Crossing {
  PatientPoint point;
  std::vector<std::size_t> segments;
};

struct Segment {
  std::size_t from = 0, to = 0;  ///< crossings
  bool used = false;
};

class Section {
 public:
  Section(const SurfaceMesh& mesh, const PatientPoint& point, const Vector3& normal)
      : mesh_(mesh), point_(point), normal_(normal) {
    if (!mesh.box().meets(point, normal)) return;
    const auto& triangles = mesh.triangles();
    for (std::size_t b = 0; b < mesh.blocks().size(); ++b) {
      if (!mesh.blocks()[b].meets(point, normal)) continue;
      const std::size_t first = b * SurfaceMesh::kBlock;
      for (std::size_t n = first; n < std::min(first + SurfaceMesh::kBlock, triangles.size()); ++n)
        cut(triangles[n]);
    }
  }

  std::vector<SectionLine> lines() {
    std::vector<SectionLine> out;
    // Open lines from their ends first: begun in the middle they would come in two pieces.
    for (std::size_t c = 0; c < crossings_.size(); ++c)
      if (crossings_[c].segments.size() % 2 == 1) follow(c, out);
    for (std::size_t c = 0; c < crossings_.size(); ++c) follow(c, out);
    return out;
  }

 private:
  /// Of a vertex over the plane: the same number whichever triangle asks.
  double height(std::uint32_t v) const { return normal_.dot(toVector(mesh_.vertices()[v]) - point_.mm); }

  void cut(const SurfaceMesh::Triangle& t) {
    const double heights[3] = {height(t[0]), height(t[1]), height(t[2])};
    std::size_t ends[2];
    int found = 0;
    for (std::size_t n = 0; n < 3; ++n) {
      const std::size_t next = (n + 1) % 3;
      if ((heights[n] < 0.0) != (heights[next] < 0.0)) ends[found++] = crossing(t[n], t[next]);
    }
    // One corner is alone on its side: two edges are cut, or none.
    if (found != 2) return;
    for (const std::size_t end : ends) crossings_[end].segments.push_back(segments_.size());
    segments_.push_back({ends[0], ends[1], false});
  }

  std::size_t crossing(std::uint32_t a, std::uint32_t b) {
    if (a > b) std::swap(a, b);
    const auto key = (static_cast<std::uint64_t>(a) << 32U) | b;
    const auto [at, isNew] = numbers_.try_emplace(key, crossings_.size());
    if (isNew) {
      const double above = height(a), t = above / (above - height(b));
      const Vector3 from = toVector(mesh_.vertices()[a]), to = toVector(mesh_.vertices()[b]);
      crossings_.push_back({{from + t * (to - from)}, {}});
    }
    return at->second;
  }

  std::size_t unusedAt(std::size_t c) const {
    for (const std::size_t s : crossings_[c].segments)
      if (!segments_[s].used) return s;
    return kNone;
  }

  void follow(std::size_t first, std::vector<SectionLine>& out) {
    while (unusedAt(first) != kNone) {
      SectionLine line;
      line.points.push_back(crossings_[first].point);
      std::size_t at = first;
      for (std::size_t s = unusedAt(at); s != kNone && !line.closed; s = unusedAt(at)) {
        segments_[s].used = true;
        at = segments_[s].from == at ? segments_[s].to : segments_[s].from;
        line.closed = at == first;
        // Edges that meet in a vertex in the plane are cut at one place.
        if (!line.closed && !(crossings_[at].point == line.points.back()))
          line.points.push_back(crossings_[at].point);
      }
      if (line.closed && line.points.size() > 1 && line.points.front() == line.points.back())
        line.points.pop_back();
      if (line.points.size() > 1) out.push_back(std::move(line));
    }
  }

  const SurfaceMesh& mesh_;
  const PatientPoint& point_;
  const Vector3& normal_;
  std::unordered_map<std::uint64_t, std::size_t> numbers_;
  std::vector<Crossing> crossings_;
  std::vector<Segment> segments_;
};

}  // namespace

std::vector<SectionLine> sectionOf(const SurfaceMesh& mesh, const PatientPoint& point,
                                   const Vector3& normal) {
  return Section(mesh, point, normal).lines();
}

}  // namespace iso
