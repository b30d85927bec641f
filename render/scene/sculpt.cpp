// SPDX-License-Identifier: Apache-2.0
#include "render/scene/sculpt.h"

#include <Eigen/Geometry>
#include <algorithm>
#include <cmath>
#include <limits>

namespace iso {
namespace {

using Vector2 = Eigen::Vector2d;
constexpr double kInfinity = std::numeric_limits<double>::infinity();
/// A row of voxels that is shorter than this in the picture, in pixels, is seen as one point.
constexpr double kPointLike = 1e-6;

/// A patient's point in the picture: x and y in pixels times w, and w; w > 0 before the eye, 1 for parallel
/// rays.
class Projection {
 public:
  explicit Projection(const SculptCut& cut) {
    const Camera& c = cut.camera;
    const double perMm = cut.height / (2.0 * c.halfHeightMm);
    const double distance = c.eyeDistance();
    w_ = distance > 0.0 ? Vector3(c.forward / distance) : Vector3(Vector3::Zero());
    w0_ = 1.0 - w_.dot(c.focalPoint.mm);
    const Vector2 middle(0.5 * (cut.width - 1), 0.5 * (cut.height - 1));
    x_ = c.right() * perMm + middle.x() * w_;
    x0_ = -perMm * c.right().dot(c.focalPoint.mm) + middle.x() * w0_;
    y_ = -c.up * perMm + middle.y() * w_;
    y0_ = perMm * c.up.dot(c.focalPoint.mm) + middle.y() * w0_;
  }
  Vector3 point(const Vector3& mm) const { return {x_.dot(mm) + x0_, y_.dot(mm) + y0_, w_.dot(mm) + w0_}; }
  Vector3 direction(const Vector3& mm) const { return {x_.dot(mm), y_.dot(mm), w_.dot(mm)}; }

 private:
  Vector3 x_, y_, w_;
  double x0_, y0_, w0_;
};

/// Whole numbers from the least that is not below `low` to the greatest that is not above `high`, of [0, n).
struct Range {
  int begin = 0, end = 0;
};
Range wholeNumbers(double low, double high, int n) {
  if (!(low <= high)) return {};
  return {static_cast<int>(std::ceil(std::clamp(low, 0.0, static_cast<double>(n)))),
          static_cast<int>(std::floor(std::clamp(high, -1.0, n - 1.0))) + 1};
}

/// A closed line in the picture.
class Outline {
 public:
  explicit Outline(const std::vector<Vector2>& corners)
      : corners_(corners), low_(corners.front()), high_(corners.front()) {
    for (const Vector2& p : corners) {
      low_ = low_.cwiseMin(p);
      high_ = high_.cwiseMax(p);
    }
  }

  /// Places along a row of voxels at which it goes into the outline and out of it, in turn.
  /// @param start where voxel 0 is seen, @param step from voxel to voxel (homogeneous, see Projection)
  std::vector<double> crossings(const Vector3& start, const Vector3& step, int voxels) const {
    const Vector3 end = start + (voxels - 1) * step;
    // What is before the eye: w > 0.
    if (start.z() <= 0.0 && end.z() <= 0.0) return {};
    if (start.z() > 0.0 && end.z() > 0.0) {
      const Vector2 a = start.head<2>() / start.z(), b = end.head<2>() / end.z();
      if ((a.cwiseMax(b) - low_).minCoeff() < 0.0 || (high_ - a.cwiseMin(b)).minCoeff() < 0.0) return {};
      if ((b - a).cwiseAbs().maxCoeff() < kPointLike)
        return holds(0.5 * (a + b)) ? std::vector<double>{-kInfinity, kInfinity} : std::vector<double>{};
    }
    const Vector3 line = start.cross(step);
    const auto distance = [&](const Vector2& p) { return line.x() * p.x() + line.y() * p.y() + line.z(); };
    std::vector<double> found;
    double dq = distance(corners_.back());
    for (std::size_t n = 0; n < corners_.size(); ++n) {
      const double dp = distance(corners_[n]);
      if ((dp > 0.0) != (dq > 0.0)) {
        const Vector2 &p = corners_[n], &q = corners_[n == 0 ? corners_.size() - 1 : n - 1];
        // The place along the row that is seen there, if it lies before the eye.
        const Vector2 at = p + dp / (dp - dq) * (q - p);
        const Vector2 from = start.head<2>() - at * start.z(), along = step.head<2>() - at * step.z();
        const int axis = std::abs(along.x()) > std::abs(along.y()) ? 0 : 1;
        const double i = -from[axis] / along[axis];
        if (std::isfinite(i) && start.z() + i * step.z() > 0.0) found.push_back(i);
      }
      dq = dp;
    }
    std::sort(found.begin(), found.end());
    // A row that comes from behind the eye enters the picture at infinity, where nothing is inside. One that
    // leaves for there is counted from that end, so it may begin inside.
    if (found.size() % 2 != 0) {
      if (step.z() < 0.0)
        found.insert(found.begin(), -kInfinity);
      else
        found.push_back(kInfinity);
    }
    return found;
  }

