// SPDX-License-Identifier: Apache-2.0
#include "core/geometry/curve.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <string>

namespace iso {
namespace {

constexpr double kFarthestMm = 1e6;
constexpr double kQuadratureError = 1e-10;  // of a segment's chord
constexpr int kMaxDepth = 20;               // halvings of a segment; only a near turning point needs them
constexpr int kFrameSteps = 8;              // double reflections per piece
constexpr int kNearestSteps = 16;           // parts of a piece
constexpr double kHook = 1e-4;              // part of a piece in which a near turning point may turn

/// The third point mirrored in the plane that halves the end segment at right angles.
Vector3 phantom(const Vector3& end, const Vector3& second, const Vector3& third) {
  const Vector3 chord = (second - end).normalized();
  return third - 2.0 * chord.dot(third - 0.5 * (end + second)) * chord;
}

Vector3 perpendicular(const Vector3& v, const Vector3& unit) {
  return (v - unit.dot(v) * unit).normalized();
}

Vector3 firstReference(const Vector3& tangent) {
  int best = 2;
  for (int axis : {0, 1})  // the margin: rounding must not decide between equal axes
    if (std::abs(tangent[axis]) < std::abs(tangent[best]) - 1e-9) best = axis;
  return perpendicular(Vector3::Unit(best), tangent);
}

/// One step of Wang et al. 2008, table I: `right` of frame 0 carried from x0 to x1.
Vector3 doubleReflection(const Vector3& x0, const Vector3& t0, const Vector3& right, const Vector3& x1,
                         const Vector3& t1) {
  Vector3 r = right;
  Vector3 t = t0;
  const Vector3 v1 = x1 - x0;
  const double c1 = v1.squaredNorm();
  if (c1 > 0.0) {
    r -= 2.0 / c1 * v1.dot(r) * v1;
    t -= 2.0 / c1 * v1.dot(t) * v1;
    const Vector3 v2 = t1 - t;
    const double c2 = v2.squaredNorm();
    if (c2 > 1e-20) r -= 2.0 / c2 * v2.dot(r) * v2;
  }
  const Vector3 off = r - t1.dot(r) * t1;  // rounding must not add up
  return off.norm() > 1e-6 ? Vector3(off.normalized()) : firstReference(t1);
}

}  // namespace

Result<Curve> Curve::through(const std::vector<PatientPoint>& points) {
  if (points.size() > kMaxPoints)
    return fail(ErrorCode::InvalidArgument,
                "A path can have at most " + std::to_string(kMaxPoints) + " points.");
  Curve c;
  for (const PatientPoint& p : points) {
    if (!p.mm.allFinite()) return fail(ErrorCode::InvalidArgument, "A point of the path is not finite.");
    if (p.mm.cwiseAbs().maxCoeff() > kFarthestMm)
      return fail(ErrorCode::InvalidArgument, "A point of the path is more than a kilometre away.");
    if (c.points_.empty() || (p.mm - c.points_.back().mm).norm() >= kMergeMm) c.points_.push_back(p);
  }
  const std::size_t count = c.points_.size();
  if (count < 2) return fail(ErrorCode::InvalidArgument, "A path needs at least two different points.");

  // One phantom before and one after, then every point has two neighbours.
  std::vector<Vector3> control;
  control.reserve(count + 2);
  control.emplace_back(Vector3::Zero());
  for (const PatientPoint& p : c.points_) control.push_back(p.mm);
  if (count == 2) {
    control.front() = 2.0 * control[1] - control[2];
    control.emplace_back(2.0 * control[2] - control[1]);
  } else {
    control.front() = phantom(control[1], control[2], control[3]);
    control.push_back(phantom(control[count], control[count - 1], control[count - 2]));
  }
  // Barry and Goldman's derivative at a point, a d1/d0 + b d0/d1 over d0 + d1 with the chords a and b to it
  // and from it, has with d = √chord two terms of equal length: it halves the angle between the chords.
  for (std::size_t i = 1; i <= count; ++i) {
    const Vector3 a = control[i] - control[i - 1], b = control[i + 1] - control[i];
    const double d0 = std::sqrt(a.norm()), d1 = std::sqrt(b.norm());
    c.slopes_.emplace_back(d0 * d1 / (d0 + d1) * (a.normalized() + b.normalized()));
    if (i < count) c.spans_.push_back(d1);
  }

  c.pointLengths_.push_back(0.0);
  for (std::size_t n = 0; n + 1 < count; ++n) {
    c.tabulate(n, 0.0, 1.0, c.arcLength(n, 0.0, 1.0), 0);
    c.pointLengths_.push_back(c.pieces_.back().s1);
  }

  Vector3 reference = firstReference(c.direction(0, 0.0));
  for (Piece& p : c.pieces_) {
    // The tangent is continuous here but where the path turns straight back: there `right` stays.
    const Vector3 start = c.position(p.segment, p.u0), tangent = c.direction(p.segment, p.u0);
    p.reference = doubleReflection(start, tangent, reference, start, tangent);
    reference = c.carry(p, p.u1);
  }
  return c;
}

Vector3 Curve::position(std::size_t segment, double u) const {
  // Hermite form, written so that u = 0 and u = 1 give the picked points to the last bit.
  const double v = 1.0 - u;
  return (1.0 + 2.0 * u) * v * v * points_[segment].mm + u * u * (1.0 + 2.0 * v) * points_[segment + 1].mm +
         spans_[segment] * u * v * (v * slopes_[segment] - u * slopes_[segment + 1]);
}

Vector3 Curve::velocity(std::size_t segment, double u) const {
  const double v = 1.0 - u;
  return 6.0 * u * v * (points_[segment + 1].mm - points_[segment].mm) +
         spans_[segment] * (v * (v - 2.0 * u) * slopes_[segment] + u * (u - 2.0 * v) * slopes_[segment + 1]);
}

Vector3 Curve::direction(std::size_t segment, double u) const {
  const Vector3 chord = points_[segment + 1].mm - points_[segment].mm;
  const Vector3 d = velocity(segment, u);
  if (d.norm() > 1e-9 * chord.norm()) return d.normalized();
  // A turning point at an end of the segment: the second derivative leads out of it.
  const Vector3 m0 = spans_[segment] * slopes_[segment], m1 = spans_[segment] * slopes_[segment + 1];
  return u < 0.5 ? Vector3(6.0 * chord - 4.0 * m0 - 2.0 * m1).normalized()
                 : Vector3(6.0 * chord - 2.0 * m0 - 4.0 * m1).normalized();
}

double Curve::arcLength(std::size_t segment, double u0, double u1) const {
  // Gauss-Legendre, five points.
  static constexpr std::array<double, 3> kNode{0.0, 0.5384693101056831, 0.9061798459386640};
  static constexpr std::array<double, 3> kWeight{128.0 / 225.0, 0.4786286704993665, 0.2369268850561891};
  const double mid = 0.5 * (u0 + u1), half = 0.5 * (u1 - u0);
  double sum = kWeight[0] * velocity(segment, mid).norm();
  for (std::size_t i : {std::size_t{1}, std::size_t{2}})
    sum += kWeight[i] * (velocity(segment, mid - half * kNode[i]).norm() +
                         velocity(segment, mid + half * kNode[i]).norm());
  return half * sum;
}

void Curve::tabulate(std::size_t segment, double u0, double u1, double whole, int depth) {
  const double mid = 0.5 * (u0 + u1);
  const double first = arcLength(segment, u0, mid), second = arcLength(segment, mid, u1);
  const double chord = spans_[segment] * spans_[segment];
  if (depth < kMaxDepth && std::abs(first + second - whole) > kQuadratureError * chord) {
    tabulate(segment, u0, mid, first, depth + 1);
    tabulate(segment, mid, u1, second, depth + 1);
    return;
  }
  const double s0 = pieces_.empty() ? 0.0 : pieces_.back().s1;
  pieces_.push_back({segment, u0, u1, s0, s0 + whole, Vector3::Zero()});
}

Curve::Place Curve::locate(double s) const {
  if (!(s > 0.0)) return {0, 0.0};
  if (s >= length()) return {pieces_.size() - 1, 1.0};
  const auto after = std::upper_bound(pieces_.begin(), pieces_.end(), s,
                                      [](double value, const Piece& p) { return value < p.s0; });
  const auto index = static_cast<std::size_t>(after - pieces_.begin()) - 1;
  const Piece& p = pieces_[index];
  const double along = s - p.s0;
  if (along <= 0.0) return {index, p.u0};
  // Newton, kept inside the bracket by halving.
  double low = p.u0, high = p.u1;
  double u = p.u0 + (p.u1 - p.u0) * std::min(1.0, along / (p.s1 - p.s0));
  for (int i = 0; i < 60; ++i) {
    const double miss = arcLength(p.segment, p.u0, u) - along;
    if (std::abs(miss) <= 1e-15 * length()) break;
    (miss > 0.0 ? high : low) = u;
    const double next = u - miss / velocity(p.segment, u).norm();
    u = next > low && next < high ? next : 0.5 * (low + high);
  }
  return {index, u};
}

PatientPoint Curve::at(double s) const {
  const Place place = locate(s);
  return {position(pieces_[place.piece].segment, place.u)};
}

Vector3 Curve::tangent(double s) const {
  const Place place = locate(s);
  return direction(pieces_[place.piece].segment, place.u);
}

double Curve::nearest(const PatientPoint& point) const {
  std::size_t first = 0;
  double best = (points_[0].mm - point.mm).norm();
  for (std::size_t n = 1; n < points_.size(); ++n)
    if (const double d = (points_[n].mm - point.mm).norm(); d < best) best = d, first = n;
  double bestLength = pointLengths_[first];

  for (const Piece& p : pieces_) {
    const auto offset = [&](double u) { return Vector3(position(p.segment, u) - point.mm); };
    // The distance's derivative by arc length times the distance; not by u, which is 0 where a path turns.
    const auto slope = [&](double u) { return offset(u).dot(direction(p.segment, u)); };
    // From a point of the piece to its two ends it is, together, at most the piece's length.
    if (0.5 * (offset(p.u0).norm() + offset(p.u1).norm() - (p.s1 - p.s0)) > best) continue;
    // Even parts, and close to the ends: where a path turns nearly straight back the slope there is that of
    // a hook too small to matter otherwise.
    const auto grid = [&](int i) {
      if (i == kNearestSteps + 2) return p.u1;
      const double part = static_cast<double>(i - 1) / kNearestSteps;
      return p.u0 + (p.u1 - p.u0) * (i == 0 ? 0.0 : std::clamp(part, kHook, 1.0 - kHook));
    };
    double from = grid(0), slopeFrom = slope(from);
    for (int i = 1; i <= kNearestSteps + 2; ++i) {
      const double to = grid(i);
      const double slopeTo = slope(to);
      if (slopeFrom < 0.0 && slopeTo >= 0.0) {
        double low = from, high = to;
        for (int k = 0; k < 50; ++k) {
          const double mid = 0.5 * (low + high);
          (slope(mid) < 0.0 ? low : high) = mid;
        }
        if (const double d = offset(high).norm(); d < best)
          best = d, bestLength = p.s0 + arcLength(p.segment, p.u0, high);
      }
      from = to;
      slopeFrom = slopeTo;
    }
  }
  return std::min(bestLength, length());
}

Vector3 Curve::carry(const Piece& piece, double u) const {
  // Always on the piece's own grid, so that a frame does not depend on the step it was asked with.
  Vector3 x0 = position(piece.segment, piece.u0), t0 = direction(piece.segment, piece.u0);
  Vector3 right = piece.reference;
  for (int k = 1; k <= kFrameSteps; ++k) {
    const double grid = k == kFrameSteps ? piece.u1 : piece.u0 + (piece.u1 - piece.u0) * k / kFrameSteps;
    const Vector3 x1 = position(piece.segment, std::min(grid, u));
    const Vector3 t1 = direction(piece.segment, std::min(grid, u));
    right = doubleReflection(x0, t0, right, x1, t1);
    if (grid >= u) break;
    x0 = x1;
    t0 = t1;
  }
  return right;
}

CurveFrame Curve::frame(double s, double angle) const {
  const Place place = locate(s);
  const Piece& piece = pieces_[place.piece];
  CurveFrame f;
  f.point.mm = position(piece.segment, place.u);
  f.tangent = direction(piece.segment, place.u);
  const Vector3 right = carry(piece, place.u);
  f.right = perpendicular(std::cos(angle) * right + std::sin(angle) * f.tangent.cross(right), f.tangent);
  f.normal = f.right.cross(f.tangent);
  return f;
}

Result<std::vector<CurveFrame>> Curve::frames(double stepMm, double angle) const {
  if (!std::isfinite(stepMm) || !(stepMm > 0.0))
    return fail(ErrorCode::InvalidArgument, "The step along the path must be above zero and finite.");
  if (!std::isfinite(angle))
    return fail(ErrorCode::InvalidArgument, "The angle about the path must be finite.");
  const double steps = std::floor(length() / stepMm + 1e-9);  // a whole number of steps reaches the end
  if (!(steps < static_cast<double>(kMaxFrames)))
    return fail(ErrorCode::InvalidArgument, "The step is too small: the path would need more than " +
                                                std::to_string(kMaxFrames) + " positions.");
  std::vector<CurveFrame> out(static_cast<std::size_t>(steps) + 1);
  for (std::size_t i = 0; i < out.size(); ++i) out[i] = frame(stepMm * static_cast<double>(i), angle);
  return out;
}

}  // namespace iso
