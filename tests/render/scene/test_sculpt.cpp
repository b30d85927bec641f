// SPDX-License-Identifier: Apache-2.0
#include <Eigen/Geometry>
#include <catch2/catch.hpp>
#include <cmath>
#include <functional>
#include <numbers>
#include <random>

#include "render/scene/sculpt.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

using Vector2 = Eigen::Vector2d;
using Mask = std::shared_ptr<const VoxelMask>;

ThreadPool& pool() {
  static ThreadPool threads(2);
  return threads;
}

Mask sculpted(const VolumeGeometry& geometry, const SculptCut& cut, const Mask& before = nullptr) {
  auto made = sculpt(geometry, before, cut, pool());
  REQUIRE(made);
  return *made;
}

/// 100 × 80 pixels of 1 mm, seen from the front: right of the picture is the patient's left (+x), up is +z.
SculptCut fromTheFront(const Vector3& middle) {
  SculptCut cut;
  cut.width = 100;
  cut.height = 80;
  cut.camera.focalPoint = {middle};
  cut.camera.halfHeightMm = 40.0;
  return cut;
}

std::vector<Vector2> rectangle(double left, double top, double right, double bottom) {
  return {{left, top}, {right, top}, {right, bottom}, {left, bottom}};
}

void checkHidden(const Mask& mask, const std::function<bool(int, int, int)>& expected) {
  std::int64_t wrong = 0;
  for (int k = 0; k < mask->size()[2]; ++k)
    for (int j = 0; j < mask->size()[1]; ++j)
      for (int i = 0; i < mask->size()[0]; ++i) wrong += mask->hidden(i, j, k) != expected(i, j, k);
  CHECK(wrong == 0);
}

/// The same by geometry: where the sight line from the eye through a point meets the plane through the
/// focal point.
struct Seen {
  bool before = false;  ///< the eye
  Vector2 pixel;
};
Seen seenAt(const SculptCut& cut, const Vector3& mm) {
  const Camera& c = cut.camera;
  Vector3 onPlane = mm - c.forward * c.forward.dot(mm - c.focalPoint.mm);
  if (c.viewAngle > 0.0) {
    const Vector3 eye = c.focalPoint.mm - c.forward * (c.halfHeightMm / std::tan(0.5 * c.viewAngle));
    const double along = c.forward.dot(mm - eye);
    if (!(along > 0.0)) return {};
    onPlane = eye + (mm - eye) * (c.forward.dot(c.focalPoint.mm - eye) / along);
  }
  const Vector3 off = onPlane - c.focalPoint.mm;
  const double pixelMm = 2.0 * c.halfHeightMm / cut.height;
  return {true,
          {off.dot(c.forward.cross(c.up)) / pixelMm + 0.5 * (cut.width - 1),
           -off.dot(c.up) / pixelMm + 0.5 * (cut.height - 1)}};
}

/// Even-odd by the angles under which the sides are seen: how often the line winds round a point.
bool encloses(const std::vector<Vector2>& outline, const Vector2& p) {
  int crossed = 0;
  for (std::size_t n = 0; n < outline.size(); ++n) {
    const Vector2 a = outline[n] - p, b = outline[(n + 1) % outline.size()] - p;
    // A ray to the right in a direction that no corner of the tests lies in.
    const Eigen::Rotation2Dd turn(0.7345);
    const Vector2 u = turn * a, v = turn * b;
    if ((u.x() > 0.0) == (v.x() > 0.0)) continue;
    if (u.y() + (v.y() - u.y()) * (0.0 - u.x()) / (v.x() - u.x()) > 0.0) ++crossed;
  }
  return crossed % 2 != 0;
}

double nearest(const std::vector<Vector2>& outline, const Vector2& p) {
  double best = 1e300;
  for (std::size_t n = 0; n < outline.size(); ++n) {
    const Vector2 a = outline[n], d = outline[(n + 1) % outline.size()] - a;
    const double t = std::clamp(d.dot(p - a) / std::max(d.squaredNorm(), 1e-300), 0.0, 1.0);
    best = std::min(best, (p - a - t * d).norm());
  }
  return best;
}

