// SPDX-License-Identifier: Apache-2.0
#include "app/viewport/look_handles.h"

#include <Eigen/Geometry>
#include <cmath>

#include "render/overlay/clip_handles.h"
#include "render/overlay/hand_in_space.h"

namespace iso::app {
namespace {

constexpr Rgba8 kClipColor{196, 150, 255, 255};

HandleStyle clipStyle() {
  HandleStyle style;
  style.color = kClipColor;
  return style;
}

LookHandle::Part partOf(ClipPart part) {
  return part == ClipPart::Move ? LookHandle::Part::MovePlane : LookHandle::Part::TurnPlane;
}

/// There is a 3D picture to be cropped.
bool hasLook(const Viewport& view) {
  const auto& state = view.state();
  return state && state->hasDepth() && !state->isColour() && state->series()->complete();
}

const ClipPlane* planeOf(const VolumeLook& look, const LookHandle& handle) {
  const auto n = static_cast<std::size_t>(handle.number);
  return handle.part != LookHandle::Part::CropFace && n < look.planes.size() ? &look.planes[n] : nullptr;
}

Vector3 axisOf(const VolumeGeometry& geometry, int face) {
  return geometry.direction().col(face / 2);
}

LookDrag dragFaceInSlice(const SeriesState& state, const PlaneOnScreen& plane, int face, const Vector2& at) {
  // A face holds all points of one index: in the slice it goes where the pointer's index is.
  const double off = faceIndex(shownBox(state.look(), state.geometry()), face) -
                     state.geometry().toIndex(plane.toPatient(at)).ijk[face / 2];
  return [look = state.look(), geometry = state.geometry(), plane, face, off](const Vector2& to) {
    VolumeLook out = look;
    const double index = geometry.toIndex(plane.toPatient(to)).ijk[face / 2] + off;
    setCrop(out, withFaceAt(geometry, shownBox(look, geometry), face, index), geometry);
    return out;
  };
}

LookDrag dragFace(const SeriesState& state, const CameraOnScreen& camera, int face, const Vector2& at) {
  const VolumeGeometry& geometry = state.geometry();
  const PatientPoint from = faceCentre(geometry, shownBox(state.look(), geometry), face);
  const Vector3 along = axisOf(geometry, face);
  const LineDrag drag(camera, from, along, at);
  return [look = state.look(), geometry, face, from, along, drag](const Vector2& to) {
    VolumeLook out = look;
    // Through the patient and back: in an uneven stack slices are not equally far from one another.
    const double index = geometry.toIndex({from.mm + drag.moved(to) * along}).ijk[face / 2];
    setCrop(out, withFaceAt(geometry, shownBox(look, geometry), face, index), geometry);
    return out;
  };
}

LookDrag dragPlane(const SeriesState& state, const CameraOnScreen& camera, const LookHandle& handle,
                   const Vector2& at) {
  const ClipPlane* plane = planeOf(state.look(), handle);
  if (!plane) return nullptr;
  const auto n = static_cast<std::size_t>(handle.number);
  if (handle.part == LookHandle::Part::MovePlane) {
    const LineDrag drag(camera, plane->point, plane->normal.normalized(), at);
    return [look = state.look(), geometry = state.geometry(), n, drag](const Vector2& to) {
      VolumeLook out = look;
      out.planes[n] = movedPlane(geometry, look.planes[n], drag.moved(to));
      return out;
    };
  }
  const BallDrag drag(camera, plane->point, clipSquareMm(state.geometry()), plane->normal, at);
  return [look = state.look(), n, drag](const Vector2& to) {
    VolumeLook out = look;
    out.planes[n].normal = drag.turned(to);
    return out;
  };
}

Qt::CursorShape cursorAlong(const Vector2& direction) {
  if (direction.isZero()) return Qt::SizeVerCursor;  // see LineDrag
  const double slope = std::abs(direction.y()) / std::max(1e-9, std::abs(direction.x()));
  if (slope < 0.41) return Qt::SizeHorCursor;
  if (slope > 2.41) return Qt::SizeVerCursor;
  return direction.x() * direction.y() > 0.0 ? Qt::SizeFDiagCursor : Qt::SizeBDiagCursor;
}

}  // namespace

std::optional<LookHandle> lookHandleAt(const Viewport& view, const LookHandlesShown& shown,
                                       const Vector2& position) {
  if (!hasLook(view)) return std::nullopt;
  const SeriesState& state = *view.state();
  const VolumeGeometry& geometry = state.geometry();
  const CropBox box = shownBox(state.look(), geometry);
  if (const auto plane = view.planeOnScreen()) {
    const auto face = shown.crop ? cropEdgeAt(*plane, geometry, box, position) : std::nullopt;
    return face ? std::optional(LookHandle{LookHandle::Part::CropFace, *face}) : std::nullopt;
  }
  const auto camera = view.cameraOnScreen();
  if (!camera) return std::nullopt;
  if (shown.planes) {
    // The one added last is painted over the others.
    const auto& planes = state.look().planes;
    for (std::size_t n = planes.size(); n-- > 0;)
      if (const auto part = clipPartAt(*camera, planes[n], clipSquareMm(geometry), position, clipStyle()))
        return LookHandle{partOf(*part), static_cast<int>(n)};
  }
  const auto face = shown.crop ? cropFaceAt(*camera, geometry, box, position) : std::nullopt;
  return face ? std::optional(LookHandle{LookHandle::Part::CropFace, *face}) : std::nullopt;
}

Qt::CursorShape lookHandleCursor(const Viewport& view, const LookHandle& handle) {
  if (handle.part == LookHandle::Part::TurnPlane || !hasLook(view)) return Qt::PointingHandCursor;
  const SeriesState& state = *view.state();
  const VolumeGeometry& geometry = state.geometry();
  if (const auto plane = view.planeOnScreen()) {
    const Vector3 across = faceNormal(geometry, handle.number);
    return cursorAlong({plane->right.dot(across), plane->down.dot(across)});
  }
  const auto camera = view.cameraOnScreen();
  if (!camera) return Qt::ArrowCursor;
  if (const ClipPlane* plane = planeOf(state.look(), handle))
    return cursorAlong(LineDrag::screenDirection(*camera, plane->point, plane->normal.normalized()));
  return cursorAlong(LineDrag::screenDirection(
      *camera, faceCentre(geometry, shownBox(state.look(), geometry), handle.number),
      axisOf(geometry, handle.number)));
}

Overlay lookHandles(const Viewport& view, const LookHandlesShown& shown,
                    const std::optional<LookHandle>& held) {
  Overlay o;
  if (!hasLook(view)) return o;
  const SeriesState& state = *view.state();
  const CropBox box = shownBox(state.look(), state.geometry());
  const auto face =
      held && held->part == LookHandle::Part::CropFace ? std::optional(held->number) : std::nullopt;
  if (const auto plane = view.shownPlane()) {
    if (shown.crop) o = cropSectionMarks(*plane, state.geometry(), box, face);
    return o;
  }
  const auto camera = view.shownCamera();
  if (!camera) return o;
  if (shown.crop) o = cropBoxMarks(*camera, state.geometry(), box, face);
  if (!shown.planes) return o;
  const auto& planes = state.look().planes;
  for (std::size_t n = 0; n < planes.size(); ++n) {
    std::optional<ClipPart> part;
    if (held && held->part != LookHandle::Part::CropFace && static_cast<std::size_t>(held->number) == n)
      part = held->part == LookHandle::Part::MovePlane ? ClipPart::Move : ClipPart::Turn;
    o.append(clipPlaneMarks(*camera, planes[n], clipSquareMm(state.geometry()), part, clipStyle()));
  }
  return o;
}

LookDrag startLookDrag(const Viewport& view, const LookHandle& handle, const Vector2& at) {
  if (!hasLook(view)) return nullptr;
  const SeriesState& state = *view.state();
  if (const auto plane = view.planeOnScreen())
    return handle.part == LookHandle::Part::CropFace ? dragFaceInSlice(state, *plane, handle.number, at)
                                                     : nullptr;
  const auto camera = view.cameraOnScreen();
  if (!camera) return nullptr;
  return handle.part == LookHandle::Part::CropFace ? dragFace(state, *camera, handle.number, at)
                                                   : dragPlane(state, *camera, handle, at);
}

}  // namespace iso::app