 private:
  bool holds(const Vector2& p) const {
    bool inside = false;
    Vector2 a = corners_.back();
    for (const Vector2& b : corners_) {
      if ((a.y() > p.y()) != (b.y() > p.y()) &&
          p.x() < a.x() + (p.y() - a.y()) / (b.y() - a.y()) * (b.x() - a.x()))
        inside = !inside;
      a = b;
    }
    return inside;
  }

  const std::vector<Vector2>& corners_;
  Vector2 low_, high_;
};

/// The part of a row that may be changed: what no clip plane cuts away, and what is not too deep.
Range allowed(const SculptCut& cut, const Vector3& first, const Vector3& step, int voxels) {
  double low = 0.0, high = voxels - 1.0;
  const auto keep = [&](double at, double perVoxel) {  // where at + i · perVoxel ≥ 0
    if (std::abs(perVoxel) < 1e-12) {
      if (at < 0.0) high = -1.0;
    } else if (perVoxel > 0.0) {
      low = std::max(low, -at / perVoxel);
    } else {
      high = std::min(high, -at / perVoxel);
    }
  };
  for (const ClipPlane& clip : cut.clips) {
    const Vector3 normal = clip.normal.normalized();
    keep(normal.dot(first - clip.point.mm), normal.dot(step));
  }
  if (cut.deepestMm)
    keep(*cut.deepestMm - cut.camera.forward.dot(first - cut.camera.focalPoint.mm),
         -cut.camera.forward.dot(step));
  return wholeNumbers(low, high, voxels);
}

Result<void> check(const VolumeGeometry& geometry, const std::shared_ptr<const VoxelMask>& before,
                   const SculptCut& cut) {
  const Camera& c = cut.camera;
  if (cut.width < 1 || cut.height < 1)
    return fail(ErrorCode::InvalidArgument, "A line can be drawn only in a picture that has pixels.");
  if (!c.focalPoint.mm.allFinite() || !c.forward.allFinite() || !c.up.allFinite() ||
      !std::isfinite(c.halfHeightMm) || !(c.halfHeightMm > 0.0) || !(c.viewAngle < 3.1))
    return fail(ErrorCode::InvalidArgument, "The camera's position or size is not a finite number.");
  if (cut.outline.size() < 3)
    return fail(ErrorCode::InvalidArgument, "A line round something needs three corners.");
  for (const Vector2& p : cut.outline)
    if (!p.allFinite()) return fail(ErrorCode::InvalidArgument, "A corner of the line has no place.");
  VolumeView view;
  view.clips = cut.clips;
  view.hidden = before;
  return checkView(view, geometry.size());
}

}  // namespace

Result<std::shared_ptr<const VoxelMask>> sculpt(const VolumeGeometry& geometry,
                                                const std::shared_ptr<const VoxelMask>& before,
                                                const SculptCut& cut, ThreadPool& pool,
                                                const CancelToken& cancel, const Progress& progress) {
  if (auto ok = check(geometry, before, cut); !ok) return tl::make_unexpected(ok.error());
  const Projection projection(cut);
  const Outline outline(cut.outline);
  const int voxels = geometry.size()[0];
  const Vector3 step = geometry.axes().col(0);
  const Vector3 seenStep = projection.direction(step);
  const auto edit = [&](int j, int k, std::uint32_t* row) {
    if (cancel.cancelled()) return;
    const Vector3 first = geometry.toPatient({Vector3(0.0, j, k)}).mm;
    const Range change = allowed(cut, first, step, voxels);
    if (change.begin >= change.end) return;
    const std::vector<double> at = outline.crossings(projection.point(first), seenStep, voxels);
    int done = change.begin;
    for (std::size_t n = 0; n + 1 < at.size(); n += 2) {
      const Range inside = wholeNumbers(at[n], at[n + 1], voxels);
      const int begin = std::max(inside.begin, change.begin), end = std::min(inside.end, change.end);
      if (!cut.keepInside) {
        hideRun(row, begin, end);
      } else {
        hideRun(row, done, std::min(inside.begin, change.end));
        done = std::max(done, inside.end);
      }
    }
    if (cut.keepInside) hideRun(row, done, change.end);
  };
  if (before) return before->edited(edit, pool, cancel, progress);
  return VoxelMask(geometry.size()).edited(edit, pool, cancel, progress);
}

}  // namespace iso