void checkAgainstSightLines(const VolumeGeometry& geometry, const SculptCut& cut) {
  const Mask mask = sculpted(geometry, cut);
  std::int64_t wrong = 0;
  for (int k = 0; k < geometry.size()[2]; ++k)
    for (int j = 0; j < geometry.size()[1]; ++j)
      for (int i = 0; i < geometry.size()[0]; ++i) {
        const Seen seen = seenAt(cut, geometry.toPatient({Vector3(i, j, k)}).mm);
        if (seen.before && nearest(cut.outline, seen.pixel) < 1e-5) continue;
        const bool inside = seen.before && encloses(cut.outline, seen.pixel);
        wrong += mask->hidden(i, j, k) != (inside != cut.keepInside);
      }
  CHECK(wrong == 0);
}

}  // namespace

TEST_CASE("Sculpting: a rectangle under parallel rays hides exactly a column of voxels") {
  const auto g = *VolumeGeometry::make({50, 37, 41}, Matrix3::Identity(), {Vector3(-25, -18, -20)});
  SculptCut cut = fromTheFront(Vector3::Zero());
  // Voxel i is seen at x = (i − 25) + 49.5, voxel k at y = 39.5 − (k − 20).
  cut.outline = rectangle(49.5 - 25 + 9.5, 39.5 - 10.5, 49.5 - 25 + 30.5, 39.5 + 4.5);
  const auto column = [](int i, int, int k) { return i >= 10 && i <= 30 && k >= 16 && k <= 30; };
  const Mask hidden = sculpted(g, cut);
  checkHidden(hidden, column);
  CHECK(hidden->count() == 21 * 37 * 15);
  cut.keepInside = true;
  checkHidden(sculpted(g, cut), [&](int i, int j, int k) { return !column(i, j, k); });

  // Seen along the rows of voxels, each row is one point.
  SculptCut side = fromTheFront(Vector3::Zero());
  side.camera.forward = Vector3(-1.0, 0.0, 0.0);
  side.outline = rectangle(49.5 - 3.5, 39.5 - 10.5, 49.5 + 6.5, 39.5 + 4.5);
  const Vector3 right = side.camera.right();
  REQUIRE(std::abs(right.y()) == 1.0);
  checkHidden(sculpted(g, side), [&](int, int j, int k) {
    const double x = right.y() * (j - 18);
    return x >= -3 && x <= 6 && k >= 16 && k <= 30;
  });
}

TEST_CASE("Sculpting: any line in any picture agrees with sight lines, from within the volume too") {
  std::mt19937 random(11);
  const auto uniform = [&](double low, double high) {
    return low + (high - low) * static_cast<double>(random()) / 4294967295.0;
  };
  for (const auto& [name, geometry] : testGeometries()) {
    CAPTURE(name);
    int view = 0;
    for (const VolumeView& from : testVolumeViews(geometry, {}, 90, 70)) {
      CAPTURE(view++);
      SculptCut cut;
      cut.camera = from.camera;
      cut.width = from.width;
      cut.height = from.height;
      for (const int corners : {3, 7, 60}) {
        cut.outline.clear();
        for (int n = 0; n < corners; ++n) cut.outline.push_back({uniform(-20, 110), uniform(-20, 90)});
        cut.keepInside = corners == 7;
        checkAgainstSightLines(geometry, cut);
      }
    }
    // The eye among the voxels: rows come from behind it, or leave for there.
    for (int n = 0; n < 6; ++n) {
      SculptCut cut;
      cut.width = 90;
      cut.height = 70;
      const Eigen::AngleAxisd turn(uniform(0.0, 6.0),
                                   Vector3(uniform(-1, 1), uniform(-1, 1), 0.3).normalized());
      cut.camera.forward = turn * Vector3::UnitY();
      cut.camera.up = turn * Vector3::UnitZ();
      cut.camera.viewAngle = 1.4;
      cut.camera.halfHeightMm = 3.0;
      cut.camera.focalPoint = {geometry.center().mm + cut.camera.eyeDistance() * cut.camera.forward +
                               Vector3(0.013, 0.027, 0.031)};
      for (int c = 0; c < 9; ++c) cut.outline.push_back({uniform(-60, 150), uniform(-60, 130)});
      cut.keepInside = n % 2 != 0;
      checkAgainstSightLines(geometry, cut);
    }
  }
}

