// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/overlay/crop_handles.h"

namespace iso {

/// A free clip plane in a 3D view: a square about its point, a disc there that moves it, and an arrow into
/// what is left, whose tip turns it. While the arrow points at the viewer its tip is a ring about the disc.
enum class ClipPart { Move, Turn };

/// Half a square's side in mm, also the arrow's length: so that it suits a volume.
double clipSquareMm(const VolumeGeometry& geometry);

Overlay clipPlaneMarks(const CameraOnScreen& view, const ClipPlane& plane, double squareMm,
                       std::optional<ClipPart> held, const HandleStyle& style);
std::optional<ClipPart> clipPartAt(const CameraOnScreen& view, const ClipPlane& plane, double squareMm,
                                   const Vector2& position, const HandleStyle& style);

/// A plane moved along its normal, but no further than the volume's corners.
ClipPlane movedPlane(const VolumeGeometry& geometry, const ClipPlane& plane, double mm);

}  // namespace iso
