// SPDX-License-Identifier: Apache-2.0
#include "render/engine/curved_slice.h"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <memory>
#include <numbers>
#include <vector>

#include "render/cpu/cpu_engine.h"
#include "tests/render/support/test_volumes.h"

namespace iso::test {
namespace {

constexpr double kRadius = 24.0;

VolumeGeometry cube() {
  return *VolumeGeometry::make({64, 64, 40}, Matrix3::Identity(), {PatientPoint{{-32, -32, -20}}});
}

/// A quarter of a circle of kRadius about the z axis, picked every 5°.
Curve arc() {
  std::vector<PatientPoint> points;
  for (int n = 0; n <= 18; ++n) {
    const double a = n * 5.0 * std::numbers::pi / 180.0;
    points.push_back({{kRadius * std::cos(a), kRadius * std::sin(a), 0.0}});
  }
  return *Curve::through(points);
}

/// 10 x + 20 y + 30 z at the voxels, patient mm: linear sampling gives it exactly everywhere.
VolumePtr ramp() {
  return filledVolume(VoxelType::Float32, cube(), [](int i, int j, int k) {
    return 10.0 * (i - 32) + 20.0 * (j - 32) + 30.0 * (k - 20);
  });
}

double rampAt(const Vector3& mm) {
  return 10.0 * mm.x() + 20.0 * mm.y() + 30.0 * mm.z();
}

float at(const ValueFrame& frame, int x, int y) {
  return frame.values[static_cast<std::size_t>(y * frame.width + x)];
}

}  // namespace

TEST_CASE("Curved slice: a straightened arc shows at each station and distance what lies there") {
  const auto view = straightened(arc(), 0.0, 0.5, 21);
  REQUIRE(view);
  const double length = 0.5 * std::numbers::pi * kRadius;
  CHECK(view->rows.size() == static_cast<std::size_t>(std::floor(length / 0.5)) + 1);
  const auto frame = curvedValues(*makeCpuEngine(2), ramp(), *view, {});
  REQUIRE(frame);
  CHECK(frame->height == static_cast<int>(view->rows.size()));
  // On an axial path the lines stand upright: to the right is towards the head.
  for (int y = 0; y < frame->height; ++y)
    for (int x = 0; x < 21; ++x) {
      const double a = 0.5 * y / kRadius;
      const Vector3 mm(kRadius * std::cos(a), kRadius * std::sin(a), 0.5 * (x - 10));
      CHECK(at(*frame, x, y) == Approx(rampAt(mm)).margin(0.05));
    }
  // Turned by a quarter the lines lie in the circle's plane, on its radii.
  const auto turned = straightened(arc(), 0.5 * std::numbers::pi, 0.5, 21);
  REQUIRE(turned);
  const auto flat = curvedValues(*makeCpuEngine(2), ramp(), *turned, {});
  REQUIRE(flat);
  for (int y = 0; y < flat->height; y += 7) {
    const double a = 0.5 * y / kRadius;
    const double side =
        turned->rows[static_cast<std::size_t>(y)].right.dot(Vector3(std::cos(a), std::sin(a), 0.0));
    CHECK(std::abs(side) == Approx(1.0).margin(1e-5));
    const double r = kRadius + side * 0.5 * (18 - 10);
    CHECK(at(*flat, 18, y) == Approx(rampAt({r * std::cos(a), r * std::sin(a), 0.0})).margin(0.05));
  }
}

TEST_CASE("Curved slice: a stretched path keeps every distance on its surface") {
  // Lines along x: the surface that they sweep over the arc is flat, so the picture is that plane itself.
  const auto view = stretched(arc(), Vector3(2, 0, 0), 0.5, 41);
  REQUIRE(view);
  CHECK(view->rows.size() == static_cast<std::size_t>(std::floor(kRadius / 0.5)) + 1);
  const auto frame = curvedValues(*makeCpuEngine(1), ramp(), *view, {});
  REQUIRE(frame);
  for (int y = 0; y < frame->height; ++y)
    for (int x = 0; x < 32; ++x)  // to the volume's right side
      CHECK(at(*frame, x, y) == Approx(rampAt({kRadius + 0.5 * (x - 20), 0.5 * y, 0.0})).margin(0.05));
  // Lines along z: a cylinder, unrolled by its arc length.
  const auto rolled = stretched(arc(), Vector3(0, 0, 1), 0.5, 21);
  REQUIRE(rolled);
  const auto cylinder = curvedValues(*makeCpuEngine(1), ramp(), *rolled, {});
  REQUIRE(cylinder);
  CHECK(cylinder->height == Approx(0.5 * std::numbers::pi * kRadius / 0.5).margin(1.1));
  for (int y = 0; y < cylinder->height; ++y) {
    const double a = 0.5 * y / kRadius;
    CHECK(at(*cylinder, 3, y) ==
          Approx(rampAt({kRadius * std::cos(a), kRadius * std::sin(a), 0.5 * (3 - 10)})).margin(0.05));
  }
}

TEST_CASE("Curved slice: the cross-section stands on the path") {
  const Curve curve = arc();
  const double s = 0.3 * curve.length(), a = s / kRadius;
  SliceView view = crossSection(curve, s, 0.0, 0.5, 15, 15);
  CHECK(view.normal().dot(Vector3(-std::sin(a), std::cos(a), 0.0)) == Approx(1.0).margin(1e-6));
  const auto frame = makeCpuEngine(1)->sliceValues(ramp(), view, {});
  REQUIRE(frame);
  CHECK(at(*frame, 7, 7) == Approx(rampAt({kRadius * std::cos(a), kRadius * std::sin(a), 0.0})).margin(0.05));
}

TEST_CASE("Curved slice: a slab is as thick as it says, across the picture's surface") {
  // A wall of 3 mm at the arc's outer side, 2 to 5 mm from the path: only a slab reaches it.
  const auto volume = filledVolume(VoxelType::Float32, cube(), [](int i, int j, int) {
    const double r = std::hypot(i - 32.0, j - 32.0);
    return r > kRadius + 2.0 && r < kRadius + 5.0 ? 1000.0 : 0.0;
  });
  auto view = straightened(arc(), 0.0, 1.0, 5);
  REQUIRE(view);
  const auto engine = makeCpuEngine(1);
  const auto thin = curvedValues(*engine, volume, *view, {});
  view->slab = {8.0, 0.0, SlabProjection::Maximum};
  const auto thick = curvedValues(*engine, volume, *view, {});
  REQUIRE(thin);
  REQUIRE(thick);
  for (int y = 3; y < thin->height - 3; ++y) {
    CHECK(at(*thin, 2, y) == 0.0f);
    CHECK(at(*thick, 2, y) > 700.0f);
  }
}

TEST_CASE("Curved slice: colours follow the window, and what is outside is said") {
  const auto volume = ramp();
  auto view = straightened(arc(), 0.0, 0.5, 201);
  REQUIRE(view);
  const auto engine = makeCpuEngine(1);
  SliceDisplay display{{0.0, 2000.0, VoiFunction::LinearExact}, colorMap("Grey"), {1, 2, 3, 255}};
  const auto colors = curvedSlice(*engine, volume, *view, display, {});
  const auto values = curvedValues(*engine, volume, *view, {});
  REQUIRE(colors);
  REQUIRE(values);
  int outside = 0;
  for (std::size_t n = 0; n < values->values.size(); ++n) {
    const Rgba8 p = colors->pixels[n];
    if (std::isnan(values->values[n])) {
      CHECK((p.r == 1 && p.g == 2 && p.b == 3));
      ++outside;
    } else {
      const double grey = std::clamp((static_cast<double>(values->values[n]) + 1000.0) / 2000.0, 0.0, 1.0);
      CHECK(p.r == Approx(255.0 * grey).margin(0.51));
    }
  }
  CHECK(outside > 0);
}

TEST_CASE("Curved slice: what cannot be drawn is refused") {
  const Curve curve = arc();
  CHECK(straightened(curve, 0.0, 0.0, 10).error().code == ErrorCode::InvalidArgument);
  CHECK(straightened(curve, 0.0, 1e-4, 10).error().code == ErrorCode::InvalidArgument);
  CHECK(straightened(curve, 0.0, 1.0, 0).error().code == ErrorCode::InvalidArgument);
  CHECK(stretched(curve, Vector3::Zero(), 1.0, 10).error().code == ErrorCode::InvalidArgument);
  const auto line = Curve::through({{{0, 0, 0}}, {{10, 0, 0}}});
  CHECK(stretched(*line, Vector3(1, 0, 0), 1.0, 10).error().code == ErrorCode::InvalidArgument);
  const auto engine = makeCpuEngine(1);
  CHECK(curvedValues(*engine, ramp(), CurvedView{}, {}).error().code == ErrorCode::InvalidArgument);
  CancelToken cancel;
  cancel.cancel();
  CHECK(curvedValues(*engine, ramp(), *straightened(curve, 0.0, 1.0, 5), cancel).error().code ==
        ErrorCode::Cancelled);
}

TEST_CASE("Curved picture: any part at any scale, turned by quarters, shows what lies there") {
  const auto curve = std::make_shared<const Curve>(arc());
  const auto volume = ramp();
  const auto engine = makeCpuEngine(2);
  // One grey level is 8 units of the ramp.
  SliceDisplay display{{0.0, 255.0 * 8.0, VoiFunction::LinearExact}, colorMap("Grey"), {1, 2, 3, 255}};
  CurvedPicture picture;
  picture.surface = CurvedSurface::straightened(curve, 0.0);
  picture.along = 20.41;
  picture.across = -2.0;
  picture.pixelMm = 0.4;
  picture.width = 90;
  picture.height = 71;
  for (const int turns : {0, 1, 2, 3}) {
    CAPTURE(turns);
    picture.quarterTurns = turns;
    const auto frame = curvedPicture(*engine, volume, picture, display, {});
    REQUIRE(frame);
    REQUIRE(frame->width == 90);
    REQUIRE(frame->height == 71);
    int seen = 0;
    for (int y = 0; y < 71; ++y)
      for (int x = 0; x < 90; ++x) {
        // Clockwise: what went right goes down, what went down goes left.
        const double dx = 0.4 * (x - 44.5), dy = 0.4 * (y - 35.0);
        const double across = -2.0 + (turns == 0 ? dx : turns == 1 ? dy : turns == 2 ? -dx : -dy);
        const double along = 20.41 + (turns == 0 ? dy : turns == 1 ? -dx : turns == 2 ? -dy : dx);
        const Rgba8 pixel = frame->pixels[static_cast<std::size_t>(y * 90 + x)];
        if (along < -1e-3 || along > curve->length() + 1e-3) {
          CHECK(pixel == display.outside);
          continue;
        }
        const double a = along / kRadius;
        const double value = rampAt({kRadius * std::cos(a), kRadius * std::sin(a), across});
        CHECK(pixel.r == Approx(std::clamp(127.5 + value / 8.0, 0.0, 255.0)).margin(0.6));
        ++seen;
      }
    CHECK(seen > 2000);
  }
  picture.pixelMm = 0.0;
  CHECK(curvedPicture(*engine, volume, picture, display, {}).error().code == ErrorCode::InvalidArgument);
  picture.pixelMm = 0.4;
  picture.along = 1000.0;  // far beyond the path: nothing but surround
  const auto nothing = curvedPicture(*engine, volume, picture, display, {});
  REQUIRE(nothing);
  CHECK(nothing->pixels.front() == display.outside);
  CHECK(nothing->pixels.size() == 90 * 71);
}

TEST_CASE("Curved picture: a stretched surface has the lines of the stretched view") {
  // A path that winds in all three directions, and lines that are not at right angles to it.
  std::vector<PatientPoint> points;
  for (int n = 0; n < 12; ++n)
    points.push_back({{10.0 * std::cos(0.5 * n), 8.0 * std::sin(0.5 * n), 2.0 * n - 10.0}});
  const auto curve = std::make_shared<const Curve>(*Curve::through(points));
  const Vector3 right(0.3, 1.0, 0.2);
  const auto surface = CurvedSurface::stretched(curve, right);
  REQUIRE(surface);
  const auto view = stretched(*curve, right, 0.5, 41);
  REQUIRE(view);
  CHECK((*surface)->extent() == Approx(0.5 * static_cast<double>(view->rows.size() - 1)).margin(0.51));
  for (std::size_t y = 0; y < view->rows.size(); ++y) {
    const double along = 0.5 * static_cast<double>(y);
    const auto line = (*surface)->line(along);
    CHECK((line.center.mm - view->rows[y].center.mm).norm() < 0.01);
    CHECK(line.right.isApprox(right.normalized()));
    CHECK(line.normal.dot(view->rows[y].normal) > 0.999);
    // The path's point of the line lies on it.
    const double station = (*surface)->station(along);
    const Vector3 off = curve->at(station).mm - line.center.mm;
    CHECK((off - line.right * line.right.dot(off)).norm() < 0.01);
    CHECK((*surface)->alongAt(station) == Approx(along).margin(1e-6));
  }
  CHECK(CurvedSurface::stretched(curve, Vector3::Zero()).error().code == ErrorCode::InvalidArgument);
  const auto straight = std::make_shared<const Curve>(*Curve::through({{{0, 0, 0}}, {{10, 0, 0}}}));
  CHECK(CurvedSurface::stretched(straight, Vector3(1, 0, 0)).error().code == ErrorCode::InvalidArgument);
}

}  // namespace iso::test