TEST_CASE("Sculpting: what is cut away, too deep or hidden already stays as it is") {
  const auto g = *VolumeGeometry::make({50, 37, 41}, Matrix3::Identity(), {Vector3(-25, -18, -20)});
  SculptCut cut = fromTheFront(Vector3::Zero());
  cut.outline = rectangle(-1000, -1000, 1000, 1000);
  // Shown is where x ≥ −4.5 and y ≤ 2.5: i ≥ 21, j ≤ 20.
  cut.clips = {{{Vector3(-4.5, 0, 0)}, Vector3(3, 0, 0)}, {{Vector3(0, 2.5, 0)}, Vector3(0, -1, 0)}};
  checkHidden(sculpted(g, cut), [](int i, int j, int) { return i >= 21 && j <= 20; });
  cut.outline = rectangle(-1000, -1000, -900, -900);
  cut.keepInside = true;
  checkHidden(sculpted(g, cut), [](int i, int j, int) { return i >= 21 && j <= 20; });
  cut.clips.clear();
  cut.deepestMm = -6.5;  // y ≤ −6.5: j ≤ 11
  const Mask first = sculpted(g, cut);
  checkHidden(first, [](int, int j, int) { return j <= 11; });
  cut.deepestMm.reset();
  cut.keepInside = false;
  cut.outline = rectangle(49.5 + 2.5, 0, 100, 80);
  checkHidden(sculpted(g, cut, first), [](int i, int j, int) { return j <= 11 || i >= 28; });
  CHECK(first->count() == 50 * 12 * 41);
}

TEST_CASE("Sculpting: a line that crosses itself leaves what it encloses twice") {
  const auto g = *VolumeGeometry::make({60, 3, 60}, Matrix3::Identity(), {Vector3(-30, 0, -30)});
  SculptCut cut = fromTheFront(Vector3::Zero());
  // Twice round the same square, the second time smaller.
  cut.outline = rectangle(30.2, 20.2, 70.2, 60.2);
  cut.outline.push_back({30.2, 20.2});
  // The way there and back passes through no voxel's centre.
  for (const Vector2& p : rectangle(40.35, 30.2, 60.2, 50.2)) cut.outline.push_back(p);
  cut.outline.push_back({40.35, 30.2});
  const auto within = [](double x, double z, double half) {
    return std::abs(x) < half && std::abs(z) < half;
  };
  checkHidden(sculpted(g, cut), [&](int i, int, int k) {
    const double x = i - 30 + 49.5 - 50.2, y = 39.5 - (k - 30) - 40.2;
    return within(x, y, 20.0) && !within(x, y, 10.0);
  });
}

TEST_CASE("Sculpting: what means nothing is refused with a sentence, and work can be cancelled") {
  const auto g = *VolumeGeometry::make({20, 20, 20}, Matrix3::Identity(), {});
  SculptCut good = fromTheFront(g.center().mm);
  good.outline = rectangle(10, 10, 50, 50);
  const auto refused = [&](const SculptCut& cut, const Mask& before = nullptr) {
    const auto made = sculpt(g, before, cut, pool());
    REQUIRE_FALSE(made);
    CHECK(made.error().code == ErrorCode::InvalidArgument);
    CHECK(made.error().message.size() > 10);
  };
  SculptCut cut = good;
  cut.outline.resize(2);
  refused(cut);
  cut = good;
  cut.outline[1].x() = std::nan("");
  refused(cut);
  cut = good;
  cut.width = 0;
  refused(cut);
  cut = good;
  cut.camera.halfHeightMm = 0.0;
  refused(cut);
  cut = good;
  cut.clips = {{g.center(), Vector3::Zero()}};
  refused(cut);
  refused(good, std::make_shared<const VoxelMask>(Size3{20, 20, 21}));
  CancelToken cancel;
  cancel.cancel();
  const auto cancelled = sculpt(g, nullptr, good, pool(), cancel);
  REQUIRE_FALSE(cancelled);
  CHECK(cancelled.error().code == ErrorCode::Cancelled);
}

}  // namespace iso::test
