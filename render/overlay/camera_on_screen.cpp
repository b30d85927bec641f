// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/camera_on_screen.h"

#include <Eigen/Geometry>

namespace iso {
namespace {

constexpr double kNearest = 0.01;  ///< of the eye's distance to the focal point

}  // namespace

PatientPoint CameraOnScreen::eye() const {
  return {camera.focalPoint.mm - camera.eyeDistance() * camera.forward};
}

double CameraOnScreen::room(const PatientPoint& point) const {
  if (!isPerspective()) return 1.0;
  return camera.forward.dot(point.mm - eye().mm) - kNearest * camera.eyeDistance();
}

double CameraOnScreen::mmPerPixelAt(const PatientPoint& point) const {
  if (!isPerspective()) return mmPerPixel();
  const double depth = camera.forward.dot(point.mm - eye().mm);
  return mmPerPixel() * depth / camera.eyeDistance();
}

Vector3 CameraOnScreen::directionTo(const PatientPoint& point) const {
  if (!isPerspective()) return camera.forward;
  return (point.mm - eye().mm).normalized();
}

CameraOnScreen::Ray CameraOnScreen::rayAt(const Vector2& position) const {
  const double pixel = mmPerPixel();
  const PatientPoint through{camera.focalPoint.mm + (position.x() - 0.5 * width) * pixel * camera.right() -
                             (position.y() - 0.5 * height) * pixel * camera.up};
  if (!isPerspective()) return {through, camera.forward};
  return {eye(), directionTo(through)};
}

Vector2 CameraOnScreen::project(const PatientPoint& point) const {
  const Vector3 d = point.mm - camera.focalPoint.mm;
  const double pixel = mmPerPixelAt(point);
  return {0.5 * width + camera.right().dot(d) / pixel, 0.5 * height - camera.up.dot(d) / pixel};
}

std::optional<Vector2> CameraOnScreen::toView(const PatientPoint& point) const {
  if (!(room(point) > 0.0)) return std::nullopt;
  return project(point);
}

std::optional<std::pair<Vector2, Vector2>> CameraOnScreen::toView(const PatientPoint& from,
                                                                  const PatientPoint& to) const {
  const double a = room(from), b = room(to);
  if (!(a > 0.0) && !(b > 0.0)) return std::nullopt;
  PatientPoint p = from, q = to;
  const Vector3 step = to.mm - from.mm;
  if (!(a > 0.0)) p.mm = from.mm + a / (a - b) * step;
  if (!(b > 0.0)) q.mm = from.mm + a / (a - b) * step;
  return std::pair{project(p), project(q)};
}

}  // namespace iso
