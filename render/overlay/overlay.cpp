// SPDX-License-Identifier: Apache-2.0
#include "render/overlay/overlay.h"

#include <Eigen/Geometry>
#include <iterator>
#include <utility>

namespace iso {
namespace {

template <class T>
void move(std::vector<T>& from, std::vector<T>& to) {
  to.insert(to.end(), std::make_move_iterator(from.begin()), std::make_move_iterator(from.end()));
}

}  // namespace

void Overlay::append(Overlay other) {
  move(other.lines, lines);
  move(other.handles, handles);
  move(other.texts, texts);
}

Vector2 PlaneOnScreen::toView(const PatientPoint& point) const {
  const Vector3 d = point.mm - center.mm;
  return {0.5 * width + right.dot(d) / mmPerPixel, 0.5 * height + down.dot(d) / mmPerPixel};
}

PatientPoint PlaneOnScreen::toPatient(const Vector2& p) const {
  return {center.mm + (p.x() - 0.5 * width) * mmPerPixel * right +
          (p.y() - 0.5 * height) * mmPerPixel * down};
}

}  // namespace iso
