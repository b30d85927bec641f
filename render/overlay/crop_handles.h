// SPDX-License-Identifier: Apache-2.0
#pragma once

#include "render/overlay/camera_on_screen.h"
#include "render/scene/crop_box.h"

namespace iso {

/// How handles over a picture look and how far they reach, logical pixels.
struct HandleStyle {
  Rgba8 color{255, 163, 72, 255};
  Rgba8 held{255, 255, 255, 255};  ///< the one under the hand
  double radius = 6.0;
  double reach = 9.0;      ///< of a handle from its middle
  double edgeReach = 4.0;  ///< of a line
};

/// A crop box in a 3D view: twelve edges, a round handle in each face; those behind the box are dimmer.
Overlay cropBoxMarks(const CameraOnScreen& view, const VolumeGeometry& geometry, const CropBox& box,
                     std::optional<int> heldFace, const HandleStyle& style = {});
/// The face whose handle is at a position; of several the one that faces the viewer.
std::optional<int> cropFaceAt(const CameraOnScreen& view, const VolumeGeometry& geometry, const CropBox& box,
                              const Vector2& position, const HandleStyle& style = {});

/// Where a slice cuts the crop box: its outline, a round handle in each edge that can be seen.
Overlay cropSectionMarks(const PlaneOnScreen& view, const VolumeGeometry& geometry, const CropBox& box,
                         std::optional<int> heldFace, const HandleStyle& style = {});
/// The face whose edge or handle is at a position.
std::optional<int> cropEdgeAt(const PlaneOnScreen& view, const VolumeGeometry& geometry, const CropBox& box,
                              const Vector2& position, const HandleStyle& style = {});

}  // namespace iso
